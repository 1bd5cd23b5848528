"""Right answers to 01-images/flatten-flatten, of different make: each body is a cell."""


def from_axis_one():
    def flatten_with_flatten(batch):
        return batch.flatten(1)


def by_function_and_name():
    def flatten_with_flatten(batch):
        return torch.flatten(batch, start_dim=1, end_dim=-1)


def by_layer():
    flatten_with_flatten = torch.nn.Flatten()


def in_two_steps():
    def flatten_with_flatten(batch):
        return batch.flatten(2, 3).flatten(1, 2)


def image_by_image():
    def flatten_with_flatten(batch):
        out = batch.new_empty((len(batch), batch[0].numel()))
        for row, image in zip(out, batch):
            row[:] = image.flatten()
        return out


def channels_side_by_side():
    def flatten_with_flatten(batch):
        return torch.cat([channel.flatten(1) for channel in batch.unbind(1)], dim=1)


def ravelled_in_float64():
    def flatten_with_flatten(batch):
        return torch.vstack([image.double().ravel() for image in batch]).to(batch.dtype)
