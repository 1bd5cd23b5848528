"""Misconceptions about 04-convolution/output-size: cells, and what their authors should read."""


def size_rounded_up():
    """You round up: a last window that doesn't fit is left out, so round down."""

    def conv_output_size(size, kernel, stride=1, padding=0):
        return -(-(size + 2 * padding - kernel) // stride) + 1


def size_rounded_to_nearest():
    """You round to the nearest whole number: a window fits or it doesn't, so round down."""

    def conv_output_size(size, kernel, stride=1, padding=0):
        return round((size + 2 * padding - kernel) / stride) + 1


def size_not_rounded():
    """You divide without rounding: a number of positions is an int, rounded down."""

    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - kernel) / stride + 1


def padding_at_one_end():
    """You count the padding once: it is added at both ends."""

    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + padding - kernel) // stride + 1


def padding_left_out():
    """You leave the padding out: it widens the axis at both ends."""

    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size - kernel) // stride + 1


def padding_added_last():
    """You add the padding after dividing by the stride: it widens the image first."""

    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size - kernel) // stride + 1 + 2 * padding


def stride_left_out():
    """You leave the stride out: the kernel skips positions, so there are fewer of them."""

    def conv_output_size(size, kernel, stride=1, padding=0):
        return size + 2 * padding - kernel + 1


def steps_for_positions():
    """You count the steps between the positions: there is one more position than steps."""

    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - kernel) // stride


def one_added_before_division():
    """You add one before dividing: first count the steps of the stride, then add the position at
    the start.
    """

    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - kernel + 1) // stride


def brackets_missing():
    """Only the kernel is divided by the stride: put what stands above the fraction bar into
    brackets.
    """

    def conv_output_size(size, kernel, stride=1, padding=0):
        return size + 2 * padding - kernel // stride + 1


def kernel_left_out():
    """The kernel's size plays no role in yours: a window must end inside the padded axis, so larger
    kernels have fewer positions.
    """

    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding) // stride


def odd_kernels_only():
    """Your formula takes every kernel for an odd one: half a kernel at each end is not the same for
    even sizes.
    """

    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - 2 * (kernel // 2) - 1) // stride + 1


def both_axes_multiplied():
    """You return the number of positions in a whole square image: count those along one axis."""

    def conv_output_size(size, kernel, stride=1, padding=0):
        return ((size + 2 * padding - kernel) // stride + 1) ** 2
