"""Right answers to 03-kernels/box-blur, of different make: each body is a cell."""


def full_of_the_share():
    def box_blur_kernel(size):
        return torch.full((1, size, size), 1 / size**2)


def divided_by_the_sum():
    def box_blur_kernel(size):
        kernel = torch.ones(size, size)
        return (kernel / kernel.sum()).unsqueeze(0)


def outer_product():
    def box_blur_kernel(size):
        line = torch.ones(size) / size
        return torch.outer(line, line)[None]


def nested_lists():
    def box_blur_kernel(size):
        return torch.tensor([[[1 / (size * size) for _ in range(size)] for _ in range(size)]])


def expanded_view():
    def box_blur_kernel(size):
        return torch.tensor(1.0 / size / size).expand(1, size, size)


def softmax_of_nothing():
    def box_blur_kernel(size):
        return torch.zeros(size * size).softmax(0).view(1, size, size)


def through_numpy():
    def box_blur_kernel(size):
        import numpy as np

        return torch.from_numpy(np.ones((1, size, size)) / (size * size)).float()
