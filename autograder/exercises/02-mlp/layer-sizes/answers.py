"""Right answers to 02-mlp/layer-sizes, of different make: each body is a cell."""


def typed_sizes():
    input_size = 784
    output_size = 10


def sides_multiplied():
    input_size, output_size = 28 * 28, 10


def asked_of_an_image():
    input_size = train_images[0].numel()
    output_size = len(torch.unique(train_labels))


def asked_of_the_shape():
    input_size = math.prod(train_images.shape[1:])
    output_size = int(train_labels.max()) + 1


def numpy_whole_numbers():
    import numpy as np

    input_size = np.prod((1, 28, 28))
    output_size = np.int64(10)


def asked_of_flattening():
    input_size = nn.Flatten()(train_images[:3]).shape[1]
    output_size = len(train_set.classes)


def unpacked_from_a_batch():
    X, y = next(iter(test_loader))
    _, C, H, W = X.shape
    input_size = C * H * W
    output_size = len("0123456789")
