"""Right answers to 03-kernels/learn-kernel, of different make: each body is a cell."""


def plain_descent_without_optimizer():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, 1, *kernel_size, requires_grad=True)
        for _ in range(steps):
            loss = (F.conv2d(image[None], kernel)[0] - target).pow(2).sum()
            (gradient,) = torch.autograd.grad(loss, kernel)
            kernel = (kernel - learning_rate * gradient).detach().requires_grad_()
        return kernel[0].detach()


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


def adam_from_zeros_with_the_mean():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = nn.Parameter(torch.zeros(1, *kernel_size))
        optimizer = torch.optim.Adam([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            nn.MSELoss()(F.conv2d(image[None], kernel[None])[0], target).backward()
            optimizer.step()
        return kernel.data


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


def gradient_worked_out_by_hand():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size)
        for _ in range(steps):
            error = F.conv2d(image[None], kernel[None])[0] - target
            kernel = kernel - learning_rate * 2 * F.conv2d(image[None], error[None])[0]
        return kernel


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


def least_squares():
    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        windows = F.unfold(image[None], kernel_size)[0].T
        return torch.linalg.lstsq(windows, target.reshape(-1, 1)).solution.reshape(1, *kernel_size)
