"""Misconceptions about 05-lenet/classifier: cells, and what their authors should read."""


def training_in_evaluation_mode():
    """After accuracy the model stays in evaluation mode, and the next fit trains it so. Call
    train() in fit, each time.
    """

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


def evaluation_in_training_mode():
    """You test in training mode, where dropout still drops. Call eval() before you test."""

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


def fraction_for_percent():
    """Your accuracy is a fraction of 1. A percentage is 100 times as large."""

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


def last_batch_weighed_wrongly():
    """You average the percentages of the batches, so the images of a smaller last batch count for
    more.
    """

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


def last_batch_taken_for_full():
    """You divide by batches times batch size, but the last batch is smaller. Count the images."""

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


def argmax_over_the_batch():
    """Your argmax runs over the images of the batch. The predicted class is the largest of one
    image's scores: dim=1.
    """

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


def sum_for_mean():
    """You return the sum of the batch losses. The mean is the sum divided by the number of
    batches.
    """

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


def loss_of_the_last_batch():
    """You return the loss of the last batch of each epoch, not the mean of all batches."""

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


def losses_of_all_batches():
    """You return one loss for each batch: return one number for each epoch, the mean."""

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


def sum_carried_over():
    """You don't start again at 0 in each epoch, so the losses of earlier epochs are counted once
    more.
    """

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


def losses_as_tensors():
    """Your losses are tensors, with the whole computation behind them. loss.item() is the number
    alone.
    """

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


def losses_only_printed():
    """fit prints the losses and returns nothing. Return the list as well."""

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


def only_one_epoch():
    """You train one epoch, however many are asked for: does the loop run over all of them, or does a
    return stand inside it?
    """

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


def softmax_before_the_loss():
    """You apply softmax before the loss. Cross-entropy wants the logits: it does the softmax
    itself.
    """

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


def gradients_never_cleared():
    """You never clear the gradients: each step also repeats all the steps before it."""

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


def gradients_cleared_once_an_epoch():
    """You clear the gradients once an epoch. Each batch needs its own gradient, so clear them for
    each batch.
    """

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


def no_step():
    """The weights of the model that was given never change. Each batch needs backward and then the
    optimizer's step, on the parameters of that model; gradients are cleared before backward.
    """

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


def adam_for_sgd():
    """Your optimizer is Adam. The Classifier uses plain SGD."""

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


def momentum_added():
    """Your SGD has momentum. Use plain SGD: a step depends on the gradient of its own
    batch alone.
    """

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


def weight_decay_smuggled_in():
    """Your SGD has weight decay, which pulls all weights towards 0. Use plain SGD."""

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


def learning_rate_ignored():
    """You don't use the learning rate that was given, but one of your own."""

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


def copy_trained():
    """You train a copy, so the model that was given stays as it was."""

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


def global_device():
    """A method reads a global variable device. The Classifier has to work where there is none: keep
    it in self.
    """

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


def losses_weighted_by_images():
    """Your loss is a mean over images: each batch counts once, the smaller last one too."""

    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            losses = []
            for _ in range(epochs):
                self.model.train()
                total, count = 0.0, 0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item() * len(labels)
                    count += len(labels)
                losses.append(total / count)
            return losses

        def accuracy(self, loader):
            self.model.eval()
            right = count = 0
            with torch.no_grad():
                for images, labels in loader:
                    right += (self.model(images).argmax(dim=1) == labels).sum().item()
                    count += len(labels)
            return 100 * right / count


def means_of_all_epochs_so_far():
    """Your sum and your count never start again, so you return the mean of all epochs so far."""

    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            losses, total, batches = [], 0.0, 0
            for _ in range(epochs):
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total, batches = total + loss.item(), batches + 1
                losses.append(total / batches)
            return losses

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


def gradients_recorded_in_accuracy():
    """Your accuracy records its computation for gradients: put the loop under torch.no_grad()."""

    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            losses = []
            for _ in range(epochs):
                self.model.train()
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
            hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


def only_the_last_loss():
    """fit returns only the last loss: return a list with the mean loss of each epoch."""

    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            self.model.train()
            for _ in range(epochs):
                total = 0.0
                for images, labels in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(images), labels)
                    loss.backward()
                    self.optimizer.step()
                    total += loss.item()
            return total / len(loader)

        def accuracy(self, loader):
            self.model.eval()
            with torch.no_grad():
                hits = [(self.model(x).argmax(1) == y) for x, y in loader]
            return 100 * torch.cat(hits).double().mean().item()


def another_default_rate():
    """Your default learning rate is another one: it is 0.01."""

    class Classifier:
        def __init__(self, model, learning_rate=0.1):
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
