"""Right answers to 03-kernels/cross-correlate, of different make: each body is a cell."""


def four_loops():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                total = 0.0
                for u in range(h):
                    for v in range(w):
                        total += image[0, i + u, j + v].item() * kernel[0, u, v].item()
                out[0, i, j] = total
        return out


def loop_over_the_kernel():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[-2:]
        rows, columns = image.shape[-2] - h + 1, image.shape[-1] - w + 1
        out = 0
        for u in range(h):
            for v in range(w):
                out = out + kernel[:, u, v] * image[:, u : u + rows, v : v + columns]
        return out


def unfold_twice_and_einsum():
    def cross_correlate(image, kernel):
        windows = image.unfold(1, kernel.shape[1], 1).unfold(2, kernel.shape[2], 1)
        return torch.einsum("cijuv,cuv->cij", windows, kernel)


def columns_of_windows_times_weights():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[-2:]
        windows = F.unfold(image[None], (h, w))[0]
        return (kernel.reshape(1, -1) @ windows).reshape(
            1, image.shape[1] - h + 1, image.shape[2] - w + 1
        )


def list_of_lists_in_float64():
    def cross_correlate(image, kernel):
        picture, weights = image.squeeze(0).double(), kernel.squeeze(0).double()
        h, w = weights.shape
        rows = [
            [
                float((picture[i : i + h, j : j + w] * weights).sum())
                for j in range(picture.shape[1] - w + 1)
            ]
            for i in range(picture.shape[0] - h + 1)
        ]
        return torch.tensor([rows], dtype=torch.float32)


def in_numpy():
    def cross_correlate(image, kernel):
        import numpy as np

        windows = np.lib.stride_tricks.sliding_window_view(
            image[0].numpy(), tuple(kernel.shape[1:])
        )
        return torch.from_numpy((windows * kernel[0].numpy()).sum(axis=(2, 3)))[None]


def strided_view():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[-2:]
        picture = image[0].contiguous()
        shape = (picture.shape[0] - h + 1, picture.shape[1] - w + 1, h, w)
        windows = picture.as_strided(shape, picture.stride() * 2, picture.storage_offset())
        return torch.tensordot(windows, kernel[0], dims=2).unsqueeze(0)
