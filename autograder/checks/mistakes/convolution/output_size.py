"""Misconceptions about 04-convolution/output-size."""

from autograder.checks.convolution import output_size
from autograder.checks.exercise import misconception


@misconception(
    output_size, "You round up: a last window that doesn't fit is left out, so round down."
)
def size_rounded_up():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return -(-(size + 2 * padding - kernel) // stride) + 1


@misconception(
    output_size,
    "You round to the nearest whole number: a window fits or it doesn't, so round down.",
)
def size_rounded_to_nearest():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return round((size + 2 * padding - kernel) / stride) + 1


@misconception(
    output_size, "You divide without rounding: a number of positions is an int, rounded down."
)
def size_not_rounded():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - kernel) / stride + 1


@misconception(output_size, "You count the padding once: it is added at both ends.")
def padding_at_one_end():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + padding - kernel) // stride + 1


@misconception(output_size, "You leave the padding out: it widens the axis at both ends.")
def padding_left_out():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size - kernel) // stride + 1


@misconception(
    output_size, "You add the padding after dividing by the stride: it widens the image first."
)
def padding_added_last():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size - kernel) // stride + 1 + 2 * padding


@misconception(
    output_size, "You leave the stride out: the kernel skips positions, so there are fewer of them."
)
def stride_left_out():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return size + 2 * padding - kernel + 1


@misconception(
    output_size, "You count the steps between the positions: there is one more position than steps."
)
def steps_for_positions():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - kernel) // stride


@misconception(
    output_size,
    "You add one before dividing: first count the steps of the stride, then add the position at the start.",
)
def one_added_before_division():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - kernel + 1) // stride


@misconception(
    output_size,
    "Only the kernel is divided by the stride: put what stands above the fraction bar into brackets.",
)
def brackets_missing():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return size + 2 * padding - kernel // stride + 1


@misconception(
    output_size,
    "The kernel's size plays no role in yours: a window must end inside the padded axis, so larger kernels have fewer positions.",
)
def kernel_left_out():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding) // stride


@misconception(
    output_size,
    "Your formula takes every kernel for an odd one: half a kernel at each end is not the same for even sizes.",
)
def odd_kernels_only():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - 2 * (kernel // 2) - 1) // stride + 1


@misconception(
    output_size,
    "You return the number of all positions in a square image: asked for are those along one axis.",
)
def both_axes_multiplied():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return ((size + 2 * padding - kernel) // stride + 1) ** 2
