"""Misconceptions about 03-kernels/mend-average: cells, and what their authors should read."""


def as_it_was():
    """This still computes what was handed out: 1 / height * width is (1 / height) * width. Write
    brackets around the product that you divide by.
    """

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / height * width)


def the_other_way_round():
    """You swapped height and width, and the fault stayed: 1 / width * height is (1 / width) *
    height.
    """

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / width * height)


def divided_by_the_sum_of_both():
    """You divide by height plus width; a kernel holds height times width weights."""

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / (height + width))


def divided_by_the_height():
    """You divide by the number of rows alone, which is right for one column and too bright for more."""

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / height)


def divided_by_the_width():
    """You divide by the number of columns alone: right for one row, too bright for more."""

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / width)


def squared_height():
    """You divide by the height times itself, which is right for square kernels alone."""

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / height**2)


def squared_width():
    """You divide by the width times itself, which is right for square kernels alone."""

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / width**2)


def divided_by_nine():
    """You always divide by nine, which is right for nine weights alone."""

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / 9)


def made_darker_by_nine():
    """You divide the wrong weight by nine, which makes three columns right and no others. Mend the
    line that makes the weight, not what comes out of it.
    """

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / height * width) / 9


def cut_at_one():
    """You cut the weights off at 1: the photo is still too bright. Mend the line that makes the
    weight.
    """

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 / height * width).clamp(max=1)


def not_divided():
    """Your weights are all 1: that is a sum, and no average."""

    def average_kernel(height, width):
        return torch.ones(1, height, width)


def cut_off_to_zero():
    """Whole numbers can't hold the fraction: your weights were cut off to 0."""

    def average_kernel(height, width):
        return torch.full((1, height, width), 1 // (height * width)).float()


def rows_for_columns():
    """The weight is right, but rows and columns of the kernel are swapped."""

    def average_kernel(height, width):
        return torch.full((1, width, height), 1 / (height * width))


def channel_left_out():
    """The weights are right, but the channel axis in front is missing."""

    def average_kernel(height, width):
        return torch.full((height, width), 1 / (height * width))


def four_dimensions():
    """You added the fourth dimension that F.conv2d wants; the kernel itself has three."""

    def average_kernel(height, width):
        return torch.full((1, 1, height, width), 1 / (height * width))


def one_weight():
    """You return the weight alone; the kernel is a tensor full of it."""

    def average_kernel(height, width):
        return 1 / (height * width)
