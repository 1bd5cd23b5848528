"""Misconceptions about 03-kernels/output-steps: cells, and what their authors should read."""


def moves_instead_of_positions():
    """You count how far the kernel can move; its first position, before any move, counts too."""

    def output_steps(image_size, kernel_size):
        return image_size - kernel_size


def one_less_than_the_moves():
    """You lose two positions: the kernel may start at the first pixel and end at the last."""

    def output_steps(image_size, kernel_size):
        return image_size - kernel_size - 1


def one_too_many():
    """You count a position too many: in your last one the kernel hangs over the border."""

    def output_steps(image_size, kernel_size):
        return image_size - kernel_size + 2


def side_by_side():
    """You lay kernels side by side; the kernel moves by one pixel, so positions overlap."""

    def output_steps(image_size, kernel_size):
        return image_size // kernel_size


def side_by_side_rounded_up():
    """You lay kernels side by side and round up; the kernel moves by one pixel and never hangs over
    the border.
    """

    def output_steps(image_size, kernel_size):
        return -(-image_size // kernel_size)


def a_start_at_every_pixel():
    """You count every pixel as a start; from the last ones the kernel would hang over the border."""

    def output_steps(image_size, kernel_size):
        return image_size


def touching_is_enough():
    """You also count positions where the kernel only touches the image; all of it must lie
    inside.
    """

    def output_steps(image_size, kernel_size):
        return image_size + kernel_size - 1


def kernel_off_both_ends():
    """You take the kernel's size away at both ends; the kernel shortens the axis once."""

    def output_steps(image_size, kernel_size):
        return image_size - 2 * (kernel_size - 1)


def half_the_kernel_lost():
    """You take half of the kernel's size away; the whole of it, less one pixel, is lost."""

    def output_steps(image_size, kernel_size):
        return image_size - kernel_size // 2


def a_float():
    """Your count is right but it is a float; a number of positions is an int."""

    def output_steps(image_size, kernel_size):
        return (image_size - kernel_size) / 1 + 1


def printed_steps():
    """You return nothing. To print the number isn't enough: hand it back with return."""

    def output_steps(image_size, kernel_size):
        print(image_size - kernel_size + 1)
