"""Right answers to 01-images/flat-size, of different make: each body is a cell."""


def product():
    def flat_size(channels, height, width):
        return channels * height * width


def product_of_the_math_module():
    def flat_size(channels, height, width):
        import math

        return math.prod((channels, height, width))


def counted_by_torch():
    def flat_size(channels, height, width):
        return torch.zeros(channels, height, width).numel()


def length_of_a_flat_tensor():
    def flat_size(channels, height, width):
        return torch.empty(channels, height, width).flatten().shape[0]


def added_up():
    def flat_size(channels, height, width):
        total = 0
        for _ in range(channels):
            for _ in range(height):
                total += width
        return total


def item_of_a_tensor():
    def flat_size(channels, height, width):
        return torch.tensor([channels, height, width]).prod().item()


def size_object():
    flat_size = lambda channels, height, width: torch.Size((channels, height, width)).numel()  # noqa: E731
