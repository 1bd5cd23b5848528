"""Misconceptions about 05-lenet/classifier, modes and accuracy."""

from autograder.checks.exercise import misconception
from autograder.checks.lenet_classifier import classifier


@misconception(
    classifier,
    "After accuracy the model stays in evaluation mode, and the next fit trains it so. Call train() in fit, each time.",
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


@misconception(
    classifier, "You test in training mode, where dropout still drops. Call eval() before you test."
)
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


@misconception(
    classifier,
    "You average the percentages of the batches, so the images of a smaller last batch count for more.",
)
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


@misconception(
    classifier,
    "You divide by batches times batch size, but the last batch is smaller. Count the images.",
)
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
    classifier,
    "Your argmax runs over the images of the batch. The predicted class is the largest of one image's scores: dim=1.",
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
