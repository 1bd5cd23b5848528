"""Misconceptions about 01-images: the body of each function is the cell that a student with it writes."""

# ruff: noqa: F821, F841
from autograder.checks.exercise import misconception
from autograder.checks.images import flat_size, flatten_flatten, flatten_reshape, flatten_view, to_chw

# Flatten with view


@misconception(flatten_view, "You may get a copy: where there is no view, reshape copies without a word.")
def reshape_instead_of_view():
    def flatten_with_view(batch):
        return batch.reshape(batch.shape[0], -1)


@misconception(flatten_view, "You always make a copy first; a view of a copy no longer shares memory with the batch.")
def view_of_a_copy():
    def flatten_with_view(batch):
        return batch.clone(memory_format=torch.contiguous_format).view(batch.shape[0], -1)


@misconception(flatten_view, "You clone the batch first: the result shares memory with the clone, not with the batch.")
def view_of_a_clone():
    def flatten_with_view(batch):
        return batch.clone().view(batch.shape[0], -1)


@misconception(flatten_view, "You merge the batch axis too; each image should keep a row of its own.")
def view_as_one_vector():
    def flatten_with_view(batch):
        return batch.view(-1)


@misconception(flatten_view, "You swapped the two lengths: images come first, the length of an image second.")
def view_features_first():
    def flatten_with_view(batch):
        return batch.view(-1, batch.shape[0])


@misconception(flatten_view, "You merge batch and channels; a row of the result should be a whole image.")
def view_channels_as_images():
    def flatten_with_view(batch):
        return batch.view(batch.shape[0] * batch.shape[1], -1)


@misconception(flatten_view, "You merge rows and columns only; the channels belong to the flat image too.")
def view_keeps_channels():
    def flatten_with_view(batch):
        return batch.view(batch.shape[0], batch.shape[1], -1)


@misconception(flatten_view, "You turn the result on its side: images should be the rows, not the columns.")
def view_transposed():
    def flatten_with_view(batch):
        return batch.view(batch.shape[0], -1).T


@misconception(flatten_view, "You read each channel column by column; row-major order goes row by row.")
def view_column_major():
    def flatten_with_view(batch):
        return batch.transpose(2, 3).contiguous().view(batch.shape[0], -1)


@misconception(flatten_view, "You refuse all that isn't contiguous, but some have the view: only merged axes matter.")
def demands_contiguous():
    def flatten_with_view(batch):
        if not batch.is_contiguous():
            raise RuntimeError("not contiguous")
        return batch.view(batch.shape[0], -1)


@misconception(flatten_view, "You raise another error in place of view's own, which is RuntimeError.")
def another_error():
    def flatten_with_view(batch):
        try:
            return batch.view(batch.shape[0], -1)
        except RuntimeError:
            raise ValueError("no view")


@misconception(flatten_view, "You catch the error and return nothing; it should come through.")
def swallows_the_error():
    def flatten_with_view(batch):
        try:
            return batch.view(batch.shape[0], -1)
        except RuntimeError:
            return None


@misconception(
    flatten_view,
    "You read memory as it lies, whatever the strides say; the batch's own order counts.",
)
def view_of_raw_memory():
    def flatten_with_view(batch):
        size = batch[0].numel()
        return batch.as_strided((batch.shape[0], size), (size, 1))


# Flatten with reshape


@misconception(flatten_reshape, "You use view, which fails for a batch with permuted axes; here a copy is allowed.")
def view_instead_of_reshape():
    def flatten_with_reshape(batch):
        return batch.view(batch.shape[0], -1)


@misconception(
    flatten_reshape,
    "You merge the batch axis too; each image should keep a row of its own.",
)
def reshape_to_one_vector():
    def flatten_with_reshape(batch):
        return batch.reshape(-1)


@misconception(flatten_reshape, "You swapped the two lengths: images come first, the length of an image second.")
def reshape_features_first():
    def flatten_with_reshape(batch):
        return batch.reshape(-1, batch.shape[0])


@misconception(flatten_reshape, "You merge batch and channels; a row of the result should be a whole image.")
def reshape_channels_as_images():
    def flatten_with_reshape(batch):
        return batch.reshape(batch.shape[0] * batch.shape[1], -1)


@misconception(flatten_reshape, "You merge rows and columns only; the channels belong to the flat image too.")
def reshape_keeps_channels():
    def flatten_with_reshape(batch):
        return batch.reshape(batch.shape[0], batch.shape[1], -1)


@misconception(flatten_reshape, "You read each channel column by column; row-major order goes row by row.")
def reshape_column_major():
    def flatten_with_reshape(batch):
        return batch.transpose(2, 3).reshape(batch.shape[0], -1)


@misconception(
    flatten_reshape,
    "You put a pixel's colours side by side; one whole channel should follow the other.",
)
def reshape_channels_last():
    def flatten_with_reshape(batch):
        return batch.permute(0, 2, 3, 1).reshape(batch.shape[0], -1)


@misconception(flatten_reshape, "You swap batch and channels first, which mixes the images; the batch axis stays.")
def reshape_mixes_images():
    def flatten_with_reshape(batch):
        return batch.transpose(0, 1).reshape(batch.shape[0], -1)


@misconception(flatten_reshape, "You read memory as it lies; for a permuted batch that isn't the order of its axes.")
def reshape_of_raw_memory():
    def flatten_with_reshape(batch):
        size = batch[0].numel()
        return batch.as_strided((batch.shape[0], size), (size, 1))


@misconception(flatten_reshape, "You keep only the first channel; all channels belong to the flat image.")
def reshape_first_channel():
    def flatten_with_reshape(batch):
        return batch[:, 0].reshape(batch.shape[0], -1)


# Flatten with flatten


@misconception(flatten_flatten, "You merge all axes, the batch axis too; say at which axis flatten should start.")
def flatten_everything():
    def flatten_with_flatten(batch):
        return batch.flatten()


@misconception(flatten_flatten, "You start merging one axis too late: the channels belong to the flat image too.")
def flatten_from_rows():
    def flatten_with_flatten(batch):
        return batch.flatten(2)


@misconception(flatten_flatten, "You merge only channels and rows; columns belong to the flat image too.")
def flatten_stops_early():
    def flatten_with_flatten(batch):
        return batch.flatten(1, 2)


@misconception(flatten_flatten, "You merge batch and channels and leave the rest; it is the batch axis that stays.")
def flatten_wrong_end():
    def flatten_with_flatten(batch):
        return batch.flatten(0, 1)


@misconception(flatten_flatten, "You merge everything but the last axis; the first axis is the one that stays.")
def flatten_keeps_columns():
    def flatten_with_flatten(batch):
        return batch.flatten(0, 2)


@misconception(flatten_flatten, "You turn the result on its side: images should be the rows, not the columns.")
def flatten_transposed():
    def flatten_with_flatten(batch):
        return batch.flatten(1).T


@misconception(flatten_flatten, "You read each channel column by column; row-major order goes row by row.")
def flatten_column_major():
    def flatten_with_flatten(batch):
        return batch.transpose(2, 3).flatten(1)


@misconception(
    flatten_flatten,
    "You put a pixel's colours side by side; one whole channel should follow the other.",
)
def flatten_channels_last():
    def flatten_with_flatten(batch):
        return batch.permute(0, 2, 3, 1).flatten(1)


@misconception(flatten_flatten, "You return a list of flat images; a batch is one tensor, with a row for each of them.")
def flatten_to_a_list():
    def flatten_with_flatten(batch):
        return [image.flatten() for image in batch]


@misconception(flatten_flatten, "You flatten the first image only; the result has a row for every image of the batch.")
def flatten_first_image():
    def flatten_with_flatten(batch):
        return batch[:1].flatten(1)


@misconception(flatten_flatten, "You use view, which fails for a batch with permuted axes; flatten would copy it.")
def view_instead_of_flatten():
    def flatten_with_flatten(batch):
        return batch.view(batch.shape[0], -1)


# How long is a flat image?


@misconception(flat_size, "You count one channel only; a colour image has its rows and columns once for each channel.")
def without_channels():
    def flat_size(channels, height, width):
        return height * width


@misconception(flat_size, "You take every image for an RGB image; the number of channels is an argument.")
def always_three_channels():
    def flat_size(channels, height, width):
        return 3 * height * width


@misconception(flat_size, "You take the image for a square one: the width counts too, not the height twice.")
def height_twice():
    def flat_size(channels, height, width):
        return channels * height * height


@misconception(flat_size, "You take the image for a square one: the height counts too, not the width twice.")
def width_twice():
    def flat_size(channels, height, width):
        return channels * width * width


@misconception(flat_size, "You add the three sizes; numbers in a grid are counted by multiplying.")
def sum_of_sizes():
    def flat_size(channels, height, width):
        return channels + height + width


@misconception(flat_size, "You add the channels to the pixels; every channel holds all the pixels, so multiply.")
def channels_added():
    def flat_size(channels, height, width):
        return channels + height * width


@misconception(flat_size, "You return a shape; the number of its elements is asked, as an int.")
def a_shape():
    def flat_size(channels, height, width):
        return tuple(torch.zeros(channels, height, width).view(-1).shape)


@misconception(flat_size, "You return a float; a number of values is an int.")
def a_float():
    def flat_size(channels, height, width):
        return float(channels * height * width)


@misconception(flat_size, "You return a tensor; an int is asked.")
def a_tensor():
    def flat_size(channels, height, width):
        return torch.tensor([channels, height, width]).prod()


@misconception(flat_size, "You count bytes; the number of values is asked, however many bytes each takes.")
def counts_bytes():
    def flat_size(channels, height, width):
        return 4 * channels * height * width


@misconception(flat_size, "You have the size of an MNIST image built in; the sizes are arguments.")
def always_mnist():
    def flat_size(channels, height, width):
        return 28 * 28


# Channels first


@misconception(
    to_chw,
    "You reshape where axes should be reordered: colours land in the wrong channels.",
)
def reshape_instead_of_permute():
    def to_channels_first(image):
        height, width, channels = image.shape
        return image.reshape(channels, height, width) / 255


@misconception(to_chw, "You reversed all axes, so that rows and columns are swapped; only the channels move.")
def rows_and_columns_swapped():
    def to_channels_first(image):
        return image.permute(2, 1, 0) / 255


@misconception(to_chw, "You moved the axes the wrong way: permute lists the old axes in their new order.")
def permuted_backwards():
    def to_channels_first(image):
        return image.permute(1, 2, 0) / 255


@misconception(to_chw, "You swapped channels and columns, so that the channels come second; they should come first.")
def channels_second():
    def to_channels_first(image):
        return image.transpose(1, 2) / 255


@misconception(to_chw, "You left the channels last; they should be the first axis.")
def channels_stay_last():
    def to_channels_first(image):
        return image / 255


@misconception(to_chw, "You left the values at 0 to 255; a float image goes from 0 to 1.")
def left_unscaled():
    def to_channels_first(image):
        return image.permute(2, 0, 1).float()


@misconception(to_chw, "You only reordered the axes; the values should become float32, from 0 to 1.")
def left_as_bytes():
    def to_channels_first(image):
        return image.permute(2, 0, 1)


@misconception(to_chw, "You divide by 256, so that white is a little less than 1; the largest byte is 255.")
def divided_by_256():
    def to_channels_first(image):
        return image.permute(2, 0, 1) / 256


@misconception(to_chw, "You divide by the image's brightest pixel, so a dark photo turns bright; use one divisor.")
def divided_by_the_maximum():
    def to_channels_first(image):
        return image.permute(2, 0, 1) / image.max()


@misconception(to_chw, "You scale each image by its own mean and spread; one rule should hold for all.")
def standardised():
    def to_channels_first(image):
        floats = image.permute(2, 0, 1).float()
        return (floats - floats.mean()) / floats.std()


@misconception(to_chw, "You scale to −1 … 1; from 0 to 1 is asked.")
def scaled_around_zero():
    def to_channels_first(image):
        return image.permute(2, 0, 1) / 127.5 - 1


@misconception(to_chw, "You divide whole numbers without remainder, which leaves 0 and 1 only; divide as floats.")
def whole_number_division():
    def to_channels_first(image):
        return (image.permute(2, 0, 1) // 255).float()


@misconception(to_chw, "You return float64; PyTorch's layers work with float32.")
def double_precision():
    def to_channels_first(image):
        return image.permute(2, 0, 1).double() / 255


@misconception(to_chw, "You turned the order of the colours round, from RGB to BGR; the channels keep their order.")
def colours_reversed():
    def to_channels_first(image):
        return image.permute(2, 0, 1).flip(0) / 255
