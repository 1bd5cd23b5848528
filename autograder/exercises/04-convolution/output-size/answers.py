"""Right answers to 04-convolution/output-size, of different make: each body is a cell."""


def formula():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - kernel) // stride + 1


def formula_over_the_stride():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size - kernel + stride + padding + padding) // stride


def floor_of_a_float():
    import math

    def conv_output_size(size, kernel, stride=1, padding=0):
        return math.floor((size + 2 * padding - kernel) / stride + 1)


def remainder_taken_off():
    def conv_output_size(size, kernel, stride=1, padding=0):
        room = size + 2 * padding - kernel
        return int((room - room % stride) / stride) + 1


def length_of_a_range():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return len(range(-padding, size + padding - kernel + 1, stride))


def counted_step_by_step():
    def conv_output_size(size, kernel, stride=1, padding=0):
        start, count = 0, 0
        while start + kernel <= size + 2 * padding:
            count += 1
            start += stride
        return count


def counted_by_recursion():
    def conv_output_size(size, kernel, stride=1, padding=0):
        if padding:
            return conv_output_size(size + 2 * padding, kernel, stride)
        return 0 if size < kernel else 1 + conv_output_size(size - stride, kernel, stride)


def asked_of_torch():
    def conv_output_size(size, kernel, stride=1, padding=0):
        image = torch.empty(1, 1, size, size, device="meta")
        return nn.Conv2d(1, 1, kernel, stride=stride, padding=padding, device="meta")(image).size(
            -1
        )


def windows_of_a_line():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return F.pad(torch.zeros(size), (padding, padding)).unfold(0, kernel, stride).shape[0]
