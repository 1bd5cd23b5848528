"""Right answers to 03-kernels."""

# ruff: noqa: F821, F841
from tests.answers import answer


@answer("03-kernels/output-steps")
def last_start_plus_one():
    def output_steps(image_size, kernel_size):
        last_start = image_size - kernel_size
        return last_start + 1


@answer("03-kernels/output-steps")
def counted_in_a_loop():
    def output_steps(image_size, kernel_size):
        count = 0
        while count + kernel_size <= image_size:
            count += 1
        return count


@answer("03-kernels/output-steps")
def length_of_a_range():
    def output_steps(image_size, kernel_size):
        return len(range(0, image_size - kernel_size + 1))


@answer("03-kernels/output-steps")
def sum_of_the_fitting():
    def output_steps(image_size, kernel_size):
        return sum(start + kernel_size <= image_size for start in range(image_size))


@answer("03-kernels/output-steps")
def asked_of_unfold():
    def output_steps(image_size, kernel_size):
        return torch.zeros(image_size).unfold(0, kernel_size, 1).shape[0]


@answer("03-kernels/output-steps")
def by_recursion():
    def output_steps(image_size, kernel_size):
        return 1 if image_size == kernel_size else 1 + output_steps(image_size - 1, kernel_size)


@answer("03-kernels/output-steps")
def as_a_lambda():
    output_steps = lambda image_size, kernel_size: int(image_size + 1 - kernel_size)  # noqa: E731


@answer("03-kernels/cross-correlate")
def four_loops():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[1:]
        out = torch.zeros(1, image.shape[1] - h + 1, image.shape[2] - w + 1)
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                total = 0.0
                for u in range(h):
                    for v in range(w):
                        total += image[0, i + u, j + v].item() * kernel[0, u, v].item()
                out[0, i, j] = total
        return out


@answer("03-kernels/cross-correlate")
def loop_over_the_kernel():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[-2:]
        rows, columns = image.shape[-2] - h + 1, image.shape[-1] - w + 1
        out = 0
        for u in range(h):
            for v in range(w):
                out = out + kernel[:, u, v] * image[:, u : u + rows, v : v + columns]
        return out


@answer("03-kernels/cross-correlate")
def unfold_twice_and_einsum():
    def cross_correlate(image, kernel):
        windows = image.unfold(1, kernel.shape[1], 1).unfold(2, kernel.shape[2], 1)
        return torch.einsum("cijuv,cuv->cij", windows, kernel)


@answer("03-kernels/cross-correlate")
def columns_of_windows_times_weights():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[-2:]
        windows = F.unfold(image[None], (h, w))[0]
        return (kernel.reshape(1, -1) @ windows).reshape(
            1, image.shape[1] - h + 1, image.shape[2] - w + 1
        )


@answer("03-kernels/cross-correlate")
def list_of_lists_in_float64():
    def cross_correlate(image, kernel):
        picture, weights = image.squeeze(0).double(), kernel.squeeze(0).double()
        h, w = weights.shape
        rows = [
            [
                float((picture[i : i + h, j : j + w] * weights).sum())
                for j in range(picture.shape[1] - w + 1)
            ]
            for i in range(picture.shape[0] - h + 1)
        ]
        return torch.tensor([rows], dtype=torch.float32)


@answer("03-kernels/cross-correlate")
def in_numpy():
    def cross_correlate(image, kernel):
        import numpy as np

        windows = np.lib.stride_tricks.sliding_window_view(
            image[0].numpy(), tuple(kernel.shape[1:])
        )
        return torch.from_numpy((windows * kernel[0].numpy()).sum(axis=(2, 3)))[None]


@answer("03-kernels/cross-correlate")
def strided_view():
    def cross_correlate(image, kernel):
        h, w = kernel.shape[-2:]
        picture = image[0].contiguous()
        shape = (picture.shape[0] - h + 1, picture.shape[1] - w + 1, h, w)
        windows = picture.as_strided(shape, picture.stride() * 2, picture.storage_offset())
        return torch.tensordot(windows, kernel[0], dims=2).unsqueeze(0)


@answer("03-kernels/edge-kernel")
def bright_above_dark():
    horizontal_edge_kernel = torch.tensor([[[1.0], [-1.0]]])


@answer("03-kernels/edge-kernel")
def the_other_sign_and_stronger():
    horizontal_edge_kernel = torch.tensor([[[-3.5], [3.5]]])


@answer("03-kernels/edge-kernel")
def transposed_view():
    horizontal_edge_kernel = torch.tensor([[[1.0, -1.0]]]).transpose(1, 2)


@answer("03-kernels/edge-kernel")
def reshaped_vector():
    horizontal_edge_kernel = torch.tensor([-0.1, 0.1]).reshape(1, 2, 1)


@answer("03-kernels/edge-kernel")
def whole_numbers():
    horizontal_edge_kernel = torch.tensor([[[1], [-1]]])


@answer("03-kernels/edge-kernel")
def filled_in_float64():
    horizontal_edge_kernel = torch.ones(1, 2, 1, dtype=torch.float64)
    horizontal_edge_kernel[:, 1] *= -1


@answer("03-kernels/edge-kernel")
def as_a_parameter():
    horizontal_edge_kernel = nn.Parameter(torch.tensor([[[0.5], [-0.5]]]))


@answer("03-kernels/box-blur")
def full_of_the_share():
    def box_blur_kernel(size):
        return torch.full((1, size, size), 1 / size**2)


@answer("03-kernels/box-blur")
def divided_by_the_sum():
    def box_blur_kernel(size):
        kernel = torch.ones(size, size)
        return (kernel / kernel.sum()).unsqueeze(0)


@answer("03-kernels/box-blur")
def outer_product():
    def box_blur_kernel(size):
        line = torch.ones(size) / size
        return torch.outer(line, line)[None]


@answer("03-kernels/box-blur")
def nested_lists():
    def box_blur_kernel(size):
        return torch.tensor([[[1 / (size * size) for _ in range(size)] for _ in range(size)]])


@answer("03-kernels/box-blur")
def expanded_view():
    def box_blur_kernel(size):
        return torch.tensor(1.0 / size / size).expand(1, size, size)


@answer("03-kernels/box-blur")
def softmax_of_nothing():
    def box_blur_kernel(size):
        return torch.zeros(size * size).softmax(0).view(1, size, size)


@answer("03-kernels/box-blur")
def through_numpy():
    def box_blur_kernel(size):
        import numpy as np

        return torch.from_numpy(np.ones((1, size, size)) / (size * size)).float()


@answer("03-kernels/gaussian-blur")
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


@answer("03-kernels/gaussian-blur")
def product_of_two_lines():
    def gaussian_kernel(size, sigma):
        axis = torch.arange(size) - (size - 1) / 2
        line = torch.exp(-0.5 * (axis / sigma) ** 2)
        line = line / line.sum()
        return (line[:, None] * line[None, :]).unsqueeze(0)


@answer("03-kernels/gaussian-blur")
def meshgrid_with_the_density():
    def gaussian_kernel(size, sigma):
        half = size // 2
        y, x = torch.meshgrid(
            torch.arange(-half, half + 1), torch.arange(-half, half + 1), indexing="ij"
        )
        density = torch.exp(-(x**2 + y**2) / (2 * sigma**2)) / (2 * torch.pi * sigma**2)
        return (density / density.sum())[None]


@answer("03-kernels/gaussian-blur")
def softmax_of_the_exponent():
    def gaussian_kernel(size, sigma):
        axis = torch.linspace(-(size // 2), size // 2, size)
        exponent = -(axis[:, None] ** 2 + axis**2) / (2 * sigma**2)
        return exponent.flatten().softmax(0).reshape(1, size, size)


@answer("03-kernels/gaussian-blur")
def window_of_torch():
    def gaussian_kernel(size, sigma):
        line = torch.signal.windows.gaussian(size, std=sigma)
        kernel = torch.outer(line, line)
        return (kernel / kernel.sum()).unsqueeze(0)


@answer("03-kernels/gaussian-blur")
def distances_in_float64():
    def gaussian_kernel(size, sigma):
        places = torch.cartesian_prod(torch.arange(size), torch.arange(size)).double() - size // 2
        weights = torch.distributions.Normal(0.0, float(sigma)).log_prob(places).sum(1).exp()
        return (weights / weights.sum()).reshape(1, size, size).float()


@answer("03-kernels/gaussian-blur")
def in_numpy_with_a_lambda():
    def gaussian_kernel(size, sigma):
        import numpy as np

        half = size // 2
        kernel = np.fromfunction(
            lambda r, c: np.exp(-((r - half) ** 2 + (c - half) ** 2) / 2 / sigma**2), (size, size)
        )
        return torch.tensor(kernel / kernel.sum(), dtype=torch.float32)[None]


@answer("03-kernels/learn-kernel")
def plain_descent_without_optimizer():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, 1, *kernel_size, requires_grad=True)
        for _ in range(steps):
            loss = (F.conv2d(image[None], kernel)[0] - target).pow(2).sum()
            (gradient,) = torch.autograd.grad(loss, kernel)
            kernel = (kernel - learning_rate * gradient).detach().requires_grad_()
        return kernel[0].detach()


@answer("03-kernels/learn-kernel")
def random_start_and_in_place_step():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        height, width = kernel_size
        kernel = torch.randn(1, height, width, requires_grad=True)
        for _ in range(steps):
            loss = F.mse_loss(
                F.conv2d(image.unsqueeze(0), kernel.unsqueeze(0)).squeeze(0),
                target,
                reduction="sum",
            )
            loss.backward()
            with torch.no_grad():
                kernel -= learning_rate * kernel.grad
                kernel.grad.zero_()
        return kernel.detach()


@answer("03-kernels/learn-kernel")
def adam_from_zeros_with_the_mean():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = nn.Parameter(torch.zeros(1, *kernel_size))
        optimizer = torch.optim.Adam([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            nn.MSELoss()(F.conv2d(image[None], kernel[None])[0], target).backward()
            optimizer.step()
        return kernel.data


@answer("03-kernels/learn-kernel")
def layer_without_bias():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        layer = nn.Conv2d(1, 1, kernel_size, bias=False)
        optimizer = torch.optim.SGD(layer.parameters(), lr=learning_rate, momentum=0.9)
        for _ in range(steps):
            optimizer.zero_grad()
            loss = torch.sum((layer(image[None]) - target[None]) ** 2)
            loss.backward()
            optimizer.step()
        return layer.weight[0].detach().clone()


@answer("03-kernels/learn-kernel")
def lazy_layer_with_bias():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        layer = nn.LazyConv2d(1, kernel_size)
        layer(image[None])
        optimizer = torch.optim.SGD(layer.parameters(), lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            ((layer(image[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return layer.weight.data.squeeze(0)


@answer("03-kernels/learn-kernel")
def gradient_worked_out_by_hand():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size)
        for _ in range(steps):
            error = F.conv2d(image[None], kernel[None])[0] - target
            kernel = kernel - learning_rate * 2 * F.conv2d(image[None], error[None])[0]
        return kernel


@answer("03-kernels/learn-kernel")
def momentum_on_the_mean_in_float64():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        image, target = image.double(), target.double()
        kernel = torch.zeros(1, 1, *kernel_size, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9, nesterov=True)
        for _ in range(steps):
            optimizer.zero_grad()
            (F.conv2d(image[None], kernel)[0] - target).square().mean().backward()
            optimizer.step()
        return kernel.detach()[0].float()


@answer("03-kernels/learn-kernel")
def stops_when_it_has_arrived():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        windows = F.unfold(image[None], kernel_size)[0].T
        weights = torch.zeros(windows.shape[1], requires_grad=True)
        for _ in range(steps):
            loss = ((windows @ weights - target.flatten()) ** 2).sum()
            if loss < 1e-10:
                break
            loss.backward()
            with torch.no_grad():
                weights -= learning_rate * weights.grad
            weights.grad = None
        return weights.detach().reshape(1, *kernel_size)


@answer("03-kernels/learn-kernel")
def least_squares():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        windows = F.unfold(image[None], kernel_size)[0].T
        return torch.linalg.lstsq(windows, target.reshape(-1, 1)).solution.reshape(1, *kernel_size)
