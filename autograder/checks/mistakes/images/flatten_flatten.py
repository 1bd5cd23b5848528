"""Misconceptions about 01-images/flatten-flatten."""

from autograder.checks.exercise import misconception
from autograder.checks.images import flatten_flatten


@misconception(
    flatten_flatten,
    "You merge all axes, the batch axis too; say at which axis flatten should start.",
)
def flatten_everything():
    def flatten_with_flatten(batch):
        return batch.flatten()


@misconception(
    flatten_flatten,
    "You start merging one axis too late: the channels belong to the flat image too.",
)
def flatten_from_rows():
    def flatten_with_flatten(batch):
        return batch.flatten(2)


@misconception(
    flatten_flatten, "You merge only channels and rows; columns belong to the flat image too."
)
def flatten_stops_early():
    def flatten_with_flatten(batch):
        return batch.flatten(1, 2)


@misconception(
    flatten_flatten,
    "You merge batch and channels and leave the rest; it is the batch axis that stays.",
)
def flatten_wrong_end():
    def flatten_with_flatten(batch):
        return batch.flatten(0, 1)


@misconception(
    flatten_flatten, "You merge everything but the last axis; the first axis is the one that stays."
)
def flatten_keeps_columns():
    def flatten_with_flatten(batch):
        return batch.flatten(0, 2)


@misconception(
    flatten_flatten, "You turn the result on its side: images should be the rows, not the columns."
)
def flatten_transposed():
    def flatten_with_flatten(batch):
        return batch.flatten(1).T


@misconception(
    flatten_flatten, "You read each channel column by column; row-major order goes row by row."
)
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


@misconception(
    flatten_flatten,
    "You return a list of flat images; a batch is one tensor, with a row for each of them.",
)
def flatten_to_a_list():
    def flatten_with_flatten(batch):
        return [image.flatten() for image in batch]


@misconception(
    flatten_flatten,
    "You flatten the first image only; the result has a row for every image of the batch.",
)
def flatten_first_image():
    def flatten_with_flatten(batch):
        return batch[:1].flatten(1)


@misconception(
    flatten_flatten,
    "You use view, which fails for a batch with permuted axes; flatten would copy it.",
)
def view_instead_of_flatten():
    def flatten_with_flatten(batch):
        return batch.view(batch.shape[0], -1)
