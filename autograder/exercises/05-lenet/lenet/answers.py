"""Right answers to 05-lenet/lenet, of different make: each body is a cell."""


def lenet_lazy():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.LazyConv2d(6, 5, padding=2)
            self.conv2 = nn.LazyConv2d(16, 5)
            self.pool = nn.MaxPool2d(2, 2)
            self.fc1 = nn.LazyLinear(84)
            self.fc2 = nn.LazyLinear(10)
            self.act = nn.ReLU()

        def forward(self, X):
            X = self.pool(self.act(self.conv1(X)))
            X = self.pool(self.act(self.conv2(X)))
            return self.fc2(self.act(self.fc1(X.view(X.shape[0], -1))))


def lenet_functional():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.fc1 = nn.Linear(16 * 5 * 5, 84)
            self.fc2 = nn.Linear(84, 10)

        def forward(self, x):
            x = F.max_pool2d(F.relu(self.conv1(x)), 2)
            x = F.max_pool2d(F.relu(self.conv2(x)), 2)
            return self.fc2(F.relu(self.fc1(torch.flatten(x, 1))))


def lenet_pooling_before_relu():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.MaxPool2d(2),
                nn.ReLU(inplace=True),
                nn.Conv2d(6, 16, 5),
                nn.MaxPool2d(2),
                nn.ReLU(inplace=True),
                nn.Flatten(),
                nn.Linear(400, 84),
                nn.ReLU(inplace=True),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.layers(x)


def lenet_dictionary_of_modules():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.ModuleDict(
                {
                    "c1": nn.Conv2d(1, 6, 5, 1, 2),
                    "c2": nn.Conv2d(6, 16, 5),
                    "f1": nn.Linear(400, 84),
                    "f2": nn.Linear(84, 10),
                }
            )

        def forward(self, x):
            for name in ("c1", "c2"):
                x = F.max_pool2d(self.m[name](x).clamp(min=0), 2, 2)
            return self.m["f2"](self.m["f1"](x.flatten(1)).clamp(min=0))


def lenet_maximum_over_views():
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 6, 5)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.fc1 = nn.Linear(400, 84)
            self.fc2 = nn.Linear(84, 10)
            self.border = nn.ZeroPad2d(2)

        def block(self, x, conv):
            x = conv(x).relu()
            return x.unfold(2, 2, 2).unfold(3, 2, 2).amax(dim=(-1, -2))

        def forward(self, x):
            x = self.block(self.block(self.border(x), self.conv1), self.conv2)
            return self.fc2(self.fc1(x.reshape(len(x), -1)).relu())


def lenet_convolutions_all_the_way():
    class LeNet(nn.Module):
        """A linear layer is a convolution whose kernel covers the whole map."""

        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(16, 84, 5),
                nn.ReLU(),
                nn.Conv2d(84, 10, 1),
            )

        def forward(self, x):
            return self.net(x)[:, :, 0, 0]


def lenet_with_arguments_that_have_defaults():
    class LeNet(nn.Module):
        def __init__(self, classes=10, hidden=84, maps=(6, 16), size=5):
            super().__init__()
            first, second = maps
            self.features = nn.Sequential(
                nn.Conv2d(1, first, size, padding=size // 2),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(first, second, size),
                nn.ReLU(),
                nn.MaxPool2d(2),
            )
            self.classify = nn.Sequential(
                nn.Flatten(), nn.LazyLinear(hidden), nn.ReLU(), nn.LazyLinear(classes)
            )

        def forward(self, images):
            return self.classify(self.features(images))
