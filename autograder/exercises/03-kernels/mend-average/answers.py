"""Right answers to 03-kernels/mend-average, of different make: each body is a cell."""


def brackets():
    def average_kernel(height, width):
        weight = 1 / (height * width)
        return torch.full((1, height, width), weight)


def divided_twice():
    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / height / width)


def divided_by_the_sum():
    def average_kernel(height, width):
        kernel = torch.ones(1, height, width)
        return kernel / kernel.sum()


def divided_by_the_number():
    def average_kernel(height, width):
        kernel = torch.ones((1, height, width))
        return kernel / kernel.numel()


def column_times_row():
    def average_kernel(height, width):
        column = torch.full((height, 1), 1 / height)
        row = torch.full((1, width), 1 / width)
        return (column @ row)[None]


def nested_lists():
    def average_kernel(height, width):
        weight = 1.0 / (height * width)
        return torch.tensor([[[weight] * width for _ in range(height)]])


def the_wrong_one_divided_by_its_sum():
    def average_kernel(height, width):
        kernel = torch.full((1, height, width), 1 / height * width)
        return kernel / kernel.sum()
