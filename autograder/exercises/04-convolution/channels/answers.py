"""Right answers to 04-convolution/channels, of different make: each body is a cell."""


def four_loops():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


def grey_convolutions_summed_and_stacked():
    def correlate(channel, weights):
        h, w = weights.shape
        rows, columns = channel.shape[0] - h + 1, channel.shape[1] - w + 1
        numbers = [
            (channel[i : i + h, j : j + w] * weights).sum()
            for i in range(rows)
            for j in range(columns)
        ]
        return torch.stack(numbers).reshape(rows, columns)

    def conv2d_channels(images, kernels):
        maps = [[sum(map(correlate, image, kernel)) for kernel in kernels] for image in images]
        return torch.stack([torch.stack(of_one_image) for of_one_image in maps])


def einsum_at_each_offset():
    def conv2d_channels(images, kernels):
        _, _, h, w = kernels.shape
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = images.new_zeros(images.shape[0], kernels.shape[0], rows, columns)
        for a in range(h):
            for b in range(w):
                out += torch.einsum(
                    "ncij,oc->noij",
                    images[:, :, a : a + rows, b : b + columns],
                    kernels[:, :, a, b],
                )
        return out


def unfolded_and_multiplied():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[2:]
        columns = F.unfold(images, (h, w))
        return (kernels.flatten(1) @ columns).unflatten(2, (images.shape[2] - h + 1, -1))


def contracted_views():
    def conv2d_channels(images, kernels):
        windows = images.unfold(2, kernels.shape[2], 1).unfold(3, kernels.shape[3], 1)
        return torch.tensordot(windows, kernels, dims=([1, 4, 5], [1, 2, 3])).permute(0, 3, 1, 2)


def broadcast_in_double_precision():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        wide = images.double()[:, None]
        rows = []
        for i in range(images.shape[2] - h + 1):
            row = [
                (wide[..., i : i + h, j : j + w] * kernels.double()).sum(dim=(2, 3, 4))
                for j in range(images.shape[3] - w + 1)
            ]
            rows.append(torch.stack(row, dim=-1))
        return torch.stack(rows, dim=-2).to(images.dtype)


def mapped_over_images_and_kernels():
    def one(image, kernel):
        windows = image.unfold(1, kernel.shape[1], 1).unfold(2, kernel.shape[2], 1)
        return (windows * kernel[:, None, None]).sum(dim=(0, 3, 4))

    conv2d_channels = torch.vmap(torch.vmap(one, in_dims=(None, 0)), in_dims=(0, None))


def numpy_inside():
    import numpy as np

    def conv2d_channels(images, kernels):
        shape = tuple(kernels.shape[2:])
        windows = np.lib.stride_tricks.sliding_window_view(images.numpy(), shape, axis=(2, 3))
        return torch.from_numpy(np.einsum("bcijhw,ochw->boij", windows, kernels.numpy()))


def linear_layer_over_windows():
    def conv2d_channels(images, kernels):
        layer = nn.Linear(kernels[0].numel(), len(kernels), bias=False)
        layer.weight.data = kernels.flatten(1)
        h, w = kernels.shape[2:]
        out = torch.empty(
            len(images), len(kernels), images.shape[2] - h + 1, images.shape[3] - w + 1
        )
        with torch.no_grad():
            for i, j in torch.cartesian_prod(
                torch.arange(out.shape[2]), torch.arange(out.shape[3])
            ).tolist():
                out[:, :, i, j] = layer(images[:, :, i : i + h, j : j + w].flatten(1))
        return out
