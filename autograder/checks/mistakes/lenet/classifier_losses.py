"""Misconceptions about 05-lenet/classifier, the losses that fit returns."""

from autograder.checks.exercise import misconception
from autograder.checks.lenet_classifier import classifier


@misconception(
    classifier,
    "You return the sum of the batch losses. The mean is the sum divided by the number of batches.",
)
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


@misconception(
    classifier, "You return the loss of the last batch of each epoch, not the mean of all batches."
)
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


@misconception(
    classifier,
    "You return one loss for each batch. Asked for is one number for each epoch, the mean.",
)
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


@misconception(
    classifier,
    "You don't start again at 0 in each epoch, so the losses of earlier epochs are counted once more.",
)
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


@misconception(
    classifier,
    "Your losses are tensors, with the whole computation behind them. loss.item() is the number alone.",
)
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


@misconception(
    classifier, "You leave fit after the first epoch: the return stands inside the loop."
)
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
