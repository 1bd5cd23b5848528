"""Misconceptions about 05-lenet/lenet: cells, and what their authors should read."""


def lenet_softmax_at_the_end():
    """You end in a softmax. A model returns logits; the cross-entropy loss does the softmax
    itself.
    """

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.LazyConv2d(out_channels=6, kernel_size=5, padding=2)
            self.conv2 = nn.LazyConv2d(out_channels=16, kernel_size=5)
            self.pool = nn.MaxPool2d(2)
            self.fc1 = nn.LazyLinear(84)
            self.fc2 = nn.LazyLinear(10)

        def forward(self, x):
            x = self.pool(F.relu(self.conv1(x)))
            x = self.pool(F.relu(self.conv2(x)))
            return F.softmax(self.fc2(F.relu(self.fc1(x.flatten(1)))), dim=-1)


def lenet_log_softmax_at_the_end():
    """You end in a log-softmax. A model returns logits; the cross-entropy loss does the rest
    itself.
    """

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 84),
                nn.ReLU(),
                nn.Linear(84, 10),
                nn.LogSoftmax(dim=1),
            )

        def forward(self, x):
            return self.net(x)


def lenet_activation_after_the_last_layer():
    """You put a ReLU after the last layer. Logits are any real numbers: the last layer has no
    activation.
    """

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 84),
                nn.ReLU(),
                nn.Linear(84, 10),
                nn.ReLU(),
            )

        def forward(self, x):
            return self.net(x)


def lenet_average_for_max():
    """You average in both poolings. The modern LeNet takes the maximum."""

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.ReLU(),
                nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.ReLU(),
                nn.AvgPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 84),
                nn.ReLU(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet_second_pool_averages():
    """Your second pooling averages. In the modern LeNet both take the maximum."""

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.ReLU(),
                nn.AvgPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 84),
                nn.ReLU(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet_sigmoid_kept():
    """You kept the sigmoids of 1998. The modern LeNet has ReLU after each layer but the last."""

    class LeNet(nn.Module):
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
                nn.Linear(400, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet_layer_of_120_kept():
    """You kept the linear layer of 120. The modern LeNet has two linear layers."""

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 120),
                nn.ReLU(),
                nn.Linear(120, 84),
                nn.ReLU(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet_five_by_five_without_padding():
    """Your first convolution has no padding. Lazy layers hide it: they take whatever comes."""

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.LazyConv2d(6, 5),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.LazyConv2d(16, 5),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Flatten(),
                nn.LazyLinear(84),
                nn.ReLU(),
                nn.LazyLinear(10),
            )

        def forward(self, x):
            return self.net(x)


def lenet_no_activation_between_linear_layers():
    """There is no ReLU between your linear layers: then they are no more than one linear layer."""

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 84),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet_no_activation_after_convolutions():
    """Your convolutions have no ReLU after them. A block is convolution, ReLU, pooling."""

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.MaxPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 84),
                nn.ReLU(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet_pooling_with_stride_one():
    """Your pooling moves by one step at a time. With stride 2, windows of 2×2 don't overlap."""

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.ReLU(),
                nn.MaxPool2d(2, 1),
                nn.Conv2d(6, 16, 5),
                nn.ReLU(),
                nn.MaxPool2d(2, 1),
                nn.Flatten(),
                nn.LazyLinear(84),
                nn.ReLU(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet_dropout_added():
    """You added dropout. It is a good idea elsewhere, but this network always gives the same image
    the same scores.
    """

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Flatten(),
                nn.Linear(400, 84),
                nn.ReLU(),
                nn.Dropout(0.5),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.net(x)


def lenet_six_maps_twice():
    """Your second convolution makes as many maps as the first. It makes more: look at the table."""

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
            self.conv2 = nn.Conv2d(6, 6, 5)
            self.fc1 = nn.Linear(150, 84)
            self.fc2 = nn.Linear(84, 10)

        def forward(self, x):
            x = F.max_pool2d(F.relu(self.conv1(x)), 2)
            x = F.max_pool2d(F.relu(self.conv2(x)), 2)
            return self.fc2(F.relu(self.fc1(x.flatten(1))))
