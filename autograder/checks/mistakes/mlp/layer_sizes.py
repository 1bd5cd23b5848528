"""Misconceptions about 02-mlp/layer-sizes."""

from autograder.checks.exercise import misconception
from autograder.checks.mlp import layer_sizes


@misconception(
    layer_sizes,
    "You took one side of the image: after flattening, every pixel of every row is an input.",
)
def one_side_for_the_image():
    input_size = 28
    output_size = 10


@misconception(
    layer_sizes, "You added height and width: an image has as many pixels as their product."
)
def sides_added():
    input_size = 28 + 28
    output_size = 10


@misconception(layer_sizes, "You counted three channels: MNIST's images are grey and have one.")
def grey_taken_for_colour():
    input_size = 3 * 28 * 28
    output_size = 10


@misconception(
    layer_sizes,
    "You counted the images: a layer sees one image at a time, and its inputs are that image's pixels.",
)
def images_for_pixels():
    input_size = 60_000
    output_size = 10


@misconception(
    layer_sizes,
    "You multiplied by the batch size: a layer has inputs for one image, and takes any number of images.",
)
def batch_counted_in():
    input_size = 64 * 28 * 28
    output_size = 10


@misconception(
    layer_sizes,
    "Your output size is the largest label: labels start at 0, so there is one more of them.",
)
def largest_label_for_the_count():
    input_size = 784
    output_size = 9


@misconception(
    layer_sizes,
    "Your network gives one number, the digit itself: it needs a score for each possible digit instead.",
)
def one_number_for_the_digit():
    input_size = 784
    output_size = 1


@misconception(
    layer_sizes,
    "Your output size is that of the hidden layer: the last layer gives a logit for each digit.",
)
def hidden_size_for_the_output():
    input_size = 784
    output_size = 128


@misconception(layer_sizes, "The two sizes are swapped: pixels come in, logits go out.")
def ends_swapped():
    input_size = 10
    output_size = 784


@misconception(
    layer_sizes, "Your input size is a shape: a linear layer wants the number of values in it."
)
def shape_for_the_size():
    input_size = (1, 28, 28)
    output_size = 10
