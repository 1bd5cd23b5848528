"""Misconceptions about 01-images/flatten-view: cells, and what their authors should read."""


def reshape_instead_of_view():
    """You may get a copy: reshape, flatten and contiguous copy silently where there is no view."""

    def flatten_with_view(batch):
        return batch.reshape(batch.shape[0], -1)


def view_of_a_copy():
    """You make a copy, as clone, stack and cat do; a copy shares no memory with the batch."""

    def flatten_with_view(batch):
        return batch.clone(memory_format=torch.contiguous_format).view(batch.shape[0], -1)


def view_of_a_clone():
    """You make a copy, as clone, stack and cat do; a copy shares no memory with the batch."""

    def flatten_with_view(batch):
        return batch.clone().view(batch.shape[0], -1)


def view_as_one_vector():
    """You merge the batch axis too; each image should keep a row of its own."""

    def flatten_with_view(batch):
        return batch.view(-1)


def view_features_first():
    """You swapped the two lengths: images come first, the length of an image second."""

    def flatten_with_view(batch):
        return batch.view(-1, batch.shape[0])


def view_channels_as_images():
    """You merge batch and channels; a row of the result should be a whole image."""

    def flatten_with_view(batch):
        return batch.view(batch.shape[0] * batch.shape[1], -1)


def view_keeps_channels():
    """You merge rows and columns only; the channels belong to the flat image too."""

    def flatten_with_view(batch):
        return batch.view(batch.shape[0], batch.shape[1], -1)


def view_transposed():
    """You turn the result on its side: images should be the rows, not the columns."""

    def flatten_with_view(batch):
        return batch.view(batch.shape[0], -1).T


def view_column_major():
    """You read each channel column by column; row-major order goes row by row."""

    def flatten_with_view(batch):
        return batch.transpose(2, 3).contiguous().view(batch.shape[0], -1)


def demands_contiguous():
    """You refuse all that isn't contiguous, but some have the view: only merged axes matter."""

    def flatten_with_view(batch):
        if not batch.is_contiguous():
            raise RuntimeError("not contiguous")
        return batch.view(batch.shape[0], -1)


def another_error():
    """You raise another error in place of view's own, which is RuntimeError."""

    def flatten_with_view(batch):
        try:
            return batch.view(batch.shape[0], -1)
        except RuntimeError:
            raise ValueError("no view")


def swallows_the_error():
    """Where there is no such view you return nothing; view's own RuntimeError should come through."""

    def flatten_with_view(batch):
        try:
            return batch.view(batch.shape[0], -1)
        except RuntimeError:
            return None


def view_of_raw_memory():
    """You read memory as it lies, whatever the strides say; the batch's own order counts."""

    def flatten_with_view(batch):
        size = batch[0].numel()
        return batch.as_strided((batch.shape[0], size), (size, 1))
