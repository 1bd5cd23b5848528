"""Right answers to 01-images/to-chw, of different make: each body is a cell."""


def permuted_and_divided():
    def to_channels_first(image):
        return image.permute(2, 0, 1) / 255


def divided_and_permuted():
    def to_channels_first(image):
        return (image.to(torch.float32) / 255.0).permute(2, 0, 1).contiguous()


def axis_moved():
    def to_channels_first(image):
        return torch.movedim(image, -1, 0).float().mul(1 / 255)


def two_transposes():
    def to_channels_first(image):
        return image.transpose(0, 2).transpose(1, 2).float().div_(255)


def channels_stacked():
    def to_channels_first(image):
        return (
            torch.stack([image[:, :, c] for c in range(image.shape[2])]).double().div(255).float()
        )


def pixel_by_pixel():
    def to_channels_first(image):
        H, W, C = image.shape
        out = torch.zeros(C, H, W)
        for c in range(C):
            for i in range(H):
                for j in range(W):
                    out[c, i, j] = image[i, j, c].item() / 255
        return out


def by_einsum():
    def to_channels_first(image):
        return torch.einsum("hwc->chw", image.float()) / 255


def through_numpy():
    def to_channels_first(image):
        import numpy as np

        return torch.from_numpy(
            np.moveaxis(image.numpy(), 2, 0).astype(np.float32) / np.float32(255)
        )


def by_torchvision():
    def to_channels_first(image):
        from torchvision.transforms.functional import to_tensor

        return to_tensor(image.numpy())
