"""Misconceptions about 03-kernels/gaussian-blur."""

from autograder.checks.exercise import misconception
from autograder.checks.kernels import gaussian_blur


@misconception(
    gaussian_blur,
    "You draw random numbers from a normal distribution: that is noise. A Gaussian kernel has the bell's shape, nothing random.",
)
def random_normal_numbers():
    def gaussian_kernel(size, sigma):
        return torch.normal(
            0.0, float(sigma), size=(1, size, size), generator=torch.Generator().manual_seed(0)
        )


@misconception(
    gaussian_blur,
    "You draw random numbers and normalise them: that is still noise. A Gaussian kernel has the bell's shape.",
)
def random_numbers_normalised():
    def gaussian_kernel(size, sigma):
        kernel = torch.normal(
            0.0, float(sigma), size=(1, size, size), generator=torch.Generator().manual_seed(0)
        )
        return kernel / kernel.sum()


@misconception(
    gaussian_blur,
    "You divide by sigma; the variance, sigma squared, belongs below the fraction bar.",
)
def deviation_for_variance():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma))
        return (weights / weights.sum())[None]


@misconception(
    gaussian_blur, "You forgot the 2: the squared distance is divided by twice the variance."
)
def two_forgotten():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / sigma**2)
        return (weights / weights.sum())[None]


@misconception(
    gaussian_blur, "Brackets are missing: you divide by 2 and then multiply by the variance."
)
def multiplied_by_the_variance():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / 2 * sigma**2)
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "Your weights are not normalised: divide by their sum, last of all.")
def not_normalised():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        return torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))[None]


@misconception(
    gaussian_blur,
    "You divide by the constant of the infinite bell; on a few pixels only their own sum makes the weights add up to 1.",
)
def normalised_by_the_formula():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / (2 * torch.pi * sigma**2))[None]


@misconception(
    gaussian_blur,
    "Your centre is half a pixel off: for an odd size, the middle of the coordinates is a whole number.",
)
def half_a_pixel_off():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size / 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


@misconception(
    gaussian_blur, "Your bell has its top in the corner: coordinates count from the centre."
)
def top_in_the_corner():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size)
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "Your centre is one pixel off.")
def one_pixel_off():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - (size // 2 + 1)
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


@misconception(
    gaussian_blur, "You squeeze the coordinates into −1 to 1; they count in pixels, as sigma does."
)
def coordinates_from_minus_one_to_one():
    def gaussian_kernel(size, sigma):
        axis = torch.linspace(-1, 1, size) if size > 1 else torch.zeros(1)
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


@misconception(
    gaussian_blur,
    "You put the distance into the exponent; it is the squared distance, x² + y², without a root.",
)
def distance_not_squared():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2).sqrt() / (2 * sigma**2))
        return (weights / weights.sum())[None]


@misconception(
    gaussian_blur, "Your bell runs along one axis only: both x and y belong into the exponent."
)
def one_axis_only():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis**2) / (2 * sigma**2)).expand(size, size)
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "You add the bells of the two axes; the weights are their product.")
def bells_added():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        line = torch.exp(-(axis**2) / (2 * sigma**2))
        weights = line[:, None] + line[None, :]
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "You square the sum of x and y; add their squares.")
def sum_squared():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-((axis[:, None] + axis) ** 2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


@misconception(
    gaussian_blur, "You normalise each row by itself: all the weights together must add up to 1."
)
def rows_normalised():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum(dim=1, keepdim=True))[None]


@misconception(gaussian_blur, "Every weight is the same: that is the box blur.")
def a_box():
    def gaussian_kernel(size, sigma):
        return torch.full((1, size, size), 1 / size**2)


@misconception(gaussian_blur, "The minus sign is missing: your weights grow with the distance.")
def minus_forgotten():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp((axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "The width of your bell is always 1; use sigma.")
def sigma_ignored():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / 2)
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "The weights are right, but the channel axis in front is missing.")
def gaussian_without_channel():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return weights / weights.sum()
