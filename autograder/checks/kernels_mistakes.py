"""Misconceptions about 03-kernels: the body of each function is the cell that a student with it writes."""

# ruff: noqa: F821, F841
from autograder.checks.exercise import misconception
from autograder.checks.kernels import box_blur, cross_correlate, edge_kernel, gaussian_blur, learn_kernel, output_steps


@misconception(output_steps, "You count how far the kernel can move; its first position, before any move, counts too.")
def moves_instead_of_positions():
    def output_steps(image_size, kernel_size):
        return image_size - kernel_size


@misconception(output_steps, "You lose two positions: the kernel may start at the first pixel and end at the last.")
def one_less_than_the_moves():
    def output_steps(image_size, kernel_size):
        return image_size - kernel_size - 1


@misconception(output_steps, "You count a position too many: in your last one the kernel hangs over the edge.")
def one_too_many():
    def output_steps(image_size, kernel_size):
        return image_size - kernel_size + 2


@misconception(output_steps, "You lay kernels side by side; the kernel moves by one pixel, so positions overlap.")
def side_by_side():
    def output_steps(image_size, kernel_size):
        return image_size // kernel_size


@misconception(output_steps, "You lay kernels side by side and round up; the kernel moves by one pixel and never hangs over the edge.")
def side_by_side_rounded_up():
    def output_steps(image_size, kernel_size):
        return -(-image_size // kernel_size)


@misconception(output_steps, "You count every pixel as a start; from the last ones the kernel would hang over the edge.")
def a_start_at_every_pixel():
    def output_steps(image_size, kernel_size):
        return image_size


@misconception(output_steps, "You also count positions where the kernel only touches the image; all of it must lie inside.")
def touching_is_enough():
    def output_steps(image_size, kernel_size):
        return image_size + kernel_size - 1


@misconception(output_steps, "You take the kernel's size away at both ends; the kernel shortens the axis once.")
def kernel_off_both_ends():
    def output_steps(image_size, kernel_size):
        return image_size - 2 * (kernel_size - 1)


@misconception(output_steps, "You take half of the kernel's size away; the whole of it, less one pixel, is lost.")
def half_the_kernel_lost():
    def output_steps(image_size, kernel_size):
        return image_size - kernel_size // 2


@misconception(output_steps, "Your count is right but it is a float; a number of positions is an int.")
def a_float():
    def output_steps(image_size, kernel_size):
        return (image_size - kernel_size) / 1 + 1


@misconception(output_steps, "You print the number instead of returning it.")
def printed_steps():
    def output_steps(image_size, kernel_size):
        print(image_size - kernel_size + 1)


@misconception(
    cross_correlate, "You rotate the kernel by 180 degrees: that is true convolution. Cross-correlation leaves the kernel as it is."
)
def kernel_rotated():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        flipped = kernel.flip(1, 2)
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * flipped).sum()
        return out


@misconception(cross_correlate, "You flip the kernel along one axis. Cross-correlation leaves the kernel as it is.")
def kernel_flipped_left_to_right():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel.flip(2)).sum()
        return out


@misconception(cross_correlate, "You transpose the kernel: its rows must lie along the image's rows.")
def kernel_transposed():
    def cross_correlate(image, kernel):
        kernel = kernel.transpose(1, 2)
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(cross_correlate, "You swap rows and columns of the output: its rows belong to the heights, its columns to the widths.")
def output_transposed():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[2] - w + 1, image.shape[1] - h + 1)
        for i in range(image.shape[1] - h + 1):
            for j in range(image.shape[2] - w + 1):
                out[0, j, i] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(cross_correlate, "You count the rows from the widths and the columns from the heights: only square images hide that.")
def counts_swapped():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        rows, columns = image.shape[2] - w + 1, image.shape[1] - h + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i : i + h, j : j + w]
                out[0, i, j] = (window * kernel[:, : window.shape[1], : window.shape[2]]).sum()
        return out


@misconception(cross_correlate, "You leave out the last position of each row and column: there is one more than the sizes' difference.")
def last_positions_left_out():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h, image.shape[2] - w)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(cross_correlate, "Your output has the right shape, but your loops stop before its last row and column.")
def last_positions_never_filled():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        rows, columns = image.shape[1] - h, image.shape[2] - w
        out = torch.zeros(1, rows + 1, columns + 1)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(cross_correlate, "You average the products; cross-correlation sums them.")
def products_averaged():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).mean()
        return out


@misconception(cross_correlate, "You add up window and kernel; each pixel must be multiplied by its weight first.")
def sums_multiplied():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = image[:, i : i + h, j : j + w].sum() * kernel.sum()
        return out


@misconception(cross_correlate, "You take the matrix product of window and kernel; multiply them number by number.")
def matrix_product():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[0, i : i + h, j : j + w] @ kernel[0].T).sum()
        return out


@misconception(cross_correlate, "You move the kernel by its own size; it moves by one pixel, and its positions overlap.")
def steps_of_the_kernels_size():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] // h, image.shape[2] // w)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i * h : i * h + h, j * w : j * w + w] * kernel).sum()
        return out


@misconception(cross_correlate, "You cut square windows from the kernel's height alone; a kernel has a width of its own.")
def square_windows():
    def cross_correlate(image, kernel):
        h = kernel.shape[1]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - h + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                window = image[:, i : i + h, j : j + h]
                w = min(h, kernel.shape[2])
                out[0, i, j] = (window[:, :, :w] * kernel[:, :, :w]).sum()
        return out


@misconception(cross_correlate, "The values are right, but the channel axis is missing: the result has three dimensions.")
def channel_axis_lost():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[0]):
            for j in range(out.shape[1]):
                out[i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(cross_correlate, "You add a border of zeros so that the size stays; here the kernel never leaves the image.")
def padded_to_the_same_size():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        padded = F.pad(image, (0, w - 1, 0, h - 1))
        out = torch.zeros(image.shape)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (padded[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(cross_correlate, "You write products into the image itself, and later windows read them; leave the arguments as they are.")
def image_overwritten():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        rows, columns = image.shape[1] - h + 1, image.shape[2] - w + 1
        for i in range(rows):
            for j in range(columns):
                image[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return image[:, :rows, :columns]


@misconception(cross_correlate, "You return inside the loop, after the first number: the return belongs behind both loops.")
def returned_too_early():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[0, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
                return out


@misconception(edge_kernel, "Your kernel lies on its side: one row of two columns finds vertical edges.")
def vertical_edges():
    horizontal_edge_kernel = torch.tensor([[[1.0, -1.0]]])


@misconception(edge_kernel, "Your kernel adds up two rows: it answers wherever it is bright, edge or not.")
def sum_of_two_rows():
    horizontal_edge_kernel = torch.tensor([[[1.0], [1.0]]])


@misconception(edge_kernel, "Your kernel averages two rows: that blurs. An edge is a difference.")
def mean_of_two_rows():
    horizontal_edge_kernel = torch.tensor([[[0.5], [0.5]]])


@misconception(edge_kernel, "A kernel of zeros answers zero everywhere, at edges too.")
def all_zeros():
    horizontal_edge_kernel = torch.zeros(1, 2, 1)


@misconception(edge_kernel, "One of your weights is 0, so the kernel hands on one of the two rows and compares nothing.")
def one_row_alone():
    horizontal_edge_kernel = torch.tensor([[[1.0], [0.0]]])


@misconception(edge_kernel, "Your weights differ in sign but don't cancel: a bright flat patch gets an answer too.")
def weights_that_do_not_cancel():
    horizontal_edge_kernel = torch.tensor([[[1.0], [-2.0]]])


@misconception(edge_kernel, "Your kernel compares rows two apart; here it has two rows and one column.")
def three_rows():
    horizontal_edge_kernel = torch.tensor([[[1.0], [0.0], [-1.0]]])


@misconception(edge_kernel, "The weights are right, but the channel axis in front is missing.")
def edge_kernel_without_channel():
    horizontal_edge_kernel = torch.tensor([[1.0], [-1.0]])


@misconception(edge_kernel, "You added the fourth dimension that F.conv2d wants; the kernel itself has three.")
def edge_kernel_with_four_dimensions():
    horizontal_edge_kernel = torch.tensor([[[[1.0], [-1.0]]]])


@misconception(edge_kernel, "Your two weights lie in two channels; they must be two rows of one channel.")
def two_channels():
    horizontal_edge_kernel = torch.tensor([[[1.0]], [[-1.0]]])


@misconception(edge_kernel, "Your kernel is a square that looks for edges in both directions at once; here it has two rows and one column.")
def square_kernel():
    horizontal_edge_kernel = torch.tensor([[[1.0, 1.0], [-1.0, -1.0]]])


@misconception(box_blur, "You sum the pixels: the weights of an average add up to 1. (Mind the order: 1 / a * b is not 1 / (a * b).)")
def sum_instead_of_mean():
    def box_blur_kernel(size):
        return torch.ones(1, size, size) * (1 / size * size)


@misconception(box_blur, "You always divide by nine, which is right for a box of three alone; divide by the number of weights.")
def always_divided_by_nine():
    def box_blur_kernel(size):
        return torch.ones(1, size, size) / 9


@misconception(box_blur, "You average along a plus sign; the box has corners, and they count too.")
def plus_sign():
    def box_blur_kernel(size):
        kernel = torch.zeros(1, size, size)
        kernel[0, size // 2, :] = 1
        kernel[0, :, size // 2] = 1
        return kernel / kernel.sum()


@misconception(box_blur, "You divide by the side's length; the box holds as many weights as its area.")
def divided_by_the_side():
    def box_blur_kernel(size):
        return torch.ones(1, size, size) / size


@misconception(box_blur, "You divide by twice the side's length; the area is the side times itself.")
def divided_by_twice_the_side():
    def box_blur_kernel(size):
        return torch.ones(1, size, size) / (2 * size)


@misconception(box_blur, "You draw the weights at random; in an average every pixel counts the same.")
def random_weights():
    def box_blur_kernel(size):
        kernel = torch.rand(1, size, size, generator=torch.Generator().manual_seed(0))
        return kernel / kernel.sum()


@misconception(box_blur, "The weights are right, but the channel axis in front is missing.")
def box_without_channel():
    def box_blur_kernel(size):
        return torch.ones(size, size) / size**2


@misconception(box_blur, "You added the fourth dimension that F.conv2d wants; the kernel itself has three.")
def box_with_four_dimensions():
    def box_blur_kernel(size):
        return torch.ones(1, 1, size, size) / size**2


@misconception(box_blur, "You average the neighbours without the pixel in the middle; it belongs to its own neighbourhood.")
def centre_left_out():
    def box_blur_kernel(size):
        kernel = torch.ones(1, size, size)
        kernel[0, size // 2, size // 2] = 0
        return kernel / max(kernel.sum().item(), 1)


@misconception(box_blur, "You fix the size at 3; use the argument.")
def always_three():
    def box_blur_kernel(size):
        return torch.full((1, 3, 3), 1 / 9)


@misconception(box_blur, "Whole numbers can't hold the fraction: your weights were cut off to 0.")
def whole_number_division():
    def box_blur_kernel(size):
        return torch.ones(1, size, size) // (size * size)


@misconception(
    gaussian_blur,
    "You draw random numbers from a normal distribution: that is noise. A Gaussian kernel has the bell's shape, nothing random.",
)
def random_normal_numbers():
    def gaussian_kernel(size, sigma):
        return torch.normal(0.0, float(sigma), size=(1, size, size), generator=torch.Generator().manual_seed(0))


@misconception(gaussian_blur, "You draw random numbers and normalise them: that is still noise. A Gaussian kernel has the bell's shape.")
def random_numbers_normalised():
    def gaussian_kernel(size, sigma):
        kernel = torch.normal(0.0, float(sigma), size=(1, size, size), generator=torch.Generator().manual_seed(0))
        return kernel / kernel.sum()


@misconception(gaussian_blur, "You divide by sigma; the variance, sigma squared, belongs below the fraction bar.")
def deviation_for_variance():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma))
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "You forgot the 2: the squared distance is divided by twice the variance.")
def two_forgotten():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / sigma**2)
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "Brackets are missing: you divide by 2 and then multiply by the variance.")
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
    gaussian_blur, "You divide by the constant of the infinite bell; on a few pixels only their own sum makes the weights add up to 1."
)
def normalised_by_the_formula():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / (2 * torch.pi * sigma**2))[None]


@misconception(gaussian_blur, "Your centre is half a pixel off: for an odd size, the middle of the coordinates is a whole number.")
def half_a_pixel_off():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size / 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "Your bell has its top in the corner: coordinates count from the centre.")
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


@misconception(gaussian_blur, "You squeeze the coordinates into −1 to 1; they count in pixels, as sigma does.")
def coordinates_from_minus_one_to_one():
    def gaussian_kernel(size, sigma):
        axis = torch.linspace(-1, 1, size) if size > 1 else torch.zeros(1)
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * sigma**2))
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "You put the distance into the exponent; it is the squared distance, x² + y², without a root.")
def distance_not_squared():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - size // 2
        weights = torch.exp(-(axis[:, None] ** 2 + axis**2).sqrt() / (2 * sigma**2))
        return (weights / weights.sum())[None]


@misconception(gaussian_blur, "Your bell runs along one axis only: both x and y belong into the exponent.")
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


@misconception(gaussian_blur, "You normalise each row by itself: all the weights together must add up to 1.")
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


@misconception(learn_kernel, "You never clear the gradient: each backward adds to the old one. Call zero_grad in every step.")
def gradient_never_cleared():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
        for _ in range(steps):
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


@misconception(learn_kernel, "You take the mean of the squares with plain SGD: its steps are too short to arrive. Take the sum, as asked.")
def mean_with_plain_descent():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            F.mse_loss(F.conv2d(image[None], kernel[None])[0], target).backward()
            optimizer.step()
        return kernel.detach()


@misconception(learn_kernel, "The kernel is right, but it still carries a gradient: return it detached.")
def gradient_still_attached():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel


@misconception(learn_kernel, "You never make a step: backward computes the gradient, optimizer.step moves the kernel.")
def step_forgotten():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
        return kernel.detach()


@misconception(learn_kernel, "You make a single step: the training needs a loop over the steps.")
def loop_forgotten():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
        ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
        optimizer.step()
        return kernel.detach()


@misconception(learn_kernel, "You return from inside the loop, after the first step.")
def returned_in_the_loop():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        torch.manual_seed(0)
        kernel = torch.rand(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
            return kernel.detach()


@misconception(
    learn_kernel, "You sum the differences without squaring them: positive and negative cancel, and the loss has no lowest point."
)
def differences_not_squared():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            (F.conv2d(image[None], kernel[None])[0] - target).sum().backward()
            optimizer.step()
        return kernel.detach()


@misconception(learn_kernel, "You walk uphill: the step goes against the gradient, with a minus sign.")
def uphill():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        for _ in range(steps):
            loss = ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).mean()
            (gradient,) = torch.autograd.grad(loss, kernel)
            kernel = (kernel + learning_rate * gradient).detach().requires_grad_()
        return kernel.detach()


@misconception(learn_kernel, "You always take 500 steps; use the argument.")
def steps_fixed():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
        for _ in range(500):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


@misconception(learn_kernel, "You always take the learning rate 0.01; use the argument.")
def rate_fixed():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=0.01, momentum=0.9)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


@misconception(learn_kernel, "You swap height and width of the kernel: kernel_size is rows first, then columns.")
def kernel_size_swapped():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        width, height = kernel_size
        kernel = torch.zeros(1, height, width, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
        rows, columns = min(image.shape[1] - height + 1, target.shape[1]), min(image.shape[2] - width + 1, target.shape[2])
        for _ in range(steps):
            optimizer.zero_grad()
            prediction = F.conv2d(image[None], kernel[None])[0]
            ((prediction[:, :rows, :columns] - target[:, :rows, :columns]) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


@misconception(learn_kernel, "You return the weight of a layer with its four dimensions; the kernel has three: (1, h, w).")
def four_dimensions_returned():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, 1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel)[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


@misconception(learn_kernel, "You return the last prediction, not the kernel that made it.")
def prediction_returned():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
        for _ in range(steps):
            prediction = F.conv2d(image[None], kernel[None])[0]
            optimizer.zero_grad()
            ((prediction - target) ** 2).sum().backward()
            optimizer.step()
        return prediction.detach()


@misconception(
    learn_kernel, "You rotate the kernel at the end; F.conv2d does not flip it, so what was learned is already the right way up."
)
def learned_kernel_rotated():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach().flip(1, 2)
