"""Right answers to 02-mlp."""

# ruff: noqa: F821, F841
from tests.answers import answer

# layer-sizes


@answer("02-mlp/layer-sizes")
def typed_sizes():
    input_size = 784
    output_size = 10


@answer("02-mlp/layer-sizes")
def sides_multiplied():
    input_size, output_size = 28 * 28, 10


@answer("02-mlp/layer-sizes")
def asked_of_an_image():
    input_size = train_images[0].numel()
    output_size = len(torch.unique(train_labels))


@answer("02-mlp/layer-sizes")
def asked_of_the_shape():
    input_size = math.prod(train_images.shape[1:])
    output_size = int(train_labels.max()) + 1


@answer("02-mlp/layer-sizes")
def numpy_whole_numbers():
    import numpy as np

    input_size = np.prod((1, 28, 28))
    output_size = np.int64(10)


@answer("02-mlp/layer-sizes")
def asked_of_flattening():
    input_size = nn.Flatten()(train_images[:3]).shape[1]
    output_size = len(train_set.classes)


@answer("02-mlp/layer-sizes")
def unpacked_from_a_batch():
    X, y = next(iter(test_loader))
    _, C, H, W = X.shape
    input_size = C * H * W
    output_size = len("0123456789")


# make-loss


@answer("02-mlp/make-loss")
def loss_module():
    def make_loss():
        return nn.CrossEntropyLoss()


@answer("02-mlp/make-loss")
def functional_itself():
    def make_loss():
        return F.cross_entropy


@answer("02-mlp/make-loss")
def log_softmax_then_likelihood():
    def make_loss():
        def loss_fn(logits, targets):
            return F.nll_loss(F.log_softmax(logits, dim=-1), targets)

        return loss_fn


@answer("02-mlp/make-loss")
def log_sum_exp_by_hand():
    make_loss = lambda: (
        lambda logits, targets: (
            logits.logsumexp(1) - logits.gather(1, targets[:, None])[:, 0]
        ).mean()
    )


@answer("02-mlp/make-loss")
def own_module():
    class Loss(nn.Module):
        def forward(self, logits, targets):
            chosen = F.one_hot(targets, logits.shape[1]).bool()
            return -logits.log_softmax(dim=1)[chosen].mean()

    def make_loss():
        return Loss()


@answer("02-mlp/make-loss")
def in_double_precision():
    def make_loss():
        def loss_fn(logits, targets):
            exponentials = (logits.double() - logits.double().max(dim=1, keepdim=True).values).exp()
            probabilities = exponentials / exponentials.sum(dim=1, keepdim=True)
            return -probabilities[torch.arange(len(targets)), targets].log().mean()

        return loss_fn


@answer("02-mlp/make-loss")
def image_by_image():
    def make_loss():
        def loss_fn(logits, targets):
            losses = [row.logsumexp(0) - row[label] for row, label in zip(logits, targets)]
            return torch.stack(losses).mean()

        return loss_fn


@answer("02-mlp/make-loss")
def probabilities_as_targets():
    from functools import partial

    def make_loss():
        loss = partial(F.cross_entropy, reduction="sum")
        return lambda logits, targets: (
            loss(logits, F.one_hot(targets, 10).to(logits)) / len(targets)
        )


# train-epoch


@answer("02-mlp/train-epoch")
def total_over_the_loader():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(loader)


@answer("02-mlp/train-epoch")
def cleared_after_the_step():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        device = next(model.parameters()).device
        model.train(True)
        losses = []
        for batch in loader:
            X, y = (tensor.to(device) for tensor in batch)
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            losses += [loss]
        return torch.stack(losses).mean().item()


@answer("02-mlp/train-epoch")
def cleared_by_the_model():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        import numpy as np

        model = model.train()
        losses = []
        for X, y in loader:
            model.zero_grad(set_to_none=False)
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach().numpy())
        return np.mean(losses, dtype=np.float64)


@answer("02-mlp/train-epoch")
def step_with_a_closure():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        def one(X, y):
            def closure():
                optimizer.zero_grad()
                loss = loss_fn(model(X), y)
                loss.backward()
                return loss

            return float(optimizer.step(closure))

        model.train()
        losses = [one(X, y) for X, y in loader]
        return sum(losses) / len(losses)


@answer("02-mlp/train-epoch")
def gradients_from_autograd():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        parameters = [p for p in model.parameters() if p.requires_grad]
        model.train()
        mean = 0.0
        for number, (X, y) in enumerate(loader, start=1):
            loss = loss_fn(model(X), y)
            for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
                parameter.grad = gradient
            optimizer.step()
            mean += (loss.item() - mean) / number
        return mean


@answer("02-mlp/train-epoch")
def cleared_by_hand():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        from statistics import fmean

        losses = []
        for X, y in iter(loader):
            model.train()
            for parameter in model.parameters():
                parameter.grad = None
            with torch.enable_grad():
                logits = model(X.to(next(model.parameters()).device))
                loss = loss_fn(logits, y.to(logits.device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return fmean(losses)


@answer("02-mlp/train-epoch")
def index_by_index():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        batches, position, total = list(loader), 0, torch.zeros((), dtype=torch.float64)
        while position < len(batches):
            X, y = batches[position]
            loss = loss_fn(model(X), y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.detach()
            position += 1
        return (total / position).item()


# accuracy


@answer("02-mlp/accuracy")
def count_right_and_all():
    def accuracy(model, loader):
        model.eval()
        right, total = 0, 0
        with torch.no_grad():
            for X, y in loader:
                right += int((model(X).argmax(1) == y).sum())
                total += y.size(0)
        return 100.0 * right / total


@answer("02-mlp/accuracy")
def size_of_the_data_set():
    def accuracy(model, loader):
        model.eval()
        correct = 0
        with torch.no_grad():
            for X, y in loader:
                _, top = torch.max(model(X), dim=1)
                correct += (top == y).sum().item()
        return correct / len(loader.dataset) * 100


@answer("02-mlp/accuracy")
def inference_mode_and_cat():
    @torch.inference_mode()
    def accuracy(model, loader):
        model.train(False)
        hits = torch.cat([model(X).softmax(dim=-1).argmax(dim=-1).eq(y) for X, y in loader])
        return hits.double().mean().mul(100).item()


@answer("02-mlp/accuracy")
def image_by_image_in_python():
    @torch.no_grad()
    def accuracy(model, loader):
        model.eval()
        verdicts = []
        for X, y in loader:
            for scores, label in zip(model(X).tolist(), y.tolist()):
                verdicts.append(scores.index(max(scores)) == label)
        return 100 * sum(verdicts) / len(verdicts)


@answer("02-mlp/accuracy")
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


@answer("02-mlp/accuracy")
def weighted_mean_of_batches():
    def accuracy(model, loader):
        model.eval()
        shares, sizes = [], []
        with torch.no_grad():
            for X, y in loader:
                shares.append((model(X).argmax(dim=1) == y).double().mean().item())
                sizes.append(len(X))
        return sum(100 * share * size for share, size in zip(shares, sizes)) / sum(sizes)


@answer("02-mlp/accuracy")
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


@answer("02-mlp/accuracy")
def every_image_of_the_data_set():
    def accuracy(model, loader):
        model.eval()
        right = 0
        with torch.no_grad():
            for image, label in loader.dataset:
                right += bool(model(image.unsqueeze(0)).argmax() == label)
        return 100 * right / len(loader.dataset)


# make-adam


@answer("02-mlp/make-adam")
def adam_of_torch():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters(), lr=learning_rate)


@answer("02-mlp/make-adam")
def defaults_spelt_out():
    from torch import optim

    def make_adam(model, learning_rate=1e-3):
        return optim.Adam(list(model.parameters()), learning_rate, (0.9, 0.999), 1e-8, 0, False)


@answer("02-mlp/make-adam")
def group_for_each_layer():
    def make_adam(model, learning_rate=0.001):
        groups = [
            {"params": list(child.parameters()), "lr": learning_rate} for child in model.children()
        ]
        return torch.optim.Adam([group for group in groups if group["params"]])


@answer("02-mlp/make-adam")
def decoupled_without_decay():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.AdamW(model.parameters(), lr=learning_rate, weight_decay=0.0)


@answer("02-mlp/make-adam")
def learning_rate_set_afterwards():
    def make_adam(model, learning_rate=0.001):
        optimizer = torch.optim.Adam(p for p in model.parameters() if p.requires_grad)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate
        return optimizer


@answer("02-mlp/make-adam")
def group_added_later():
    def make_adam(model, learning_rate=0.001):
        first, *others = model.parameters()
        optimizer = torch.optim.Adam([first], lr=learning_rate, foreach=False)
        if others:
            optimizer.add_param_group({"params": others})
        return optimizer


@answer("02-mlp/make-adam")
def adam_from_its_formula():
    class ByHand:
        def __init__(self, parameters, learning_rate):
            self.parameters, self.learning_rate, self.t = list(parameters), learning_rate, 0
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.v = [torch.zeros_like(p) for p in self.parameters]

        def zero_grad(self):
            for p in self.parameters:
                p.grad = None

        @torch.no_grad()
        def step(self):
            self.t += 1
            for p, m, v in zip(self.parameters, self.m, self.v):
                m += 0.1 * (p.grad - m)
                v += 0.001 * (p.grad**2 - v)
                p -= (
                    self.learning_rate
                    * (m / (1 - 0.9**self.t))
                    / ((v / (1 - 0.999**self.t)).sqrt() + 1e-8)
                )

    def make_adam(model, learning_rate=0.001):
        return ByHand(model.parameters(), learning_rate)


@answer("02-mlp/make-adam")
def subclass_with_a_default():
    class MyAdam(torch.optim.Adam):
        def __init__(self, model, learning_rate):
            super().__init__(model.parameters(), lr=learning_rate, capturable=False)

    def make_adam(model, learning_rate=0.001):
        return MyAdam(model, learning_rate)


# adam-report


@answer("02-mlp/adam-report")
def list_comprehension():
    torch.manual_seed(1)
    adam_model = MLP(input_size, 128, output_size).to(device)
    optimizer, loss_fn = make_adam(adam_model), make_loss()
    losses = [train_one_epoch(adam_model, train_loader, loss_fn, optimizer) for _ in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


@answer("02-mlp/adam-report")
def filled_epoch_by_epoch():
    adam_report = {"losses": []}
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model, 0.001)
    for epoch in range(4):
        adam_report["losses"].append(
            train_one_epoch(adam_model, train_loader, nn.CrossEntropyLoss(), optimizer)
        )
        adam_report["accuracy"] = accuracy(adam_model, test_loader)


@answer("02-mlp/adam-report")
def sequential_network():
    adam_model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)).to(
        device
    )
    optimizer = torch.optim.Adam(adam_model.parameters())
    adam_report = dict(
        losses=[train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for _ in "abc"]
    )
    adam_report.update(accuracy=accuracy(adam_model, test_loader))


@answer("02-mlp/adam-report")
def many_epochs():
    def retrain(epochs):
        network = MLP(input_size, 64, output_size).to(device)
        adam = make_adam(network)
        losses = [train_one_epoch(network, train_loader, make_loss(), adam) for _ in range(epochs)]
        return network, {
            "losses": losses,
            "accuracy": accuracy(network, test_loader),
            "epochs": epochs,
        }

    adam_model, adam_report = retrain(12)


@answer("02-mlp/adam-report")
def one_epoch_of_small_batches():
    adam_model = MLP(784, 128, 10).to(device)
    loader = make_loader(train_images, train_labels, shuffle=True, batch_size=16)
    loss = train_one_epoch(adam_model, loader, make_loss(), make_adam(adam_model))
    adam_report = {"accuracy": accuracy(adam_model, test_loader), "losses": [loss]}


@answer("02-mlp/adam-report")
def loop_of_its_own():
    import numpy as np

    adam_model = MLP(784, 128, 10)
    optimizer, losses = make_adam(adam_model), []
    for epoch in range(3):
        order, epoch_losses = torch.randperm(len(train_images)), []
        for chosen in order.split(64):
            optimizer.zero_grad()
            loss = F.cross_entropy(adam_model(train_images[chosen]), train_labels[chosen])
            loss.backward()
            optimizer.step()
            epoch_losses.append(loss.item())
        losses.append(np.mean(epoch_losses))
    with torch.no_grad():
        right = (adam_model(test_images).argmax(dim=1) == test_labels).sum()
    adam_report = {"losses": losses, "accuracy": 100 * right.item() / len(test_labels)}


@answer("02-mlp/adam-report")
def accuracy_rounded_for_the_report():
    torch.manual_seed(2)
    adam_model = MLP(input_size, 128, output_size).to(device)
    optimizer = make_adam(adam_model)
    losses = []
    for epoch in range(5):
        losses.append(round(train_one_epoch(adam_model, train_loader, make_loss(), optimizer), 4))
    adam_report = {"losses": losses, "accuracy": round(accuracy(adam_model, test_loader), 2)}
