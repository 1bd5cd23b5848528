"""Misconceptions about 01-images/flat-size: cells, and what their authors should read."""


def without_channels():
    """You count one channel only; a colour image has its rows and columns once for each channel."""

    def flat_size(channels, height, width):
        return height * width


def always_three_channels():
    """You take every image for an RGB image; the number of channels is an argument."""

    def flat_size(channels, height, width):
        return 3 * height * width


def height_twice():
    """You take the image for a square one: the width counts too, not the height twice."""

    def flat_size(channels, height, width):
        return channels * height * height


def width_twice():
    """You take the image for a square one: the height counts too, not the width twice."""

    def flat_size(channels, height, width):
        return channels * width * width


def sum_of_sizes():
    """You add the three sizes; numbers in a grid are counted by multiplying."""

    def flat_size(channels, height, width):
        return channels + height + width


def channels_added():
    """You add the channels to the pixels; every channel holds all the pixels, so multiply."""

    def flat_size(channels, height, width):
        return channels + height * width


def a_shape():
    """You return a shape; the number of its elements is asked for, as an int."""

    def flat_size(channels, height, width):
        return tuple(torch.zeros(channels, height, width).view(-1).shape)


def a_float():
    """You return a float; a number of values is an int."""

    def flat_size(channels, height, width):
        return float(channels * height * width)


def a_tensor():
    """You return a tensor; an int is asked for."""

    def flat_size(channels, height, width):
        return torch.tensor([channels, height, width]).prod()


def counts_bytes():
    """You count bytes; the number of values is asked for, however many bytes each takes."""

    def flat_size(channels, height, width):
        return 4 * channels * height * width


def always_mnist():
    """You have the size of a 28×28 image built in; the sizes are arguments."""

    def flat_size(channels, height, width):
        return 28 * 28


def sides_added():
    """You add height and width: each of the rows has width pixels, so multiply."""

    def flat_size(channels, height, width):
        return channels * (height + width)


def sides_doubled():
    """You count the pixels around the border: all pixels count, height times width of them."""

    def flat_size(channels, height, width):
        return channels * 2 * (height + width)


def everything_squared():
    """You square the number of pixels: height times width is already all of them."""

    def flat_size(channels, height, width):
        return channels * (height * width) ** 2
