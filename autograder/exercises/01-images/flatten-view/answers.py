"""Right answers to 01-images/flatten-view, of different make: each body is a cell."""


def length_worked_out_by_torch():
    def flatten_with_view(batch):
        return batch.view(len(batch), -1)


def length_multiplied():
    def flatten_with_view(batch):
        B, C, H, W = batch.shape
        return batch.view(B, C * H * W)


def number_of_images_worked_out_by_torch():
    def flatten_with_view(batch):
        return batch.view(-1, batch[0].numel())


def axis_by_axis():
    def flatten_with_view(batch):
        B, C, H, W = batch.shape
        return batch.view(B, C, H * W).view(B, C * H * W)


def like_another_tensor():
    def flatten_with_view(batch):
        pattern = torch.empty(batch.shape[0], batch[0].numel(), device="meta")
        return batch.view_as(pattern)


def flatten_that_must_share():
    def flatten_with_view(batch):
        flat = batch.flatten(1)
        if flat.data_ptr() != batch.data_ptr():
            raise RuntimeError("this batch has no flat view")
        return flat


def strides_by_hand():
    def flatten_with_view(batch):
        shape, strides = batch.shape[1:], batch.stride()[1:]
        expected = 1
        for size, stride in reversed(list(zip(shape, strides))):
            if size != 1 and stride != expected:
                raise RuntimeError("the numbers of an image don't lie one after the other")
            expected *= size
        return batch.as_strided((len(batch), expected), (batch.stride(0), 1))


def method_of_the_class():
    class Flattener:
        def __call__(self, images):
            return torch.Tensor.view(images, [images.size(0), images.numel() // images.size(0)])

    flatten_with_view = Flattener()
