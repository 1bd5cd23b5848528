"""Misconceptions about 03-kernels/gaussian-blur: cells, and what their authors should read."""


def random_normal_numbers():
    """You draw random numbers from a normal distribution: that is noise. A Gaussian kernel has the
    bell's shape, nothing random.
    """

    def gaussian_kernel(size, sigma):
        return torch.normal(
            0.0, float(sigma), size=(1, size, size), generator=torch.Generator().manual_seed(0)
        )


def random_numbers_normalised():
    """You draw random numbers and normalise them: that is still noise. A Gaussian kernel has the
    bell's shape.
    """

    def gaussian_kernel(size, sigma):
        kernel = torch.normal(
            0.0, float(sigma), size=(1, size, size), generator=torch.Generator().manual_seed(0)
        )
        return kernel / kernel.sum()


def deviation_for_variance():
    """You divide by sigma; the variance, sigma squared, belongs below the fraction bar."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma))
        return (weights / weights.sum())[None]


def two_forgotten():
    """You forgot the 2: the squared distance is divided by twice the variance."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / sigma**2)
        return (weights / weights.sum())[None]


def divided_after_the_exponential():
    """You divide outside of the exponential: twice the variance belongs into the exponent."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2)) / (2 * sigma**2)
        return (weights / weights.sum())[None]


def two_squared():
    """You square the 2 as well: below the fraction bar stands 2σ², so only sigma is squared."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma) ** 2)
        return (weights / weights.sum())[None]


def multiplied_by_the_variance():
    """Brackets are missing: you divide by 2 and then multiply by the variance."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / 2 * sigma**2)
        return (weights / weights.sum())[None]


def not_normalised():
    """Your weights are not normalised: divide by their sum, last of all."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        return torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))[None]


def normalised_by_the_formula():
    """You divide by the constant of the infinite bell; on a few pixels only their own sum makes the
    weights add up to 1.
    """

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / (2 * torch.pi * sigma**2))[None]


def half_a_pixel_off():
    """Your centre is half a pixel off: for an odd size, the middle of the coordinates is a whole
    number.
    """

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size / 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


def top_in_the_corner():
    """Your bell has its top in the corner: coordinates count from the centre."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size)
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


def one_pixel_off():
    """Your centre is one pixel off."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - (size // 2 + 1)
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


def coordinates_from_minus_one_to_one():
    """You squeeze the coordinates into −1 to 1; they count in pixels, as sigma does."""

    def gaussian_kernel(size, sigma):
        axis = torch.linspace(-1, 1, size) if size > 1 else torch.zeros(1)
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


def distance_not_squared():
    """You put the distance into the exponent; it is the squared distance, x² + y², without a
    root.
    """

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2).sqrt() / (2 * sigma**2))
        return (weights / weights.sum())[None]


def one_axis_only():
    """Your bell runs along one axis only: both x and y belong into the exponent."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis**2) / (2 * sigma**2)).expand(size, size)
        return (weights / weights.sum())[None]


def bells_added():
    """You add the bells of the two axes; the weights are their product."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        line = torch.exp(-(axis**2) / (2 * sigma**2))
        weights = line[:, None] + line[None, :]
        return (weights / weights.sum())[None]


def sum_squared():
    """You square the sum of x and y; add their squares."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-((axis[:, None] + axis) ** 2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


def rows_normalised():
    """You normalise each row by itself: all the weights together must add up to 1."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum(dim=1, keepdim=True))[None]


def a_box():
    """Every weight is the same: that is the box blur."""

    def gaussian_kernel(size, sigma):
        return torch.full((1, size, size), 1 / size**2)


def minus_forgotten():
    """The minus sign is missing: your weights grow with the distance."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp((axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


def sigma_ignored():
    """The width of your bell is always 1; use sigma."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / 2)
        return (weights / weights.sum())[None]


def gaussian_without_channel():
    """The weights are right, but the channel axis in front is missing."""

    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return weights / weights.sum()
