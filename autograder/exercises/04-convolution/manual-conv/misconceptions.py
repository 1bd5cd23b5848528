"""Misconceptions about 04-convolution/manual-conv: cells, and what their authors should read."""


def padding_after_division():
    """You divide by the stride before adding the padding; the padding widens the image first."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        out = (windows * kernel).sum((3, 4))
        rows = (image.shape[1] - h) // stride + 1 + 2 * padding
        columns = (image.shape[2] - w) // stride + 1 + 2 * padding
        return F.pad(out, (0, columns - out.shape[2], 0, rows - out.shape[1]))


def positions_rounded_up():
    """You round the number of positions up: a window that doesn't fit into the padded image is left
    out.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding, padding + stride - 1) * 2)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4))


def stride_ignored():
    """The stride has no effect: the window must jump by it, down and across."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, 1).unfold(2, w, 1)
        return (windows * kernel).sum((3, 4))


def stride_on_rows_only():
    """Your window jumps down but takes single steps across: the stride holds for rows and for
    columns.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, 1)
        return (windows * kernel).sum((3, 4))


def stride_in_the_size_only():
    """The stride shrinks your output, but your window still takes single steps: it must start
    stride squares further each time.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        windows = padded.unfold(1, h, 1).unfold(2, w, 1)[:, :rows, :columns]
        return (windows * kernel).sum((3, 4))


def padding_ignored():
    """The padding has no effect: put a border of zeros around the image before the window
    slides.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        h, w = kernel.shape[-2:]
        windows = image.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4))


def padding_above_and_left_only():
    """The padding counts once in your output, as if it lay above and to the left only: it goes
    around all four sides.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding, 0, padding, 0))
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4))


def padding_below_and_right_only():
    """You pad below and to the right only: the border of zeros goes around all four sides."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (0, padding, 0, padding))
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4))


def padding_on_columns_only():
    """You pad left and right but not above and below: F.pad takes two numbers for each axis, the
    last axis first.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding, padding))
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4))


def padding_around_the_output():
    """You pad the result: the zeros belong around the image, so that the window can reach over its
    edge.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        h, w = kernel.shape[-2:]
        windows = image.unfold(1, h, stride).unfold(2, w, stride)
        return F.pad((windows * kernel).sum((3, 4)), (padding,) * 4)


def padding_repeats_the_edge():
    """Your border repeats the image's outer pixels: the padding is zeros."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4, mode="replicate")
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4))


def kernel_rotated():
    """You rotate the kernel by 180°, as mathematics does: in deep learning it lies on the image as
    it is.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel.flip(1, 2)).sum((3, 4))


def kernel_transposed():
    """You transpose the kernel: its rows lie along the image's rows, its columns along the
    columns.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        kernel = kernel.transpose(1, 2)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        if rows < 1 or columns < 1:
            return torch.zeros(1, rows, columns)
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4))


def kernel_taken_for_square():
    """Your windows don't have the kernel's shape: height and width are two numbers, the height first."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        size = kernel.shape[1]
        rows = (padded.shape[1] - size) // stride + 1
        columns = (padded.shape[2] - size) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = padded[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[0, i, j] = (window * kernel).sum()
        return out


def output_transposed():
    """Rows and columns of your output are swapped: the first index goes down, the second across."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4)).transpose(1, 2)


def products_averaged():
    """You take the mean of the products: a convolution sums them."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).mean((3, 4))


def last_position_missing():
    """You miss the last row and the last column of positions: the number of positions is one more
    than that of steps.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)[:, :-1, :-1]
        return (windows * kernel).sum((3, 4))


def range_ends_too_early():
    """Your range stops before the last start: a window that ends exactly at the edge still fits."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        tops = range(0, padded.shape[1] - h, stride)
        lefts = range(0, padded.shape[2] - w, stride)
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows[:, : len(tops), : len(lefts)] * kernel).sum((3, 4))


def result_without_channel():
    """Your result has lost its channel axis: it is (1, rows, columns), as the image is."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((0, 3, 4))


def image_squeezed_in_place():
    """You take the channel axis off the caller's own image: an underscore at the end of a method's
    name means in place.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image.squeeze_(0), (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(0, h, stride).unfold(1, w, stride)
        return (windows * kernel).sum((2, 3))[None]


def convolved_by_torch():
    """You let torch convolve: the point of this exercise is to slide the window yourself."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]


def returned_after_the_first_row():
    """Your return stands inside the loop over the rows: it ends the function after the first row."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        out = torch.zeros(windows.shape[:3])
        out[:, 0] = (windows[:, 0] * kernel).sum((2, 3))
        return out


def returned_after_the_first_number():
    """Your return stands inside both loops: it ends the function after the first number."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding, padding, padding, padding))
        h, w = kernel.shape[1:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                top, left = i * stride, j * stride
                out[0, i, j] = (padded[:, top : top + h, left : left + w] * kernel).sum()
                return out


def columns_counted_from_the_height():
    """You count the columns from the image's height: it has a width of its own."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[1] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = padded[:, i * stride : i * stride + h, j * stride : j * stride + w]
                out[0, i, j] = (window * kernel).sum()
        return out


def stride_on_columns_only():
    """Your window jumps across but takes single steps down: the stride holds for rows and for
    columns.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, 1).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4))


def padding_on_rows_only():
    """You pad above and below but not left and right: F.pad takes two numbers for each axis, the
    last axis first.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (0, 0, padding, padding))
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4))


def padding_counted_in_the_size_alone():
    """Your output has room for the padding, but the window slides over the image without it: put
    the border of zeros around the image first.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        h, w = kernel.shape[-2:]
        windows = image.unfold(1, h, stride).unfold(2, w, stride)
        out = (windows * kernel).sum((3, 4))
        rows = (image.shape[1] + 2 * padding - h) // stride + 1
        columns = (image.shape[2] + 2 * padding - w) // stride + 1
        return F.pad(out, (0, columns - out.shape[2], 0, rows - out.shape[1]))


def windows_of_the_image_without_border():
    """You count the positions on the padded image, but cut the windows from the image without its
    border.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + h, j * stride : j * stride + w]
                out[0, i, j] = (window * kernel).sum()
        return out


def padding_counted_twice():
    """You add the padding twice: the padded image's size has it already."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] + 2 * padding - h) // stride + 1
        columns = (padded.shape[2] + 2 * padding - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = padded[:, i * stride : i * stride + h, j * stride : j * stride + w]
                out[0, i, j] = (window * kernel).sum()
        return out


def as_large_as_the_image():
    """Your output is always as large as the image: its size follows from kernel, stride and
    padding.
    """

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        out = (windows * kernel).sum((3, 4))
        _, rows, columns = image.shape
        return F.pad(out, (0, columns - out.shape[2], 0, rows - out.shape[1]))


def result_divided_by_the_kernels_sum():
    """You divide by the sum of the kernel's weights: a convolution only adds products up."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        windows = padded.unfold(1, h, stride).unfold(2, w, stride)
        return (windows * kernel).sum((3, 4)) / kernel.sum()
