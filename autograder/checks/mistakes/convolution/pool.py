"""Misconceptions about 04-convolution/pool."""

from autograder.checks.convolution import pool
from autograder.checks.exercise import misconception


@misconception(
    pool,
    "Your windows move by one when no stride is given: a pooling window then moves by its own size.",
)
def stride_one_by_default():
    def pool2d(image, size, stride=None, mode="max"):
        stride = 1 if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(
    pool, "Your windows always move by their size: a stride that is given takes its place."
)
def stride_always_the_size():
    def pool2d(image, size, stride=None, mode="max"):
        reduce = torch.amax if mode == "max" else torch.mean
        rows, columns = image.shape[1] // size, image.shape[2] // size
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * size : (i + 1) * size, j * size : (j + 1) * size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(
    pool, "Your stride holds for the rows only: the windows move by it across as well as down."
)
def stride_across_missing():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // stride + 1
        columns = image.shape[2] // size
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * size : (j + 1) * size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(
    pool,
    "You take the stride for a gap between two windows: it is the way from one window's start to the next's.",
)
def stride_as_gap():
    def pool2d(image, size, stride=None, mode="max"):
        step = size if stride is None else size + stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // step + 1
        columns = (image.shape[2] - size) // step + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * step : i * step + size, j * step : j * step + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "You take the maximum in both modes: “avg” asks for the mean of the window.")
def maximum_for_average():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = window.amax(dim=(1, 2))
        return out


@misconception(
    pool,
    "You take the mean in both modes: “max”, the default, asks for the largest number of the window.",
)
def average_for_maximum():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = window.mean(dim=(1, 2))
        return out


@misconception(
    pool, "Your two modes are swapped: “max” is the largest number of the window, “avg” its mean."
)
def modes_swapped():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.mean if mode == "max" else torch.amax
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(
    pool, "You sum the window where the mean is asked for: divide by the number of its pixels."
)
def sum_for_average():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.sum
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "You divide the window's sum by its side: it has side times side pixels.")
def average_divided_by_side():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = (
                    window.amax(dim=(1, 2)) if mode == "max" else window.sum(dim=(1, 2)) / size
                )
        return out


@misconception(
    pool,
    "Your search for the maximum starts at 0, so negative windows give 0: start from a number of the window itself.",
)
def maximum_from_zero():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for c in range(len(image)):
            for i in range(rows):
                for j in range(columns):
                    window = image[
                        c, i * stride : i * stride + size, j * stride : j * stride + size
                    ]
                    if mode == "max":
                        for pixel in window.flatten():
                            if pixel > out[c, i, j]:
                                out[c, i, j] = pixel
                    else:
                        out[c, i, j] = window.mean()
        return out


@misconception(
    pool, "You return where in the window the maximum is: asked for is the largest number itself."
)
def place_of_maximum():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[
                    :, i * stride : i * stride + size, j * stride : j * stride + size
                ].flatten(1)
                out[:, i, j] = window.argmax(dim=1).float() if mode == "max" else window.mean(dim=1)
        return out


@misconception(
    pool, "With an axis named, torch's max gives two things, values and places: take the values."
)
def maximum_with_places():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[
                    :, i * stride : i * stride + size, j * stride : j * stride + size
                ].flatten(1)
                out[:, i, j] = window.max(dim=1) if mode == "max" else window.mean(dim=1)
        return out


@misconception(
    pool, "You also pool windows that hang over the edge: what doesn't fill a window is left out."
)
def incomplete_windows():
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


@misconception(
    pool,
    "You miss the last row and the last column of windows: there is one more window than there are steps.",
)
def last_window_missing():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // stride
        columns = (image.shape[2] - size) // stride
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(
    pool, "You pool over the channels too: each channel is pooled on its own, and all of them stay."
)
def channels_pooled_together():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[0, i, j] = window.max() if mode == "max" else window.mean()
        return out


@misconception(
    pool,
    "Every channel of yours holds the same numbers: take the maximum or mean of each channel, not of all at once.",
)
def same_number_in_all_channels():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = window.max() if mode == "max" else window.mean()
        return out


@misconception(
    pool,
    "Rows and columns of your output are swapped: the axis after the channels goes down, the last one across.",
)
def pooled_transposed():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), columns, rows)
        for x in range(columns):
            for y in range(rows):
                window = image[:, y * stride : y * stride + size, x * stride : x * stride + size]
                out[:, x, y] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "You pool across only: a window has size rows as well as size columns.")
def pooled_across_only():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), image.shape[1], columns)
        for j in range(columns):
            out[:, :, j] = reduce(image[:, :, j * stride : j * stride + size], dim=2)
        return out


@misconception(pool, "You keep one pixel of each window, its first: pooling looks at all of them.")
def first_pixel_of_the_window():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        return image[:, ::stride, ::stride][:, :rows, :columns].clone()


@misconception(
    pool,
    "Your mode for the mean has another name, so “avg” leaves the output at zero: look at the spelling.",
)
def mode_misspelt():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                if mode == "max":
                    out[:, i, j] = window.amax(dim=(1, 2))
                elif mode == "average":
                    out[:, i, j] = window.mean(dim=(1, 2))
        return out
