"""Misconceptions about 05-lenet/lenet5: cells, and what their authors should read."""


def lenet5_softmax_at_the_end():
    """You end in a softmax. A model returns logits; the cross-entropy loss does the softmax
    itself.
    """

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.fc1 = nn.Linear(400, 120)
            self.fc2 = nn.Linear(120, 84)
            self.fc3 = nn.Linear(84, 10)
            self.pool = nn.AvgPool2d(2)

        def forward(self, x):
            x = self.pool(torch.sigmoid(self.conv1(x)))
            x = self.pool(torch.sigmoid(self.conv2(x)))
            x = torch.sigmoid(self.fc1(x.flatten(1)))
            x = torch.sigmoid(self.fc2(x))
            return torch.softmax(self.fc3(x), dim=1)


def lenet5_log_softmax_at_the_end():
    """You end in a log-softmax. A model returns logits; the cross-entropy loss does the rest
    itself.
    """

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.features = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
            )
            self.head = nn.Sequential(
                nn.Linear(400, 120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return F.log_softmax(self.head(self.features(x).flatten(1)), dim=1)


def lenet5_activation_after_the_last_layer():
    """You put a sigmoid after the last layer. Logits are any real numbers: the last layer has no
    activation.
    """

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.features = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
            )
            self.head = nn.Sequential(
                nn.Linear(400, 120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return torch.sigmoid(self.head(self.features(x).flatten(1)))


def lenet5_max_for_average():
    """You pool the maximum. The network of 1998 averages: average pooling."""

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.Sigmoid(),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.Sigmoid(),
                nn.MaxPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet5_second_pool_is_max():
    """Your second pooling takes the maximum. Both poolings of the network of 1998 average."""

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.Sigmoid(),
                nn.MaxPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet5_relu_for_sigmoid():
    """You use ReLU. The network of 1998 has sigmoids; ReLU belongs to the modern one."""

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(),
                nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


def lenet5_tanh_for_sigmoid():
    """You use tanh, as the paper does. This exercise simplifies it to the sigmoid of the table."""

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
                nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


def lenet5_five_by_five_without_padding():
    """Your first convolution has no padding, so the maps get smaller than in the table."""

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Flatten(),
                nn.LazyLinear(120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet5_padding_in_both_convolutions():
    """Both of your convolutions have padding. Only the first one has: its images have no border of
    their own.
    """

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5, padding=2),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Flatten(),
                nn.LazyLinear(120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet5_without_the_layer_of_120():
    """You left out the layer of 120. The network of 1998 has three linear layers; the modern one
    has two.
    """

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2), nn.Flatten(),
                nn.Linear(400, 84), nn.Sigmoid(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


def lenet5_no_activation_between_linear_layers():
    """Your linear layers follow each other without a sigmoid: then they are no more than one linear
    layer.
    """

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2), nn.Flatten(),
                nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


def lenet5_no_activation_after_convolutions():
    """Your convolutions have no activation after them. A block is convolution, sigmoid, pooling."""

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.AvgPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet5_pooling_before_the_activation():
    """You pool before the sigmoid. With averages the order matters: convolution, sigmoid,
    pooling.
    """

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.AvgPool2d(2),
                nn.Sigmoid(),
                nn.Conv2d(6, 16, 5),
                nn.AvgPool2d(2),
                nn.Sigmoid(),
                nn.Flatten(),
                nn.Linear(400, 120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet5_pooling_with_stride_one():
    """Your pooling moves by one step at a time. With stride 2, windows of 2×2 don't overlap."""

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.Sigmoid(),
                nn.AvgPool2d(2, stride=1),
                nn.Conv2d(6, 16, 5),
                nn.Sigmoid(),
                nn.AvgPool2d(2, stride=1),
                nn.Flatten(),
                nn.LazyLinear(120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet5_layers_in_a_plain_list():
    """You keep the layers in a plain list, which hides their parameters from the module. Make each
    an attribute.
    """

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [
                nn.Conv2d(1, 6, 5, padding=2),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            ]

        def forward(self, x):
            for layer in self.layers:
                x = layer(x)
            return x


def lenet5_layers_created_in_forward():
    """You create layers in forward: each call gets new random weights, and nothing can be trained.
    Use __init__.
    """

    class LeNet5(nn.Module):
        def forward(self, x):
            x = F.avg_pool2d(torch.sigmoid(nn.Conv2d(1, 6, 5, padding=2)(x)), 2)
            x = F.avg_pool2d(torch.sigmoid(nn.Conv2d(6, 16, 5)(x)), 2).flatten(1)
            return nn.Linear(84, 10)(
                torch.sigmoid(nn.Linear(120, 84)(torch.sigmoid(nn.Linear(400, 120)(x))))
            )


def lenet5_batch_flattened_into_features():
    """You flatten the batch too, into one long list of numbers. Each image is flattened for
    itself.
    """

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.fc1 = nn.Linear(400, 120)
            self.fc2 = nn.Linear(120, 84)
            self.fc3 = nn.Linear(84, 10)

        def forward(self, x):
            x = F.avg_pool2d(torch.sigmoid(self.conv1(x)), 2)
            x = F.avg_pool2d(torch.sigmoid(self.conv2(x)), 2)
            x = x.flatten()[:400]
            return self.fc3(torch.sigmoid(self.fc2(torch.sigmoid(self.fc1(x)))))


def lenet5_no_return():
    """Your forward has no return, so the network gives None."""

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.Sigmoid(),
                nn.AvgPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            logits = self.net(x)
