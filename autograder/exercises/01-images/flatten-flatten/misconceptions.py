"""Misconceptions about 01-images/flatten-flatten: cells, and what their authors should read."""


def flatten_everything():
    """You merge all axes, the batch axis too; say at which axis flatten should start."""

    def flatten_with_flatten(batch):
        return batch.flatten()


def flatten_from_rows():
    """You start merging one axis too late: the channels belong to the flat image too."""

    def flatten_with_flatten(batch):
        return batch.flatten(2)


def flatten_stops_early():
    """You merge only channels and rows; columns belong to the flat image too."""

    def flatten_with_flatten(batch):
        return batch.flatten(1, 2)


def flatten_wrong_end():
    """You merge batch and channels and leave the rest; it is the batch axis that stays."""

    def flatten_with_flatten(batch):
        return batch.flatten(0, 1)


def flatten_keeps_columns():
    """You merge everything but the last axis; the first axis is the one that stays."""

    def flatten_with_flatten(batch):
        return batch.flatten(0, 2)


def flatten_transposed():
    """You turn the result on its side: images should be the rows, not the columns."""

    def flatten_with_flatten(batch):
        return batch.flatten(1).T


def flatten_column_major():
    """You read each channel column by column; row-major order goes row by row."""

    def flatten_with_flatten(batch):
        return batch.transpose(2, 3).flatten(1)


def flatten_channels_last():
    """You put a pixel's colours side by side; one whole channel should follow the other."""

    def flatten_with_flatten(batch):
        return batch.permute(0, 2, 3, 1).flatten(1)


def flatten_to_a_list():
    """You return a list of flat images; a batch is one tensor, with a row for each of them."""

    def flatten_with_flatten(batch):
        return [image.flatten() for image in batch]


def flatten_first_image():
    """You flatten the first image only; the result has a row for every image of the batch."""

    def flatten_with_flatten(batch):
        return batch[:1].flatten(1)


def view_instead_of_flatten():
    """You use view, which fails for a batch with permuted axes; flatten would copy it."""

    def flatten_with_flatten(batch):
        return batch.view(batch.shape[0], -1)
