"""Right answers to 01-images/flatten-reshape, of different make: each body is a cell."""


def reshaped():
    def flatten_with_reshape(batch):
        return batch.reshape(batch.shape[0], -1)


def reshaped_by_function():
    def flatten_with_reshape(batch):
        B, C, H, W = batch.shape
        return torch.reshape(batch, (B, C * H * W))


def contiguous_view():
    def flatten_with_reshape(batch):
        return batch.contiguous().view(batch.shape[0], -1)


def reshaped_by_numpy():
    def flatten_with_reshape(batch):
        return torch.from_numpy(batch.numpy().reshape(len(batch), -1).copy())


def images_stacked():
    def flatten_with_reshape(batch):
        return torch.stack([image.reshape(-1) for image in batch])


def number_by_number():
    def flatten_with_reshape(batch):
        B, C, H, W = batch.shape
        flat = torch.zeros(B, C * H * W, dtype=batch.dtype)
        for b in range(B):
            for c in range(C):
                for i in range(H):
                    for j in range(W):
                        flat[b, (c * H + i) * W + j] = batch[b, c, i, j]
        return flat


def from_nested_lists():
    def flatten_with_reshape(batch):
        rows = [
            [number for plane in image for line in plane for number in line]
            for image in batch.tolist()
        ]
        return torch.tensor(rows, dtype=batch.dtype)
