"""Misconceptions about 04-convolution/channels: cells, and what their authors should read."""


def channels_averaged():
    """You average over the input channels: their results are summed."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        responses = (image[:, i : i + h, j : j + w] * kernel).sum(dim=(1, 2))
                        out[b, o, i, j] = responses.mean()
        return out


def windows_averaged():
    """You take the mean over each window: all products of a window, over all its channels, are
    summed.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).mean()
        return out


def first_channel_only():
    """Only the first input channel counts in yours: every channel has a kernel channel of
    its own, and all results are summed.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b in range(len(images)):
            for o in range(len(kernels)):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (images[b, 0, i : i + h, j : j + w] * kernels[o, 0]).sum()
        return out


def channels_summed_before_the_kernel():
    """You sum the image's channels first: each channel must meet its own kernel channel before the
    sum.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        grey = images.sum(dim=1)
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b in range(len(images)):
            for o in range(len(kernels)):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (grey[b, i : i + h, j : j + w] * kernels[o, 0]).sum()
        return out


def channels_concatenated():
    """You keep the results of the input channels side by side: those of one kernel are summed
    into one output channel.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), images.shape[1], rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, None, :, i : i + h, j : j + w]
                out[..., i, j] = (window * kernels).sum(dim=(3, 4))
        return out.flatten(1, 2)


def one_channel_for_each_kernel():
    """Each of your kernels sees one input channel: every kernel looks at all of them and sums."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b in range(len(images)):
            for o in range(len(kernels)):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (images[b, o, i : i + h, j : j + w] * kernels[o, o]).sum()
        return out


def kernels_summed():
    """You add up the results of all kernels: each kernel fills an output channel of its own."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), 1, rows, columns)
        for b, image in enumerate(images):
            for kernel in kernels:
                for i in range(rows):
                    for j in range(columns):
                        out[b, 0, i, j] += (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def first_kernel_for_all():
    """All your output channels come from the first kernel: each has its own."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o in range(len(kernels)):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernels[0]).sum()
        return out


def kernel_axes_swapped():
    """You read the kernels as (input, output, rows, columns): output channels come first, then
    input channels.
    """

    def conv2d_channels(images, kernels):
        kernels = kernels.transpose(0, 1)
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, :, i : i + h, j : j + w]
                out[:, :, i, j] = torch.einsum("bchw,ochw->bo", window, kernels)
        return out


def batch_and_output_swapped():
    """Batch and output channels are swapped in your result: the images come first."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(kernels), len(images), rows, columns)
        for o, kernel in enumerate(kernels):
            for b, image in enumerate(images):
                for i in range(rows):
                    for j in range(columns):
                        out[o, b, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def first_image_only():
    """Only the first image reaches your result: the batch axis stays, with one output for each
    image.
    """

    def conv2d_channels(images, kernels):
        image = images[0]
        h, w = kernels.shape[-2:]
        rows, columns = image.shape[1] - h + 1, image.shape[2] - w + 1
        out = torch.zeros(1, len(kernels), rows, columns)
        for o, kernel in enumerate(kernels):
            for i in range(rows):
                for j in range(columns):
                    out[0, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def images_summed():
    """You add the images of a batch up: they don't mix, and each keeps an output of its own."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(1, len(kernels), rows, columns)
        for o, kernel in enumerate(kernels):
            for i in range(rows):
                for j in range(columns):
                    out[0, o, i, j] = (images[:, :, i : i + h, j : j + w] * kernel).sum()
        return out


def images_paired_with_kernels():
    """You multiply a block of all images with a block of all kernels, which pairs them off: every
    image meets every kernel.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[:, :, i, j] = (images[:, :, i : i + h, j : j + w] * kernels).sum(dim=(1, 2, 3))
        return out


def kernels_rotated():
    """You rotate the kernels by 180°, as mathematics does: in deep learning they lie on the image
    as they are.
    """

    def conv2d_channels(images, kernels):
        kernels = kernels.flip(2, 3)
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, :, i : i + h, j : j + w]
                out[:, :, i, j] = torch.einsum("bchw,ochw->bo", window, kernels)
        return out


def kernels_transposed():
    """You transpose the kernels: their rows lie along the image's rows, their columns along the
    columns.
    """

    def conv2d_channels(images, kernels):
        kernels = kernels.transpose(2, 3)
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, :, i : i + h, j : j + w]
                out[:, :, i, j] = torch.einsum("bchw,ochw->bo", window, kernels)
        return out


def last_positions_missing():
    """You miss the last row and the last column of positions: a window that ends exactly at the
    edge still fits.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h, images.shape[3] - w
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, :, i : i + h, j : j + w]
                out[:, :, i, j] = torch.einsum("bchw,ochw->bo", window, kernels)
        return out


def squeezed():
    """You squeeze all axes of size 1 away: the result has four axes for one image and one kernel
    too.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, :, i : i + h, j : j + w]
                out[:, :, i, j] = torch.einsum("bchw,ochw->bo", window, kernels)
        return out.squeeze()


def channels_convolved_by_torch():
    """You let torch convolve: the point of this exercise is to multiply and sum yourself."""

    def conv2d_channels(images, kernels):
        return F.conv2d(images, kernels)


def columns_counted_from_the_height():
    """You count the columns from the image's height: it has a width of its own."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[2] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def kernels_taken_for_square():
    """Your windows don't have the kernels' shape: height and width are two numbers, the height
    first.
    """

    def conv2d_channels(images, kernels):
        h = kernels.shape[2]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - h + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + h] * kernel).sum()
        return out


def last_channel_only():
    """Your loop over the input channels overwrites what came before, so that only the last one
    counts: add the results up.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b in range(len(images)):
            for o in range(len(kernels)):
                for i in range(rows):
                    for j in range(columns):
                        window = images[b, -1, i : i + h, j : j + w]
                        out[b, o, i, j] = (window * kernels[o, -1]).sum()
        return out


def first_slice_for_all_channels():
    """You use the kernel's first channel for every input channel: each has a kernel channel of
    its own.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernel[0]).sum()
        return out


def first_image_for_all():
    """Every image of your batch gets the result of the first one: each has its own."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b in range(len(images)):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (images[0, :, i : i + h, j : j + w] * kernel).sum()
        return out


def largest_response_of_the_channels():
    """You keep the largest result of the input channels: they are added up."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        responses = (image[:, i : i + h, j : j + w] * kernel).sum(dim=(1, 2))
                        out[b, o, i, j] = responses.max()
        return out


def window_summed_over_its_channels():
    """In yours every channel of the image meets every channel of the kernel: each must meet its own
    alone.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        window = image[:, i : i + h, j : j + w].sum(dim=0)
                        out[b, o, i, j] = (window * kernel).sum()
        return out


def all_images_in_each_output():
    """Every output of yours adds up all images of the batch: pick one image before you sum."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for o, kernel in enumerate(kernels):
            for i in range(rows):
                for j in range(columns):
                    out[:, o, i, j] = (images[:, :, i : i + h, j : j + w] * kernel).sum()
        return out


def all_kernels_in_each_output():
    """Every output of yours adds up the results of all kernels: pick one kernel before you sum."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for i in range(rows):
                for j in range(columns):
                    out[b, :, i, j] = (image[:, i : i + h, j : j + w] * kernels).sum()
        return out


def all_images_and_kernels_in_each_output():
    """You multiply a block of all images with a block of all kernels and sum everything: pick one
    image and one kernel first.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b in range(len(images)):
            for o in range(len(kernels)):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (images[:, :, i : i + h, j : j + w] * kernels).sum()
        return out


def returned_after_the_first_number():
    """Only the first number of your output is filled: does your return stand inside all four loops?"""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
                        return out


def range_stops_before_the_last_start():
    """Your range stops before the last start: a window that ends exactly at the edge still fits."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows - 1):
                    for j in range(columns - 1):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def returned_after_the_first_row():
    """Only the first row of your output is filled: does your return stand inside the loop over the
    rows?
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
                    return out


def returned_after_the_first_kernel():
    """Only the first kernel fills its output channel: does your return stand inside the loop over the
    kernels?
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
                return out


def returned_after_the_first_image():
    """Only the first image fills its output: does your return stand inside the loop over the images?"""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
            return out
