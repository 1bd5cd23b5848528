"""Right answers to 05-lenet."""

# ruff: noqa: F821, F841
from tests.answers import answer

# lenet5


@answer("05-lenet/lenet5")
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


@answer("05-lenet/lenet5")
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


@answer("05-lenet/lenet5")
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


@answer("05-lenet/lenet5")
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


@answer("05-lenet/lenet5")
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


@answer("05-lenet/lenet5")
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


@answer("05-lenet/lenet5")
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


@answer("05-lenet/lenet5")
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


# lenet


@answer("05-lenet/lenet")
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


@answer("05-lenet/lenet")
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


@answer("05-lenet/lenet")
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


@answer("05-lenet/lenet")
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


@answer("05-lenet/lenet")
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


@answer("05-lenet/lenet")
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


@answer("05-lenet/lenet")
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


# sequential


@answer("05-lenet/sequential")
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


@answer("05-lenet/sequential")
def sequential_with_sizes():
    def make_lenet():
        layers = [nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)]
        layers += [nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)]
        layers += [nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10)]
        return nn.Sequential(*layers)


@answer("05-lenet/sequential")
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


@answer("05-lenet/sequential")
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


@answer("05-lenet/sequential")
def sequential_appended():
    def make_lenet():
        network = nn.Sequential()
        for channels, maps, padding in [(1, 6, 2), (6, 16, 0)]:
            network.append(nn.Conv2d(channels, maps, 5, padding=padding))
            network.append(nn.ReLU())
            network.append(nn.MaxPool2d(2, 2))
        network.append(nn.Flatten(1, -1))
        return network.extend([nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10)])


@answer("05-lenet/sequential")
def sequential_with_one_relu_for_all():
    def make_lenet():
        relu, pool = nn.ReLU(), nn.MaxPool2d(2)
        return nn.Sequential(
            nn.ZeroPad2d(2), nn.Conv2d(1, 6, 5), pool, relu, nn.Conv2d(6, 16, 5), pool, relu, nn.Flatten(), nn.Linear(400, 84), relu,
            nn.Linear(84, 10),
        )  # fmt: skip


@answer("05-lenet/sequential")
def sequential_copied_from_a_pattern():
    import copy

    pattern = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding="same"), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip

    def make_lenet():
        network = copy.deepcopy(pattern)
        for layer in network:
            if hasattr(layer, "reset_parameters"):
                layer.reset_parameters()
        return network


# classifier


@answer("05-lenet/classifier")
def classifier_of_the_lecture_mended():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
            self.model = model.to(self.device)
            self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)
            self.loss_fn = nn.CrossEntropyLoss()

        def fit(self, loader, epochs):
            self.model.train()
            losses = []
            for epoch in range(epochs):
                loss = 0.0
                for X, y in loader:
                    X, y = X.to(self.device), y.to(self.device)
                    self.optimizer.zero_grad()
                    batch_loss = self.loss_fn(self.model(X), y)
                    batch_loss.backward()
                    self.optimizer.step()
                    loss += batch_loss.item()
                losses.append(loss / len(loader))
                print(f"Epoch {epoch + 1}/{epochs}: {losses[-1]:.4f}")
            return losses

        def accuracy(self, loader):
            self.model.eval()
            correct = 0
            with torch.no_grad():
                for X, y in loader:
                    X, y = X.to(self.device), y.to(self.device)
                    _, predicted = torch.max(self.model(X), dim=1)
                    correct += (predicted == y).sum().item()
            return 100 * correct / len(loader.dataset)


@answer("05-lenet/classifier")
def classifier_that_asks_the_model():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            if torch.accelerator.is_available():
                model.to(torch.accelerator.current_accelerator())
            self.model, self.learning_rate = model, learning_rate

        def batches(self, loader):
            where = next(self.model.parameters()).device
            for images, labels in loader:
                yield images.to(where), labels.to(where)

        def fit(self, loader, epochs):
            optimizer = torch.optim.SGD(self.model.parameters(), self.learning_rate)
            return [self.epoch(loader, optimizer) for _ in range(epochs)]

        def epoch(self, loader, optimizer):
            self.model.train()
            losses = []
            for images, labels in self.batches(loader):
                loss = F.cross_entropy(self.model(images), labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                losses.append(loss.detach())
            return torch.stack(losses).mean().item()

        @torch.inference_mode()
        def accuracy(self, loader):
            self.model.eval()
            hits = torch.cat(
                [
                    self.model(images).argmax(dim=-1) == labels
                    for images, labels in self.batches(loader)
                ]
            )
            return hits.double().mean().item() * 100


@answer("05-lenet/classifier")
def classifier_with_steps_by_hand():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model, self.rate = model, learning_rate

        def fit(self, loader, epochs):
            history = []
            for _ in range(epochs):
                self.model.train()
                total = batches = 0
                for images, labels in loader:
                    logits = self.model(images)
                    loss = -logits.log_softmax(dim=1).gather(1, labels[:, None]).mean()
                    parameters = list(self.model.parameters())
                    gradients = torch.autograd.grad(loss, parameters)
                    with torch.no_grad():
                        for parameter, gradient in zip(parameters, gradients):
                            parameter -= self.rate * gradient
                    total, batches = total + float(loss), batches + 1
                history.append(total / batches)
            return history

        def accuracy(self, loader):
            self.model.eval()
            right = wrong = 0
            for images, labels in loader:
                for scores, label in zip(self.model(images).tolist(), labels.tolist()):
                    if scores.index(max(scores)) == label:
                        right += 1
                    else:
                        wrong += 1
            return right / (right + wrong) * 100.0


@answer("05-lenet/classifier")
def classifier_that_is_a_module():
    class Classifier(nn.Module):
        def __init__(self, model, learning_rate=0.01):
            super().__init__()
            self.network = model
            self.optimizer = torch.optim.SGD(self.parameters(), lr=learning_rate)
            self.criterion = nn.NLLLoss()

        def fit(self, loader, epochs):
            import statistics

            losses = []
            for epoch in range(1, epochs + 1):
                self.train()
                of_batches = []
                for images, labels in loader:
                    loss = self.criterion(F.log_softmax(self.network(images), dim=1), labels)
                    loss.backward()
                    self.optimizer.step()
                    self.optimizer.zero_grad(set_to_none=False)
                    of_batches.append(loss.item())
                losses += [statistics.fmean(of_batches)]
            return losses

        def accuracy(self, loader):
            self.eval()
            with torch.no_grad():
                counts = [
                    ((self.network(x).softmax(1).argmax(1) == y).sum(), len(y)) for x, y in loader
                ]
            correct, total = map(sum, zip(*counts))
            return float(100 * correct / total)


@answer("05-lenet/classifier")
def classifier_that_weighs_batches_by_size():
    import numpy as np

    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD([{"params": model.parameters(), "lr": learning_rate}])

        def fit(self, loader, epochs):
            losses = []
            for _ in range(epochs):
                self.model.train(True)
                values, sizes = [], []
                for images, labels in loader:
                    for parameter in self.model.parameters():
                        parameter.grad = None
                    one_hot = F.one_hot(labels, self.model(images[:1]).shape[1]).float()
                    loss = F.cross_entropy(self.model(images), one_hot)
                    loss.backward()
                    self.optimizer.step()
                    values.append(loss.item())
                    sizes.append(len(labels))
                losses.append(float(np.average(values, weights=sizes)))
            return losses

        def accuracy(self, loader):
            self.model.train(False)
            with torch.no_grad():
                pairs = [(self.model(x).numpy().argmax(axis=1), y.numpy()) for x, y in loader]
            predicted, true = (np.concatenate(parts) for parts in zip(*pairs))
            return float(np.mean(predicted == true) * 100)


@answer("05-lenet/classifier")
def classifier_with_a_closure_that_also_tests_while_it_trains():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(
                model.parameters(), lr=learning_rate, momentum=0.0, weight_decay=0.0
            )

        def fit(self, loader, epochs):
            losses = []
            for epoch in range(epochs):
                self.model.train()
                total = 0.0
                for number, (images, labels) in enumerate(loader, start=1):

                    def closure():
                        self.optimizer.zero_grad()
                        loss = F.cross_entropy(self.model(images), labels)
                        loss.backward()
                        return loss

                    total += self.optimizer.step(closure).item()
                losses.append(total / number)
                print(f"{losses[-1]:.3f} {self.accuracy(loader):.1f} %")
            return losses

        @torch.no_grad()
        def accuracy(self, loader):
            self.model.eval()
            correct = count = 0
            for images, labels in loader:
                correct += int(
                    torch.sum(self.model(images).topk(1, dim=1).indices.squeeze(1) == labels)
                )
                count += labels.shape[0]
            return correct / count * 100


# lenet-report


@answer("05-lenet/lenet-report")
def report_of_the_class():
    torch.manual_seed(1)
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 4)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


@answer("05-lenet/lenet-report")
def report_of_the_sequential():
    lenet_model = make_lenet()
    lenet_model(torch.zeros(1, 1, 28, 28))
    trainer = Classifier(lenet_model, learning_rate=0.05)
    lenet_report = dict(
        parameters=count_parameters(lenet_model), losses=trainer.fit(train_loader, 3)
    )
    lenet_report["accuracy"] = trainer.accuracy(test_loader)


@answer("05-lenet/lenet-report")
def report_after_slow_training():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model)
    losses = trainer.fit(train_loader, epochs=3)
    lenet_report = {
        "accuracy": trainer.accuracy(test_loader),
        "losses": losses,
        "parameters": 37106,
    }


@answer("05-lenet/lenet-report")
def report_of_one_epoch():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    lenet_report = {
        "losses": trainer.fit(train_loader, 1),
        "parameters": len(nn.utils.parameters_to_vector(lenet_model.parameters())),
        "accuracy": trainer.accuracy(test_loader),
    }


@answer("05-lenet/lenet-report")
def report_trained_in_two_goes():
    lenet_model = LeNet()
    first, second = Classifier(lenet_model, 0.1), Classifier(lenet_model, 0.05)
    losses = first.fit(train_loader, 2)
    losses += second.fit(train_loader, 2)
    lenet_report = {
        "parameters": sum(p.nelement() for p in lenet_model.state_dict().values()),
        "losses": losses,
        "accuracy": round(second.accuracy(test_loader), 2),
    }


@answer("05-lenet/lenet-report")
def report_measured_without_the_classifier():
    lenet_model = LeNet()
    losses = Classifier(lenet_model, learning_rate=0.1).fit(train_loader, 3)
    lenet_model.cpu().eval()
    with torch.no_grad():
        right = (lenet_model(test_images).argmax(1) == test_labels).sum().item()
    lenet_report = {
        "parameters": sum(p.shape.numel() for p in lenet_model.parameters()),
        "losses": [float(loss) for loss in losses],
        "accuracy": 100 * right / len(test_labels),
    }


@answer("05-lenet/lenet-report")
def report_of_all_with_a_loop():
    lenet_model = LeNet()
    classifier, losses = Classifier(lenet_model, learning_rate=0.1), []
    while len(losses) < 3:
        losses.extend(classifier.fit(train_loader, 1))
    number = 0
    for parameter in lenet_model.parameters():
        number += torch.numel(parameter)
    lenet_report = {
        "parameters": number,
        "losses": losses,
        "accuracy": classifier.accuracy(test_loader),
        "learning_rate": 0.1,
    }
