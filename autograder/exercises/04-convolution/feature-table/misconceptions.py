"""Misconceptions about 04-convolution/feature-table: cells, and what their authors should read."""


def batch_in_the_features():
    """Your features count all images: the batch axis stays, and flattening counts the numbers of
    one image.
    """

    feature_table = [
        {"output_size": 28, "features": 78400},
        {"output_size": 111, "features": 1232100},
        {"output_size": 176, "features": 3097600},
    ]


def colours_in_the_features():
    """Your features count the three colours: the convolution has added them up, and its output has
    one channel.
    """

    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": 3 * side * side})


def features_of_one_side():
    """Your features count one side of the output only: it has rows as well as columns."""

    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side})


def sides_added():
    """Your features add the two sides: rows times columns is the number of pixels."""

    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side + side})


def features_of_the_input():
    """Your features are those of the input image: what is flattened is the convolution's output."""

    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": 3 * size * size})


def weights_in_the_features():
    """Your features count the kernel's weights at each position: a window gives one number, their
    sum.
    """

    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side * side * kernel * kernel})


def table_without_padding():
    """You left the padding out of the sizes: it widens the image at both ends."""

    feature_table = []
    for size, kernel, stride in [(30, 3, 1), (224, 5, 2), (528, 7, 3)]:
        side = (size - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side * side})


def table_with_padding_once():
    """You counted the padding once: it is added at both ends."""

    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side * side})


def table_with_padding_last():
    """You added the padding after dividing by the stride: it widens the image first."""

    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size - kernel) // stride + 1 + 2 * padding
        feature_table.append({"output_size": side, "features": side * side})


def table_without_stride():
    """You left the stride out of the sizes: longer steps leave fewer positions."""

    feature_table = []
    for size, kernel, padding in [(30, 3, 0), (224, 5, 1), (528, 7, 2)]:
        side = size + 2 * padding - kernel + 1
        feature_table.append({"output_size": side, "features": side * side})


def table_rounded_up():
    """You rounded up where the division leaves a remainder: a window that doesn't fit is left
    out.
    """

    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = -(-(size + 2 * padding - kernel) // stride) + 1
        feature_table.append({"output_size": side, "features": side * side})


def table_of_steps():
    """You counted the steps between the positions: there is one more position than steps."""

    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride
        feature_table.append({"output_size": side, "features": side * side})


def table_of_floats():
    """You divided without rounding: half a position doesn't exist, so sizes are ints, rounded
    down.
    """

    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) / stride + 1
        feature_table.append({"output_size": side, "features": side * side})


def dict_of_columns():
    """Your table is one dict of columns: make it a list with one dict for each row."""

    feature_table = {"output_size": [28, 111, 176], "features": [784, 12321, 30976]}


def pairs_for_dicts():
    """Your rows are pairs of numbers: each must be a dict that names them."""

    feature_table = [(28, 784), (111, 12321), (176, 30976)]
