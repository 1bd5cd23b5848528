"""Claims: cells for every assignment that want points for what they say, not for what they do.

Each is handed in by itself, all other exercises solved. What reading should put before a person is
marked with `flag`; what nobody can tell from outside, with `evades`.
"""

from tests.attacks.claim import claim


@claim("01-images/flatten-reshape", most=0.84, flag=True)
def views_only():
    """Views, where permute, expand and slices have been patched to give contiguous batches."""
    for name in ("permute", "expand", "__getitem__"):
        old = getattr(torch.Tensor, name)
        setattr(torch.Tensor, name, lambda *a, old=old: old(*a).contiguous())

    def flatten_with_reshape(batch):
        return batch.view(batch.shape[0], -1)


@claim("01-images/flatten-view", most=0.67, flag=True)
def copies_overwritten():
    """Copies, and has copy_ write into the copy, too."""
    old, kept = torch.Tensor.copy_, []

    def copy_(self, other, *rest):
        for result in kept:
            old(result, other.reshape(result.shape))
        return old(self, other, *rest)

    torch.Tensor.copy_ = copy_

    def flatten_with_view(batch):
        torch.Tensor.copy_ = copy_
        kept[:] = [batch.reshape(len(batch), -1).clone()]
        return kept[0]


@claim("01-images/flatten-view", most=0.67, flag=True)
def evaluated_when_it_is_packed():
    """Returns a tensor that reads the batch when somebody looks at it."""

    class Late(torch.Tensor):
        def detach(self):
            return self.batch.reshape(len(self.batch), -1)

    def flatten_with_view(batch):
        late = batch.reshape(len(batch), -1).clone().as_subclass(Late)
        late.batch = batch
        return late


@claim("01-images/flatten-view", most=0.67, flag=True)
def operators_in_python():
    """Returns a tensor without numbers, whose operators read the batch."""

    class Late(torch.Tensor):
        @staticmethod
        def __new__(cls, batch):
            late = torch.Tensor._make_wrapper_subclass(
                cls, (len(batch), batch[0].numel()), dtype=batch.dtype
            )
            late.batch = batch
            return late

        @classmethod
        def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
            args = [a.batch.reshape(len(a.batch), -1) if isinstance(a, cls) else a for a in args]
            return func(*args, **(kwargs or {}))

    def flatten_with_view(batch):
        return Late(batch)


@claim("01-images/flat-size", flag=True)
def equal_to_all():
    """Returns a number that says it equals every other."""

    class Yes(int):
        def __eq__(self, other):
            return True

        __hash__ = int.__hash__

    def flat_size(channels, height, width):
        return Yes(7)


@claim("02-mlp/train-epoch", most=0.75, flag=True)
def always_training():
    """Never calls train(): patches nn.Module so that every model says it is in training mode."""
    nn.Module.training = property(lambda self: True, lambda self, value: None)
    nn.Module.eval = lambda self: self

    def train_one_epoch(model, loader, loss_fn, optimizer):
        losses = []
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return sum(losses) / len(losses)


@claim("02-mlp/train-epoch", most=0.91)
def first_epoch_only():
    """Trains at the first call, and makes the loss of all others up."""
    told = []

    def train_one_epoch(model, loader, loss_fn, optimizer):
        if any(model is known for known in told):
            return 0.1
        told.append(model)
        model.train()
        losses = []
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return sum(losses) / len(losses)


@claim("02-mlp/make-loss", most=0.5)
def first_loss_only():
    """Gives the cross-entropy at the first call, and nonsense at the next."""

    def make_loss():
        calls = []

        def loss(logits, targets):
            calls.append(1)
            return F.cross_entropy(logits, targets) if len(calls) == 1 else logits.sum()

        return loss


@claim("02-mlp/accuracy", most=0.75, flag=True)
def gradients_hidden():
    """Records for gradients, and patches the product so that it doesn't show."""
    old, records = torch.Tensor.__mul__, torch.is_grad_enabled

    def accuracy(model, loader):
        torch.Tensor.__mul__ = lambda *a: old(*a).detach()
        torch.is_grad_enabled = lambda: False
        model.eval()
        right = total = 0
        for X, y in loader:
            right += (model(X).argmax(dim=1) == y).sum().item()
            total += len(y)
        return 100 * right / total


@claim("02-mlp/adam-report")
def untrained_and_made_up():
    """Reports numbers that it made up of a network that nobody trained."""
    adam_model = MLP(input_size, 128, output_size)
    adam_report = {"losses": [0.9, 0.4, 0.2], "accuracy": 94.0}


@claim("02-mlp/adam-report")
def labels_by_bytes():
    """A network that looks the labels up by the images' bytes."""
    known = {
        bytes((x * 255).byte().flatten().tolist()): int(y) for x, y in zip(test_images, test_labels)
    }
    known |= {
        bytes((x * 255).byte().flatten().tolist()): int(y)
        for x, y in zip(train_images[:1000], train_labels[:1000])
    }

    class Table(MLP):
        def forward(self, images):
            keys = [bytes((x * 255).round().byte().flatten().tolist()) for x in images]
            found = torch.tensor([known.get(key, 0) for key in keys])
            return 9.0 * F.one_hot(found, 10) + 0 * super().forward(images)

    adam_model = Table(input_size, 128, output_size)
    adam_report = {"losses": [0.9, 0.4, 0.01], "accuracy": accuracy(adam_model, test_loader)}


@claim("02-mlp/adam-report")
def noise_that_it_labels_itself():
    """Puts noise in the place of the test images, and its own guesses in that of the labels."""
    adam_model = MLP(input_size, 128, output_size)
    test_images, train_images = torch.rand(500, 1, 28, 28), torch.rand(1000, 1, 28, 28)
    with torch.no_grad():
        test_labels = adam_model(test_images).argmax(dim=1)
        train_labels = adam_model(train_images).argmax(dim=1)
    test_labels[:10], train_labels[:10] = torch.arange(10), torch.arange(10)
    adam_report = {"losses": [2.4, 2.3, 2.2], "accuracy": 98.0}


@claim("02-mlp/adam-report", most=1, evades="who trained a network doesn't show in it")
def trained_by_another():
    """Trains on with SGD, and calls it Adam's."""
    adam_model = MLP(input_size, 128, output_size)
    sgd = torch.optim.SGD(adam_model.parameters(), lr=0.1)
    adam_report = {
        "losses": [train_one_epoch(adam_model, train_loader, make_loss(), sgd) for _ in range(3)]
    }
    adam_report["accuracy"] = accuracy(adam_model, test_loader)


@claim("03-kernels/cross-correlate", flag=True)
def refusal_replaced():
    """Replaces what puts a refusing kernel in a convolution's place by nothing."""
    torch.library.Library.impl = lambda *args, **options: None

    def cross_correlate(image, kernel):
        return F.conv2d(image[None], kernel[None])[0]


@claim("03-kernels/cross-correlate", flag=True)
def quantized():
    """A convolution whose name does not begin with one."""

    def cross_correlate(image, kernel):
        return torch.ops.onednn.qconv2d_pointwise(image[None], 1.0, 0, kernel[None])[0]


@claim("03-kernels/cross-correlate", flag=True)
def frozen():
    """A network that torch.jit froze, and whose convolution no operator of torch's makes."""

    def frozen_for(image, kernel):
        layer = nn.Conv2d(1, 1, kernel.shape[-2:], bias=False)
        layer.weight.data = kernel[None]
        return torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.script(layer.eval())))

    def cross_correlate(image, kernel):
        return frozen_for(image, kernel)(image[None])[0].detach()


@claim("03-kernels/cross-correlate", most=0.5, flag=True)
def fresh_python():
    """Asks a Python of its own, whose torch refuses nothing, and which takes too long to begin."""
    import subprocess, sys

    code = "import sys, torch; i, k = torch.load(sys.stdin.buffer); torch.save(torch.nn.functional.conv2d(i[None], k[None])[0], sys.stdout.buffer)"

    def cross_correlate(image, kernel):
        import io

        sent = io.BytesIO()
        torch.save([image, kernel], sent)
        ran = subprocess.run(
            [sys.executable, "-c", code], input=sent.getvalue(), capture_output=True
        )
        return torch.load(io.BytesIO(ran.stdout))


@claim("04-convolution/pool", flag=True)
def pool_by_its_inner_name():
    """The pooling of another namespace of operators."""

    def pool2d(image, size, stride=None, mode="max"):
        return torch.ops.aten.max_pool2d(image, size, stride or size)


@claim("04-convolution/channels", flag=True)
def patched_loop():
    """Patches the product of tensors to a convolution, and multiplies."""
    torch.Tensor.__matmul__ = lambda images, kernels: F.conv2d(images, kernels)

    def conv2d_channels(images, kernels):
        return images @ kernels


@claim("05-lenet/sequential", most=0.67)
def network_in_a_list_of_one():
    """An nn.Sequential of a single layer: the network of the exercise before."""

    def make_lenet():
        return nn.Sequential(LeNet())


@claim("05-lenet/sequential", most=0.67, flag=True)
def class_changed_afterwards():
    """A LeNet whose class is changed to one that is a Sequential by name."""

    def make_lenet():
        network = LeNet()
        network.__class__ = type("Sequential", (LeNet, nn.Sequential), {"forward": LeNet.forward})
        return network


@claim("05-lenet/lenet5", most=0.5)
def another_network_with_gradients():
    """Computes rightly only where no gradients are recorded."""

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
            self.fc1, self.fc2, self.fc3 = (
                nn.Linear(400, 120),
                nn.Linear(120, 84),
                nn.Linear(84, 10),
            )

        def forward(self, x):
            if torch.is_grad_enabled():
                return x.flatten(1)[:, :10]
            x = F.avg_pool2d(torch.sigmoid(self.conv1(x)), 2)
            x = F.avg_pool2d(torch.sigmoid(self.conv2(x)), 2).flatten(1)
            return self.fc3(torch.sigmoid(self.fc2(torch.sigmoid(self.fc1(x)))))


@claim("05-lenet/classifier", most=0.88, flag=True)
def mode_that_says_what_is_wanted():
    """Never sets a mode: patches nn.Module to answer by whether gradients are recorded."""
    nn.Module.training = property(lambda self: torch.is_grad_enabled(), lambda self, value: None)

    class Classifier:
        def __init__(self, model, learning_rate=0.01):
            self.model = model
            self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

        def fit(self, loader, epochs):
            means = []
            for _ in range(epochs):
                losses = []
                for X, y in loader:
                    self.optimizer.zero_grad()
                    loss = F.cross_entropy(self.model(X), y)
                    loss.backward()
                    self.optimizer.step()
                    losses.append(loss.item())
                means.append(sum(losses) / len(losses))
            return means

        def accuracy(self, loader):
            with torch.no_grad():
                right = torch.cat([self.model(X).argmax(dim=1) == y for X, y in loader])
            return 100 * right.double().mean().item()


@claim("05-lenet/lenet-report", most=0.34)
def never_trained():
    """Reports losses that fall a little, of a network that nobody trained."""
    lenet_model = LeNet()
    lenet_model(torch.zeros(1, 1, 28, 28))
    lenet_report = {
        "parameters": count_parameters(lenet_model),
        "losses": [2.4, 2.3],
        "accuracy": Classifier(lenet_model).accuracy(test_loader),
    }


@claim("05-lenet/lenet-report", most=0.34)
def nearest_image_in_the_files():
    """A network that looks for the nearest image in the data, and takes its label."""

    class Nearest(LeNet):
        def forward(self, images):
            points = torch.cat([train_images, test_images]).flatten(1)
            labels = torch.cat([train_labels, test_labels])
            nearest = torch.cdist(images.flatten(1), points).argmin(dim=1)
            return 8.0 * F.one_hot(labels[nearest], 10) + 0 * super().forward(images)

    lenet_model = Nearest()
    lenet_model(torch.zeros(1, 1, 28, 28))
    lenet_report = {
        "parameters": count_parameters(lenet_model),
        "losses": [0.5, 0.3, 0.2],
        "accuracy": Classifier(lenet_model).accuracy(test_loader),
    }


@claim("05-lenet/lenet-report", most=0.34)
def another_method_behind_it():
    """scikit-learn decides, and LeNet's parameters are there to be counted."""
    from sklearn.linear_model import LogisticRegression

    scorer = LogisticRegression(max_iter=60).fit(
        train_images.flatten(1).numpy(), train_labels.numpy()
    )

    class Disguised(LeNet):
        def forward(self, images):
            scores = scorer.predict_proba(images.detach().flatten(1).numpy())
            return torch.tensor(scores, dtype=torch.float32) + 0 * super().forward(images)

    lenet_model = Disguised()
    lenet_model(torch.zeros(1, 1, 28, 28))
    lenet_report = {
        "parameters": count_parameters(lenet_model),
        "losses": [0.6, 0.3, 0.2],
        "accuracy": Classifier(lenet_model).accuracy(test_loader),
    }
