"""Right answers to 04-convolution/manual-conv, of different make: each body is a cell."""


def window_by_window():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (
                    padded[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel
                ).sum()
        return out


def pixel_by_pixel_without_padding_anything():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        pixels, weights = image[0].tolist(), kernel[0].tolist()
        height, width, h, w = len(pixels), len(pixels[0]), len(weights), len(weights[0])
        result = []
        for top in range(-padding, height + padding - h + 1, stride):
            row = []
            for left in range(-padding, width + padding - w + 1, stride):
                total = 0.0
                for a in range(h):
                    for b in range(w):
                        if 0 <= top + a < height and 0 <= left + b < width:
                            total += pixels[top + a][left + b] * weights[a][b]
                row.append(total)
            result.append(row)
        return torch.tensor([result])


def slice_for_each_weight():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        _, height, width = image.shape
        padded = image.new_zeros(1, height + 2 * padding, width + 2 * padding)
        padded[:, padding : padding + height, padding : padding + width] = image
        _, h, w = kernel.shape
        down, right = padded.shape[1] - h + 1, padded.shape[2] - w + 1
        out = 0
        for a in range(h):
            for b in range(w):
                out = (
                    out + padded[:, a : a + down : stride, b : b + right : stride] * kernel[0, a, b]
                )
        return out


def functional_unfold():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        h, w = kernel.shape[1:]
        windows = F.unfold(image[None], (h, w), stride=stride, padding=padding)
        rows = (image.shape[1] + 2 * padding - h) // stride + 1
        return (kernel.reshape(1, -1) @ windows[0]).reshape(1, rows, -1)


def view_of_windows_and_einsum():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        windows = (
            F.pad(image, [padding] * 4)
            .unfold(1, kernel.size(1), stride)
            .unfold(2, kernel.size(2), stride)
        )
        return torch.einsum("cijhw,chw->cij", windows, kernel)


def strides_of_memory():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = nn.ZeroPad2d(padding)(image).contiguous()[0]
        h, w = kernel.shape[1:]
        rows, columns = [(n - k) // stride + 1 for n, k in zip(padded.shape, (h, w))]
        down, across = padded.stride()
        windows = padded.as_strided(
            (rows, columns, h, w), (down * stride, across * stride, down, across)
        )
        return torch.tensordot(windows, kernel[0], dims=2)[None]


def numpy_inside_in_double_precision():
    import numpy as np

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = np.pad(image[0].numpy().astype(np.float64), padding)
        windows = np.lib.stride_tricks.sliding_window_view(padded, tuple(kernel.shape[1:]))
        result = (windows[::stride, ::stride] * kernel[0].numpy()).sum(axis=(2, 3))
        return torch.from_numpy(result.astype(np.float32)).unsqueeze(0)


def matrix_times_flat_image():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        side = torch.zeros(1, image.shape[1], padding)
        padded = torch.cat([side, image, side], dim=2)
        lid = torch.zeros(1, padding, padded.shape[2])
        padded = torch.cat([lid, padded, lid], dim=1)[0]
        h, w = kernel.shape[1:]
        tops = range(0, padded.shape[0] - h + 1, stride)
        lefts = range(0, padded.shape[1] - w + 1, stride)
        lines = []
        for top in tops:
            for left in lefts:
                line = torch.zeros_like(padded)
                line[top : top + h, left : left + w] = kernel[0]
                lines.append(line.flatten())
        return (torch.stack(lines) @ padded.flatten()).view(1, len(tops), len(lefts))


def fourier_transform():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image.double(), (padding,) * 4)
        height, width = padded.shape[1:]
        h, w = kernel.shape[1:]
        product = (
            torch.fft.rfft2(padded) * torch.fft.rfft2(kernel.double(), s=(height, width)).conj()
        )
        everywhere = torch.fft.irfft2(product, s=(height, width))
        return everywhere[:, : height - h + 1 : stride, : width - w + 1 : stride].float()
