"""Misconceptions about 02-mlp/accuracy: cells, and what their authors should read."""


def mean_of_batch_percentages():
    """You average the batches' percentages: a small last batch then weighs as much as a full one.
    Count images.
    """

    def accuracy(model, loader):
        model.eval()
        shares = []
        with torch.no_grad():
            for X, y in loader:
                shares.append((model(X).argmax(dim=1) == y).float().mean().item())
        return 100 * sum(shares) / len(shares)


def every_batch_counted_full():
    """You count loader.batch_size images for every batch: the last one can be smaller. Count
    images.
    """

    def accuracy(model, loader):
        model.eval()
        right = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
        return 100 * right / (len(loader) * loader.batch_size)


def divided_by_batches():
    """You divide by the number of batches: a percentage of images needs the number of images."""

    def accuracy(model, loader):
        model.eval()
        right = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
        return 100 * right / len(loader)


def share_for_percent():
    """You return a share between 0 and 1: the accuracy is asked for in percent."""

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        return right / total


def evaluation_in_training_mode():
    """You measure in training mode, in which some layers work differently: call model.eval() first."""

    def accuracy(model, loader):
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        return 100 * right / total


def gradients_recorded():
    """The computation is recorded for gradients that nobody asks for, which costs memory and
    time.
    """

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        for X, y in loader:
            right += (model(X).argmax(dim=1) == y).sum().item()
            total += len(y)
        return 100 * right / total


def argmax_over_the_batch():
    """Your argmax runs down the batch: the scores of one image lie along dimension 1."""

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                winners = model(X).argmax(dim=0)
                right += sum(int(a == b) for a, b in zip(winners, y))
                total += len(y)
        return 100 * right / total


def argmax_of_the_whole_batch():
    """Your argmax gives one number for the whole batch: with dim=1 it gives one for each image."""

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax() == y).sum().item()
                total += len(y)
        return 100 * right / total


def largest_logits_for_their_positions():
    """You compare the largest logits themselves with the labels: argmax gives their positions. Or your
    loader isn't the one in the arguments.
    """

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).max(dim=1)[0] == y).sum().item()
                total += len(y)
        return 100 * right / total


def last_batch_only():
    """You measure the last batch only: add up the right answers of all batches."""

    def accuracy(model, loader):
        model.eval()
        with torch.no_grad():
            for X, y in loader:
                right = (model(X).argmax(dim=1) == y).sum().item()
        return 100 * right / len(y)


def images_of_the_last_batch_counted():
    """You count the images of the last batch only: add up those of all batches."""

    def accuracy(model, loader):
        model.eval()
        right = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total = len(y)
        return 100 * right / total


def right_answers_of_the_last_batch_counted():
    """You keep the right answers of the last batch only: add up those of all batches, with +=."""

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right = (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        return 100 * right / total


def first_batch_only():
    """Your return stands inside the loop: it ends the measuring after the first batch."""

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
                return 100 * right / total


def errors_counted():
    """You count wrong answers: accuracy is the share of the right ones."""

    def accuracy(model, loader):
        model.eval()
        wrong = total = 0
        with torch.no_grad():
            for X, y in loader:
                wrong += (model(X).argmax(dim=1) != y).sum().item()
                total += len(y)
        return 100 * wrong / total


def small_batch_dropped():
    """You leave out the last batch where it is smaller: its images count like all others."""

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                if total == 0 or len(y) == loader.batch_size:
                    right += (model(X).argmax(dim=1) == y).sum().item()
                    total += len(y)
        return 100 * right / total


def tensor_for_the_percentage():
    """You return a tensor: the percentage is a bare number, a float."""

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum()
                total += len(y)
        return 100 * right / total


def model_left_frozen():
    """You freeze the model to measure it: switch the recording off with torch.no_grad(), which ends
    by itself.
    """

    def accuracy(model, loader):
        model.eval()
        model.requires_grad_(False)
        right = total = 0
        for X, y in loader:
            right += (model(X).argmax(dim=1) == y).sum().item()
            total += len(y)
        return 100 * right / total


def rounded_to_whole_percent():
    """You round inside: the percentage is asked for as it is; round when you print it."""

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        return 100 * right // total


def first_batch_gives_the_size():
    """You count every batch as large as the first: the last one is often smaller."""

    def accuracy(model, loader):
        model.eval()
        right = batches = 0
        with torch.no_grad():
            for X, y in loader:
                size = len(y) if batches == 0 else size
                right += (model(X).argmax(dim=1) == y).sum().item()
                batches += 1
        return 100 * right / (batches * size)


def every_batch_of_64():
    """You count 64 images for every batch: batches have other sizes elsewhere, so count images."""

    def accuracy(model, loader):
        model.eval()
        right = batches = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                batches += 1
        return 100 * right / (batches * 64)


def only_more_than_half_counts():
    """You count an image only where its label's probability is above one half: the largest logit
    wins, however small its lead.
    """

    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                probabilities = model(X).softmax(dim=1)
                right += (probabilities[torch.arange(len(y)), y] > 0.5).sum().item()
                total += len(y)
        return 100 * right / total
