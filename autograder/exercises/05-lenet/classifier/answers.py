"""Right answers to 05-lenet/classifier, of different make: each body is a cell."""


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
                with torch.no_grad():
                    rows = self.model(images).tolist()
                for scores, label in zip(rows, labels.tolist()):
                    if scores.index(max(scores)) == label:
                        right += 1
                    else:
                        wrong += 1
            return right / (right + wrong) * 100.0


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


def classifier_that_averages_with_numpy():
    import numpy as np

    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD([{"params": model.parameters(), "lr": learning_rate}])

        def fit(self, loader, epochs):
            losses = []
            for _ in range(epochs):
                self.model.train(True)
                values = []
                for images, labels in loader:
                    for parameter in self.model.parameters():
                        parameter.grad = None
                    one_hot = F.one_hot(labels, self.model(images[:1]).shape[1]).float()
                    loss = F.cross_entropy(self.model(images), one_hot)
                    loss.backward()
                    self.optimizer.step()
                    values.append(loss.item())
                losses.append(float(np.average(values)))
            return losses

        def accuracy(self, loader):
            self.model.train(False)
            with torch.no_grad():
                pairs = [(self.model(x).numpy().argmax(axis=1), y.numpy()) for x, y in loader]
            predicted, true = (np.concatenate(parts) for parts in zip(*pairs))
            return float(np.mean(predicted == true) * 100)


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
