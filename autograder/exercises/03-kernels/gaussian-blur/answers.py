"""Right answers to 03-kernels/gaussian-blur, of different make: each body is a cell."""


def two_loops():
    def gaussian_kernel(size, sigma):
        import math

        kernel = torch.zeros(1, size, size)
        middle = (size - 1) / 2
        for row in range(size):
            for column in range(size):
                squared = (row - middle) ** 2 + (column - middle) ** 2
                kernel[0, row, column] = math.exp(-squared / (2 * sigma * sigma))
        return kernel / kernel.sum()


def product_of_two_lines():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - (size - 1) / 2
        line = torch.exp(-0.5 * (axis / sigma) ** 2)
        line = line / line.sum()
        return (line[:, None] * line[None, :]).unsqueeze(0)


def meshgrid_with_the_density():
    def gaussian_kernel(size, sigma):
        half = size // 2
        y, x = torch.meshgrid(
            torch.arange(-half, half + 1), torch.arange(-half, half + 1), indexing="ij"
        )
        density = torch.exp(-(x**2 + y**2) / (2 * sigma**2)) / (2 * torch.pi * sigma**2)
        return (density / density.sum())[None]


def softmax_of_the_exponent():
    def gaussian_kernel(size, sigma):
        axis = torch.linspace(-(size // 2), size // 2, size)
        exponent = -(axis[:, None] ** 2 + axis**2) / (2 * sigma**2)
        return exponent.flatten().softmax(0).reshape(1, size, size)


def window_of_torch():
    def gaussian_kernel(size, sigma):
        line = torch.signal.windows.gaussian(size, std=sigma)
        kernel = torch.outer(line, line)
        return (kernel / kernel.sum()).unsqueeze(0)


def distances_in_float64():
    def gaussian_kernel(size, sigma):
        places = torch.cartesian_prod(torch.arange(size), torch.arange(size)).double() - size // 2
        weights = torch.distributions.Normal(0.0, float(sigma)).log_prob(places).sum(1).exp()
        return (weights / weights.sum()).reshape(1, size, size).float()


def in_numpy_with_a_lambda():
    def gaussian_kernel(size, sigma):
        import numpy as np

        half = size // 2
        kernel = np.fromfunction(
            lambda r, c: np.exp(-((r - half) ** 2 + (c - half) ** 2) / 2 / sigma**2), (size, size)
        )
        return torch.tensor(kernel / kernel.sum(), dtype=torch.float32)[None]
