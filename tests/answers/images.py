"""Right answers to 01-images."""

# ruff: noqa: F841
from tests.answers import answer


@answer("01-images/flatten-view")
def length_worked_out_by_torch():
    def flatten_with_view(batch):
        return batch.view(len(batch), -1)


@answer("01-images/flatten-view")
def length_multiplied():
    def flatten_with_view(batch):
        B, C, H, W = batch.shape
        return batch.view(B, C * H * W)


@answer("01-images/flatten-view")
def number_of_images_worked_out_by_torch():
    def flatten_with_view(batch):
        return batch.view(-1, batch[0].numel())


@answer("01-images/flatten-view")
def axis_by_axis():
    def flatten_with_view(batch):
        B, C, H, W = batch.shape
        return batch.view(B, C, H * W).view(B, C * H * W)


@answer("01-images/flatten-view")
def like_another_tensor():
    def flatten_with_view(batch):
        pattern = torch.empty(batch.shape[0], batch[0].numel(), device="meta")
        return batch.view_as(pattern)


@answer("01-images/flatten-view")
def flatten_that_must_share():
    def flatten_with_view(batch):
        flat = batch.flatten(1)
        if flat.data_ptr() != batch.data_ptr():
            raise RuntimeError("this batch has no flat view")
        return flat


@answer("01-images/flatten-view")
def strides_by_hand():
    def flatten_with_view(batch):
        shape, strides = batch.shape[1:], batch.stride()[1:]
        expected = 1
        for size, stride in reversed(list(zip(shape, strides))):
            if size != 1 and stride != expected:
                raise RuntimeError("the numbers of an image don't lie one after the other")
            expected *= size
        return batch.as_strided((len(batch), expected), (batch.stride(0), 1))


@answer("01-images/flatten-view")
def method_of_the_class():
    class Flattener:
        def __call__(self, images):
            return torch.Tensor.view(images, [images.size(0), images.numel() // images.size(0)])

    flatten_with_view = Flattener()


@answer("01-images/flatten-reshape")
def reshaped():
    def flatten_with_reshape(batch):
        return batch.reshape(batch.shape[0], -1)


@answer("01-images/flatten-reshape")
def reshaped_by_function():
    def flatten_with_reshape(batch):
        B, C, H, W = batch.shape
        return torch.reshape(batch, (B, C * H * W))


@answer("01-images/flatten-reshape")
def contiguous_view():
    def flatten_with_reshape(batch):
        return batch.contiguous().view(batch.shape[0], -1)


@answer("01-images/flatten-reshape")
def reshaped_by_numpy():
    def flatten_with_reshape(batch):
        return torch.from_numpy(batch.numpy().reshape(len(batch), -1).copy())


@answer("01-images/flatten-reshape")
def images_stacked():
    def flatten_with_reshape(batch):
        return torch.stack([image.reshape(-1) for image in batch])


@answer("01-images/flatten-reshape")
def number_by_number():
    def flatten_with_reshape(batch):
        B, C, H, W = batch.shape
        flat = torch.zeros(B, C * H * W)
        for b in range(B):
            for c in range(C):
                for i in range(H):
                    for j in range(W):
                        flat[b, (c * H + i) * W + j] = batch[b, c, i, j]
        return flat


@answer("01-images/flatten-reshape")
def from_nested_lists():
    def flatten_with_reshape(batch):
        rows = [
            [number for plane in image for line in plane for number in line]
            for image in batch.tolist()
        ]
        return torch.tensor(rows)


@answer("01-images/flatten-flatten")
def from_axis_one():
    def flatten_with_flatten(batch):
        return batch.flatten(1)


@answer("01-images/flatten-flatten")
def by_function_and_name():
    def flatten_with_flatten(batch):
        return torch.flatten(batch, start_dim=1, end_dim=-1)


@answer("01-images/flatten-flatten")
def by_layer():
    flatten_with_flatten = torch.nn.Flatten()


@answer("01-images/flatten-flatten")
def in_two_steps():
    def flatten_with_flatten(batch):
        return batch.flatten(2, 3).flatten(1, 2)


@answer("01-images/flatten-flatten")
def image_by_image():
    def flatten_with_flatten(batch):
        out = batch.new_empty((len(batch), batch[0].numel()))
        for row, image in zip(out, batch):
            row[:] = image.flatten()
        return out


@answer("01-images/flatten-flatten")
def channels_side_by_side():
    def flatten_with_flatten(batch):
        return torch.cat([channel.flatten(1) for channel in batch.unbind(1)], dim=1)


@answer("01-images/flatten-flatten")
def ravelled_in_float64():
    def flatten_with_flatten(batch):
        return torch.vstack([image.double().ravel() for image in batch]).float()


@answer("01-images/flat-size")
def product():
    def flat_size(channels, height, width):
        return channels * height * width


@answer("01-images/flat-size")
def product_of_the_math_module():
    def flat_size(channels, height, width):
        import math

        return math.prod((channels, height, width))


@answer("01-images/flat-size")
def counted_by_torch():
    def flat_size(channels, height, width):
        return torch.zeros(channels, height, width).numel()


@answer("01-images/flat-size")
def length_of_a_flat_tensor():
    def flat_size(channels, height, width):
        return torch.empty(channels, height, width).flatten().shape[0]


@answer("01-images/flat-size")
def added_up():
    def flat_size(channels, height, width):
        total = 0
        for _ in range(channels):
            for _ in range(height):
                total += width
        return total


@answer("01-images/flat-size")
def item_of_a_tensor():
    def flat_size(channels, height, width):
        return torch.tensor([channels, height, width]).prod().item()


@answer("01-images/flat-size")
def size_object():
    flat_size = lambda channels, height, width: torch.Size((channels, height, width)).numel()  # noqa: E731


@answer("01-images/to-chw")
def permuted_and_divided():
    def to_channels_first(image):
        return image.permute(2, 0, 1) / 255


@answer("01-images/to-chw")
def divided_and_permuted():
    def to_channels_first(image):
        return (image.to(torch.float32) / 255.0).permute(2, 0, 1).contiguous()


@answer("01-images/to-chw")
def axis_moved():
    def to_channels_first(image):
        return torch.movedim(image, -1, 0).float().mul(1 / 255)


@answer("01-images/to-chw")
def two_transposes():
    def to_channels_first(image):
        return image.transpose(0, 2).transpose(1, 2).float().div_(255)


@answer("01-images/to-chw")
def channels_stacked():
    def to_channels_first(image):
        return (
            torch.stack([image[:, :, c] for c in range(image.shape[2])]).double().div(255).float()
        )


@answer("01-images/to-chw")
def pixel_by_pixel():
    def to_channels_first(image):
        H, W, C = image.shape
        out = torch.zeros(C, H, W)
        for c in range(C):
            for i in range(H):
                for j in range(W):
                    out[c, i, j] = image[i, j, c].item() / 255
        return out


@answer("01-images/to-chw")
def by_einsum():
    def to_channels_first(image):
        return torch.einsum("hwc->chw", image.float()) / 255


@answer("01-images/to-chw")
def through_numpy():
    def to_channels_first(image):
        import numpy as np

        return torch.from_numpy(
            np.moveaxis(image.numpy(), 2, 0).astype(np.float32) / np.float32(255)
        )


@answer("01-images/to-chw")
def by_torchvision():
    def to_channels_first(image):
        from torchvision.transforms.functional import to_tensor

        return to_tensor(image.numpy())
