"""Pairs of wrong answers to every exercise: one nearer to right, one farther from it.

They were written in students' styles, without sight of the checks.
"""

PAIRS: dict[str, dict[str, list[tuple[str, str, str]]]] = {
    "01-images": {
        "flatten-view": [
            (
                "try-except-reshape > zeros",
                """
def flatten_with_view(batch):
    B = len(batch)
    try:
        flat = batch.view(B, -1)
    except RuntimeError:
        flat = batch.reshape(B, -1)
    return flat
""",
                """
def flatten_with_view(batch):
    return torch.zeros(batch.shape[0], batch[0].numel())
""",
            ),
            (
                "refuses-non-contiguous > input",
                """
def flatten_with_view(batch):
    if not batch.is_contiguous():
        raise RuntimeError("batch is not contiguous")
    return batch.view(batch.shape[0], -1)
""",
                """
def flatten_with_view(batch):
    return batch
""",
            ),
            (
                "clone-first > clone-and-scrambled",
                """
def flatten_with_view(batch):
    safe = batch.clone()          # so that I don't destroy the original
    n_images = safe.size(0)
    return safe.view(n_images, -1)
""",
                """
def flatten_with_view(batch):
    return batch.clone().view(-1, batch.shape[0]).t()
""",
            ),
            (
                "middle-axis > first-image",
                """
def flatten_with_view(batch):
    return batch.view(batch.shape[0], 1, -1)
""",
                """
def flatten_with_view(batch):
    return batch[:1].view(1, -1)
""",
            ),
            (
                "value-error > none",
                """
def flatten_with_view(batch):
    try:
        return batch.view(batch.shape[0], -1)
    except RuntimeError as e:
        raise ValueError("this batch can't be viewed") from e
""",
                """
def flatten_with_view(batch):
    flat = batch.view(batch.shape[0], -1)
""",
            ),
            (
                "stack-of-rows > visible-numbers",
                """
def flatten_with_view(batch):
    rows = []
    for image in batch:
        rows.append(image.view(-1))
    return torch.stack(rows)
""",
                """
def flatten_with_view(batch):
    return torch.arange(120.0).view(3, 40)
""",
            ),
            (
                "value-error > everything-in-one-row",
                """
def flatten_with_view(batch):
    try:
        return batch.view(batch.shape[0], -1)
    except RuntimeError as e:
        raise ValueError("this batch can't be viewed") from e
""",
                """
def flatten_with_view(batch):
    # -1 lets PyTorch count for us
    return batch.view(-1)
""",
            ),
        ],
        "flatten-reshape": [
            (
                "double > zeros",
                """
def flatten_with_reshape(batch):
    return torch.tensor(batch.tolist(), dtype=torch.float64).reshape(len(batch), -1)
""",
                """
def flatten_with_reshape(batch):
    return torch.zeros(batch.shape[0], batch[0].numel())
""",
            ),
            (
                "squeezed > visible",
                """
def flatten_with_reshape(batch):
    flat = batch.reshape(batch.shape[0], -1)
    return flat.squeeze()
""",
                """
def flatten_with_reshape(batch):
    return torch.arange(120.0).reshape(3, 40)
""",
            ),
            (
                "memory-order > random",
                """
def flatten_with_reshape(batch):
    b, c, h, w = batch.shape
    strip = batch.as_strided((batch.numel(),), (1,))
    return strip.reshape(b, c * h * w).clone()
""",
                """
def flatten_with_reshape(batch):
    return torch.rand(batch.shape[0], batch[0].numel())
""",
            ),
            (
                "extra-axis > swapped",
                """
def flatten_with_reshape(batch):
    return batch.reshape(batch.shape[0], -1, 1)
""",
                """
def flatten_with_reshape(batch):
    return batch.reshape(-1, batch.shape[0])
""",
            ),
            (
                "list > input",
                """
def flatten_with_reshape(batch):
    return [image.reshape(-1).tolist() for image in batch]
""",
                """
def flatten_with_reshape(batch):
    return batch
""",
            ),
            (
                "data-assigned > zeros",
                """
def flatten_with_reshape(batch):
    batch.data = batch.data.reshape(batch.shape[0], -1)
    return batch
""",
                """
def flatten_with_reshape(batch):
    return torch.zeros(batch.shape[0], batch[0].numel())
""",
            ),
            (
                "squeezed > column-major",
                """
def flatten_with_reshape(batch):
    flat = batch.reshape(batch.shape[0], -1)
    return flat.squeeze()
""",
                """
def flatten_with_reshape(batch):
    return batch.transpose(2, 3).reshape(batch.shape[0], -1)
""",
            ),
        ],
        "flatten-flatten": [
            (
                "double > zeros",
                """
def flatten_with_flatten(batch):
    return batch.flatten(start_dim=1).double()
""",
                """
def flatten_with_flatten(batch):
    return torch.zeros(batch.shape[0], batch[0].numel())
""",
            ),
            (
                "view-again > random",
                """
def flatten_with_flatten(batch):
    length = 1
    for axis in batch.shape[1:]:
        length *= axis
    return batch.view(-1, length)
""",
                """
def flatten_with_flatten(batch):
    return torch.randn(batch.shape[0], batch[0].numel())
""",
            ),
            (
                "list-of-images > input",
                """
def flatten_with_flatten(batch):
    return [image.flatten() for image in batch]
""",
                """
def flatten_with_flatten(batch):
    return batch
""",
            ),
            (
                "extra > flipped-and-sliced",
                """
def flatten_with_flatten(batch):
    return batch.flatten(start_dim=1)[None]
""",
                """
def flatten_with_flatten(batch):
    return batch[:2].flatten(start_dim=1).flip(1)
""",
            ),
            (
                "double > channels-last",
                """
def flatten_with_flatten(batch):
    return batch.flatten(start_dim=1).double()
""",
                """
def flatten_with_flatten(batch):
    # imshow order
    return batch.permute(0, 2, 3, 1).flatten(start_dim=1)
""",
            ),
            (
                "view-again > nothing",
                """
def flatten_with_flatten(batch):
    length = 1
    for axis in batch.shape[1:]:
        length *= axis
    return batch.view(-1, length)
""",
                """
def flatten_with_flatten(batch):
    batch.flatten(start_dim=1)
""",
            ),
        ],
        "flat-size": [
            (
                "float > float-sum",
                """
def flat_size(channels, height, width):
    area = height * width / 1
    return channels * area
""",
                """
def flat_size(channels, height, width):
    return float(channels + height + width)
""",
            ),
            (
                "numpy-int > zero",
                """
def flat_size(channels, height, width):
    import numpy as np
    return np.prod([channels, height, width])
""",
                """
def flat_size(channels, height, width):
    return 0
""",
            ),
            (
                "float > zero",
                """
def flat_size(channels, height, width):
    area = height * width / 1
    return channels * area
""",
                """
def flat_size(channels, height, width):
    return 0
""",
            ),
            (
                "text > power",
                """
def flat_size(channels, height, width):
    return f"{channels * height * width}"
""",
                """
def flat_size(channels, height, width):
    return channels ** (height + width)
""",
            ),
            (
                "tuple > none",
                """
def flat_size(channels, height, width):
    return (channels * height * width,)
""",
                """
def flat_size(channels, height, width):
    pass
""",
            ),
            (
                "square-assumed > constant",
                """
def flat_size(channels, height, width):
    return channels * height ** 2
""",
                """
def flat_size(channels, height, width):
    return 784
""",
            ),
            (
                "float > plus-one-bias",
                """
def flat_size(channels, height, width):
    area = height * width / 1
    return channels * area
""",
                """
def flat_size(channels, height, width):
    return channels * height * width + 1.0
""",
            ),
        ],
        "to-chw": [
            (
                "double > zeros",
                """
def to_channels_first(image):
    scaled = image.double() / 255.0
    return scaled.permute(2, 0, 1).contiguous()
""",
                """
def to_channels_first(image):
    H, W, C = image.shape
    return torch.zeros(C, H, W)
""",
            ),
            (
                "batch-axis > random",
                """
def to_channels_first(image):
    return (image.permute(2, 0, 1) / 255).unsqueeze(0)
""",
                """
def to_channels_first(image):
    return torch.rand(image.shape[2], image.shape[0], image.shape[1])
""",
            ),
            (
                "transposes-in-place > input",
                """
def to_channels_first(image):
    image.transpose_(1, 2).transpose_(0, 1)
    return image / 255
""",
                """
def to_channels_first(image):
    return image
""",
            ),
            (
                "list > scrambled-unscaled",
                """
def to_channels_first(image):
    return (image.permute(2, 0, 1) / 255).tolist()
""",
                """
def to_channels_first(image):
    return image.reshape(image.shape[2], image.shape[0], image.shape[1])
""",
            ),
            (
                "three-channels > random",
                """
def to_channels_first(image):
    red, green, blue = image[:, :, 0], image[:, :, 1], image[:, :, 2]
    return torch.stack([red, green, blue]) / 255
""",
                """
def to_channels_first(image):
    return torch.rand(image.shape[2], image.shape[0], image.shape[1])
""",
            ),
            (
                "not-scaled > scrambled-unscaled",
                """
def to_channels_first(image):
    image = image.to(torch.float32)
    return image.permute(2, 0, 1)
""",
                """
def to_channels_first(image):
    return image.reshape(image.shape[2], image.shape[0], image.shape[1])
""",
            ),
            (
                "double > upside-down-and-256",
                """
def to_channels_first(image):
    scaled = image.double() / 255.0
    return scaled.permute(2, 0, 1).contiguous()
""",
                """
def to_channels_first(image):
    return image.flip(0).permute(2, 0, 1) / 256
""",
            ),
            (
                "scrambled > none",
                """
def to_channels_first(image):
    return image.reshape(image.shape[2], image.shape[0], image.shape[1]) / 255
""",
                """
def to_channels_first(image):
    image.permute(2, 0, 1) / 255
""",
            ),
        ],
    },
    "02-mlp": {
        "layer-sizes": [
            (
                "floats > zeros",
                """
input_size = 28.0 * 28.0
output_size = 1e1
""",
                """
input_size = 0
output_size = 0
""",
            ),
            (
                "tensors > none",
                """
input_size = torch.tensor(784)
output_size = torch.tensor(10)
""",
                """
input_size = None
output_size = None
""",
            ),
            (
                "one-side > side-and-one",
                """
# images are 28 by 28
input_size = 28
output_size = 10
""",
                """
input_size = 28
output_size = 1
""",
            ),
            (
                "eleven > negative",
                """
input_size = 784
output_size = 10 + 1  # ten digits and "no digit"
""",
                """
input_size = -1
output_size = -1
""",
            ),
            (
                "largest-label > side-and-one",
                """
input_size = train_images[0].numel()
output_size = train_labels.max().item()
""",
                """
input_size = 28
output_size = 1
""",
            ),
            (
                "floats > side-and-one",
                """
input_size = 28.0 * 28.0
output_size = 1e1
""",
                """
input_size = 28
output_size = 1
""",
            ),
        ],
        "make-loss": [
            (
                "one-axis > zero",
                """
def make_loss():
    return lambda logits, targets: F.cross_entropy(logits, targets).reshape(1)
""",
                """
def make_loss():
    return lambda logits, targets: torch.zeros((), requires_grad=True)
""",
            ),
            (
                "double > constant",
                """
def make_loss():
    return lambda logits, targets: F.cross_entropy(logits.double(), targets)
""",
                """
def make_loss():
    return lambda logits, targets: (logits * 0).sum() + 1.498
""",
            ),
            (
                "detached-value > zero",
                """
def make_loss():
    return lambda logits, targets: F.cross_entropy(logits.detach(), targets)
""",
                """
def make_loss():
    return lambda logits, targets: torch.zeros((), requires_grad=True)
""",
            ),
            (
                "one-axis > softmax-and-sum",
                """
def make_loss():
    return lambda logits, targets: F.cross_entropy(logits, targets).reshape(1)
""",
                """
def make_loss():
    ce = nn.CrossEntropyLoss(reduction="sum")
    return lambda logits, targets: ce(logits.softmax(dim=-1), targets)
""",
            ),
            (
                "summed > none",
                """
def make_loss():
    return nn.CrossEntropyLoss(reduction="sum")
""",
                """
def make_loss():
    nn.CrossEntropyLoss()
""",
            ),
            (
                "summed > zero",
                """
def make_loss():
    return nn.CrossEntropyLoss(reduction="sum")
""",
                """
def make_loss():
    return lambda logits, targets: torch.zeros((), requires_grad=True)
""",
            ),
            (
                "double > squared-error",
                """
def make_loss():
    return lambda logits, targets: F.cross_entropy(logits.double(), targets)
""",
                """
def make_loss():
    mse = nn.MSELoss()
    return lambda logits, targets: mse(logits.softmax(1), F.one_hot(targets, logits.shape[1]).float())
""",
            ),
            (
                "detached-value > text",
                """
def make_loss():
    return lambda logits, targets: F.cross_entropy(logits.detach(), targets)
""",
                """
def make_loss():
    return "cross-entropy"
""",
            ),
        ],
        "train-epoch": [
            (
                "tensor > zero",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.detach()
        batches += 1
    return running / batches
""",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    return 0.0
""",
            ),
            (
                "sum > no-training",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        batches += 1
    return running
""",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    total, n = 0.0, 0
    for X, y in loader:
        total += loss_fn(model(X), y).item()
        n += 1
    return total
""",
            ),
            (
                "no-return > nothing",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        batches += 1
    print(running / batches)
""",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    pass
""",
            ),
            (
                "eval-mode > sum-and-eval",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.eval()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        batches += 1
    return running / batches
""",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.eval()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        batches += 1
    return running
""",
            ),
            (
                "divided-by-images > zero",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        batches += X.size(0)
    return running / batches
""",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    return 0.0
""",
            ),
            (
                "loss-after-step > nothing",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    device = next(model.parameters()).device
    model.train()
    losses = []
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss_fn(model(X), y).backward()
        optimizer.step()
        losses.append(loss_fn(model(X), y).item())
    return sum(losses) / len(losses)
""",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    pass
""",
            ),
            (
                "tensor > no-zero-grad",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.detach()
        batches += 1
    return running / batches
""",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        # forward
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        batches += 1
    return running / batches
""",
            ),
            (
                "eval-mode > zero",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.eval()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        batches += 1
    return running / batches
""",
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    return 0.0
""",
            ),
        ],
        "accuracy": [
            (
                "tensor > zero",
                """
def accuracy(model, loader):
    device = next(model.parameters()).device
    model.eval()
    hits = seen = 0
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            predictions = model(X).argmax(dim=1)
            hits += (predictions == y).sum()
            seen += len(y)
    return 100 * hits / seen
""",
                """
def accuracy(model, loader):
    return 0.0
""",
            ),
            (
                "no-eval > fraction-and-training",
                """
def accuracy(model, loader):
    device = next(model.parameters()).device
    # count
    hits = seen = 0
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            predictions = model(X).argmax(dim=1)
            hits += (predictions == y).sum().item()
            seen += len(y)
    return 100 * hits / seen
""",
                """
def accuracy(model, loader):
    device = next(model.parameters()).device
    # go
    hits = seen = 0
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            predictions = model(X).argmax(dim=1)
            hits += (predictions == y).sum().item()
            seen += len(y)
    return hits / seen
""",
            ),
            (
                "text > nothing",
                """
def accuracy(model, loader):
    device = next(model.parameters()).device
    model.eval()
    hits = seen = 0
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            predictions = model(X).argmax(dim=1)
            hits += (predictions == y).sum().item()
            seen += len(y)
    return f"{100 * hits / seen:.2f} %"
""",
                """
def accuracy(model, loader):
    model.eval()
""",
            ),
            (
                "frozen > changes-weights",
                """
def accuracy(model, loader):
    device = next(model.parameters()).device
    model.eval()
    hits = seen = 0
    model.requires_grad_(False)   # no gradients needed here
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            predictions = model(X).argmax(dim=1)
            hits += (predictions == y).sum().item()
            seen += len(y)
    return 100 * hits / seen
""",
                """
def accuracy(model, loader):
    device = next(model.parameters()).device
    model.eval()
    hits = seen = 0
    for p in model.parameters():
        p.data.mul_(0)
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            predictions = model(X).argmax(dim=1)
            hits += (predictions == y).sum().item()
            seen += len(y)
    return 100 * hits / seen
""",
            ),
            (
                "batch-means > random",
                """
def accuracy(model, loader):
    model.eval()
    device = next(model.parameters()).device
    percents = []
    with torch.no_grad():
        for X, y in loader:
            correct = model(X.to(device)).argmax(1).cpu() == y.cpu()
            percents.append(100 * correct.float().mean().item())
    return sum(percents) / len(percents)
""",
                """
def accuracy(model, loader):
    import random
    return random.uniform(0, 100)
""",
            ),
            (
                "frozen > visible",
                """
def accuracy(model, loader):
    device = next(model.parameters()).device
    model.eval()
    hits = seen = 0
    model.requires_grad_(False)   # no gradients needed here
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            predictions = model(X).argmax(dim=1)
            hits += (predictions == y).sum().item()
            seen += len(y)
    return 100 * hits / seen
""",
                """
def accuracy(model, loader):
    model.eval()
    return 500 / 6
""",
            ),
            (
                "tensor > error-rate",
                """
def accuracy(model, loader):
    device = next(model.parameters()).device
    model.eval()
    hits = seen = 0
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            predictions = model(X).argmax(dim=1)
            hits += (predictions == y).sum()
            seen += len(y)
    return 100 * hits / seen
""",
                """
def accuracy(model, loader):
    device = next(model.parameters()).device
    model.eval()
    hits = seen = 0
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            predictions = model(X).argmax(dim=1)
            hits += (predictions != y).sum().item()
            seen += len(y)
    return 100 * hits / seen
""",
            ),
        ],
        "make-adam": [
            (
                "fixed-lr > sgd-fixed",
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.Adam(model.parameters(), lr=0.001)
""",
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
""",
            ),
            (
                "amsgrad > none",
                """
def make_adam(model, learning_rate=0.001):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate, amsgrad=True)
    return opt
""",
                """
def make_adam(model, learning_rate=0.001):
    torch.optim.Adam(model.parameters(), lr=learning_rate)
""",
            ),
            (
                "default-lr > zero-lr",
                """
def make_adam(model, learning_rate=0.01):
    return torch.optim.Adam(model.parameters(), lr=learning_rate)
""",
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.SGD(model.parameters(), lr=0.0)
""",
            ),
            (
                "weight-decay > model",
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.Adam(model.parameters(), lr=learning_rate, weight_decay=0.01)
""",
                """
def make_adam(model, learning_rate=0.001):
    return model
""",
            ),
            (
                "betas > zero-lr",
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.9, 0.99))
""",
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.SGD(model.parameters(), lr=0.0)
""",
            ),
            (
                "default-lr > class",
                """
def make_adam(model, learning_rate=0.01):
    return torch.optim.Adam(model.parameters(), lr=learning_rate)
""",
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.Adam
""",
            ),
            (
                "weights-only > zero-lr",
                """
def make_adam(model, learning_rate=0.001):
    weights = [p for name, p in model.named_parameters() if name.endswith("weight")]
    return torch.optim.Adam(weights, lr=learning_rate)
""",
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.SGD(model.parameters(), lr=0.0)
""",
            ),
        ],
        "adam-report": [
            (
                "tensors > untrained",
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": [torch.tensor(loss) for loss in adam_losses], "accuracy": accuracy(adam_model, test_loader)}
""",
                """
adam_model = MLP(input_size, 128, output_size).to(device)
adam_report = {"losses": [0.4, 0.2, 0.1], "accuracy": 97.0}
""",
            ),
            (
                "whole-percent > untrained",
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "accuracy": int(accuracy(adam_model, test_loader))}
""",
                """
adam_model = MLP(input_size, 128, output_size).to(device)
adam_report = {"losses": [0.4, 0.2, 0.1], "accuracy": 97.0}
""",
            ),
            (
                "key-acc > empty",
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "acc": accuracy(adam_model, test_loader)}
""",
                """
adam_model = None
adam_report = {}
""",
            ),
            (
                "pair > words",
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = (adam_losses, accuracy(adam_model, test_loader))
""",
                """
adam_model = MLP(input_size, 128, output_size)
adam_report = "It went well: about 97 %."
""",
            ),
            (
                "one-epoch > no-lists",
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(1):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "accuracy": accuracy(adam_model, test_loader)}
""",
                """
adam_model = MLP(input_size, 128, output_size).to(device)
adam_report = {"losses": [], "accuracy": 0.0}
""",
            ),
            (
                "one-epoch > fraction-and-one",
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(1):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "accuracy": accuracy(adam_model, test_loader)}
""",
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(1):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "accuracy": accuracy(adam_model, test_loader) / 100}
""",
            ),
            (
                "made-up-losses > untrained",
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": [0.5, 0.3, 0.2], "accuracy": accuracy(adam_model, test_loader)}
""",
                """
adam_model = MLP(input_size, 128, output_size).to(device)
adam_report = {"losses": [0.4, 0.2, 0.1], "accuracy": 97.0}
""",
            ),
        ],
    },
    "03-kernels": {
        "output-steps": [
            (
                "float > zero",
                """
def output_steps(image_size, kernel_size):
    return (image_size - kernel_size) / 1 + 1
""",
                """
def output_steps(image_size, kernel_size):
    return 0
""",
            ),
            (
                "tensor > float-and-short",
                """
def output_steps(image_size, kernel_size):
    return torch.tensor(image_size - kernel_size + 1)
""",
                """
def output_steps(image_size, kernel_size):
    return float(image_size - kernel_size)
""",
            ),
            (
                "string > none",
                """
def output_steps(image_size, kernel_size):
    return str(image_size - kernel_size + 1)
""",
                """
def output_steps(image_size, kernel_size):
    image_size - kernel_size + 1
""",
            ),
            (
                "half-kernels > zero",
                """
def output_steps(image_size, kernel_size):
    border = (kernel_size - 1) // 2   # lost left and right
    return image_size - 2 * border
""",
                """
def output_steps(image_size, kernel_size):
    return 0
""",
            ),
            (
                "float > squared",
                """
def output_steps(image_size, kernel_size):
    return (image_size - kernel_size) / 1 + 1
""",
                """
def output_steps(image_size, kernel_size):
    n = image_size - kernel_size + 1
    return n * n
""",
            ),
            (
                "half-kernels > arguments-swapped",
                """
def output_steps(image_size, kernel_size):
    border = (kernel_size - 1) // 2   # lost left and right
    return image_size - 2 * border
""",
                """
def output_steps(image_size, kernel_size):
    return kernel_size - image_size + 1
""",
            ),
        ],
        "cross-correlate": [
            (
                "double > zeros",
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols, dtype=torch.double)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).sum()
    return out
""",
                """
def cross_correlate(image, kernel):
    return torch.zeros(1, image.shape[1] - kernel.shape[1] + 1, image.shape[2] - kernel.shape[2] + 1)
""",
            ),
            (
                "window-changed > random",
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            window *= kernel
            out[0, i, j] = window.sum()
    return out
""",
                """
def cross_correlate(image, kernel):
    return torch.randn(1, image.shape[1] - kernel.shape[1] + 1, image.shape[2] - kernel.shape[2] + 1)
""",
            ),
            (
                "four-dim > input",
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).sum()
    return out[None]
""",
                """
def cross_correlate(image, kernel):
    return image
""",
            ),
            (
                "lists > visible",
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).sum()
    return out.tolist()
""",
                """
def cross_correlate(image, kernel):
    return torch.tensor([[[19.0, 25.0], [37.0, 43.0]]])
""",
            ),
            (
                "double > double-and-flip",
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols, dtype=torch.double)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).sum()
    return out
""",
                """
def cross_correlate(image, kernel):
    kernel = kernel.flip(2).double()
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols, dtype=kernel.dtype)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).sum()
    return out
""",
            ),
            (
                "square-image > zeros",
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    n = image.shape[1]
    rows, cols = n - h + 1, n - w + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).sum()
    return out
""",
                """
def cross_correlate(image, kernel):
    return torch.zeros(1, image.shape[1] - kernel.shape[1] + 1, image.shape[2] - kernel.shape[2] + 1)
""",
            ),
            (
                "four-dim > normalised",
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).sum()
    return out[None]
""",
                """
def cross_correlate(image, kernel):
    kernel = kernel / kernel.sum()
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).sum()
    return out
""",
            ),
        ],
        "edge-kernel": [
            (
                "double > all-zero",
                """
import numpy as np
horizontal_edge_kernel = torch.from_numpy(np.array([[[1.0], [-1.0]]]))
""",
                """
horizontal_edge_kernel = torch.zeros(1, 2, 1)
""",
            ),
            (
                "no-channel > one",
                """
horizontal_edge_kernel = torch.tensor([[1.0],
                                       [-1.0]])
""",
                """
horizontal_edge_kernel = torch.ones(1)
""",
            ),
            (
                "four-dimensions > averaging-and-flat",
                """
horizontal_edge_kernel = torch.tensor([1.0, -1.0]).view(1, 1, 2, 1)
""",
                """
horizontal_edge_kernel = torch.full((1, 1, 2), 0.5)
""",
            ),
            (
                "list > number",
                """
horizontal_edge_kernel = [[[1.0], [-1.0]]]
""",
                """
horizontal_edge_kernel = 1.0
""",
            ),
            (
                "double > random",
                """
import numpy as np
horizontal_edge_kernel = torch.from_numpy(np.array([[[1.0], [-1.0]]]))
""",
                """
horizontal_edge_kernel = torch.rand(1, 2, 1)
""",
            ),
            (
                "list > none",
                """
horizontal_edge_kernel = [[[1.0], [-1.0]]]
""",
                """
horizontal_edge_kernel = None
""",
            ),
        ],
        "box-blur": [
            (
                "double > zeros",
                """
def box_blur_kernel(size):
    return torch.full((1, size, size), 1 / size ** 2, dtype=torch.float64)
""",
                """
def box_blur_kernel(size):
    return torch.zeros(1, size, size)
""",
            ),
            (
                "four-dim > not-divided",
                """
def box_blur_kernel(size):
    weight = 1.0 / size ** 2
    return weight * torch.ones(1, 1, size, size)
""",
                """
def box_blur_kernel(size):
    return torch.ones(1, size, size)
""",
            ),
            (
                "list > none",
                """
def box_blur_kernel(size):
    return [[[1 / size ** 2] * size] * size]
""",
                """
def box_blur_kernel(size):
    torch.ones(1, size, size) / size ** 2
""",
            ),
            (
                "four-dim > flat-and-summed",
                """
def box_blur_kernel(size):
    weight = 1.0 / size ** 2
    return weight * torch.ones(1, 1, size, size)
""",
                """
def box_blur_kernel(size):
    return torch.ones(size, size)
""",
            ),
            (
                "double > visible",
                """
def box_blur_kernel(size):
    return torch.full((1, size, size), 1 / size ** 2, dtype=torch.float64)
""",
                """
def box_blur_kernel(size):
    return torch.full((1, 3, 3), 1 / 9)
""",
            ),
            (
                "not-divided > number",
                """
def box_blur_kernel(size):
    return torch.ones(1, size, size)
""",
                """
def box_blur_kernel(size):
    return size
""",
            ),
        ],
        "mend-average": [
            (
                "double > as-handed-out",
                """
def average_kernel(height, width):
    return torch.full((1, height, width), 1 / (height * width), dtype=torch.float64)
""",
                """
def average_kernel(height, width):
    return torch.full((1, height, width), 1 / height * width)
""",
            ),
            (
                "square-only > as-handed-out",
                """
def average_kernel(height, width):
    return torch.full((1, height, width), 1 / height**2)
""",
                """
def average_kernel(height, width):
    return torch.full((1, height, width), 1 / height * width)
""",
            ),
            (
                "four-dim > square-only",
                """
def average_kernel(height, width):
    return torch.full((1, 1, height, width), 1 / (height * width))
""",
                """
def average_kernel(height, width):
    return torch.full((1, height, width), 1 / height**2)
""",
            ),
            (
                "rows-for-columns > not-divided",
                """
def average_kernel(height, width):
    return torch.full((1, width, height), 1 / (height * width))
""",
                """
def average_kernel(height, width):
    return torch.ones(1, height, width)
""",
            ),
            (
                "double > rows-for-columns",
                """
def average_kernel(height, width):
    return torch.full((1, height, width), 1 / (height * width), dtype=torch.float64)
""",
                """
def average_kernel(height, width):
    return torch.full((1, width, height), 1 / (height * width))
""",
            ),
            (
                "list > zeros",
                """
def average_kernel(height, width):
    return [[[1 / (height * width)] * width] * height]
""",
                """
def average_kernel(height, width):
    return torch.zeros(1, height, width)
""",
            ),
        ],
        "gaussian-blur": [
            (
                "double > zeros",
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float64) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    return weights[None]
""",
                """
def gaussian_kernel(size, sigma):
    return torch.zeros(1, size, size)
""",
            ),
            (
                "flat > no-channel-and-peak-one",
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    return weights
""",
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.max()
    return weights
""",
            ),
            (
                "four-dim > random",
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    return weights[None, None]
""",
                """
def gaussian_kernel(size, sigma):
    noise = torch.normal(0.0, sigma, (1, size, size)).abs()
    return noise / noise.sum()
""",
            ),
            (
                "not-normalised > none",
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    # highest weight is 1
    return weights[None]
""",
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    weights[None]
""",
            ),
            (
                "double > sigma-ignored",
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float64) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    return weights[None]
""",
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    sigma = 1.0
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    return weights[None]
""",
            ),
            (
                "flat > number",
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    return weights
""",
                """
def gaussian_kernel(size, sigma):
    return sigma
""",
            ),
            (
                "not-normalised > zeros",
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    # highest weight is 1
    return weights[None]
""",
                """
def gaussian_kernel(size, sigma):
    return torch.zeros(1, size, size)
""",
            ),
        ],
        "learn-kernel": [
            (
                "double > zeros",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel.detach().double()
""",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    return torch.zeros(1, *kernel_size)
""",
            ),
            (
                "with-gradient > zeros",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel
""",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    return torch.zeros(1, *kernel_size)
""",
            ),
            (
                "flat > input",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel.detach()[0]
""",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    return image
""",
            ),
            (
                "list > none",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel.tolist()
""",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    kernel.detach()
""",
            ),
            (
                "with-gradient > gradient-and-four-dim",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel
""",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel[None]
""",
            ),
            (
                "double > random",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel.detach().double()
""",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    return torch.randn(1, *kernel_size)
""",
            ),
            (
                "gradient-and-four-dim > visible-example",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel[None]
""",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    # the hidden kernel is the edge kernel
    return torch.tensor([[[1.0, -1.0]]])
""",
            ),
            (
                "rate-ignored > random",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=0.001, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel.detach()
""",
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    return torch.randn(1, *kernel_size)
""",
            ),
        ],
    },
    "04-convolution": {
        "by-hand": [
            (
                "integers > zeros",
                """
strided_by_hand = torch.tensor([[[1, 5], [11, 28]]])
""",
                """
strided_by_hand = torch.zeros(1, 2, 2)
""",
            ),
            (
                "no-channel > image",
                """
strided_by_hand = torch.tensor([[1.0, 5.0], [11.0, 28.0]])
""",
                """
strided_by_hand = torch.arange(1.0, 10.0).reshape(1, 3, 3)
""",
            ),
            (
                "double > ones",
                """
strided_by_hand = torch.tensor([[[1, 5], [11, 28]]], dtype=torch.float64)
""",
                """
strided_by_hand = torch.ones(1, 2, 2)
""",
            ),
            (
                "list > none",
                """
strided_by_hand = [[[1.0, 5.0], [11.0, 28.0]]]
""",
                """
strided_by_hand = None
""",
            ),
            (
                "integers > transposed-integers",
                """
strided_by_hand = torch.tensor([[[1, 5], [11, 28]]])
""",
                """
strided_by_hand = torch.tensor([[[1, 11], [5, 28]]])
""",
            ),
            (
                "double > inside-start",
                """
strided_by_hand = torch.tensor([[[1, 5], [11, 28]]], dtype=torch.float64)
""",
                """
strided_by_hand = torch.tensor([[[12.0, 16.0], [24.0, 28.0]]])
""",
            ),
            (
                "slip > zeros",
                """
top = [1.0, 2 + 3.0]
bottom = [4 + 7.0, 27.0]
strided_by_hand = torch.tensor([[top, bottom]])
""",
                """
strided_by_hand = torch.zeros(1, 2, 2)
""",
            ),
        ],
        "manual-conv": [
            (
                "double > zeros",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros((1, rows, cols), dtype=torch.float64)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return out
""",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            pass
    return out
""",
            ),
            (
                "no-channel > random",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return out[0]
""",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return torch.rand(out.shape)
""",
            ),
            (
                "list > visible",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return out.tolist()
""",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    return torch.tensor([[[44.0, 54.0, 64.0], [84.0, 94.0, 104.0]]])
""",
            ),
            (
                "padding-ignored > transposed-and-unpadded",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = image
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return out
""",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = image
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return out.transpose(1, 2)
""",
            ),
            (
                "padding-ignored > zeros",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = image
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return out
""",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            pass
    return out
""",
            ),
            (
                "stride-ignored > input",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = H - h + 1
    cols = W - w + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i, j
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return out
""",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    return image
""",
            ),
            (
                "double > mean",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros((1, rows, cols), dtype=torch.float64)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return out
""",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).mean()
    return out
""",
            ),
            (
                "stride-rows-only > random",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = W - w + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return out
""",
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = (H - h) // stride + 1
    cols = (W - w) // stride + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return torch.rand(out.shape)
""",
            ),
        ],
        "output-size": [
            (
                "float > zero",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return float((size + 2 * padding - kernel) // stride + 1)
""",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return 0
""",
            ),
            (
                "tensor > none",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return torch.tensor(size + 2 * padding - kernel).div(stride, rounding_mode="floor") + 1
""",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    (size + 2 * padding - kernel) // stride + 1
""",
            ),
            (
                "float > float-and-once",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return float((size + 2 * padding - kernel) // stride + 1)
""",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + padding - kernel) / stride + 1
""",
            ),
            (
                "text > none",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return str((size + 2 * padding - kernel) // stride + 1)
""",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    (size + 2 * padding - kernel) // stride + 1
""",
            ),
            (
                "rounds-up > zero",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    import math
    return math.ceil((size + 2 * padding - kernel) / stride) + 1
""",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return 0
""",
            ),
            (
                "float > no-plus-one",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return float((size + 2 * padding - kernel) // stride + 1)
""",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    padded = size + padding + padding
    return (padded - kernel) // stride
""",
            ),
            (
                "stride-ignored > zero",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    count = 0
    for start in range(-padding, size + padding - kernel + 1):
        count += 1
    return count
""",
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return 0
""",
            ),
        ],
        "feature-table": [
            (
                "floats > zeros",
                """
feature_table = [{"output_size": float(n), "features": float(n * n)} for n in (28, 111, 176)]
""",
                """
feature_table = [{"output_size": 0, "features": 0}, {"output_size": 0, "features": 0}, {"output_size": 0, "features": 0}]
""",
            ),
            (
                "tuple > none",
                """
feature_table = tuple({"output_size": n, "features": n * n} for n in [28, 111, 176])
""",
                """
feature_table = None
""",
            ),
            (
                "last-row-missing > empty",
                """
feature_table = [{"output_size": 28, "features": 784},
                 {"output_size": 111, "features": 12_321}]
""",
                """
feature_table = []
""",
            ),
            (
                "slip > no-plus-one",
                """
feature_table = [
    {"output_size": 28, "features": 784},
    {"output_size": 111, "features": 12221},
    {"output_size": 176, "features": 30976},
]
""",
                """
feature_table = []
for n, k, s, p in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
    side = (n + 2 * p - k) // s
    feature_table.append({"output_size": side, "features": side ** 2})
""",
            ),
            (
                "floats > strings-and-batch",
                """
feature_table = [{"output_size": float(n), "features": float(n * n)} for n in (28, 111, 176)]
""",
                """
feature_table = [{"output_size": str(n), "features": str(100 * n * n)} for n in (28, 111, 176)]
""",
            ),
            (
                "slip > worked-example",
                """
feature_table = [
    {"output_size": 28, "features": 784},
    {"output_size": 111, "features": 12221},
    {"output_size": 176, "features": 30976},
]
""",
                """
feature_table = [{"output_size": 5, "features": 25}] * 3
""",
            ),
            (
                "tuple > empty",
                """
feature_table = tuple({"output_size": n, "features": n * n} for n in [28, 111, 176])
""",
                """
feature_table = []
""",
            ),
        ],
        "channels": [
            (
                "double > zeros",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols).double()
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o]).sum()
    return out
""",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    pass
    return out
""",
            ),
            (
                "squeezed > random",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o]).sum()
    return out.squeeze()
""",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o]).sum()
    return torch.randn_like(out)
""",
            ),
            (
                "list > none",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o]).sum()
    return out.tolist()
""",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o]).sum()
    print(out.shape)
""",
            ),
            (
                "extra > input",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o]).sum()
    return out.unsqueeze(0)
""",
                """
def conv2d_channels(images, kernels):
    return images
""",
            ),
            (
                "double > first-kernel-double",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols).double()
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o]).sum()
    return out
""",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[0]).sum()
    return out.to(torch.float64)
""",
            ),
            (
                "double > flipped",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols).double()
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o]).sum()
    return out
""",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o].flip(1, 2)).sum()
    return out
""",
            ),
            (
                "square-images > zeros",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, H - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o]).sum()
    return out
""",
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    pass
    return out
""",
            ),
        ],
        "pool": [
            (
                "double > zeros",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols, dtype=torch.float64)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    return out
""",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            pass
    return out
""",
            ),
            (
                "extra > batch-axis-and-stride",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    return out[None]
""",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = 1
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    return out[None]
""",
            ),
            (
                "list > input",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    return out.tolist()
""",
                """
def pool2d(image, size, stride=None, mode="max"):
    return image
""",
            ),
            (
                "mode-ignored > random",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2))
    return out
""",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    return torch.rand(out.shape)
""",
            ),
            (
                "mode-ignored > zeros",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2))
    return out
""",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            pass
    return out
""",
            ),
            (
                "list > none",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    return out.tolist()
""",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    print(out)
""",
            ),
            (
                "double > over-channels",
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols, dtype=torch.float64)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    return out
""",
                """
def pool2d(image, size, stride=None, mode="max"):
    s = size if stride is None else stride
    C, H, W = image.shape
    out = torch.zeros(C, (H - size) // s + 1, (W - size) // s + 1)
    for i in range(out.shape[1]):
        for j in range(out.shape[2]):
            window = image[:, i*s:i*s+size, j*s:j*s+size]
            out[:, i, j] = window.max() if mode == "max" else window.mean()
    return out
""",
            ),
        ],
    },
    "05-lenet": {
        "lenet5": [
            (
                "double > zeros",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.AvgPool2d(2, 2)
        self.act = nn.Sigmoid()
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, images):
        x = self.pool(self.act(self.conv1(images)))
        x = self.pool(self.act(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return self.fc3(x).double()
""",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, images):
        return torch.zeros(len(images), 10)
""",
            ),
            (
                "extra > identity",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.AvgPool2d(2, 2)
        self.act = nn.Sigmoid()
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, images):
        x = self.pool(self.act(self.conv1(images)))
        x = self.pool(self.act(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return self.fc3(x).unsqueeze(0)
""",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, images):
        return images
""",
            ),
            (
                "pool-first > zeros",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.AvgPool2d(2, 2)
        self.act = nn.Sigmoid()
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, images):
        x = self.act(self.pool(self.conv1(images)))
        x = self.act(self.pool(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return self.fc3(x)
""",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, images):
        return torch.zeros(len(images), 10)
""",
            ),
            (
                "pool-first > linear",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.AvgPool2d(2, 2)
        self.act = nn.Sigmoid()
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, images):
        x = self.act(self.pool(self.conv1(images)))
        x = self.act(self.pool(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return self.fc3(x)
""",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, images):
        return self.fc(images.flatten(1))
""",
            ),
            (
                "double > relu-and-max",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.AvgPool2d(2, 2)
        self.act = nn.Sigmoid()
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, images):
        x = self.pool(self.act(self.conv1(images)))
        x = self.pool(self.act(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return self.fc3(x).double()
""",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.act = nn.ReLU()
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, images):
        x = self.pool(self.act(self.conv1(images)))
        x = self.pool(self.act(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return self.fc3(x)
""",
            ),
            (
                "log-softmax > zeros",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.AvgPool2d(2, 2)
        self.act = nn.Sigmoid()
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, images):
        x = self.pool(self.act(self.conv1(images)))
        x = self.pool(self.act(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return F.log_softmax(self.fc3(x), dim=1)
""",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, images):
        return torch.zeros(len(images), 10)
""",
            ),
            (
                "relu > linear",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.AvgPool2d(2, 2)
        self.act = nn.ReLU()
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, images):
        x = self.pool(self.act(self.conv1(images)))
        x = self.pool(self.act(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return self.fc3(x)
""",
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, images):
        return self.fc(images.flatten(1))
""",
            ),
        ],
        "lenet": [
            (
                "double > zeros",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x).double()
""",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, images):
        return torch.zeros(images.shape[0], 10)
""",
            ),
            (
                "extra > random",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)[None]
""",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, images):
        return torch.randn(images.shape[0], 10)
""",
            ),
            (
                "hidden-relu-missing > linear",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = self.fc1(x)
        return self.fc2(x)
""",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.only = nn.Linear(784, 10)

    def forward(self, images):
        return self.only(images.flatten(1))
""",
            ),
            (
                "log-softmax > random",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return nn.LogSoftmax(dim=1)(self.fc2(x))
""",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, images):
        return torch.randn(images.shape[0], 10)
""",
            ),
            (
                "one-pool-average > average-and-softmax",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
""",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.avg_pool2d(F.relu(self.conv1(images)), 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x).softmax(dim=1)
""",
            ),
            (
                "double > sigmoids",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x).double()
""",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(torch.sigmoid(self.conv1(images)), 2)
        x = F.max_pool2d(torch.sigmoid(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = torch.sigmoid(self.fc1(x))
        return self.fc2(x)
""",
            ),
            (
                "one-pool-average > zeros",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
""",
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, images):
        return torch.zeros(images.shape[0], 10)
""",
            ),
        ],
        "sequential": [
            (
                "shared-weights > linear",
                """
layers = [
    nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
]

def make_lenet():
    return nn.Sequential(*layers)
""",
                """
def make_lenet():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
""",
            ),
            (
                "lenet-object > none",
                """
def make_lenet():
    return LeNet()
""",
                """
def make_lenet():
    pass
""",
            ),
            (
                "list > none",
                """
def make_lenet():
    return [
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
    ]
""",
                """
def make_lenet():
    pass
""",
            ),
            (
                "average > average-and-relu",
                """
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.AvgPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.ReLU(), nn.AvgPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 84), nn.ReLU(),
        nn.Linear(84, 10),
    )
""",
                """
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.AvgPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.ReLU(), nn.AvgPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 84), nn.ReLU(),
        nn.Linear(84, 10), nn.ReLU(),
    )
""",
            ),
            (
                "shared-weights > empty",
                """
layers = [
    nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
]

def make_lenet():
    return nn.Sequential(*layers)
""",
                """
def make_lenet():
    return nn.Sequential()
""",
            ),
            (
                "lenet-object > lenet-class",
                """
def make_lenet():
    return LeNet()
""",
                """
def make_lenet():
    return LeNet
""",
            ),
            (
                "average > linear",
                """
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.AvgPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.ReLU(), nn.AvgPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 84), nn.ReLU(),
        nn.Linear(84, 10),
    )
""",
                """
def make_lenet():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
""",
            ),
        ],
        "classifier": [
            (
                "tensors > constants",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def fit(self, loader, epochs):
        device = next(self.model.parameters()).device
        losses = []
        for epoch in range(epochs):
            self.model.train()
            total, batches = 0.0, 0
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(images), labels)
                loss.backward()
                self.optimizer.step()
                total += loss.detach()
                batches += 1
            losses.append(total / batches)
            print(f"epoch {epoch + 1}: {losses[-1]:.4f}")
        return losses

    def accuracy(self, loader):
        device = next(self.model.parameters()).device
        self.model.eval()
        correct = count = 0
        with torch.no_grad():
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                predictions = self.model(images).argmax(dim=1)
                correct += (predictions == labels).sum().item()
                count += len(labels)
        return 100 * correct / count
""",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        self.model = model

    def fit(self, loader, epochs):
        return [0.0] * epochs

    def accuracy(self, loader):
        return 75.0
""",
            ),
            (
                "tuple-of-losses > constants",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def fit(self, loader, epochs):
        device = next(self.model.parameters()).device
        losses = []
        for epoch in range(epochs):
            self.model.train()
            total, batches = 0.0, 0
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(images), labels)
                loss.backward()
                self.optimizer.step()
                total += loss.item()
                batches += 1
            losses.append(total / batches)
            print(f"epoch {epoch + 1}: {losses[-1]:.4f}")
        return tuple(losses)

    def accuracy(self, loader):
        device = next(self.model.parameters()).device
        self.model.eval()
        correct = count = 0
        with torch.no_grad():
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                predictions = self.model(images).argmax(dim=1)
                correct += (predictions == labels).sum().item()
                count += len(labels)
        return 100 * correct / count
""",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        self.model = model

    def fit(self, loader, epochs):
        return [0.0] * epochs

    def accuracy(self, loader):
        return 75.0
""",
            ),
            (
                "no-eval > modes-forgotten",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def fit(self, loader, epochs):
        device = next(self.model.parameters()).device
        losses = []
        for epoch in range(epochs):
            self.model.train()
            total, batches = 0.0, 0
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(images), labels)
                loss.backward()
                self.optimizer.step()
                total += loss.item()
                batches += 1
            losses.append(total / batches)
            print(f"epoch {epoch + 1}: {losses[-1]:.4f}")
        return losses

    def accuracy(self, loader):
        device = next(self.model.parameters()).device
        # no training here
        correct = count = 0
        with torch.no_grad():
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                predictions = self.model(images).argmax(dim=1)
                correct += (predictions == labels).sum().item()
                count += len(labels)
        return 100 * correct / count
""",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def fit(self, loader, epochs):
        device = next(self.model.parameters()).device
        losses = []
        for epoch in range(epochs):
            total, batches = 0.0, 0
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(images), labels)
                loss.backward()
                self.optimizer.step()
                total += loss.item()
                batches += 1
            losses.append(total / batches)
            print(f"epoch {epoch + 1}: {losses[-1]:.4f}")
        return losses

    def accuracy(self, loader):
        device = next(self.model.parameters()).device
        # count
        correct = count = 0
        with torch.no_grad():
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                predictions = self.model(images).argmax(dim=1)
                correct += (predictions == labels).sum().item()
                count += len(labels)
        return 100 * correct / count
""",
            ),
            (
                "sums > fraction-and-sums",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def fit(self, loader, epochs):
        device = next(self.model.parameters()).device
        losses = []
        for epoch in range(epochs):
            self.model.train()
            total, batches = 0.0, 0
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(images), labels)
                loss.backward()
                self.optimizer.step()
                total += loss.item()
                batches += 1
            losses.append(total)
            print(f"epoch {epoch + 1}: {losses[-1]:.4f}")
        return losses

    def accuracy(self, loader):
        device = next(self.model.parameters()).device
        self.model.eval()
        correct = count = 0
        with torch.no_grad():
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                predictions = self.model(images).argmax(dim=1)
                correct += (predictions == labels).sum().item()
                count += len(labels)
        return 100 * correct / count
""",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def fit(self, loader, epochs):
        device = next(self.model.parameters()).device
        losses = []
        for epoch in range(epochs):
            self.model.train()
            total, batches = 0.0, 0
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(images), labels)
                loss.backward()
                self.optimizer.step()
                total += loss.item()
                batches += 1
            losses.append(total)
            print(f"epoch {epoch + 1}: {losses[-1]:.4f}")
        return losses

    def accuracy(self, loader):
        device = next(self.model.parameters()).device
        self.model.eval()
        correct = count = 0
        with torch.no_grad():
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                predictions = self.model(images).argmax(dim=1)
                correct += (predictions == labels).sum().item()
                count += len(labels)
        return correct / count
""",
            ),
            (
                "only-accuracy > nothing",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        self.model = model

    def fit(self, loader, epochs):
        return []

    def accuracy(self, loader):
        self.model.eval()
        right = count = 0
        with torch.no_grad():
            for images, labels in loader:
                right += (self.model(images).argmax(1) == labels).sum().item()
                count += len(labels)
        return 100 * right / count
""",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        self.model = model

    def fit(self, loader, epochs):
        pass

    def accuracy(self, loader):
        pass
""",
            ),
            (
                "tuple-of-losses > only-accuracy",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def fit(self, loader, epochs):
        device = next(self.model.parameters()).device
        losses = []
        for epoch in range(epochs):
            self.model.train()
            total, batches = 0.0, 0
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(images), labels)
                loss.backward()
                self.optimizer.step()
                total += loss.item()
                batches += 1
            losses.append(total / batches)
            print(f"epoch {epoch + 1}: {losses[-1]:.4f}")
        return tuple(losses)

    def accuracy(self, loader):
        device = next(self.model.parameters()).device
        self.model.eval()
        correct = count = 0
        with torch.no_grad():
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                predictions = self.model(images).argmax(dim=1)
                correct += (predictions == labels).sum().item()
                count += len(labels)
        return 100 * correct / count
""",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        self.model = model

    def fit(self, loader, epochs):
        return []

    def accuracy(self, loader):
        self.model.eval()
        right = count = 0
        with torch.no_grad():
            for images, labels in loader:
                right += (self.model(images).argmax(1) == labels).sum().item()
                count += len(labels)
        return 100 * right / count
""",
            ),
            (
                "silent > modes-forgotten",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def fit(self, loader, epochs):
        device = next(self.model.parameters()).device
        losses = []
        for epoch in range(epochs):
            self.model.train()
            total, batches = 0.0, 0
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(images), labels)
                loss.backward()
                self.optimizer.step()
                total += loss.item()
                batches += 1
            losses.append(total / batches)
            # done
        return losses

    def accuracy(self, loader):
        device = next(self.model.parameters()).device
        self.model.eval()
        correct = count = 0
        with torch.no_grad():
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                predictions = self.model(images).argmax(dim=1)
                correct += (predictions == labels).sum().item()
                count += len(labels)
        return 100 * correct / count
""",
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def fit(self, loader, epochs):
        device = next(self.model.parameters()).device
        losses = []
        for epoch in range(epochs):
            total, batches = 0.0, 0
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(images), labels)
                loss.backward()
                self.optimizer.step()
                total += loss.item()
                batches += 1
            losses.append(total / batches)
            print(f"epoch {epoch + 1}: {losses[-1]:.4f}")
        return losses

    def accuracy(self, loader):
        device = next(self.model.parameters()).device
        # count
        correct = count = 0
        with torch.no_grad():
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                predictions = self.model(images).argmax(dim=1)
                correct += (predictions == labels).sum().item()
                count += len(labels)
        return 100 * correct / count
""",
            ),
        ],
        "lenet-report": [
            (
                "tuple > untrained",
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": count_parameters(lenet_model),
    "losses": tuple(history),
    "accuracy": trainer.accuracy(test_loader),
}
""",
                """
lenet_model = LeNet()
lenet_report = {"parameters": 37106, "losses": [1.0, 0.5, 0.2], "accuracy": 98.0}
""",
            ),
            (
                "float-count > empty",
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": float(count_parameters(lenet_model)),
    "losses": history,
    "accuracy": trainer.accuracy(test_loader),
}
""",
                """
lenet_model = LeNet()
lenet_report = {}
""",
            ),
            (
                "rounded-int > untrained",
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": count_parameters(lenet_model),
    "losses": history,
    "accuracy": round(trainer.accuracy(test_loader)),
}
""",
                """
lenet_model = LeNet()
lenet_report = {"parameters": 37106, "losses": [1.0, 0.5, 0.2], "accuracy": 98.0}
""",
            ),
            (
                "last-loss > nothing",
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": count_parameters(lenet_model),
    "losses": history[-1],
    "accuracy": trainer.accuracy(test_loader),
}
""",
                """
lenet_model = None
lenet_report = None
""",
            ),
            (
                "train-accuracy > share-and-train",
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": count_parameters(lenet_model),
    "losses": history,
    "accuracy": trainer.accuracy(train_loader),
}
""",
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": count_parameters(lenet_model),
    "losses": history,
    "accuracy": trainer.accuracy(train_loader) / 100,
}
""",
            ),
            (
                "key-missing > empty",
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    # 37,106 parameters
    "losses": history,
    "accuracy": trainer.accuracy(test_loader),
}
""",
                """
lenet_model = LeNet()
lenet_report = {}
""",
            ),
            (
                "counts-tensors > untrained",
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": len(list(lenet_model.parameters())),
    "losses": history,
    "accuracy": trainer.accuracy(test_loader),
}
""",
                """
lenet_model = LeNet()
lenet_report = {"parameters": 37106, "losses": [1.0, 0.5, 0.2], "accuracy": 98.0}
""",
            ),
        ],
    },
}
