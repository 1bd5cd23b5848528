"""Right answers to 05-lenet/lenet5, of different make: each body is a cell."""


def lenet5_modules_for_everything():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.block1 = nn.Sequential(
                nn.Conv2d(1, 6, (5, 5), padding=(2, 2)), nn.Sigmoid(), nn.AvgPool2d((2, 2), (2, 2))
            )
            self.block2 = nn.Sequential(
                nn.Conv2d(6, 16, (5, 5)), nn.Sigmoid(), nn.AvgPool2d((2, 2), (2, 2))
            )
            self.head = nn.Sequential(
                nn.Flatten(),
                nn.Linear(400, 120),
                nn.Sigmoid(),
                nn.Linear(120, 84),
                nn.Sigmoid(),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            return self.head(self.block2(self.block1(x)))


def lenet5_functional():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.c1 = nn.Conv2d(1, 6, 5, padding="same")
            self.c2 = nn.Conv2d(6, 16, 5)
            self.f1 = nn.Linear(16 * 5 * 5, 120)
            self.f2 = nn.Linear(120, 84)
            self.f3 = nn.Linear(84, 10)

        def forward(self, x):
            x = F.avg_pool2d(F.sigmoid(self.c1(x)), kernel_size=2)
            x = F.avg_pool2d(F.sigmoid(self.c2(x)), kernel_size=2)
            x = x.view(x.shape[0], -1)
            x = F.sigmoid(self.f1(x))
            x = F.sigmoid(self.f2(x))
            return self.f3(x)


def lenet5_lazy():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.LazyConv2d(out_channels=6, kernel_size=5, padding=2)
            self.conv2 = nn.LazyConv2d(out_channels=16, kernel_size=5)
            self.pool = nn.AvgPool2d(kernel_size=2, stride=2)
            self.act = nn.Sigmoid()
            self.fc1, self.fc2, self.fc3 = nn.LazyLinear(120), nn.LazyLinear(84), nn.LazyLinear(10)

        def forward(self, X):
            X = self.pool(self.act(self.conv1(X)))
            X = self.pool(self.act(self.conv2(X)))
            X = X.reshape(X.size(0), -1)
            return self.fc3(self.act(self.fc2(self.act(self.fc1(X)))))


def lenet5_layer_of_120_as_a_convolution():
    class LeNet5(nn.Module):
        """As in the paper: 120 kernels that cover the 5x5 maps whole."""

        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList(
                [
                    nn.Conv2d(1, 6, 5, padding=2),
                    nn.Conv2d(6, 16, 5),
                    nn.Conv2d(16, 120, 5),
                    nn.Linear(120, 84),
                    nn.Linear(84, 10),
                ]
            )

        def forward(self, x):
            for conv in self.layers[:2]:
                x = F.adaptive_avg_pool2d(conv(x).sigmoid(), 14 if conv is self.layers[0] else 5)
            x = self.layers[2](x).sigmoid().flatten(1)
            return self.layers[4](self.layers[3](x).sigmoid())


def lenet5_is_a_sequential():
    class LeNet5(nn.Sequential):
        def __init__(self):
            super().__init__(
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


def lenet5_padded_by_hand_and_pooled_by_mean():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1, self.conv2 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)
            self.fc1, self.fc2, self.fc3 = (
                nn.Linear(400, 120),
                nn.Linear(120, 84),
                nn.Linear(84, 10),
            )

        @staticmethod
        def pool(x):
            return x.unflatten(3, (-1, 2)).unflatten(2, (-1, 2)).mean(dim=(3, 5))

        def forward(self, x):
            x = self.pool(1 / (1 + torch.exp(-self.conv1(F.pad(x, (2, 2, 2, 2))))))
            x = self.pool(1 / (1 + torch.exp(-self.conv2(x))))
            for layer in (self.fc1, self.fc2):
                x = torch.sigmoid(layer(x if x.dim() == 2 else torch.flatten(x, 1)))
            return self.fc3(x)


def lenet5_bare_parameters_in_double_precision():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            shapes = [
                (6, 1, 5, 5),
                (6,),
                (16, 6, 5, 5),
                (16,),
                (120, 400),
                (120,),
                (84, 120),
                (84,),
                (10, 84),
                (10,),
            ]
            self.p = nn.ParameterList([nn.Parameter(torch.randn(shape) / 10) for shape in shapes])

        def forward(self, x):
            w = [p.double() for p in self.p]
            x = F.avg_pool2d(torch.sigmoid(F.conv2d(x.double(), w[0], w[1], padding=2)), 2)
            x = F.avg_pool2d(torch.sigmoid(F.conv2d(x, w[2], w[3])), 2).flatten(1)
            x = torch.sigmoid(x @ w[4].T + w[5])
            x = torch.sigmoid(x @ w[6].T + w[7])
            return (x @ w[8].T + w[9]).float()


def lenet5_layers_created_in_another_order():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc3 = nn.Linear(84, 10)
            self.fc2 = nn.Linear(120, 84)
            self.fc1 = nn.Linear(400, 120)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.conv1 = nn.Conv2d(1, 6, 5, padding=2)

        def forward(self, x):
            x = F.avg_pool2d(torch.sigmoid(self.conv1(x)), 2)
            x = F.avg_pool2d(torch.sigmoid(self.conv2(x)), 2)
            return self.fc3(torch.sigmoid(self.fc2(torch.sigmoid(self.fc1(x.flatten(1))))))
