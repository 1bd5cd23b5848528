"""Misconceptions about 01-images/to-chw: cells, and what their authors should read."""


def reshape_instead_of_permute():
    """You reshape where axes should be reordered: colours land in the wrong channels."""

    def to_channels_first(image):
        height, width, channels = image.shape
        return image.reshape(channels, height, width) / 255


def rows_and_columns_swapped():
    """You reversed all axes, so that rows and columns are swapped; only the channels move."""

    def to_channels_first(image):
        return image.permute(2, 1, 0) / 255


def permuted_backwards():
    """You moved the axes the wrong way: permute lists the old axes in their new order."""

    def to_channels_first(image):
        return image.permute(1, 2, 0) / 255


def channels_second():
    """You swapped channels and columns, so that the channels come second; they should come
    first.
    """

    def to_channels_first(image):
        return image.transpose(1, 2) / 255


def channels_stay_last():
    """You left the channels last; they should be the first axis."""

    def to_channels_first(image):
        return image / 255


def left_unscaled():
    """You left the values at 0 to 255; a float image goes from 0 to 1."""

    def to_channels_first(image):
        return image.permute(2, 0, 1).float()


def left_as_bytes():
    """You only reordered the axes; the values should become float32, from 0 to 1."""

    def to_channels_first(image):
        return image.permute(2, 0, 1)


def divided_by_256():
    """You divide by 256, so that white is a little less than 1; the largest byte is 255."""

    def to_channels_first(image):
        return image.permute(2, 0, 1) / 256


def divided_by_the_maximum():
    """You divide by the image's brightest pixel, so a dark photo turns bright; use one divisor."""

    def to_channels_first(image):
        return image.permute(2, 0, 1) / image.max()


def standardised():
    """You scale each image by its own mean and spread; one rule should hold for all."""

    def to_channels_first(image):
        floats = image.permute(2, 0, 1).float()
        return (floats - floats.mean()) / floats.std()


def scaled_around_zero():
    """You scale to −1 … 1; from 0 to 1 is asked for."""

    def to_channels_first(image):
        return image.permute(2, 0, 1) / 127.5 - 1


def whole_number_division():
    """You round down, as // does, and leave 0 and 1 only; divide with / and keep the fractions."""

    def to_channels_first(image):
        return (image.permute(2, 0, 1) // 255).float()


def double_precision():
    """You return float64; PyTorch's layers work with float32."""

    def to_channels_first(image):
        return image.permute(2, 0, 1).double() / 255


def colours_reversed():
    """You turned the order of the colours round, from RGB to BGR; the channels keep their order."""

    def to_channels_first(image):
        return image.permute(2, 0, 1).flip(0) / 255


def scaled_from_darkest_to_brightest():
    """You stretch each image from its darkest to its brightest value: one rule should hold for
    all, and 255 becomes 1.
    """

    def to_channels_first(image):
        moved = image.permute(2, 0, 1).float()
        return (moved - moved.min()) / (moved.max() - moved.min())


def divided_twice():
    """You divide by 255 twice: once is enough for values from 0 to 1."""

    def to_channels_first(image):
        return image.permute(2, 0, 1) / 255 / 255


def made_grey():
    """You take the mean over the channels: all of them stay, at the front."""

    def to_channels_first(image):
        return (image.float() / 255).mean(dim=2)[None]


def turned_by_a_quarter():
    """You turn the image: rows stay rows and columns stay columns."""

    def to_channels_first(image):
        return image.permute(2, 0, 1).rot90(1, (1, 2)) / 255
