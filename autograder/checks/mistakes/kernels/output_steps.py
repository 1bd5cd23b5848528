"""Misconceptions about 03-kernels/output-steps."""

from autograder.checks.exercise import misconception
from autograder.checks.kernels import output_steps


@misconception(
    output_steps,
    "You count how far the kernel can move; its first position, before any move, counts too.",
)
def moves_instead_of_positions():
    def output_steps(image_size, kernel_size):
        return image_size - kernel_size


@misconception(
    output_steps,
    "You lose two positions: the kernel may start at the first pixel and end at the last.",
)
def one_less_than_the_moves():
    def output_steps(image_size, kernel_size):
        return image_size - kernel_size - 1


@misconception(
    output_steps, "You count a position too many: in your last one the kernel hangs over the edge."
)
def one_too_many():
    def output_steps(image_size, kernel_size):
        return image_size - kernel_size + 2


@misconception(
    output_steps,
    "You lay kernels side by side; the kernel moves by one pixel, so positions overlap.",
)
def side_by_side():
    def output_steps(image_size, kernel_size):
        return image_size // kernel_size


@misconception(
    output_steps,
    "You lay kernels side by side and round up; the kernel moves by one pixel and never hangs over the edge.",
)
def side_by_side_rounded_up():
    def output_steps(image_size, kernel_size):
        return -(-image_size // kernel_size)


@misconception(
    output_steps,
    "You count every pixel as a start; from the last ones the kernel would hang over the edge.",
)
def a_start_at_every_pixel():
    def output_steps(image_size, kernel_size):
        return image_size


@misconception(
    output_steps,
    "You also count positions where the kernel only touches the image; all of it must lie inside.",
)
def touching_is_enough():
    def output_steps(image_size, kernel_size):
        return image_size + kernel_size - 1


@misconception(
    output_steps, "You take the kernel's size away at both ends; the kernel shortens the axis once."
)
def kernel_off_both_ends():
    def output_steps(image_size, kernel_size):
        return image_size - 2 * (kernel_size - 1)


@misconception(
    output_steps,
    "You take half of the kernel's size away; the whole of it, less one pixel, is lost.",
)
def half_the_kernel_lost():
    def output_steps(image_size, kernel_size):
        return image_size - kernel_size // 2


@misconception(
    output_steps, "Your count is right but it is a float; a number of positions is an int."
)
def a_float():
    def output_steps(image_size, kernel_size):
        return (image_size - kernel_size) / 1 + 1


@misconception(output_steps, "You print the number instead of returning it.")
def printed_steps():
    def output_steps(image_size, kernel_size):
        print(image_size - kernel_size + 1)
