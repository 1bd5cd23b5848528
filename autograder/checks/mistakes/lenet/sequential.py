"""Misconceptions about 05-lenet/sequential."""

from autograder.checks.exercise import misconception
from autograder.checks.lenet import sequential


@misconception(sequential, "Your nn.Sequential ends in a softmax. LeNet returns logits.")
def sequential_softmax_at_the_end():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10), nn.Softmax(dim=-1),
        )  # fmt: skip


@misconception(
    sequential,
    "Your second pooling averages, and LeNet's takes the maximum: so the two are not equivalent.",
)
def sequential_second_pool_averages():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.AvgPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip


@misconception(
    sequential,
    "Your network is the one of 1998: sigmoids, average pooling, three linear layers. Build the modern one.",
)
def sequential_of_1998():
    def make_lenet():
        return nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2),
            nn.Flatten(), nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
        )  # fmt: skip


@misconception(sequential, "You forgot the ReLU between the two linear layers.")
def sequential_no_activation_between_linear_layers():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.LazyLinear(10),
        )  # fmt: skip


@misconception(
    sequential,
    "You forgot the ReLU after the convolutions. Pooling is no activation in the place of one.",
)
def sequential_no_activation_after_convolutions():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip


@misconception(
    sequential, "Your first convolution has no padding; the lazy layers after it hide that."
)
def sequential_without_padding():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip


@misconception(
    sequential,
    "You forgot to flatten: the linear layer then works on the last axis of the maps, column by column.",
)
def sequential_without_flatten():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip


@misconception(
    sequential, "You return a LeNet. The exercise is to write the same network as an nn.Sequential."
)
def sequential_is_the_class():
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


@misconception(
    sequential,
    "You create the layers once, outside the function: all networks that it returns share their weights.",
)
def sequential_same_network_each_time():
    the_network = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip

    def make_lenet():
        return the_network


@misconception(sequential, "Your function has no return, so it gives None.")
def sequential_no_return():
    def make_lenet():
        network = nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip


@misconception(
    sequential,
    "Your network ends in a ReLU. The last layer has no activation: logits are any real numbers.",
)
def sequential_activation_after_the_last_layer():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10), nn.ReLU(),
        )  # fmt: skip
