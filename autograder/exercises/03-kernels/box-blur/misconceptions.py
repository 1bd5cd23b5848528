"""Misconceptions about 03-kernels/box-blur: cells, and what their authors should read."""


def sum_instead_of_mean():
    """You sum the pixels, or your division is undone: the weights of an average add up to 1."""

    def box_blur_kernel(size):
        return torch.ones(1, size, size) * (1 / size * size)


def always_divided_by_nine():
    """You always divide by nine, which is right for a box of three alone; divide by the number of
    weights.
    """

    def box_blur_kernel(size):
        return torch.ones(1, size, size) / 9


def plus_sign():
    """You average along a plus sign; the box has corners, and they count too."""

    def box_blur_kernel(size):
        kernel = torch.zeros(1, size, size)
        kernel[0, size // 2, :] = 1
        kernel[0, :, size // 2] = 1
        return kernel / kernel.sum()


def divided_by_the_side():
    """You divide by the side's length; the box holds as many weights as its area."""

    def box_blur_kernel(size):
        return torch.ones(1, size, size) / size


def divided_by_twice_the_side():
    """You divide by twice the side's length; the area is the side times itself."""

    def box_blur_kernel(size):
        return torch.ones(1, size, size) / (2 * size)


def random_weights():
    """You draw the weights at random; in an average every pixel counts the same."""

    def box_blur_kernel(size):
        kernel = torch.rand(1, size, size, generator=torch.Generator().manual_seed(0))
        return kernel / kernel.sum()


def box_without_channel():
    """The weights are right, but the channel axis in front is missing."""

    def box_blur_kernel(size):
        return torch.ones(size, size) / size**2


def box_with_four_dimensions():
    """You added the fourth dimension that F.conv2d wants; the kernel itself has three."""

    def box_blur_kernel(size):
        return torch.ones(1, 1, size, size) / size**2


def centre_left_out():
    """You average the neighbours without the pixel in the middle; it belongs to its own
    neighbourhood.
    """

    def box_blur_kernel(size):
        kernel = torch.ones(1, size, size)
        kernel[0, size // 2, size // 2] = 0
        return kernel / max(kernel.sum().item(), 1)


def always_three():
    """You fix the size at 3; use the argument."""

    def box_blur_kernel(size):
        return torch.full((1, 3, 3), 1 / 9)


def whole_number_division():
    """Whole numbers can't hold the fraction: your weights were cut off to 0."""

    def box_blur_kernel(size):
        return torch.ones(1, size, size) // (size * size)


def one_row():
    """Your kernel is a single row: a box has as many rows as columns."""

    def box_blur_kernel(size):
        return torch.full((1, 1, size), 1 / size)


def one_column():
    """Your kernel is a single column: a box has as many columns as rows."""

    def box_blur_kernel(size):
        return torch.full((1, size, 1), 1 / size)


def one_channel_for_each_row():
    """Your kernel has size channels: it has one, with size rows and columns."""

    def box_blur_kernel(size):
        return torch.full((size, size, size), 1 / size**2)


def weights_rounded():
    """You round the weights, so that they no longer add up to 1: leave them as they are."""

    def box_blur_kernel(size):
        return torch.full((1, size, size), round(1 / size**2, 2))
