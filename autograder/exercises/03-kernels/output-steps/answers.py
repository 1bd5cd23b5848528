"""Right answers to 03-kernels/output-steps, of different make: each body is a cell."""


def last_start_plus_one():
    def output_steps(image_size, kernel_size):
        last_start = image_size - kernel_size
        return last_start + 1


def counted_in_a_loop():
    def output_steps(image_size, kernel_size):
        count = 0
        while count + kernel_size <= image_size:
            count += 1
        return count


def length_of_a_range():
    def output_steps(image_size, kernel_size):
        return len(range(0, image_size - kernel_size + 1))


def sum_of_the_fitting():
    def output_steps(image_size, kernel_size):
        return sum(start + kernel_size <= image_size for start in range(image_size))


def asked_of_unfold():
    def output_steps(image_size, kernel_size):
        return torch.zeros(image_size).unfold(0, kernel_size, 1).shape[0]


def by_recursion():
    def output_steps(image_size, kernel_size):
        return 1 if image_size == kernel_size else 1 + output_steps(image_size - 1, kernel_size)


def as_a_lambda():
    output_steps = lambda image_size, kernel_size: int(image_size + 1 - kernel_size)  # noqa: E731
