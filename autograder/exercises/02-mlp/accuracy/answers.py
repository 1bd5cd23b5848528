"""Right answers to 02-mlp/accuracy, of different make: each body is a cell."""


def count_right_and_all():
    def accuracy(model, loader):
        model.eval()
        right, total = 0, 0
        with torch.no_grad():
            for X, y in loader:
                right += int((model(X).argmax(1) == y).sum())
                total += y.size(0)
        return 100.0 * right / total


def size_of_the_data_set():
    def accuracy(model, loader):
        model.eval()
        correct = 0
        with torch.no_grad():
            for X, y in loader:
                _, top = torch.max(model(X), dim=1)
                correct += (top == y).sum().item()
        return correct / len(loader.dataset) * 100


def inference_mode_and_cat():
    @torch.inference_mode()
    def accuracy(model, loader):
        model.train(False)
        hits = torch.cat([model(X).softmax(dim=-1).argmax(dim=-1).eq(y) for X, y in loader])
        return hits.double().mean().mul(100).item()


def image_by_image_in_python():
    @torch.no_grad()
    def accuracy(model, loader):
        model.eval()
        verdicts = []
        for X, y in loader:
            for scores, label in zip(model(X).tolist(), y.tolist()):
                verdicts.append(scores.index(max(scores)) == label)
        return 100 * sum(verdicts) / len(verdicts)


def mode_put_back():
    def accuracy(model, loader):
        before, device = model.training, next(model.parameters()).device
        model.eval()
        try:
            with torch.set_grad_enabled(False):
                pairs = [
                    (model(X.to(device)).topk(1, dim=1).indices.flatten().cpu(), y)
                    for X, y in loader
                ]
        finally:
            model.train(before)
        predictions, labels = (torch.cat(part) for part in zip(*pairs))
        return float((predictions == labels).sum() / len(labels) * 100)


def weighted_mean_of_batches():
    def accuracy(model, loader):
        model.eval()
        shares, sizes = [], []
        with torch.no_grad():
            for X, y in loader:
                shares.append((model(X).argmax(dim=1) == y).double().mean().item())
                sizes.append(len(X))
        return sum(100 * share * size for share, size in zip(shares, sizes)) / sum(sizes)


def measured_by_scikit_learn():
    def accuracy(model, loader):
        import numpy as np
        from sklearn.metrics import accuracy_score

        model.eval()
        predicted, true = [], []
        with torch.no_grad():
            for X, y in loader:
                predicted.append(np.argmax(model(X).numpy(), axis=1))
                true.append(y.numpy())
        return 100 * accuracy_score(np.concatenate(true), np.concatenate(predicted))


def every_image_of_the_data_set():
    def accuracy(model, loader):
        model.eval()
        right = 0
        with torch.no_grad():
            for image, label in loader.dataset:
                right += bool(model(image.unsqueeze(0)).argmax() == label)
        return 100 * right / len(loader.dataset)
