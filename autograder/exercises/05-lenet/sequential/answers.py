"""Right answers to 05-lenet/sequential, of different make: each body is a cell."""


def sequential_lazy():
    def make_lenet():
        return nn.Sequential(
            nn.LazyConv2d(6, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.LazyConv2d(16, kernel_size=5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.LazyLinear(84),
            nn.ReLU(),
            nn.LazyLinear(10),
        )


def sequential_with_sizes():
    def make_lenet():
        layers = [nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)]
        layers += [nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)]
        layers += [nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10)]
        return nn.Sequential(*layers)


def sequential_with_names():
    from collections import OrderedDict

    def make_lenet():
        return nn.Sequential(
            OrderedDict(
                conv1=nn.Conv2d(1, 6, 5, padding=2),
                relu1=nn.ReLU(),
                pool1=nn.MaxPool2d(2),
                conv2=nn.Conv2d(6, 16, 5),
                relu2=nn.ReLU(),
                pool2=nn.MaxPool2d(2),
                flatten=nn.Flatten(),
                fc1=nn.Linear(400, 84),
                relu3=nn.ReLU(),
                fc2=nn.Linear(84, 10),
            )
        )


def sequential_of_blocks():
    def block(maps, **options):
        return nn.Sequential(nn.LazyConv2d(maps, 5, **options), nn.ReLU(), nn.MaxPool2d(2))

    def make_lenet():
        return nn.Sequential(
            block(6, padding=2),
            block(16),
            nn.Flatten(),
            nn.LazyLinear(84),
            nn.ReLU(),
            nn.LazyLinear(10),
        )


def sequential_appended():
    def make_lenet():
        network = nn.Sequential()
        for channels, maps, padding in [(1, 6, 2), (6, 16, 0)]:
            network.append(nn.Conv2d(channels, maps, 5, padding=padding))
            network.append(nn.ReLU())
            network.append(nn.MaxPool2d(2, 2))
        network.append(nn.Flatten(1, -1))
        return network.extend([nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10)])


def sequential_with_one_relu_for_all():
    def make_lenet():
        relu, pool = nn.ReLU(), nn.MaxPool2d(2)
        return nn.Sequential(
            nn.ZeroPad2d(2),
            nn.Conv2d(1, 6, 5),
            pool,
            relu,
            nn.Conv2d(6, 16, 5),
            pool,
            relu,
            nn.Flatten(),
            nn.Linear(400, 84),
            relu,
            nn.Linear(84, 10),
        )


def sequential_copied_from_a_pattern():
    import copy

    pattern = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding="same"),
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
        network = copy.deepcopy(pattern)
        for layer in network:
            if hasattr(layer, "reset_parameters"):
                layer.reset_parameters()
        return network
