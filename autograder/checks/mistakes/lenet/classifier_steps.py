"""Misconceptions about 05-lenet/classifier, the steps of fit."""

from autograder.checks.exercise import misconception
from autograder.checks.lenet_classifier import classifier


@misconception(
    classifier,
    "You apply softmax before the loss. Cross-entropy wants the logits: it does the softmax itself.",
)
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


@misconception(
    classifier, "You never clear the gradients: each step also repeats all the steps before it."
)
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


@misconception(
    classifier,
    "You clear the gradients once an epoch. Each batch needs its own gradient, so clear them for each batch.",
)
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


@misconception(
    classifier, "The optimizer never makes its step: computing gradients changes no weight."
)
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


@misconception(
    classifier,
    "Your SGD has momentum. Asked for is plain SGD: a step depends on the gradient of its own batch alone.",
)
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


@misconception(
    classifier,
    "Your SGD has weight decay, which pulls all weights towards 0. Asked for is plain SGD.",
)
def weight_decay_smuggled_in():
    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(
                model.parameters(), lr=learning_rate, weight_decay=0.05
            )

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


@misconception(
    classifier,
    "A method reads a global variable device. The Classifier has to work where there is none: keep it in self.",
)
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
