"""Misconceptions about 04-convolution/channels: cells, and what their authors should read."""


def channels_averaged():
    """You average over the input channels: their results are summed."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->bocij", windows, kernels).mean(dim=2)


def windows_averaged():
    """You take the mean over each window: all products of a window, over all its channels, are
    summed.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return (windows[:, None] * kernels[:, :, None, None]).mean(dim=(2, 5, 6))


def first_channel_only():
    """Only the first input channel counts in yours: every channel has a kernel channel of
    its own, and all results are summed.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bijhw,ohw->boij", windows[:, 0], kernels[:, 0])


def channels_summed_before_the_kernel():
    """You sum the image's channels first: each channel must meet its own kernel channel before the
    sum.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.sum(dim=1).unfold(1, h, 1).unfold(2, w, 1)
        return torch.einsum("bijhw,ohw->boij", windows, kernels[:, 0])


def channels_concatenated():
    """You keep the results of the input channels side by side: those of one kernel are summed
    into one output channel.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->bocij", windows, kernels).flatten(1, 2)


def one_channel_for_each_kernel():
    """Each of your kernels sees one input channel: every kernel looks at all of them and sums."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for o in range(len(kernels)):
            out[:, o] = (windows[:, o] * kernels[o, o]).sum(dim=(3, 4))
        return out


def kernels_summed():
    """You add up the results of all kernels: each kernel fills an output channel of its own."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels).sum(dim=1, keepdim=True)


def first_kernel_for_all():
    """All your output channels come from the first kernel: each has its own."""

    def conv2d_channels(images, kernels):
        kernels = kernels[:1].expand_as(kernels)
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels)


def kernel_axes_swapped():
    """You read the kernels as (input, output, rows, columns): output channels come first, then
    input channels.
    """

    def conv2d_channels(images, kernels):
        kernels = kernels.transpose(0, 1)
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels)


def batch_and_output_swapped():
    """Batch and output channels are swapped in your result: the images come first."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->obij", windows, kernels)


def first_image_only():
    """Only the first image reaches your result: the batch axis stays, with one output for each
    image.
    """

    def conv2d_channels(images, kernels):
        images = images[:1]
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels)


def images_summed():
    """You add the images of a batch up: they don't mix, and each keeps an output of its own."""

    def conv2d_channels(images, kernels):
        images = images.sum(dim=0, keepdim=True)
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels)


def images_paired_with_kernels():
    """You multiply a block of all images with a block of all kernels, which pairs them off: every
    image meets every kernel.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        sums = (windows * kernels[:, :, None, None]).sum(dim=(1, 4, 5))
        out = torch.zeros(len(images), len(kernels), *sums.shape[1:])
        for position, numbers in zip(out.flatten(2).unbind(2), sums.flatten(1).unbind(1)):
            position[:] = numbers
        return out


def kernels_rotated():
    """You rotate the kernels by 180°, as mathematics does: in deep learning they lie on the image
    as they are.
    """

    def conv2d_channels(images, kernels):
        kernels = kernels.flip(2, 3)
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels)


def kernels_transposed():
    """You transpose the kernels: their rows lie along the image's rows, their columns along the
    columns.
    """

    def conv2d_channels(images, kernels):
        kernels = kernels.transpose(2, 3)
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels)


def last_positions_missing():
    """You miss the last row and the last column of positions: a window that ends exactly at the
    edge still fits.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels)[..., :-1, :-1]


def squeezed():
    """You squeeze all axes of size 1 away: the result has four axes for one image and one kernel
    too.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels).squeeze()


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
        for b, strips in enumerate(images.unfold(2, h, 1)):
            for o, kernel in enumerate(kernels.mT[:, :, None]):
                for j in range(columns):
                    out[b, o, :, j] = (strips[:, :, j : j + w] * kernel).sum(dim=(0, 2, 3))
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
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bijhw,ohw->boij", windows[:, -1], kernels[:, -1])


def first_slice_for_all_channels():
    """You use the kernel's first channel for every input channel: each has a kernel channel of
    its own.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ohw->boij", windows, kernels[:, 0])


def first_image_for_all():
    """Every image of your batch gets the result of the first one: each has its own."""

    def conv2d_channels(images, kernels):
        images = images[:1].expand_as(images)
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels)


def largest_response_of_the_channels():
    """You keep the largest result of the input channels: they are added up."""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->bocij", windows, kernels).amax(dim=2)


def window_summed_over_its_channels():
    """In yours every channel of the image meets every channel of the kernel: each must meet its own
    alone.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,odhw->boij", windows, kernels)


def all_images_in_each_output():
    """Every output of yours adds up all images of the batch: pick one image before you sum."""

    def conv2d_channels(images, kernels):
        images = images.sum(dim=0).expand_as(images)
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels)


def all_kernels_in_each_output():
    """Every output of yours adds up the results of all kernels: pick one kernel before you sum."""

    def conv2d_channels(images, kernels):
        kernels = kernels.sum(dim=0).expand_as(kernels)
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        return torch.einsum("bcijhw,ochw->boij", windows, kernels)


def all_images_and_kernels_in_each_output():
    """You multiply a block of all images with a block of all kernels and sum everything: pick one
    image and one kernel first.
    """

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        sums = (windows * kernels[:, :, None, None]).sum(dim=(0, 1, 4, 5))
        return sums.repeat(len(images), len(kernels), 1, 1)


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
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        full = torch.einsum("bcijhw,ochw->boij", windows, kernels)
        out = torch.zeros_like(full)
        out[..., :-1, :-1] = full[..., :-1, :-1]
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
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        full = torch.einsum("bcijhw,ochw->boij", windows, kernels)
        out = torch.zeros_like(full)
        out[0, 0] = full[0, 0]
        return out


def returned_after_the_first_image():
    """Only the first image fills its output: does your return stand inside the loop over the images?"""

    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        windows = images.unfold(2, h, 1).unfold(3, w, 1)
        full = torch.einsum("bcijhw,ochw->boij", windows, kernels)
        out = torch.zeros_like(full)
        out[0] = full[0]
        return out
