"""Misconceptions about 05-lenet: the body of each function is the cell that a student with it writes."""

# ruff: noqa: F821, F841
from autograder.checks.exercise import misconception
from autograder.checks.lenet import classifier, lenet, lenet5, lenet_report, sequential

# lenet5


@misconception(lenet5, "You end in a softmax. A model returns logits; the cross-entropy loss does the softmax itself.")
def lenet5_softmax_at_the_end():
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


@misconception(lenet5, "You end in a log-softmax. A model returns logits; the cross-entropy loss does the rest itself.")
def lenet5_log_softmax_at_the_end():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.features = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2)
            )
            self.head = nn.Sequential(nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10))

        def forward(self, x):
            return F.log_softmax(self.head(self.features(x).flatten(1)), dim=1)


@misconception(lenet5, "You put a sigmoid after the last layer. Logits are any real numbers: the last layer has no activation.")
def lenet5_activation_after_the_last_layer():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.features = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2)
            )
            self.head = nn.Sequential(nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10))

        def forward(self, x):
            return torch.sigmoid(self.head(self.features(x).flatten(1)))


@misconception(lenet5, "You pool the maximum. The network of 1998 averages: average pooling.")
def lenet5_max_for_average():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.MaxPool2d(2), nn.Flatten(),
                nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet5, "Your second pooling takes the maximum. Both poolings of the network of 1998 average.")
def lenet5_second_pool_is_max():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.MaxPool2d(2), nn.Flatten(),
                nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet5, "You use ReLU. The network of 1998 has sigmoids; ReLU belongs to the modern one.")
def lenet5_relu_for_sigmoid():
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


@misconception(lenet5, "You use tanh, as the paper does. This exercise simplifies it to the sigmoid of the table.")
def lenet5_tanh_for_sigmoid():
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


@misconception(lenet5, "Your first convolution has no padding, so the maps get smaller than in the table.")
def lenet5_five_by_five_without_padding():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5), nn.Sigmoid(), nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2), nn.Flatten(),
                nn.LazyLinear(120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet5, "Both of your convolutions have padding. Only the first one has: its images have no border of their own.")
def lenet5_padding_in_both_convolutions():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2), nn.Flatten(),
                nn.LazyLinear(120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet5, "You left out the layer of 120. The network of 1998 has three linear layers; the modern one has two.")
def lenet5_without_the_layer_of_120():
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


@misconception(lenet5, "Your linear layers follow each other without a sigmoid: then they are no more than one linear layer.")
def lenet5_no_activation_between_linear_layers():
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


@misconception(lenet5, "Your convolutions have no activation after them. A block is convolution, sigmoid, pooling.")
def lenet5_no_activation_after_convolutions():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.AvgPool2d(2), nn.Flatten(),
                nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet5, "You pool before the sigmoid. With averages the order matters: convolution, sigmoid, pooling.")
def lenet5_pooling_before_the_activation():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.AvgPool2d(2), nn.Sigmoid(),
                nn.Conv2d(6, 16, 5), nn.AvgPool2d(2), nn.Sigmoid(), nn.Flatten(),
                nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet5, "Your pooling moves by one step at a time. With stride 2, windows of 2×2 don't overlap.")
def lenet5_pooling_with_stride_one():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2, stride=1),
                nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2, stride=1), nn.Flatten(),
                nn.LazyLinear(120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet5, "You keep the layers in a plain list, which hides their parameters from the module. Make each an attribute.")
def lenet5_layers_in_a_plain_list():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2), nn.Flatten(),
                nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
            ]  # fmt: skip

        def forward(self, x):
            for layer in self.layers:
                x = layer(x)
            return x


@misconception(lenet5, "You create layers in forward: each call gets new random weights, and nothing can be trained. Use __init__.")
def lenet5_layers_created_in_forward():
    class LeNet5(nn.Module):
        def forward(self, x):
            x = F.avg_pool2d(torch.sigmoid(nn.Conv2d(1, 6, 5, padding=2)(x)), 2)
            x = F.avg_pool2d(torch.sigmoid(nn.Conv2d(6, 16, 5)(x)), 2).flatten(1)
            return nn.Linear(84, 10)(torch.sigmoid(nn.Linear(120, 84)(torch.sigmoid(nn.Linear(400, 120)(x)))))


@misconception(lenet5, "You flatten the batch too, into one long list of numbers. Each image is flattened for itself.")
def lenet5_batch_flattened_into_features():
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


@misconception(lenet5, "Your forward has no return, so the network gives None.")
def lenet5_no_return():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
                nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2), nn.Flatten(),
                nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            logits = self.net(x)


# lenet


@misconception(lenet, "You end in a softmax. A model returns logits; the cross-entropy loss does the softmax itself.")
def lenet_softmax_at_the_end():
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


@misconception(lenet, "You end in a log-softmax. A model returns logits; the cross-entropy loss does the rest itself.")
def lenet_log_softmax_at_the_end():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10), nn.LogSoftmax(dim=1),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "You put a ReLU after the last layer. Logits are any real numbers: the last layer has no activation.")
def lenet_activation_after_the_last_layer():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10), nn.ReLU(),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "You average in both poolings. The modern LeNet takes the maximum.")
def lenet_average_for_max():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2),
                nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "Your second pooling averages. In the modern LeNet both take the maximum.")
def lenet_second_pool_averages():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2),
                nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "You kept the sigmoids of 1998. The modern LeNet has ReLU after each layer but the last.")
def lenet_sigmoid_kept():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.MaxPool2d(2),
                nn.Flatten(), nn.Linear(400, 84), nn.Sigmoid(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "You kept the linear layer of 120. The modern LeNet has two linear layers.")
def lenet_layer_of_120_kept():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "Your first convolution has no padding. Lazy layers hide it: they take whatever comes.")
def lenet_five_by_five_without_padding():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.LazyConv2d(6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
                nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "There is no ReLU between your linear layers: then they are no more than one linear layer.")
def lenet_no_activation_between_linear_layers():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                nn.Flatten(), nn.Linear(400, 84), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "Your convolutions have no ReLU after them. A block is convolution, ReLU, pooling.")
def lenet_no_activation_after_convolutions():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.MaxPool2d(2),
                nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "Your pooling moves by one step at a time. With stride 2, windows of 2×2 don't overlap.")
def lenet_pooling_with_stride_one():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2, 1), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2, 1),
                nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "You added dropout. It is a good idea elsewhere, but this network always gives the same image the same scores.")
def lenet_dropout_added():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Dropout(0.5), nn.Linear(84, 10),
            )  # fmt: skip

        def forward(self, x):
            return self.net(x)


@misconception(lenet, "Your second convolution makes as many maps as the first. It makes more: look at the table.")
def lenet_six_maps_twice():
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


# sequential


@misconception(sequential, "Your nn.Sequential ends in a softmax. LeNet returns logits.")
def sequential_softmax_at_the_end():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10), nn.Softmax(dim=-1),
        )  # fmt: skip


@misconception(sequential, "Your second pooling averages, and LeNet's takes the maximum: so the two are not equivalent.")
def sequential_second_pool_averages():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.AvgPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip


@misconception(sequential, "Your network is the one of 1998: sigmoids, average pooling, three linear layers. Build the modern one.")
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


@misconception(sequential, "You forgot the ReLU after the convolutions. Pooling is no activation in the place of one.")
def sequential_no_activation_after_convolutions():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip


@misconception(sequential, "Your first convolution has no padding; the lazy layers after it hide that.")
def sequential_without_padding():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip


@misconception(sequential, "You forgot to flatten: the linear layer then works on the last axis of the maps, column by column.")
def sequential_without_flatten():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip


@misconception(sequential, "You return a LeNet. The exercise is to write the same network as an nn.Sequential.")
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


@misconception(sequential, "You create the layers once, outside the function: all networks that it returns share their weights.")
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


@misconception(sequential, "Your network ends in a ReLU. The last layer has no activation: logits are any real numbers.")
def sequential_activation_after_the_last_layer():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10), nn.ReLU(),
        )  # fmt: skip


# classifier


@misconception(classifier, "You apply softmax before the loss. Cross-entropy wants the logits: it does the softmax itself.")
def softmax_before_the_loss():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images).softmax(dim=1), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "You never clear the gradients: each step also repeats all the steps before it.")
def gradients_never_cleared():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "You clear the gradients once an epoch. Each batch needs its own gradient, so clear them for each batch.")
def gradients_cleared_once_an_epoch():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                self.optimizer.zero_grad()
                for images, labels in loader:
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "The optimizer never makes its step: computing gradients changes no weight.")
def no_step():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "You return the sum of the batch losses. The mean is the sum divided by the number of batches.")
def sum_for_mean():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total)
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "You return the loss of the last batch of each epoch, not the mean of all batches.")
def loss_of_the_last_batch():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                losses.append(loss.item())
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "You return one loss for each batch. Asked for is one number for each epoch, the mean.")
def losses_of_all_batches():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    losses.append(loss.item())
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "You don't start again at 0 in each epoch, so the losses of earlier epochs are counted once more.")
def sum_carried_over():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            total = 0.0
            for _ in range(epochs):
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "Your losses are tensors, with the whole computation behind them. loss.item() is the number alone.")
def losses_as_tensors():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "fit prints the losses and returns nothing. Return the list as well.")
def losses_only_printed():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            for epoch in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                print(f"epoch {epoch + 1}: {total / len(loader):.4f}")

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "You leave fit after the first epoch: the return stands inside the loop.")
def only_one_epoch():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
                return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "Your optimizer is Adam. The Classifier uses plain SGD.")
def adam_for_sgd():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "Your SGD has momentum. Asked for is plain SGD: a step depends on the gradient of its own batch alone.")
def momentum_added():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "Your SGD has weight decay, which pulls all weights towards 0. Asked for is plain SGD.")
def weight_decay_smuggled_in():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, weight_decay=0.05)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "You don't use the learning rate that was given, but one of your own.")
def learning_rate_ignored():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "You train a copy, so the model that was given stays as it was.")
def copy_trained():
    import copy

    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = copy.deepcopy(model)
            self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            losses = []
            for _ in range(epochs):
                self.model.train()
                batch_losses = []
                for images, labels in loader:
                    loss = F.cross_entropy(self.model(images), labels)
                    self.optimizer.zero_grad()
                    loss.backward()
                    self.optimizer.step()
                    batch_losses.append(loss.item())
                losses.append(sum(batch_losses) / len(batch_losses))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "A method reads a global variable device. The Classifier has to work where there is none: keep it in self.")
def global_device():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model.to(device)
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    images, labels = images.to(device), labels.to(device)
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x.to(device)).argmax(1) == y.to(device)) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(
    classifier, "After accuracy the model stays in evaluation mode, and the next fit trains it so. Call train() in fit, each time."
)
def training_in_evaluation_mode():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model.train()
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "You test in training mode, where dropout still drops. Call eval() before you test.")
def evaluation_in_training_mode():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


@misconception(classifier, "Your accuracy is a fraction of 1. A percentage is 100 times as large.")
def fraction_for_percent():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return torch.cat(hits).double().mean().item()


@misconception(classifier, "You average the percentages of the batches, so the images of a smaller last batch count for more.")
def last_batch_weighed_wrongly():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                parts = [(self.model(x).argmax(1) == y).double().mean().item() for x, y in loader]
            return 100 * sum(parts) / len(parts)


@misconception(classifier, "You divide by batches times batch size, but the last batch is smaller. Count the images.")
def last_batch_taken_for_full():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            correct, size = 0, None
            with torch.no_grad():
                for x, y in loader:
                    size = size or len(y)
                    correct += (self.model(x).argmax(1) == y).sum().item()
            return 100 * correct / (size * len(loader))


@misconception(
    classifier, "Your argmax runs over the images of the batch. The predicted class is the largest of one image's scores: dim=1."
)
def argmax_over_the_batch():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
                losses.append(total / len(loader))
            return losses

        def accuracy(self, loader):
            self.model.eval()
            correct, count = 0, 0
            with torch.no_grad():
                for x, y in loader:
                    predictions = self.model(x).argmax(dim=0)
                    correct += sum(int(p == t) for p, t in zip(predictions, y))
                    count += len(y)
            return 100 * correct / count


# lenet-report


@misconception(lenet_report, "You report the accuracy as a fraction of 1. A percentage is 100 times as large.")
def report_fraction_for_percent():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 2)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader) / 100,
    }


@misconception(lenet_report, "You measure the accuracy before the training.")
def report_accuracy_before_training():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    accuracy = trainer.accuracy(test_loader)
    losses = trainer.fit(train_loader, 6)
    lenet_report = {"parameters": sum(p.numel() for p in lenet_model.parameters()), "losses": losses, "accuracy": accuracy}


@misconception(lenet_report, "The numbers are not those of your model. Let the code put them in, from this run.")
def report_copied_from_elsewhere():
    lenet_model = LeNet()
    Classifier(lenet_model).fit(train_loader, 1)
    lenet_report = {"parameters": 37106, "losses": [0.3521, 0.0753, 0.0539], "accuracy": 98.91}


@misconception(lenet_report, "You count the weight tensors, not the numbers in them. numel() says how many numbers a tensor holds.")
def report_counts_tensors():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 2)
    lenet_report = {
        "parameters": len(list(lenet_model.parameters())),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


@misconception(lenet_report, "You leave the biases out. They are parameters too: they are learnt.")
def report_counts_weights_only():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 2)
    lenet_report = {
        "parameters": sum(p.numel() for name, p in lenet_model.named_parameters() if name.endswith("weight")),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


@misconception(lenet_report, "You report the number of parameters of LeNet5. lenet_model is the modern network.")
def report_counts_lenet5():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 2)
    lenet_report = {"parameters": 61706, "losses": losses, "accuracy": trainer.accuracy(test_loader)}


@misconception(lenet_report, "You keep the last loss only. The report lists one loss for each epoch.")
def report_last_loss_only():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 2)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses[-1],
        "accuracy": trainer.accuracy(test_loader),
    }


@misconception(lenet_report, "Your losses go up: the list is in the wrong order, or the training diverged.")
def report_losses_reversed():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 3)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses[::-1],
        "accuracy": trainer.accuracy(test_loader),
    }


@misconception(lenet_report, "Another model was trained than the one that you call lenet_model.")
def report_of_another_model():
    trained = LeNet()
    trainer = Classifier(trained, learning_rate=0.1)
    losses = trainer.fit(train_loader, 8)
    lenet_model = LeNet()
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


@misconception(lenet_report, "You trained the MLP. lenet_model is a LeNet.")
def report_of_the_mlp():
    lenet_model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 2)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


@misconception(lenet_report, "lenet_model is your Classifier. Keep the network itself under this name.")
def report_keeps_the_classifier():
    network = LeNet()
    lenet_model = Classifier(network, learning_rate=0.1)
    losses = lenet_model.fit(train_loader, 2)
    lenet_report = {
        "parameters": sum(p.numel() for p in network.parameters()),
        "losses": losses,
        "accuracy": lenet_model.accuracy(test_loader),
    }


@misconception(lenet_report, "You report text. Numbers stay numbers: format them only when you print them.")
def report_numbers_as_text():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 2)
    lenet_report = {
        "parameters": f"{sum(p.numel() for p in lenet_model.parameters()):,}",
        "losses": [f"{loss:.4f}" for loss in losses],
        "accuracy": f"{trainer.accuracy(test_loader):.2f} %",
    }


@misconception(lenet_report, "You report how many images are right, not how many percent.")
def report_count_for_percent():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 2)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader) / 100 * len(test_labels),
    }


@misconception(lenet_report, "Your learning rate is too large: after such steps no ReLU answers, and all images get the same scores.")
def report_of_steps_that_are_too_long():
    torch.manual_seed(0)
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=2.0)
    losses = trainer.fit(train_loader, 3)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }
