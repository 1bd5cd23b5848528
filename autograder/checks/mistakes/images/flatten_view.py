"""Misconceptions about 01-images/flatten-view."""

from autograder.checks.exercise import misconception
from autograder.checks.images import flatten_view


@misconception(
    flatten_view, "You may get a copy: where there is no view, reshape copies without a word."
)
def reshape_instead_of_view():
    def flatten_with_view(batch):
        return batch.reshape(batch.shape[0], -1)


@misconception(
    flatten_view,
    "You always make a copy first; a view of a copy no longer shares memory with the batch.",
)
def view_of_a_copy():
    def flatten_with_view(batch):
        return batch.clone(memory_format=torch.contiguous_format).view(batch.shape[0], -1)


@misconception(
    flatten_view,
    "You clone the batch first: the result shares memory with the clone, not with the batch.",
)
def view_of_a_clone():
    def flatten_with_view(batch):
        return batch.clone().view(batch.shape[0], -1)


@misconception(
    flatten_view, "You merge the batch axis too; each image should keep a row of its own."
)
def view_as_one_vector():
    def flatten_with_view(batch):
        return batch.view(-1)


@misconception(
    flatten_view, "You swapped the two lengths: images come first, the length of an image second."
)
def view_features_first():
    def flatten_with_view(batch):
        return batch.view(-1, batch.shape[0])


@misconception(
    flatten_view, "You merge batch and channels; a row of the result should be a whole image."
)
def view_channels_as_images():
    def flatten_with_view(batch):
        return batch.view(batch.shape[0] * batch.shape[1], -1)


@misconception(
    flatten_view, "You merge rows and columns only; the channels belong to the flat image too."
)
def view_keeps_channels():
    def flatten_with_view(batch):
        return batch.view(batch.shape[0], batch.shape[1], -1)


@misconception(
    flatten_view, "You turn the result on its side: images should be the rows, not the columns."
)
def view_transposed():
    def flatten_with_view(batch):
        return batch.view(batch.shape[0], -1).T


@misconception(
    flatten_view, "You read each channel column by column; row-major order goes row by row."
)
def view_column_major():
    def flatten_with_view(batch):
        return batch.transpose(2, 3).contiguous().view(batch.shape[0], -1)


@misconception(
    flatten_view,
    "You refuse all that isn't contiguous, but some have the view: only merged axes matter.",
)
def demands_contiguous():
    def flatten_with_view(batch):
        if not batch.is_contiguous():
            raise RuntimeError("not contiguous")
        return batch.view(batch.shape[0], -1)


@misconception(
    flatten_view, "You raise another error in place of view's own, which is RuntimeError."
)
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
