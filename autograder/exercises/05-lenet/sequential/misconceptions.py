"""Misconceptions about 05-lenet/sequential: cells, and what their authors should read."""


def sequential_softmax_at_the_end():
    """Your nn.Sequential ends in a softmax. LeNet returns logits."""

    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.LazyConv2d(16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.LazyLinear(84),
            nn.ReLU(),
            nn.LazyLinear(10),
            nn.Softmax(dim=-1),
        )


def sequential_second_pool_averages():
    """Your second pooling averages, and LeNet's takes the maximum: so the two are not
    equivalent.
    """

    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.LazyConv2d(16, 5),
            nn.ReLU(),
            nn.AvgPool2d(2),
            nn.Flatten(),
            nn.LazyLinear(84),
            nn.ReLU(),
            nn.LazyLinear(10),
        )


def sequential_of_1998():
    """Your linear layers are those of 1998, with 120, 84 and 10 outputs: the modern LeNet has two, with
    84 and 10.
    """

    def make_lenet():
        return nn.Sequential(
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


def sequential_no_activation_between_linear_layers():
    """You forgot the ReLU between the two linear layers."""

    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.LazyConv2d(16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.LazyLinear(84),
            nn.LazyLinear(10),
        )


def sequential_no_activation_after_convolutions():
    """You forgot the ReLU after the convolutions. Pooling is no activation in the place of one."""

    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip


def sequential_without_padding():
    """Your first convolution has no padding; the lazy layers after it hide that."""

    def make_lenet():
        return nn.Sequential(
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


def sequential_without_flatten():
    """You forgot to flatten: the linear layer then works on the last axis of the maps, column by
    column.
    """

    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.LazyConv2d(16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.LazyLinear(84),
            nn.ReLU(),
            nn.LazyLinear(10),
        )


def sequential_is_the_class():
    """You return a LeNet. The exercise is to write the same network as an nn.Sequential."""

    def make_lenet():
        class Network(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
                self.conv2 = nn.Conv2d(6, 16, 5)
                self.fc1 = nn.Linear(400, 84)
                self.fc2 = nn.Linear(84, 10)

            def forward(self, x):
                x = F.max_pool2d(F.relu(self.conv1(x)), 2)
                x = F.max_pool2d(F.relu(self.conv2(x)), 2)
                return self.fc2(F.relu(self.fc1(x.flatten(1))))

        return Network()


def sequential_same_network_each_time():
    """You create the layers once, outside the function: all networks that it returns share their
    weights.
    """

    the_network = nn.Sequential(
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
    )

    def make_lenet():
        return the_network


def sequential_no_return():
    """Your function has no return, so it gives None."""

    def make_lenet():
        network = nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2),
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


def sequential_activation_after_the_last_layer():
    """Your network ends in a ReLU. The last layer has no activation: logits are any real
    numbers.
    """

    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.LazyConv2d(16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.LazyLinear(84),
            nn.ReLU(),
            nn.LazyLinear(10),
            nn.ReLU(),
        )
