"""Misconceptions about 04-convolution/pool: cells, and what their authors should read."""


def stride_one_by_default():
    """Your windows move by one when no stride is given: a pooling window then moves by its own
    size.
    """

    def pool2d(image, size, stride=None, mode="max"):
        stride = 1 if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)
        return windows.amax((3, 4)) if mode == "max" else windows.mean((3, 4))


def stride_always_the_size():
    """Your windows always move by their size: a stride that is given takes its place."""

    def pool2d(image, size, stride=None, mode="max"):
        windows = image.unfold(1, size, size).unfold(2, size, size)
        return windows.amax((3, 4)) if mode == "max" else windows.mean((3, 4))


def stride_across_missing():
    """Your stride holds for the rows only: the windows move by it across as well as down."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, size)
        return windows.amax((3, 4)) if mode == "max" else windows.mean((3, 4))


def stride_as_gap():
    """You take the stride for a gap between two windows: it is the way from one window's start to
    the next's.
    """

    def pool2d(image, size, stride=None, mode="max"):
        step = size if stride is None else size + stride
        windows = image.unfold(1, size, step).unfold(2, size, step)
        return windows.amax((3, 4)) if mode == "max" else windows.mean((3, 4))


def maximum_for_average():
    """You take the maximum in both modes: “avg” asks for the mean of the window."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        return image.unfold(1, size, stride).unfold(2, size, stride).amax((3, 4))


def average_for_maximum():
    """You take the mean in both modes: “max”, the default, asks for the largest number of the
    window.
    """

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        return image.unfold(1, size, stride).unfold(2, size, stride).mean((3, 4))


def modes_swapped():
    """Your two modes are swapped: “max” is the largest number of the window, “avg” its mean."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)
        return windows.mean((3, 4)) if mode == "max" else windows.amax((3, 4))


def sum_for_average():
    """You sum the window where the mean is asked for: divide by the number of its pixels."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)
        return windows.amax((3, 4)) if mode == "max" else windows.sum((3, 4))


def average_divided_by_side():
    """You divide the window's sum by its side: it has side times side pixels."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)
        return windows.amax((3, 4)) if mode == "max" else windows.sum((3, 4)) / size


def maximum_from_zero():
    """Your search for the maximum starts at 0, so negative windows give 0: start from a number of
    the window itself.
    """

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)
        return windows.amax((3, 4)).clamp(min=0) if mode == "max" else windows.mean((3, 4))


def place_of_maximum():
    """You return where in the window the maximum is: return the number itself."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride).flatten(3)
        return windows.argmax(3).float() if mode == "max" else windows.mean(3)


def maximum_with_places():
    """With an axis named, torch's max gives two things, values and places: take the values."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride).flatten(3)
        out = torch.zeros(windows.shape[:3])
        out[:] = windows.max(3) if mode == "max" else windows.mean(3)
        return out


def incomplete_windows():
    """You also pool windows that hang over the edge: what doesn't fill a window is left out."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = -(-(image.shape[1] - size) // stride) + 1
        columns = -(-(image.shape[2] - size) // stride) + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


def last_window_missing():
    """You miss the last row and the last column of windows: there is one more window than there are
    steps.
    """

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)[:, :-1, :-1]
        return windows.amax((3, 4)) if mode == "max" else windows.mean((3, 4))


def channels_pooled_together():
    """You pool over the channels too: each channel is pooled on its own, and all of them stay."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)
        out = windows.amax((0, 3, 4)) if mode == "max" else windows.mean((0, 3, 4))
        return out[None]


def same_number_in_all_channels():
    """Every channel of yours holds the same numbers: take the maximum or mean of each channel, not
    of all at once.
    """

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)
        out = windows.amax((0, 3, 4)) if mode == "max" else windows.mean((0, 3, 4))
        return out.repeat(len(image), 1, 1)


def pooled_transposed():
    """Rows and columns of your output are swapped: the axis after the channels goes down, the last
    one across.
    """

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride).transpose(1, 2)
        return windows.amax((3, 4)) if mode == "max" else windows.mean((3, 4))


def pooled_across_only():
    """You pool across only: a window has size rows as well as size columns."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(2, size, stride)
        return windows.amax(3) if mode == "max" else windows.mean(3)


def first_pixel_of_the_window():
    """You keep one pixel of each window, its first: pooling looks at all of them."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        return image[:, ::stride, ::stride][:, :rows, :columns].clone()


def mode_misspelt():
    """With mode “avg” your output stays at zero: is there a branch for it, and is its name spelled
    “avg”?
    """

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)
        if mode == "max":
            return windows.amax((3, 4))
        if mode == "average":
            return windows.mean((3, 4))
        return torch.zeros(windows.shape[:3])


def pooled_by_torch():
    """torch's own pooling does the work: the exercise is to write it."""

    def pool2d(image, size, stride=None, mode="max"):
        return {"max": F.max_pool2d, "avg": F.avg_pool2d}[mode](image[None], size, stride=stride)[0]


def pooled_by_modules():
    """torch's own pooling does the work: the exercise is to write it."""

    def pool2d(image, size, stride=None, mode="max"):
        layer = nn.AvgPool2d(size, stride) if mode == "avg" else nn.MaxPool2d(size, stride)
        return layer(image)


def windows_start_without_stride():
    """Your windows start at i and j: they start at i times the stride and j times the stride."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        windows = image.unfold(1, size, 1).unfold(2, size, 1)[:, :rows, :columns]
        return windows.amax((3, 4)) if mode == "max" else windows.mean((3, 4))


def stride_down_missing():
    """Your stride holds for the columns only: the windows move by it down as well as across."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, size).unfold(2, size, stride)
        return windows.amax((3, 4)) if mode == "max" else windows.mean((3, 4))


def smallest_number():
    """You take the smallest number of the window: “max” asks for the largest."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)
        return windows.amin((3, 4)) if mode == "max" else windows.mean((3, 4))


def median_for_average():
    """You take the median where the mean is asked for: add the numbers up and divide."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride).flatten(3)
        return windows.amax(3) if mode == "max" else windows.median(3).values


def first_channel_alone():
    """You pool the first channel only: each channel is pooled on its own, and all of them stay."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image[:1].unfold(1, size, stride).unfold(2, size, stride)
        return windows.amax((3, 4)) if mode == "max" else windows.mean((3, 4))


def columns_counted_from_the_height():
    """You count the columns from the image's height: it has a width of its own."""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = columns = (image.shape[1] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


def returned_after_the_first_row():
    """Only the first row of your output is filled: does your return stand inside the loop over the
    rows?
    """

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = image.unfold(1, size, stride).unfold(2, size, stride)
        out = torch.zeros(windows.shape[:3])
        first = windows[:, 0]
        out[:, 0] = first.amax((2, 3)) if mode == "max" else first.mean((2, 3))
        return out


def returned_after_the_first_number():
    """Only the first number of your output is filled: does your return stand inside both loops?"""

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
                return out
