"""Misconceptions about 01-images/flatten-reshape: cells, and what their authors should read."""


def view_instead_of_reshape():
    """You use view, which fails for a batch with permuted axes; here a copy is allowed."""

    def flatten_with_reshape(batch):
        return batch.view(batch.shape[0], -1)


def reshape_to_one_vector():
    """You merge the batch axis too; each image should keep a row of its own."""

    def flatten_with_reshape(batch):
        return batch.reshape(-1)


def reshape_features_first():
    """You swapped the two lengths: images come first, the length of an image second."""

    def flatten_with_reshape(batch):
        return batch.reshape(-1, batch.shape[0])


def reshape_channels_as_images():
    """You merge batch and channels; a row of the result should be a whole image."""

    def flatten_with_reshape(batch):
        return batch.reshape(batch.shape[0] * batch.shape[1], -1)


def reshape_keeps_channels():
    """You merge rows and columns only; the channels belong to the flat image too."""

    def flatten_with_reshape(batch):
        return batch.reshape(batch.shape[0], batch.shape[1], -1)


def reshape_column_major():
    """You read each channel column by column; row-major order goes row by row."""

    def flatten_with_reshape(batch):
        return batch.transpose(2, 3).reshape(batch.shape[0], -1)


def reshape_channels_last():
    """You put a pixel's colours side by side; one whole channel should follow the other."""

    def flatten_with_reshape(batch):
        return batch.permute(0, 2, 3, 1).reshape(batch.shape[0], -1)


def reshape_mixes_images():
    """You swap batch and channels first, which mixes the images; the batch axis stays."""

    def flatten_with_reshape(batch):
        return batch.transpose(0, 1).reshape(batch.shape[0], -1)


def reshape_of_raw_memory():
    """You read memory as it lies; for a permuted batch that isn't the order of its axes."""

    def flatten_with_reshape(batch):
        size = batch[0].numel()
        return batch.as_strided((batch.shape[0], size), (size, 1))


def reshape_first_channel():
    """You keep only the first channel; all channels belong to the flat image."""

    def flatten_with_reshape(batch):
        return batch[:, 0].reshape(batch.shape[0], -1)
