"""Misconceptions about 03-kernels/learn-kernel: cells, and what their authors should read."""


def gradient_never_cleared():
    """You never clear the gradient: each backward adds to the old one. Call zero_grad in every
    step.
    """

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


def mean_with_plain_descent():
    """You take the mean of the squares with plain SGD: its steps are too short to arrive. Take the
    sum, as the text proposes.
    """

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            F.mse_loss(F.conv2d(image[None], kernel[None])[0], target).backward()
            optimizer.step()
        return kernel.detach()


def gradient_still_attached():
    """The kernel is right, but it still carries a gradient: return it detached."""

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel


def step_forgotten():
    """You never make a step: backward computes the gradient, optimizer.step moves the kernel."""

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
        return kernel.detach()


def gradient_cleared_before_the_step():
    """You clear the gradient before the step has used it: first zero_grad, then backward, then
    step.
    """

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.zero_grad()
            optimizer.step()
        return kernel.detach()


def loop_forgotten():
    """You make a single step: the training needs a loop over the steps."""

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
        optimizer.step()
        return kernel.detach()


def returned_in_the_loop():
    """You return from inside the loop, after the first step."""

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
            return kernel.detach()


def kernel_made_anew():
    """You make the kernel anew in each turn: make it before the loop, and the steps add up."""

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        for _ in range(steps):
            kernel = torch.zeros(1, *kernel_size, requires_grad=True)
            optimizer = torch.optim.SGD([kernel], lr=learning_rate)
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


def square_of_the_sum():
    """You square the sum of the differences, in which some of them cancel: square each one, then
    sum.
    """

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target).sum() ** 2).backward()
            optimizer.step()
        return kernel.detach()


def differences_not_squared():
    """You sum the differences without squaring them: positive and negative cancel, and the loss has
    no lowest point.
    """

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            (F.conv2d(image[None], kernel[None])[0] - target).sum().backward()
            optimizer.step()
        return kernel.detach()


def uphill():
    """You walk uphill: the step goes against the gradient, with a minus sign."""

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        for _ in range(steps):
            loss = ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).mean()
            (gradient,) = torch.autograd.grad(loss, kernel)
            kernel = (kernel + learning_rate * gradient).detach().requires_grad_()
        return kernel.detach()


def steps_fixed():
    """You always take 500 steps; use the argument."""

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(500):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


def rate_fixed():
    """You always take the learning rate 0.01; use the argument."""

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=0.01)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


def kernel_size_swapped():
    """You swap height and width of the kernel: kernel_size is rows first, then columns."""

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        width, height = kernel_size
        kernel = torch.zeros(1, height, width, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        rows, columns = (
            min(image.shape[1] - height + 1, target.shape[1]),
            min(image.shape[2] - width + 1, target.shape[2]),
        )
        for _ in range(steps):
            optimizer.zero_grad()
            prediction = F.conv2d(image[None], kernel[None])[0]
            ((prediction[:, :rows, :columns] - target[:, :rows, :columns]) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


def four_dimensions_returned():
    """You return the weight of a layer with its four dimensions; the kernel has three: (1, h,
    w).
    """

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, 1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel)[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach()


def prediction_returned():
    """You return the last prediction, not the kernel that made it."""

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            prediction = F.conv2d(image[None], kernel[None])[0]
            optimizer.zero_grad()
            ((prediction - target) ** 2).sum().backward()
            optimizer.step()
        return prediction.detach()


def learned_kernel_rotated():
    """You rotate the kernel at the end; F.conv2d does not flip it, so what was learned is already
    the right way up.
    """

    def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
        kernel = torch.zeros(1, *kernel_size, requires_grad=True)
        optimizer = torch.optim.SGD([kernel], lr=learning_rate)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum().backward()
            optimizer.step()
        return kernel.detach().flip(1, 2)
