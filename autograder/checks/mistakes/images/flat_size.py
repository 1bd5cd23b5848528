"""Misconceptions about 01-images/flat-size."""

from autograder.checks.exercise import misconception
from autograder.checks.images import flat_size


@misconception(
    flat_size,
    "You count one channel only; a colour image has its rows and columns once for each channel.",
)
def without_channels():
    def flat_size(channels, height, width):
        return height * width


@misconception(
    flat_size, "You take every image for an RGB image; the number of channels is an argument."
)
def always_three_channels():
    def flat_size(channels, height, width):
        return 3 * height * width


@misconception(
    flat_size, "You take the image for a square one: the width counts too, not the height twice."
)
def height_twice():
    def flat_size(channels, height, width):
        return channels * height * height


@misconception(
    flat_size, "You take the image for a square one: the height counts too, not the width twice."
)
def width_twice():
    def flat_size(channels, height, width):
        return channels * width * width


@misconception(flat_size, "You add the three sizes; numbers in a grid are counted by multiplying.")
def sum_of_sizes():
    def flat_size(channels, height, width):
        return channels + height + width


@misconception(
    flat_size,
    "You add the channels to the pixels; every channel holds all the pixels, so multiply.",
)
def channels_added():
    def flat_size(channels, height, width):
        return channels + height * width


@misconception(flat_size, "You return a shape; the number of its elements is asked, as an int.")
def a_shape():
    def flat_size(channels, height, width):
        return tuple(torch.zeros(channels, height, width).view(-1).shape)


@misconception(flat_size, "You return a float; a number of values is an int.")
def a_float():
    def flat_size(channels, height, width):
        return float(channels * height * width)


@misconception(flat_size, "You return a tensor; an int is asked.")
def a_tensor():
    def flat_size(channels, height, width):
        return torch.tensor([channels, height, width]).prod()


@misconception(
    flat_size, "You count bytes; the number of values is asked, however many bytes each takes."
)
def counts_bytes():
    def flat_size(channels, height, width):
        return 4 * channels * height * width


@misconception(flat_size, "You have the size of an MNIST image built in; the sizes are arguments.")
def always_mnist():
    def flat_size(channels, height, width):
        return 28 * 28
