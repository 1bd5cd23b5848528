"""Misconceptions about 02-mlp/layer-sizes: cells, and what their authors should read."""


def one_side_for_the_image():
    """You took one side of the image: after flattening, every pixel of every row is an input."""

    input_size = 28
    output_size = 10


def sides_added():
    """You added height and width: an image has as many pixels as their product."""

    input_size = 28 + 28
    output_size = 10


def grey_taken_for_colour():
    """You counted three channels: MNIST's images are grey and have one."""

    input_size = 3 * 28 * 28
    output_size = 10


def images_for_pixels():
    """You counted the images: a layer sees one image at a time, and its inputs are that image's
    pixels.
    """

    input_size = 60_000
    output_size = 10


def batch_counted_in():
    """You multiplied by the batch size: a layer has inputs for one image, and takes any number of
    images.
    """

    input_size = 64 * 28 * 28
    output_size = 10


def largest_label_for_the_count():
    """Your output size is the largest label: labels start at 0, so there is one more of them."""

    input_size = 784
    output_size = 9


def one_number_for_the_digit():
    """Your network gives one number, the digit itself: it needs a score for each possible digit
    instead.
    """

    input_size = 784
    output_size = 1


def hidden_size_for_the_output():
    """Your output size is that of the hidden layer: the last layer gives a logit for each digit."""

    input_size = 784
    output_size = 128


def ends_swapped():
    """The two sizes are swapped: pixels come in, logits go out."""

    input_size = 10
    output_size = 784


def shape_for_the_size():
    """Your input size is a shape: a linear layer wants the number of values in it."""

    input_size = (1, 28, 28)
    output_size = 10
