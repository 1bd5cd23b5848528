"""Right answers to 04-convolution/pool, of different make: each body is a cell."""


def pooled_by_loop():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(image.shape[0], rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
        return out


def pooled_in_plain_python():
    def pool2d(image, size, stride=None, mode="max"):
        stride = stride or size
        channels = []
        for pixels in image.tolist():
            rows = []
            for top in range(0, len(pixels) - size + 1, stride):
                row = []
                for left in range(0, len(pixels[0]) - size + 1, stride):
                    window = [pixels[top + a][left + b] for a in range(size) for b in range(size)]
                    row.append(max(window) if mode == "max" else sum(window) / len(window))
                rows.append(row)
            channels.append(rows)
        return torch.tensor(channels)


def pooled_views_of_windows():
    def pool2d(image, size, stride=None, mode="max"):
        step = size if stride is None else stride
        windows = image.unfold(1, size, step).unfold(2, size, step).flatten(3)
        return windows.max(dim=-1).values if mode == "max" else windows.mean(dim=-1)


def pooled_one_axis_after_the_other():
    def pool2d(image, size, stride=None, mode="max"):
        def along(lines, axis):
            windows = lines.unfold(axis, size, size if stride is None else stride)
            return (
                windows.sort(dim=-1).values[..., -1]
                if mode == "max"
                else windows.sum(dim=-1) / size
            )

        return along(along(image, 1), 2)


def pooled_from_shifted_images():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        _, height, width = image.shape
        shifted = torch.stack(
            [
                image[:, a : height - size + a + 1 : stride, b : width - size + b + 1 : stride]
                for a in range(size)
                for b in range(size)
            ]
        )
        return shifted.amax(0) if mode == "max" else shifted.double().mean(0).float()


def averaged_by_convolution():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        if mode == "avg":
            kernel = torch.full((1, 1, size, size), 1 / size**2)
            return F.conv2d(image[:, None], kernel, stride=stride).squeeze(1)
        columns = F.unfold(image[:, None], size, stride=stride)
        return columns.amax(dim=1).reshape(len(image), (image.shape[1] - size) // stride + 1, -1)


def pooled_in_numpy():
    import numpy as np

    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        windows = np.lib.stride_tricks.sliding_window_view(image.numpy(), (size, size), axis=(1, 2))
        reduce = np.max if mode == "max" else np.mean
        return torch.tensor(reduce(windows[:, ::stride, ::stride], axis=(3, 4)))
