"""Misconceptions about 01-images/to-chw."""

from autograder.checks.exercise import misconception
from autograder.checks.images import to_chw


@misconception(
    to_chw,
    "You reshape where axes should be reordered: colours land in the wrong channels.",
)
def reshape_instead_of_permute():
    def to_channels_first(image):
        height, width, channels = image.shape
        return image.reshape(channels, height, width) / 255


@misconception(
    to_chw, "You reversed all axes, so that rows and columns are swapped; only the channels move."
)
def rows_and_columns_swapped():
    def to_channels_first(image):
        return image.permute(2, 1, 0) / 255


@misconception(
    to_chw, "You moved the axes the wrong way: permute lists the old axes in their new order."
)
def permuted_backwards():
    def to_channels_first(image):
        return image.permute(1, 2, 0) / 255


@misconception(
    to_chw,
    "You swapped channels and columns, so that the channels come second; they should come first.",
)
def channels_second():
    def to_channels_first(image):
        return image.transpose(1, 2) / 255


@misconception(to_chw, "You left the channels last; they should be the first axis.")
def channels_stay_last():
    def to_channels_first(image):
        return image / 255


@misconception(to_chw, "You left the values at 0 to 255; a float image goes from 0 to 1.")
def left_unscaled():
    def to_channels_first(image):
        return image.permute(2, 0, 1).float()


@misconception(
    to_chw, "You only reordered the axes; the values should become float32, from 0 to 1."
)
def left_as_bytes():
    def to_channels_first(image):
        return image.permute(2, 0, 1)


@misconception(
    to_chw, "You divide by 256, so that white is a little less than 1; the largest byte is 255."
)
def divided_by_256():
    def to_channels_first(image):
        return image.permute(2, 0, 1) / 256


@misconception(
    to_chw,
    "You divide by the image's brightest pixel, so a dark photo turns bright; use one divisor.",
)
def divided_by_the_maximum():
    def to_channels_first(image):
        return image.permute(2, 0, 1) / image.max()


@misconception(
    to_chw, "You scale each image by its own mean and spread; one rule should hold for all."
)
def standardised():
    def to_channels_first(image):
        floats = image.permute(2, 0, 1).float()
        return (floats - floats.mean()) / floats.std()


@misconception(to_chw, "You scale to −1 … 1; from 0 to 1 is asked.")
def scaled_around_zero():
    def to_channels_first(image):
        return image.permute(2, 0, 1) / 127.5 - 1


@misconception(
    to_chw,
    "You divide whole numbers without remainder, which leaves 0 and 1 only; divide as floats.",
)
def whole_number_division():
    def to_channels_first(image):
        return (image.permute(2, 0, 1) // 255).float()


@misconception(to_chw, "You return float64; PyTorch's layers work with float32.")
def double_precision():
    def to_channels_first(image):
        return image.permute(2, 0, 1).double() / 255


@misconception(
    to_chw,
    "You turned the order of the colours round, from RGB to BGR; the channels keep their order.",
)
def colours_reversed():
    def to_channels_first(image):
        return image.permute(2, 0, 1).flip(0) / 255
