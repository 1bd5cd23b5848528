"""Misconceptions about 03-kernels/cross-correlate: cells, and what their authors should read."""


def kernel_rotated():
    """You rotate the kernel by 180 degrees: that is true convolution. Cross-correlation leaves the
    kernel as it is.
    """

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        flipped = kernel.flip(1, 2)
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * flipped).sum()
        return out


def kernel_flipped_left_to_right():
    """You flip the kernel along one axis. Cross-correlation leaves the kernel as it is."""

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel.flip(2)).sum()
        return out


def kernel_transposed():
    """You transpose the kernel: its rows must lie along the image's rows."""

    def cross_correlate(image, kernel):
        kernel = kernel.transpose(1, 2)
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def output_transposed():
    """You swap rows and columns of the output: its rows belong to the heights, its columns to the
    widths.
    """

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[2] - w + 1, image.shape[1] - h + 1)
        for i in range(image.shape[1] - h + 1):
            for j in range(image.shape[2] - w + 1):
                out[0, j, i] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def counts_swapped():
    """You count the rows from the widths and the columns from the heights: only square images hide
    that.
    """

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        rows, columns = image.shape[2] - w + 1, image.shape[1] - h + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i : i + h, j : j + w]
                out[0, i, j] = (window * kernel[:, : window.shape[1], : window.shape[2]]).sum()
        return out


def last_positions_left_out():
    """You leave out the last position of each row and column: there is one more than the sizes'
    difference.
    """

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h, image.shape[2] - w)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def last_positions_never_filled():
    """Your output has the right shape, but your loops stop before its last row and column."""

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        rows, columns = image.shape[1] - h, image.shape[2] - w
        out = torch.zeros(1, rows + 1, columns + 1)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def products_averaged():
    """You average the products; cross-correlation sums them."""

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).mean()
        return out


def sums_multiplied():
    """You add up window and kernel; each pixel must be multiplied by its weight first."""

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = image[:, i : i + h, j : j + w].sum() * kernel.sum()
        return out


def matrix_product():
    """You take the matrix product of window and kernel; multiply them number by number."""

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[0, i : i + h, j : j + w] @ kernel[0].T).sum()
        return out


def steps_of_the_kernels_size():
    """You move the kernel by its own size; it moves by one pixel, and its positions overlap."""

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] // h, image.shape[2] // w)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i * h : i * h + h, j * w : j * w + w] * kernel).sum()
        return out


def square_windows():
    """You cut square windows from the kernel's height alone; a kernel has a width of its own."""

    def cross_correlate(image, kernel):
        h = kernel.shape[1]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - h + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                window = image[:, i : i + h, j : j + h]
                w = min(h, kernel.shape[2])
                out[0, i, j] = (window[:, :, :w] * kernel[:, :, :w]).sum()
        return out


def channel_axis_lost():
    """The values are right, but the channel axis is missing: the result has three dimensions."""

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[0]):
            for j in range(out.shape[1]):
                out[i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def padded_to_the_same_size():
    """You add a border of zeros so that the size stays; here the kernel never leaves the image."""

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        padded = F.pad(image, (0, w - 1, 0, h - 1))
        out = torch.zeros(image.shape)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (padded[:, i : i + h, j : j + w] * kernel).sum()
        return out


def image_overwritten():
    """You write products into the image itself, and later windows read them; leave the arguments as
    they are.
    """

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        rows, columns = image.shape[1] - h + 1, image.shape[2] - w + 1
        for i in range(rows):
            for j in range(columns):
                image[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return image[:, :rows, :columns]


def returned_too_early():
    """You return inside the loop, after the first number: the return belongs behind both loops."""

    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
                return out


def as_large_as_the_image():
    """Your result is as large as the image, with zeros where no window fits: it has only the
    positions where the kernel lies on the image.
    """

    def cross_correlate(image, kernel):
        _, h, w = kernel.shape
        out = torch.zeros_like(image)
        for i in range(image.shape[1] - h + 1):
            for j in range(image.shape[2] - w + 1):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def divided_by_the_kernels_sum():
    """You divide by the sum of the kernel's weights: cross-correlation only adds products up."""

    def cross_correlate(image, kernel):
        _, h, w = kernel.shape
        rows, columns = image.shape[1] - h + 1, image.shape[2] - w + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum() / kernel.sum()
        return out


def largest_product():
    """You keep the largest product of each window: they are all added up."""

    def cross_correlate(image, kernel):
        _, h, w = kernel.shape
        rows, columns = image.shape[1] - h + 1, image.shape[2] - w + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).max()
        return out


def last_product():
    """You overwrite each product with the next one, so that the last is left: add with +=."""

    def cross_correlate(image, kernel):
        _, h, w = kernel.shape
        rows, columns = image.shape[1] - h + 1, image.shape[2] - w + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                for u in range(h):
                    for v in range(w):
                        out[0, i, j] = image[0, i + u, j + v] * kernel[0, u, v]
        return out


def kernel_padded_to_the_width():
    """You count the columns from the kernel's height: it has a width of its own."""

    def cross_correlate(image, kernel):
        _, h, w = kernel.shape
        rows, columns = image.shape[1] - h + 1, image.shape[2] - h + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def absolute_values_summed():
    """You drop the sign of the products or of the sum: it stays as it is."""

    def cross_correlate(image, kernel):
        _, h, w = kernel.shape
        rows, columns = image.shape[1] - h + 1, image.shape[2] - w + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).abs().sum()
        return out


def windows_of_two():
    """Your windows are always 2×2: take height and width from the kernel's shape."""

    def cross_correlate(image, kernel):
        _, h, w = kernel.shape
        rows, columns = image.shape[1] - h + 1, image.shape[2] - w + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (image[:, i : i + 2, j : j + 2] * kernel).sum()
        return out
