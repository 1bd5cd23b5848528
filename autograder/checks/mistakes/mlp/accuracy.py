"""Misconceptions about 02-mlp/accuracy."""

from autograder.checks.exercise import misconception
from autograder.checks.mlp import accuracy


@misconception(
    accuracy,
    "You average the batches' percentages: a small last batch then weighs as much as a full one. Count images.",
)
def mean_of_batch_percentages():
    def accuracy(model, loader):
        model.eval()
        shares = []
        with torch.no_grad():
            for X, y in loader:
                shares.append((model(X).argmax(dim=1) == y).float().mean().item())
        return 100 * sum(shares) / len(shares)


@misconception(
    accuracy,
    "You take every batch to be as large as the first: the last one can be smaller. Count images.",
)
def every_batch_counted_full():
    def accuracy(model, loader):
        model.eval()
        right = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
        return 100 * right / (len(loader) * loader.batch_size)


@misconception(
    accuracy,
    "You divide by the number of batches: a percentage of images needs the number of images.",
)
def divided_by_batches():
    def accuracy(model, loader):
        model.eval()
        right = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
        return 100 * right / len(loader)


@misconception(
    accuracy, "You return a share between 0 and 1: the accuracy is asked for in percent."
)
def share_for_percent():
    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        return right / total


@misconception(
    accuracy,
    "You measure in training mode: dropout and batch normalisation then work as in training.",
)
def evaluation_in_training_mode():
    def accuracy(model, loader):
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        return 100 * right / total


@misconception(
    accuracy,
    "The computation is recorded for gradients that nobody asks for, which costs memory and time.",
)
def gradients_recorded():
    def accuracy(model, loader):
        model.eval()
        right = total = 0
        for X, y in loader:
            right += (model(X).argmax(dim=1) == y).sum().item()
            total += len(y)
        return 100 * right / total


@misconception(
    accuracy, "Your argmax runs down the batch: the scores of one image lie along dimension 1."
)
def argmax_over_the_batch():
    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                winners = model(X).argmax(dim=0)
                right += sum(int(a == b) for a, b in zip(winners, y))
                total += len(y)
        return 100 * right / total


@misconception(
    accuracy, "You measure the last batch only: add up the right answers of all batches."
)
def last_batch_only():
    def accuracy(model, loader):
        model.eval()
        with torch.no_grad():
            for X, y in loader:
                right = (model(X).argmax(dim=1) == y).sum().item()
        return 100 * right / len(y)


@misconception(
    accuracy, "Your return stands inside the loop: it ends the measuring after the first batch."
)
def first_batch_only():
    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
                return 100 * right / total


@misconception(accuracy, "You count wrong answers: accuracy is the share of the right ones.")
def errors_counted():
    def accuracy(model, loader):
        model.eval()
        wrong = total = 0
        with torch.no_grad():
            for X, y in loader:
                wrong += (model(X).argmax(dim=1) != y).sum().item()
                total += len(y)
        return 100 * wrong / total


@misconception(
    accuracy, "You leave out the last batch where it is smaller: its images count like all others."
)
def small_batch_dropped():
    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                if total == 0 or len(y) == loader.batch_size:
                    right += (model(X).argmax(dim=1) == y).sum().item()
                    total += len(y)
        return 100 * right / total


@misconception(accuracy, "You return a tensor: the percentage is a bare number, a float.")
def tensor_for_the_percentage():
    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum()
                total += len(y)
        return 100 * right / total


@misconception(
    accuracy,
    "You freeze the model to measure it: switch the recording off with torch.no_grad(), which ends by itself.",
)
def model_left_frozen():
    def accuracy(model, loader):
        model.eval()
        model.requires_grad_(False)
        right = total = 0
        for X, y in loader:
            right += (model(X).argmax(dim=1) == y).sum().item()
            total += len(y)
        return 100 * right / total


@misconception(
    accuracy, "You round inside: the percentage is asked for as it is; round when you print it."
)
def rounded_to_whole_percent():
    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        return 100 * right // total
