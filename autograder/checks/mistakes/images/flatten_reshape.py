"""Misconceptions about 01-images/flatten-reshape."""

from autograder.checks.exercise import misconception
from autograder.checks.images import flatten_reshape


@misconception(
    flatten_reshape,
    "You use view, which fails for a batch with permuted axes; here a copy is allowed.",
)
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


@misconception(
    flatten_reshape,
    "You swapped the two lengths: images come first, the length of an image second.",
)
def reshape_features_first():
    def flatten_with_reshape(batch):
        return batch.reshape(-1, batch.shape[0])


@misconception(
    flatten_reshape, "You merge batch and channels; a row of the result should be a whole image."
)
def reshape_channels_as_images():
    def flatten_with_reshape(batch):
        return batch.reshape(batch.shape[0] * batch.shape[1], -1)


@misconception(
    flatten_reshape, "You merge rows and columns only; the channels belong to the flat image too."
)
def reshape_keeps_channels():
    def flatten_with_reshape(batch):
        return batch.reshape(batch.shape[0], batch.shape[1], -1)


@misconception(
    flatten_reshape, "You read each channel column by column; row-major order goes row by row."
)
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


@misconception(
    flatten_reshape,
    "You swap batch and channels first, which mixes the images; the batch axis stays.",
)
def reshape_mixes_images():
    def flatten_with_reshape(batch):
        return batch.transpose(0, 1).reshape(batch.shape[0], -1)


@misconception(
    flatten_reshape,
    "You read memory as it lies; for a permuted batch that isn't the order of its axes.",
)
def reshape_of_raw_memory():
    def flatten_with_reshape(batch):
        size = batch[0].numel()
        return batch.as_strided((batch.shape[0], size), (size, 1))


@misconception(
    flatten_reshape, "You keep only the first channel; all channels belong to the flat image."
)
def reshape_first_channel():
    def flatten_with_reshape(batch):
        return batch[:, 0].reshape(batch.shape[0], -1)
