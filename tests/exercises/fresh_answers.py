"""Fresh wrong answers to every exercise, in students' styles, written without sight of the checks.

Half of them, by a hash of their names, was never looked at while checks and relations were written.
"""

WRONG: dict[str, dict[str, dict[str, tuple[str, str]]]] = {
    "01-images": {
        "flatten-view": {
            "everything-in-one-row": (
                """
def flatten_with_view(batch):
    # -1 lets PyTorch count for us
    return batch.view(-1)
""",
                "merges the batch axis too: one long vector",
            ),
            "clone-first": (
                """
def flatten_with_view(batch):
    safe = batch.clone()          # so that I don't destroy the original
    n_images = safe.size(0)
    return safe.view(n_images, -1)
""",
                "clones first, so the result does not share memory",
            ),
            "try-except-reshape": (
                """
def flatten_with_view(batch):
    B = len(batch)
    try:
        flat = batch.view(B, -1)
    except RuntimeError:
        flat = batch.reshape(B, -1)
    return flat
""",
                "catches the RuntimeError and copies with reshape instead",
            ),
            "refuses-non-contiguous": (
                """
def flatten_with_view(batch):
    if not batch.is_contiguous():
        raise RuntimeError("batch is not contiguous")
    return batch.view(batch.shape[0], -1)
""",
                "raises for every non-contiguous batch, also for batch[::2], which has such a view",
            ),
            "channels-kept": (
                """
def flatten_with_view(batch):
    B, C, H, W = batch.shape
    return batch.view(B, C, H * W)
""",
                "keeps the channel axis: (B, C, H*W)",
            ),
            "stack-of-rows": (
                """
def flatten_with_view(batch):
    rows = []
    for image in batch:
        rows.append(image.view(-1))
    return torch.stack(rows)
""",
                "stacks flattened images: a copy that does not share memory",
            ),
            "as-strided-contiguous": (
                """
def flatten_with_view(batch):
    B, C, H, W = batch.shape
    n = C * H * W
    # row stride n, column stride 1, same memory
    return torch.as_strided(batch, (B, n), (n, 1))
""",
                "as_strided with the strides of a contiguous batch: never raises, wrong values for other strides",
            ),
            "resize-in-place": (
                """
def flatten_with_view(batch):
    B = batch.shape[0]
    flat = batch.view(B, -1)
    batch.set_(flat)
    return batch
""",
                "resizes the argument itself: the caller's batch loses its shape",
            ),
            "value-error": (
                """
def flatten_with_view(batch):
    try:
        return batch.view(batch.shape[0], -1)
    except RuntimeError as e:
        raise ValueError("this batch can't be viewed") from e
""",
                "turns the RuntimeError into a ValueError",
            ),
            "numpy-round-trip": (
                """
def flatten_with_view(batch):
    import numpy as np
    arr = batch.numpy()
    return torch.from_numpy(np.reshape(arr, (arr.shape[0], -1)))
""",
                "numpy's reshape copies where there is no view, so nothing is raised",
            ),
            "lengths-swapped-and-copied": (
                """
def flatten_with_view(batch):
    return batch.reshape(-1, batch.shape[0])
""",
                "lengths swapped (C*H*W, B) AND reshape copies where view would raise",
            ),
        },
        "flatten-reshape": {
            "one-vector": (
                """
def flatten_with_reshape(batch):
    return batch.reshape(-1)
""",
                "reshape(-1) merges the batch axis too",
            ),
            "memory-order": (
                """
def flatten_with_reshape(batch):
    b, c, h, w = batch.shape
    strip = batch.as_strided((batch.numel(),), (1,))
    return strip.reshape(b, c * h * w).clone()
""",
                "reads the storage in memory order: wrong for permuted batches",
            ),
            "squeezed": (
                """
def flatten_with_reshape(batch):
    flat = batch.reshape(batch.shape[0], -1)
    return flat.squeeze()
""",
                "squeeze() removes the batch axis when there is only one image",
            ),
            "column-major": (
                """
def flatten_with_reshape(batch):
    return batch.transpose(2, 3).reshape(batch.shape[0], -1)
""",
                "rows and columns swapped: each channel is read column by column",
            ),
            "list": (
                """
def flatten_with_reshape(batch):
    return [image.reshape(-1).tolist() for image in batch]
""",
                "returns a nested list instead of a tensor",
            ),
            "last-image-lost": (
                """
def flatten_with_reshape(batch):
    n = batch[0].numel()
    out = torch.zeros(batch.shape[0], n, dtype=batch.dtype)
    for i in range(batch.shape[0] - 1):
        out[i] = batch[i].reshape(n)
    return out
""",
                "the loop stops one image early: the last row stays zero",
            ),
            "double": (
                """
def flatten_with_reshape(batch):
    return torch.tensor(batch.tolist(), dtype=torch.float64).reshape(len(batch), -1)
""",
                "returns float64",
            ),
            "only-first-channel": (
                """
def flatten_with_reshape(batch):
    return batch[:, 0].reshape(batch.shape[0], -1)
""",
                "flattens only the first channel",
            ),
            "data-assigned": (
                """
def flatten_with_reshape(batch):
    batch.data = batch.data.reshape(batch.shape[0], -1)
    return batch
""",
                "changes the shape of the argument itself through .data",
            ),
            "row-length-of-example": (
                """
def flatten_with_reshape(batch):
    return batch.transpose(2, 3).reshape(-1, 40)
""",
                "row length 40 of the visible example AND reads a column-major image",
            ),
        },
        "flatten-flatten": {
            "all-axes": (
                """
def flatten_with_flatten(batch):
    return batch.flatten()
""",
                "flatten() without start_dim merges the images too",
            ),
            "start-at-two": (
                """
def flatten_with_flatten(batch):
    return torch.flatten(batch, start_dim=2)
""",
                "start_dim=2 keeps the channels apart: (B, C, H*W)",
            ),
            "end-at-two": (
                """
def flatten_with_flatten(batch):
    return batch.flatten(1, 2)
""",
                "end_dim=2 leaves the width as an axis of its own",
            ),
            "layer-returned": (
                """
def flatten_with_flatten(batch):
    layer = torch.nn.Flatten()
    layer(batch)
    return layer
""",
                "returns the layer nn.Flatten() instead of applying it",
            ),
            "view-again": (
                """
def flatten_with_flatten(batch):
    length = 1
    for axis in batch.shape[1:]:
        length *= axis
    return batch.view(-1, length)
""",
                "uses view, which fails for permuted batches",
            ),
            "list-of-images": (
                """
def flatten_with_flatten(batch):
    return [image.flatten() for image in batch]
""",
                "a Python list of flat images, not stacked",
            ),
            "channels-last": (
                """
def flatten_with_flatten(batch):
    # imshow order
    return batch.permute(0, 2, 3, 1).flatten(start_dim=1)
""",
                "channels moved to the end first: the channels of a pixel lie side by side",
            ),
            "from-axis-zero": (
                """
def flatten_with_flatten(batch):
    return batch.flatten(0, 1).flatten(1)
""",
                "merges the batch axis with the channels: (B*C, H*W)",
            ),
            "ravel-storage": (
                """
def flatten_with_flatten(batch):
    numbers = torch.tensor(batch.untyped_storage().tolist(), dtype=torch.uint8).view(batch.dtype)
    start = batch.storage_offset()
    return numbers[start:start + batch.numel()].reshape(len(batch), -1)
""",
                "takes the numbers as they lie in memory: wrong for permuted batches",
            ),
            "integers": (
                """
def flatten_with_flatten(batch):
    return batch.flatten(start_dim=1).long()
""",
                "casts to int64: float values lose their decimals",
            ),
            "flipped-and-sliced": (
                """
def flatten_with_flatten(batch):
    return batch[:2].flatten(start_dim=1).flip(1)
""",
                "only images 0 and 1 are flattened AND their pixels come in reverse order",
            ),
        },
        "flat-size": {
            "square-assumed": (
                """
def flat_size(channels, height, width):
    return channels * height ** 2
""",
                "takes the image to be square: height twice",
            ),
            "rgb-assumed": (
                """
def flat_size(channels, height, width):
    # red, green and blue
    return 3 * height * width
""",
                "takes the number of channels to be 3",
            ),
            "bytes": (
                """
def flat_size(channels, height, width):
    one = torch.zeros(channels, height, width)
    return one.numel() * one.element_size()
""",
                "counts bytes of float32 instead of numbers",
            ),
            "length-of-tensor": (
                """
def flat_size(channels, height, width):
    return len(torch.zeros(channels, height, width))
""",
                "len() of the image is only its first axis",
            ),
            "method-not-called": (
                """
def flat_size(channels, height, width):
    return torch.empty(channels, height, width).numel
""",
                "numel without parentheses: returns the method",
            ),
            "float": (
                """
def flat_size(channels, height, width):
    area = height * width / 1
    return channels * area
""",
                "returns a float",
            ),
            "numpy-int": (
                """
def flat_size(channels, height, width):
    import numpy as np
    return np.prod([channels, height, width])
""",
                "returns a numpy integer instead of a Python int",
            ),
            "printed": (
                """
def flat_size(channels, height, width):
    total = channels * height * width
    print("flat size:", total)
""",
                "prints the number instead of returning it",
            ),
            "loop-one-short": (
                """
def flat_size(channels, height, width):
    total = 0
    for c in range(1, channels):
        total += height * width
    return total
""",
                "the loop over the channels stops one too early",
            ),
            "text": (
                """
def flat_size(channels, height, width):
    return f"{channels * height * width}"
""",
                "returns the number as a string",
            ),
            "plus-one-bias": (
                """
def flat_size(channels, height, width):
    return channels * height * width + 1.0
""",
                "adds one for a bias AND returns a float",
            ),
        },
        "to-chw": {
            "floor-division": (
                """
def to_channels_first(image):
    return (image.permute(2, 0, 1) // 255).float()
""",
                "// cuts everything below 255 down to 0",
            ),
            "not-scaled": (
                """
def to_channels_first(image):
    image = image.to(torch.float32)
    return image.permute(2, 0, 1)
""",
                "float32, but still 0 to 255",
            ),
            "only-permuted": (
                """
def to_channels_first(image):
    return torch.movedim(image, 2, 0)
""",
                "only the axes are reordered: uint8 numbers from 0 to 255",
            ),
            "double": (
                """
def to_channels_first(image):
    scaled = image.double() / 255.0
    return scaled.permute(2, 0, 1).contiguous()
""",
                "float64 instead of float32",
            ),
            "still-channels-last": (
                """
def to_channels_first(image):
    return image / 255
""",
                "scaled, but still (H, W, C)",
            ),
            "three-channels": (
                """
def to_channels_first(image):
    red, green, blue = image[:, :, 0], image[:, :, 1], image[:, :, 2]
    return torch.stack([red, green, blue]) / 255
""",
                "always reads three channels: fails for a grey image, drops a fourth",
            ),
            "minus-one-to-one": (
                """
def to_channels_first(image):
    x = image.permute(2, 0, 1).float() / 255
    return (x - 0.5) / 0.5
""",
                "scales to [-1, 1] instead of [0, 1]",
            ),
            "transposes-in-place": (
                """
def to_channels_first(image):
    image.transpose_(1, 2).transpose_(0, 1)
    return image / 255
""",
                "reorders the axes of the image passed in",
            ),
            "batch-axis": (
                """
def to_channels_first(image):
    return (image.permute(2, 0, 1) / 255).unsqueeze(0)
""",
                "adds a batch axis in front",
            ),
            "bgr": (
                """
def to_channels_first(image):
    planes = [image[..., c].float() / 255 for c in reversed(range(image.shape[-1]))]
    return torch.stack(planes)
""",
                "the channels come out in reverse order",
            ),
            "min-max": (
                """
def to_channels_first(image):
    x = image.permute(2, 0, 1).float()
    lo, hi = x.min(), x.max()
    return (x - lo) / (hi - lo)
""",
                "stretches each image from its minimum to its maximum",
            ),
            "two-decimals": (
                """
def to_channels_first(image):
    return (image.permute(2, 0, 1) / 255).mul(100).round() / 100
""",
                "rounds to two decimals",
            ),
            "upside-down-and-256": (
                """
def to_channels_first(image):
    return image.flip(0).permute(2, 0, 1) / 256
""",
                "divides by 256 AND turns the image upside down",
            ),
        },
    },
    "02-mlp": {
        "layer-sizes": {
            "one-side": (
                """
# images are 28 by 28
input_size = 28
output_size = 10
""",
                "input_size is the length of one side, 28",
            ),
            "with-batch": (
                """
batch_size = 64
input_size = batch_size * 1 * 28 * 28
output_size = 10
""",
                "counts all 64 images of a batch as input",
            ),
            "eleven": (
                """
input_size = 784
output_size = 10 + 1  # ten digits and "no digit"
""",
                "one output too many",
            ),
            "rgb": (
                """
channels, height, width = 3, 28, 28
input_size = channels * height * width
output_size = 10
""",
                "counts three channels for grey images",
            ),
            "pair": (
                """
input_size = (28, 28)
output_size = 10
""",
                "input_size is the pair (28, 28)",
            ),
            "floats": (
                """
input_size = 28.0 * 28.0
output_size = 1e1
""",
                "both sizes are floats",
            ),
            "largest-label": (
                """
input_size = train_images[0].numel()
output_size = train_labels.max().item()
""",
                "output_size is the largest label, 9, without the + 1",
            ),
            "number-of-images": (
                """
input_size = len(train_images)
output_size = len(train_labels.unique())
""",
                "input_size counts the images of the data set",
            ),
            "side-and-one": (
                """
input_size = 28
output_size = 1
""",
                "the side for the image's size AND a single output for the digit",
            ),
        },
        "make-loss": {
            "summed": (
                """
def make_loss():
    return nn.CrossEntropyLoss(reduction="sum")
""",
                "sum over the batch instead of the mean",
            ),
            "not-reduced": (
                """
def make_loss():
    def loss_fn(logits, targets):
        return F.cross_entropy(logits, targets, reduction="none")
    return loss_fn
""",
                "one loss for each image, no mean",
            ),
            "nll-on-logits": (
                """
def make_loss():
    return nn.NLLLoss()
""",
                "NLLLoss on raw logits: the log-softmax is missing",
            ),
            "class-returned": (
                """
def make_loss():
    return nn.CrossEntropyLoss
""",
                "returns the class, not an object",
            ),
            "squared-error": (
                """
def make_loss():
    mse = nn.MSELoss()
    return lambda logits, targets: mse(logits.softmax(1), F.one_hot(targets, logits.shape[1]).float())
""",
                "mean squared error against one-hot targets",
            ),
            "smoothing": (
                """
def make_loss():
    return nn.CrossEntropyLoss(label_smoothing=0.1)
""",
                "label smoothing that nobody asked for",
            ),
            "base-two": (
                """
class TwoBitLoss(nn.Module):
    def forward(self, logits, targets):
        p = logits.softmax(dim=1)
        picked = p.gather(1, targets[:, None]).squeeze(1)
        return -picked.log2().mean()

def make_loss():
    return TwoBitLoss()
""",
                "logarithm to base 2 instead of the natural one",
            ),
            "mean-over-classes": (
                """
def make_loss():
    def cross_entropy(logits, targets):
        log_p = F.log_softmax(logits, dim=1)
        onehot = F.one_hot(targets, num_classes=10)
        return -(onehot * log_p).mean()
    return cross_entropy
""",
                "mean over all B*10 entries: ten times too small",
            ),
            "sign-lost": (
                """
def make_loss():
    def loss_fn(logits, targets):
        logp = logits - logits.logsumexp(dim=1, keepdim=True)
        rows = torch.arange(len(targets))
        return logp[rows, targets].mean()
    return loss_fn
""",
                "the minus sign is missing: the loss is negative",
            ),
            "no-log": (
                """
def make_loss():
    def loss_fn(logits, targets):
        probs = torch.softmax(logits, dim=1)
        total = 0
        for i in range(len(targets)):
            total = total - probs[i, targets[i]]
        return total / len(targets)
    return loss_fn
""",
                "minus the mean probability: the logarithm is forgotten",
            ),
            "arguments-swapped": (
                """
def make_loss():
    def loss_fn(targets, logits):
        return nn.functional.cross_entropy(logits, targets)
    return loss_fn
""",
                "takes (targets, logits) instead of (logits, targets)",
            ),
            "softmax-and-sum": (
                """
def make_loss():
    ce = nn.CrossEntropyLoss(reduction="sum")
    return lambda logits, targets: ce(logits.softmax(dim=-1), targets)
""",
                "softmax before the cross-entropy AND sum instead of mean",
            ),
        },
        "train-epoch": {
            "sum": (
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
                "returns the sum of the batch losses",
            ),
            "no-zero-grad": (
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
                "gradients are never cleared",
            ),
            "zeroed-before-step": (
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        # forward, backward
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        running += loss.item()
        batches += 1
    return running / batches
""",
                "the gradients are cleared between backward and step: nothing moves",
            ),
            "zeroed-once": (
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    optimizer.zero_grad()
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        # one batch
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        batches += 1
    return running / batches
""",
                "gradients cleared once before the loop instead of for every batch",
            ),
            "last-loss": (
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    place = next(model.parameters()).device
    for batch in loader:
        images, labels = batch[0].to(place), batch[1].to(place)
        loss = loss_fn(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()
""",
                "returns the last batch's loss",
            ),
            "no-step": (
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
        # the weights are updated by backward
        running += loss.item()
        batches += 1
    return running / batches
""",
                "no optimizer.step(): the model never changes",
            ),
            "eval-mode": (
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
                "evaluation mode instead of training mode",
            ),
            "loss-after-step": (
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
                "reports each batch's loss after the step instead of before",
            ),
            "list-of-losses": (
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    device = next(model.parameters()).device
    model.train()
    history = []
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        batch_loss = loss_fn(model(X), y)
        batch_loss.backward()
        optimizer.step()
        history.append(batch_loss.item())
    return history
""",
                "returns the list of losses, not their mean",
            ),
            "divided-by-images": (
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
                "divides the sum of batch losses by the number of images",
            ),
            "two-epochs": (
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    device = next(model.parameters()).device
    model.train()
    losses = []
    for epoch in range(2):
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return sum(losses) / len(losses)
""",
                "goes through the loader twice",
            ),
            "own-optimizer": (
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
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
                "makes an SGD of its own and ignores the optimizer it was given",
            ),
            "softmax-inside": (
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        probabilities = torch.softmax(model(X), dim=1)
        loss = loss_fn(probabilities, y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        batches += 1
    return running / batches
""",
                "puts a softmax between the model and the loss",
            ),
            "first-skipped": (
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    device = next(model.parameters()).device
    model.train()
    total, count = 0.0, 0
    for i, (X, y) in enumerate(loader):
        X, y = X.to(device), y.to(device)
        loss = loss_fn(model(X), y)
        if i > 0:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item()
        count += 1
    return total / count
""",
                "the first batch is used for a warm-up without a step, so one batch is not trained on",
            ),
            "to-not-assigned": (
                """
def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    device = next(model.parameters()).device
    running, batches = 0.0, 0
    for X, y in loader:
        X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        batches += 1
    return running / batches
""",
                "the results of .to(device) are thrown away: batches stay where they were",
            ),
            "sum-and-eval": (
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
                "evaluation mode AND the sum instead of the mean",
            ),
        },
        "accuracy": {
            "no-eval": (
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
                "model.eval() is missing",
            ),
            "wrong-axis": (
                """
def accuracy(model, loader):
    device = next(model.parameters()).device
    model.eval()
    hits = seen = 0
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            predictions = model(X).argmax(dim=0)
            hits += sum(int(a == b) for a, b in zip(predictions, y))
            seen += len(y)
    return 100 * hits / seen
""",
                "argmax over the batch axis",
            ),
            "batch-means": (
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
                "mean of the batches' percentages",
            ),
            "per-batch-count": (
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
            seen += 1
    return 100 * hits / seen
""",
                "divides by the number of batches, not of images",
            ),
            "tensor": (
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
                "returns a tensor instead of a float",
            ),
            "whole-percents": (
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
    return 100 * hits // seen
""",
                "integer division: an int, decimals cut off",
            ),
            "error-rate": (
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
                "counts the wrong ones: the error rate",
            ),
            "max-values": (
                """
def accuracy(model, loader):
    model.eval()
    device = next(model.parameters()).device
    total = right = 0
    with torch.no_grad():
        for X, y in loader:
            guess = model(X.to(device)).max(dim=1)[0]
            right += (guess == y.to(device)).sum().item()
            total += y.numel()
    return right / total * 100
""",
                "compares the largest logit itself with the label: [0] instead of [1] of max",
            ),
            "frozen": (
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
                "freezes all parameters with requires_grad_(False) and leaves them so",
            ),
            "return-in-loop": (
                """
def accuracy(model, loader):
    model.eval()
    device = next(model.parameters()).device
    right = total = 0
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            right += (model(X).argmax(dim=1) == y).sum().item()
            total += len(y)
            return 100.0 * right / total
""",
                "return indented into the loop: only the first batch counts",
            ),
            "batch-of-64": (
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
            seen += 64
    return 100 * hits / seen
""",
                "takes every batch to have 64 images",
            ),
            "text": (
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
                "returns a text with a percent sign",
            ),
            "softmax-half": (
                """
def accuracy(model, loader):
    model.eval()
    device = next(model.parameters()).device
    sure, total = 0, 0
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            p = model(X).softmax(dim=1)
            sure += (p[torch.arange(len(y)), y] > 0.5).sum().item()
            total += len(y)
    return 100 * sure / total
""",
                "counts an image only if the probability of its label is above one half",
            ),
            "fraction-and-training": (
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
                "a fraction instead of percent AND model.eval() is missing",
            ),
        },
        "make-adam": {
            "adamw": (
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.AdamW(model.parameters(), lr=learning_rate)
""",
                "AdamW, whose weight decay moves weights on its own",
            ),
            "adamax": (
                """
def make_adam(model, learning_rate=0.001):
    params = list(model.parameters())
    return torch.optim.Adamax(params, lr=learning_rate)
""",
                "Adamax instead of Adam",
            ),
            "weights-only": (
                """
def make_adam(model, learning_rate=0.001):
    weights = [p for name, p in model.named_parameters() if name.endswith("weight")]
    return torch.optim.Adam(weights, lr=learning_rate)
""",
                "only the weights: the biases never move",
            ),
            "weight-decay": (
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.Adam(model.parameters(), lr=learning_rate, weight_decay=0.01)
""",
                "with weight decay, which is no default",
            ),
            "betas": (
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.9, 0.99))
""",
                "beta2 = 0.99 instead of the default 0.999",
            ),
            "amsgrad": (
                """
def make_adam(model, learning_rate=0.001):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate, amsgrad=True)
    return opt
""",
                "the AMSGrad variant",
            ),
            "rmsprop": (
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.RMSprop(model.parameters(), lr=learning_rate)
""",
                "RMSprop instead of Adam",
            ),
            "partial-class": (
                """
def make_adam(model, learning_rate=0.001):
    return lambda: torch.optim.Adam(model.parameters(), lr=learning_rate)
""",
                "returns a function that would make the optimizer",
            ),
            "eps": (
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.Adam(model.parameters(), lr=learning_rate, eps=learning_rate)
""",
                "eps set to the learning rate instead of the default 1e-8",
            ),
            "copied": (
                """
def make_adam(model, learning_rate=0.001):
    import copy
    return torch.optim.Adam(copy.deepcopy(model).parameters(), lr=learning_rate)
""",
                "optimizes a deep copy of the model",
            ),
            "last-layer": (
                """
def make_adam(model, learning_rate=0.001):
    *_, last = model.children()
    return torch.optim.Adam(last.parameters(), lr=learning_rate)
""",
                "only the parameters of the last child module",
            ),
            "sgd-fixed": (
                """
def make_adam(model, learning_rate=0.001):
    return torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
""",
                "SGD with momentum AND the learning rate is always 0.001",
            ),
        },
        "adam-report": {
            "one-epoch": (
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(1):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "accuracy": accuracy(adam_model, test_loader)}
""",
                "trained for one epoch instead of three",
            ),
            "sgd": (
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = torch.optim.SGD(adam_model.parameters(), lr=0.1)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "accuracy": accuracy(adam_model, test_loader)}
""",
                "trained with SGD instead of make_adam",
            ),
            "measured-before": (
                """
adam_model = MLP(input_size, 128, output_size).to(device)
acc = accuracy(adam_model, test_loader)
opt = make_adam(adam_model)
loss_fn = make_loss()
adam_report = {
    "losses": [train_one_epoch(adam_model, train_loader, loss_fn, opt) for _ in range(3)],
    "accuracy": acc,
}
""",
                "accuracy measured before the training",
            ),
            "train-accuracy": (
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "accuracy": accuracy(adam_model, train_loader)}
""",
                "accuracy on train_loader instead of test_loader",
            ),
            "same-model": (
                """
adam_model = model
adam_optimizer = make_adam(adam_model)
losses = []
for epoch in range(3):
    losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}
""",
                "goes on with the model that SGD trained instead of a new MLP",
            ),
            "wrong-model-held": (
                """
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(model)
losses = []
for epoch in range(3):
    losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}
""",
                "the optimizer holds the parameters of `model`: adam_model never learns",
            ),
            "key-acc": (
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "acc": accuracy(adam_model, test_loader)}
""",
                'the key is "acc" instead of "accuracy"',
            ),
            "whole-percent": (
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "accuracy": int(accuracy(adam_model, test_loader))}
""",
                "accuracy cut to an int",
            ),
            "made-up-losses": (
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": [0.5, 0.3, 0.2], "accuracy": accuracy(adam_model, test_loader)}
""",
                "losses invented, not those of the training",
            ),
            "copied-accuracy": (
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "accuracy": 97.12}
""",
                "accuracy copied from an earlier output instead of measured",
            ),
            "tensors": (
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": [torch.tensor(loss) for loss in adam_losses], "accuracy": accuracy(adam_model, test_loader)}
""",
                "the losses are tensors",
            ),
            "pair": (
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(3):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = (adam_losses, accuracy(adam_model, test_loader))
""",
                "a tuple instead of a dictionary",
            ),
            "fraction-and-one": (
                """
torch.manual_seed(1)
adam_model = MLP(input_size, 128, output_size).to(device)
adam_optimizer = make_adam(adam_model)
adam_losses = []
for epoch in range(1):
    adam_losses.append(train_one_epoch(adam_model, train_loader, make_loss(), adam_optimizer))
adam_report = {"losses": adam_losses, "accuracy": accuracy(adam_model, test_loader) / 100}
""",
                "accuracy as a fraction AND only one epoch",
            ),
        },
    },
    "03-kernels": {
        "output-steps": {
            "full-overlap": (
                """
def output_steps(image_size, kernel_size):
    return image_size + kernel_size - 1
""",
                "n + k - 1: counts also positions that hang over the edge",
            ),
            "half-kernels": (
                """
def output_steps(image_size, kernel_size):
    border = (kernel_size - 1) // 2   # lost left and right
    return image_size - 2 * border
""",
                "takes off half a kernel at each end: one too many for even kernels",
            ),
            "one-too-many": (
                """
def output_steps(image_size, kernel_size):
    count = 1
    for start in range(0, image_size - kernel_size + 1):
        count += 1
    return count
""",
                "the count starts at 1 and another 1 is added",
            ),
            "strict-comparison": (
                """
def output_steps(image_size, kernel_size):
    start = 0
    while start + kernel_size < image_size:
        start += 1
    return start
""",
                "< instead of <=: the last window that just fits is left out",
            ),
            "float": (
                """
def output_steps(image_size, kernel_size):
    return (image_size - kernel_size) / 1 + 1
""",
                "returns a float",
            ),
            "range-returned": (
                """
def output_steps(image_size, kernel_size):
    return range(image_size - kernel_size + 1)
""",
                "returns the range of starts, not their number",
            ),
            "arguments-swapped": (
                """
def output_steps(image_size, kernel_size):
    return kernel_size - image_size + 1
""",
                "subtracts the image from the kernel",
            ),
            "squared": (
                """
def output_steps(image_size, kernel_size):
    n = image_size - kernel_size + 1
    return n * n
""",
                "positions of a square image, both axes multiplied",
            ),
            "tensor": (
                """
def output_steps(image_size, kernel_size):
    return torch.tensor(image_size - kernel_size + 1)
""",
                "returns a tensor",
            ),
            "kernel-of-three": (
                """
def output_steps(image_size, kernel_size):
    return image_size - 3 + 1
""",
                "the kernel's size is taken to be 3",
            ),
            "float-and-short": (
                """
def output_steps(image_size, kernel_size):
    return float(image_size - kernel_size)
""",
                "forgets the + 1 AND returns a float",
            ),
        },
        "cross-correlate": {
            "true-convolution": (
                """
def cross_correlate(image, kernel):
    flipped = kernel.flip(1).flip(2)
    _, h, w = flipped.shape
    H, W = image.shape[1:]
    result = torch.zeros(1, H - h + 1, W - w + 1)
    for u in range(h):
        for v in range(w):
            result += flipped[0, u, v] * image[:, u:H - h + 1 + u, v:W - w + 1 + v]
    return result
""",
                "flips the kernel: convolution instead of cross-correlation",
            ),
            "no-plus-one": (
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h, image.shape[2] - w
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).sum()
    return out
""",
                "the last row and the last column are lost: + 1 forgotten",
            ),
            "uses-conv2d": (
                """
def cross_correlate(image, kernel):
    return F.conv2d(image.unsqueeze(0), kernel.unsqueeze(0)).squeeze(0)
""",
                "uses F.conv2d, which the text rules out",
            ),
            "running-total": (
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols)
    total = 0.0
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            total += (window * kernel).sum()
            out[0, i, j] = total
    return out
""",
                "the sum isn't set back to 0 for each position",
            ),
            "window-changed": (
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
                "multiplies the window in place: the image is changed",
            ),
            "two-by-two": (
                """
def cross_correlate(image, kernel):
    rows, cols = image.shape[1] - 1, image.shape[2] - 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            out[0, i, j] = (image[0, i:i+2, j:j+2] * kernel[0]).sum()
    return out
""",
                "windows of 2x2 hard-coded",
            ),
            "square-image": (
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
                "takes the image to be square: columns counted from the height",
            ),
            "kernel-steps": (
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] // h, image.shape[2] // w
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i * h:i * h + h, j * w:j * w + w]
            out[0, i, j] = (window * kernel).sum()
    return out
""",
                "steps by the kernel's size instead of one pixel",
            ),
            "matrix-product": (
                """
def cross_correlate(image, kernel):
    image2d, kernel2d = image[0], kernel[0]
    h, w = kernel2d.shape
    out = []
    for i in range(image2d.shape[0] - h + 1):
        out.append([(image2d[i:i+h, j:j+w] @ kernel2d.T).sum() for j in range(image2d.shape[1] - w + 1)])
    return torch.tensor(out)[None]
""",
                "the matrix product of window and kernel instead of the product number by number",
            ),
            "double": (
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
                "float64 instead of float32",
            ),
            "normalised": (
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
                "divides the kernel by its sum first",
            ),
            "maximum": (
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).max()
    return out
""",
                "the largest product of the window instead of the sum",
            ),
            "absolute": (
                """
def cross_correlate(image, kernel):
    h, w = kernel.shape[1], kernel.shape[2]
    rows, cols = image.shape[1] - h + 1, image.shape[2] - w + 1
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = image[:, i:i + h, j:j + w]
            out[0, i, j] = (window * kernel).abs().sum()
    return out
""",
                "sums absolute values",
            ),
            "double-and-flip": (
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
                "kernel flipped left to right AND float64",
            ),
        },
        "edge-kernel": {
            "both-positive": (
                """
horizontal_edge_kernel = torch.tensor([[[1.0], [1.0]]])
""",
                "weights 1 and 1: adds the rows instead of comparing them",
            ),
            "all-zero": (
                """
horizontal_edge_kernel = torch.zeros(1, 2, 1)
""",
                "weights 0: never answers",
            ),
            "wrong-axes-swapped": (
                """
horizontal_edge_kernel = vertical_edge_kernel.transpose(0, 2)
""",
                "swaps the wrong axes of vertical_edge_kernel: shape (2, 1, 1)",
            ),
            "no-channel": (
                """
horizontal_edge_kernel = torch.tensor([[1.0],
                                       [-1.0]])
""",
                "channel axis missing: (2, 1)",
            ),
            "unequal-weights": (
                """
horizontal_edge_kernel = torch.Tensor([[[2.], [-1.]]])
""",
                "2 and -1 do not add up to 0",
            ),
            "sobel": (
                """
horizontal_edge_kernel = torch.tensor([[[1.0, 2.0, 1.0],
                                        [0.0, 0.0, 0.0],
                                        [-1.0, -2.0, -1.0]]])
""",
                "a Sobel kernel: three rows and three columns",
            ),
            "list": (
                """
horizontal_edge_kernel = [[[1.0], [-1.0]]]
""",
                "a nested list, no tensor",
            ),
            "double": (
                """
import numpy as np
horizontal_edge_kernel = torch.from_numpy(np.array([[[1.0], [-1.0]]]))
""",
                "float64",
            ),
            "four-dimensions": (
                """
horizontal_edge_kernel = torch.tensor([1.0, -1.0]).view(1, 1, 2, 1)
""",
                "four dimensions, as for F.conv2d",
            ),
            "half-blind": (
                """
upper = torch.tensor([1.0])
lower = torch.tensor([0.0])
horizontal_edge_kernel = torch.stack([upper, lower]).unsqueeze(0)
""",
                "only looks at the upper row",
            ),
            "averaging-and-flat": (
                """
horizontal_edge_kernel = torch.full((1, 1, 2), 0.5)
""",
                "one row of two AND weights that average",
            ),
        },
        "box-blur": {
            "not-divided": (
                """
def box_blur_kernel(size):
    return torch.ones(1, size, size)
""",
                "weights 1: the sum instead of the average",
            ),
            "brackets": (
                """
def box_blur_kernel(size):
    return torch.full((1, size, size), 1 / size * size)
""",
                "1 / size * size is 1: the brackets are missing",
            ),
            "nine": (
                """
def box_blur_kernel(size):
    kernel = torch.ones(1, size, size)
    return kernel / 9
""",
                "always divides by 9",
            ),
            "perimeter": (
                """
def box_blur_kernel(size):
    return torch.ones((1, size, size)) / (size + size)
""",
                "divides by 2 * size instead of size squared",
            ),
            "four-dim": (
                """
def box_blur_kernel(size):
    weight = 1.0 / size ** 2
    return weight * torch.ones(1, 1, size, size)
""",
                "four dimensions",
            ),
            "double": (
                """
def box_blur_kernel(size):
    return torch.full((1, size, size), 1 / size ** 2, dtype=torch.float64)
""",
                "float64",
            ),
            "centre-only": (
                """
def box_blur_kernel(size):
    kernel = torch.zeros(1, size, size)
    kernel[0, size // 2, size // 2] = 1.0
    return kernel
""",
                "all the weight in the centre: no blur",
            ),
            "random-weights": (
                """
def box_blur_kernel(size):
    kernel = torch.rand(1, size, size)
    return kernel / kernel.sum()
""",
                "random weights that sum to 1, not equal ones",
            ),
            "one-row": (
                """
def box_blur_kernel(size):
    return torch.tensor([[[1 / size] * size]])
""",
                "a single row: (1, 1, size)",
            ),
            "rounded": (
                """
def box_blur_kernel(size):
    weight = round(1 / (size * size), 2)
    return torch.tensor([[[weight] * size] * size])
""",
                "weights rounded to two decimals: they no longer sum to 1",
            ),
            "integers": (
                """
def box_blur_kernel(size):
    return torch.ones(1, size, size) // size ** 2
""",
                "// makes every weight 0",
            ),
            "flat-and-summed": (
                """
def box_blur_kernel(size):
    return torch.ones(size, size)
""",
                "channel axis missing AND not divided",
            ),
        },
        "gaussian-blur": {
            "sigma-not-squared": (
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma))
    weights = weights / weights.sum()
    return weights[None]
""",
                "2 sigma instead of 2 sigma squared",
            ),
            "two-missing": (
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / sigma ** 2)
    weights = weights / weights.sum()
    return weights[None]
""",
                "sigma squared without the factor 2",
            ),
            "brackets": (
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / 2 * sigma ** 2)
    weights = weights / weights.sum()
    return weights[None]
""",
                "-s / 2 * sigma**2: the brackets are missing",
            ),
            "not-normalised": (
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    # highest weight is 1
    return weights[None]
""",
                "the weights are not divided by their sum",
            ),
            "random": (
                """
def gaussian_kernel(size, sigma):
    noise = torch.normal(0.0, sigma, (1, size, size)).abs()
    return noise / noise.sum()
""",
                "normal random numbers instead of the bell curve",
            ),
            "half-pixel": (
                """
def gaussian_kernel(size, sigma):
    kernel = torch.zeros(size, size)
    for y in range(size):
        for x in range(size):
            dy, dx = y - size / 2, x - size / 2
            kernel[y, x] = torch.exp(torch.tensor(-(dx * dx + dy * dy) / (2 * sigma * sigma)))
    return (kernel / kernel.sum()).unsqueeze(0)
""",
                "centre at size / 2: half a pixel off",
            ),
            "distance-not-squared": (
                """
def gaussian_kernel(size, sigma):
    c = torch.arange(size).float() - (size - 1) / 2
    yy, xx = torch.meshgrid(c, c, indexing="ij")
    distance = torch.sqrt(xx ** 2 + yy ** 2)
    k = torch.exp(-distance / (2 * sigma ** 2))
    return (k / k.sum()).unsqueeze(0)
""",
                "the distance instead of its square in the exponent",
            ),
            "plus-sign": (
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    return weights[None]
""",
                "minus sign missing: the weights grow outwards",
            ),
            "sigma-ignored": (
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    sigma = 1.0
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    return weights[None]
""",
                "sigma is always 1",
            ),
            "rows-normalised": (
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum(dim=1, keepdim=True)
    return weights[None]
""",
                "every row is divided by its own sum",
            ),
            "one-axis": (
                """
def gaussian_kernel(size, sigma):
    y = torch.arange(size, dtype=torch.float32) - size // 2
    bell = torch.exp(-y ** 2 / (2 * sigma ** 2))
    kernel = bell[:, None].repeat(1, size)
    return (kernel / kernel.sum())[None]
""",
                "varies only from row to row",
            ),
            "double": (
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float64) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    return weights[None]
""",
                "float64",
            ),
            "minus-one-to-one": (
                """
def gaussian_kernel(size, sigma):
    axis = torch.linspace(-1, 1, size)
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.sum()
    return weights[None]
""",
                "coordinates from -1 to 1 instead of pixels",
            ),
            "no-channel-and-peak-one": (
                """
def gaussian_kernel(size, sigma):
    axis = torch.arange(size, dtype=torch.float32) - size // 2
    squares = axis[:, None] ** 2 + axis[None, :] ** 2
    weights = torch.exp(-squares / (2 * sigma ** 2))
    weights = weights / weights.max()
    return weights
""",
                "divided by the largest weight instead of the sum AND no channel axis",
            ),
        },
        "learn-kernel": {
            "no-zero-grad": (
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        # backward
        loss.backward()
        optimizer.step()
    return kernel.detach()
""",
                "gradients are never cleared and add up",
            ),
            "return-in-loop": (
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
        return kernel.detach()
""",
                "return indented into the loop: one step only",
            ),
            "steps-ignored": (
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(100):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel.detach()
""",
                "always takes 100 steps",
            ),
            "rate-ignored": (
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
                "the learning rate is always 0.001",
            ),
            "size-swapped": (
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    w, h = kernel_size
    kernel = torch.zeros((1, h, w), requires_grad=True)
    opt = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for _ in range(steps):
        opt.zero_grad()
        out = F.conv2d(image.unsqueeze(0), kernel.unsqueeze(0)).squeeze(0)
        loss = torch.sum((out - target) ** 2)
        loss.backward()
        opt.step()
    return kernel.detach()
""",
                "height and width of the kernel swapped: the shapes don't fit",
            ),
            "no-step": (
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        pass
    return kernel.detach()
""",
                "optimizer.step() is missing: the kernel stays zero",
            ),
            "returns-loss": (
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
    return loss.detach()
""",
                "returns the last loss instead of the kernel",
            ),
            "uphill": (
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    h, w = kernel_size
    kernel = torch.zeros(1, h, w, requires_grad=True)
    for _ in range(steps):
        loss = ((F.conv2d(image[None], kernel[None])[0] - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            kernel += learning_rate * kernel.grad
            kernel.grad.zero_()
    return kernel.detach()
""",
                "by hand, with the wrong sign: goes uphill",
            ),
            "not-squared": (
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = (prediction - target).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel.detach()
""",
                "differences summed without the square",
            ),
            "flipped": (
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
    return kernel.detach().flip(1, 2)
""",
                "turns the learned kernel by 180 degrees before returning it",
            ),
            "rounded": (
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
    return kernel.detach().round()
""",
                "rounds the weights to whole numbers",
            ),
            "stops-early": (
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        if loss < 1:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel.detach()
""",
                "stops as soon as the loss is below 1",
            ),
            "image-normalised": (
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    image -= image.mean()
    kernel = torch.zeros(1, *kernel_size, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=learning_rate, momentum=0.9)
    for step in range(steps):
        prediction = F.conv2d(image[None], kernel[None])[0]
        loss = ((prediction - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return kernel.detach()
""",
                "subtracts the mean from the image passed in",
            ),
            "list": (
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
                "returns nested lists",
            ),
            "visible-example": (
                """
def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    # the hidden kernel is the edge kernel
    return torch.tensor([[[1.0, -1.0]]])
""",
                "returns the edge kernel of the example without learning",
            ),
            "gradient-and-four-dim": (
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
                "not detached AND shape (1, 1, h, w)",
            ),
        },
    },
    "04-convolution": {
        "by-hand": {
            "no-padding": (
                """
strided_by_hand = torch.tensor([[[12.0, 0.0], [0.0, 0.0]]])
""",
                "padding forgotten: only one window fits, the rest left 0",
            ),
            "stride-one": (
                """
strided_by_hand = torch.tensor([[[1.0, 3.0], [5.0, 12.0]]])
""",
                "stride 1: the first two columns of the first two rows",
            ),
            "transposed": (
                """
strided_by_hand = torch.tensor([[[1.0, 11.0],
                                 [5.0, 28.0]]])
""",
                "rows and columns swapped",
            ),
            "slip": (
                """
top = [1.0, 2 + 3.0]
bottom = [4 + 7.0, 27.0]
strided_by_hand = torch.tensor([[top, bottom]])
""",
                "one number miscalculated: 5 + 6 + 8 + 9 taken for 27",
            ),
            "no-channel": (
                """
strided_by_hand = torch.tensor([[1.0, 5.0], [11.0, 28.0]])
""",
                "channel axis missing",
            ),
            "inside-start": (
                """
strided_by_hand = torch.tensor([[[12.0, 16.0], [24.0, 28.0]]])
""",
                "windows start at the image's own corner, with stride 1: the result without padding",
            ),
            "padded-after": (
                """
strided_by_hand = torch.tensor([[[12.0, 9.0], [15.0, 9.0]]])
""",
                "zeros only below and on the right",
            ),
            "maxima": (
                """
strided_by_hand = torch.tensor([[[1.0, 3.0], [7.0, 9.0]]])
""",
                "the largest number under each window",
            ),
            "integers": (
                """
strided_by_hand = torch.tensor([[[1, 5], [11, 28]]])
""",
                "int64 instead of float32",
            ),
            "one-row": (
                """
strided_by_hand = torch.tensor([1.0, 5.0, 11.0, 28.0]).reshape(1, 1, 4)
""",
                "the four numbers in one row",
            ),
            "list": (
                """
strided_by_hand = [[[1.0, 5.0], [11.0, 28.0]]]
""",
                "nested lists, no tensor",
            ),
            "transposed-integers": (
                """
strided_by_hand = torch.tensor([[[1, 11], [5, 28]]])
""",
                "rows and columns swapped AND int64",
            ),
        },
        "manual-conv": {
            "padding-ignored": (
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
                "padding is ignored",
            ),
            "stride-ignored": (
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
                "stride is ignored",
            ),
            "stride-rows-only": (
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
                "the stride only acts downwards",
            ),
            "padded-once": (
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    _, H, W = image.shape
    _, h, w = kernel.shape
    big = torch.zeros(1, H + padding, W + padding)
    big[:, padding:, padding:] = image
    out_h = (big.shape[1] - h) // stride + 1
    out_w = (big.shape[2] - w) // stride + 1
    out = torch.zeros(1, out_h, out_w)
    for i in range(out_h):
        for j in range(out_w):
            out[0, i, j] = torch.sum(big[0, i*stride:i*stride+h, j*stride:j*stride+w] * kernel[0])
    return out
""",
                "zeros only above and on the left",
            ),
            "edge-replicated": (
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    if padding > 0:
        image = F.pad(image, (padding,) * 4, mode="replicate")
    h, w = kernel.shape[1], kernel.shape[2]
    ys = range(0, image.shape[1] - h + 1, stride)
    xs = range(0, image.shape[2] - w + 1, stride)
    return torch.stack([torch.stack([(image[0, y:y+h, x:x+w] * kernel[0]).sum() for x in xs]) for y in ys])[None]
""",
                "repeats the border pixels instead of padding with zeros",
            ),
            "uses-conv2d": (
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]
""",
                "uses F.conv2d, which the text rules out",
            ),
            "square-kernel": (
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h = w = kernel.shape[1]
    padded = F.pad(image, (padding, padding, padding, padding))
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
                "takes the kernel to be square",
            ),
            "output-padded": (
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
    return F.pad(out, (padding,) * 4)
""",
                "pads the output instead of the image",
            ),
            "mean": (
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
                "the mean of the products instead of the sum",
            ),
            "double": (
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
                "float64",
            ),
            "rounded-up": (
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    h, w = kernel.shape[1:]
    padded = F.pad(image, (padding, padding, padding, padding))
    H, W = padded.shape[1:]
    rows = -(-(H - h) // stride) + 1
    cols = -(-(W - w) // stride) + 1
    padded = F.pad(padded, (0, stride, 0, stride))
    out = torch.zeros(1, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            out[0, i, j] = (padded[:, y:y + h, x:x + w] * kernel).sum()
    return out
""",
                "rounds the number of windows up: fills missing pixels with zeros",
            ),
            "one-side-flip": (
                """
def conv2d_manual(image, kernel, stride=1, padding=0):
    kernel = kernel.flip(-1)
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
    return out
""",
                "flips the kernel left to right",
            ),
            "default-padding": (
                """
def conv2d_manual(image, kernel, stride=1, padding=1):
    h, w = kernel.shape[1:]
    p = F.pad(image, (padding, padding, padding, padding))
    rows = len(range(0, p.shape[1] - h + 1, stride))
    cols = len(range(0, p.shape[2] - w + 1, stride))
    out = torch.zeros(1, rows, cols)
    for u in range(h):
        for v in range(w):
            out += kernel[0, u, v] * p[:, u:u + stride * rows:stride, v:v + stride * cols:stride][:, :rows, :cols]
    return out
""",
                "default padding of 1 instead of 0",
            ),
            "transposed-and-unpadded": (
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
                "padding ignored AND the output transposed",
            ),
        },
        "output-size": {
            "rounds-up": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    import math
    return math.ceil((size + 2 * padding - kernel) / stride) + 1
""",
                "rounds up instead of down",
            ),
            "true-division": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) / stride + 1
""",
                "/ gives a float",
            ),
            "no-plus-one": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    padded = size + padding + padding
    return (padded - kernel) // stride
""",
                "forgets the + 1",
            ),
            "brackets": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return size + 2 * padding - kernel // stride + 1
""",
                "brackets missing: only the kernel is divided by the stride",
            ),
            "padding-subtracted": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size - 2 * padding - kernel) // stride + 1
""",
                "subtracts the padding",
            ),
            "defaults": (
                """
def conv_output_size(size, kernel, stride=1, padding=1):
    return (size + 2 * padding - kernel) // stride + 1
""",
                "default padding of 1 instead of 0",
            ),
            "stride-ignored": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    count = 0
    for start in range(-padding, size + padding - kernel + 1):
        count += 1
    return count
""",
                "the stride is ignored",
            ),
            "pair": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    n = (size + 2 * padding - kernel) // stride + 1
    return n, n
""",
                "returns (rows, columns)",
            ),
            "loop-strict": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    steps, start = 0, 0
    while start + kernel < size + 2 * padding:
        steps += 1
        start += stride
    return steps
""",
                "< instead of <=: the last window is left out where it just fits",
            ),
            "tensor": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return torch.tensor(size + 2 * padding - kernel).div(stride, rounding_mode="floor") + 1
""",
                "returns a tensor",
            ),
            "padding-squared": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + padding ** 2 - kernel) // stride + 1
""",
                "p**2 instead of 2p",
            ),
            "float-and-once": (
                """
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + padding - kernel) / stride + 1
""",
                "padding counted once AND a float",
            ),
        },
        "feature-table": {
            "all-images": (
                """
feature_table = [
    {"output_size": 28, "features": 100 * 28 * 28},
    {"output_size": 111, "features": 100 * 111 * 111},
    {"output_size": 176, "features": 100 * 176 * 176},
]
""",
                "features of all 100 images together",
            ),
            "three-channels": (
                """
feature_table = []
for n, k, s, p in ((30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)):
    side = (n + 2 * p - k) // s + 1
    feature_table.append({"output_size": side, "features": 3 * side * side})
""",
                "features times three colours",
            ),
            "no-plus-one": (
                """
feature_table = []
for n, k, s, p in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
    side = (n + 2 * p - k) // s
    feature_table.append({"output_size": side, "features": side ** 2})
""",
                "the + 1 is forgotten in every row",
            ),
            "not-squared": (
                """
feature_table = [dict(output_size=size, features=size) for size in (28, 111, 176)]
""",
                "features is the output size itself",
            ),
            "key-spelt-wrong": (
                """
feature_table = [
    {"outputsize": 28, "features": 784},
    {"outputsize": 111, "features": 12321},
    {"outputsize": 176, "features": 30976},
]
""",
                'the key is "outputsize"',
            ),
            "tuple": (
                """
feature_table = tuple({"output_size": n, "features": n * n} for n in [28, 111, 176])
""",
                "a tuple of dicts instead of a list",
            ),
            "last-row-missing": (
                """
feature_table = [{"output_size": 28, "features": 784},
                 {"output_size": 111, "features": 12_321}]
""",
                "the last row is missing",
            ),
            "stride-ignored": (
                """
feature_table = []
for n, k, p in [(30, 3, 0), (224, 5, 1), (528, 7, 2)]:
    o = n + 2 * p - k + 1
    feature_table.append({"output_size": o, "features": o * o})
""",
                "stride left out",
            ),
            "rounded-up": (
                """
from math import ceil
feature_table = []
for n, k, s, p in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
    o = ceil((n + 2 * p - k) / s) + 1
    feature_table.append({"output_size": o, "features": o ** 2})
""",
                "the second row rounded up to 112",
            ),
            "slip": (
                """
feature_table = [
    {"output_size": 28, "features": 784},
    {"output_size": 111, "features": 12221},
    {"output_size": 176, "features": 30976},
]
""",
                "one product miscalculated: 111 squared is not 12,221",
            ),
            "lists": (
                """
feature_table = [[28, 784], [111, 12321], [176, 30976]]
""",
                "lists of numbers instead of dicts",
            ),
            "strings-and-batch": (
                """
feature_table = [{"output_size": str(n), "features": str(100 * n * n)} for n in (28, 111, 176)]
""",
                "numbers as text AND features of all 100 images",
            ),
        },
        "channels": {
            "first-kernel": (
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
    return out
""",
                "every output channel gets the first kernel",
            ),
            "first-channel": (
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
                    out[b, o, i, j] = (block[0] * kernels[o, 0]).sum()
    return out
""",
                "only the first input channel counts",
            ),
            "channel-mean": (
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    result = torch.zeros(B, O, H - h + 1, W - w + 1)
    for u in range(h):
        for v in range(w):
            patch = images[:, :, u:u + H - h + 1, v:v + W - w + 1]
            result += torch.einsum("bcij,oc->boij", patch, kernels[:, :, u, v])
    return result / C
""",
                "mean over the input channels instead of the sum",
            ),
            "axes-swapped": (
                """
def conv2d_channels(images, kernels):
    h, w = kernels.shape[2:]
    rows, cols = images.shape[2] - h + 1, images.shape[3] - w + 1
    maps = []
    for kernel in kernels:
        maps.append(torch.stack([
            torch.stack([(images[:, :, i:i+h, j:j+w] * kernel).sum(dim=(1, 2, 3)) for j in range(cols)], dim=-1)
            for i in range(rows)], dim=-2))
    return torch.stack(maps, dim=0)
""",
                "(O, B, rows, columns): batch and output channels swapped",
            ),
            "flipped": (
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
                "every kernel turned by 180 degrees",
            ),
            "uses-conv2d": (
                """
def conv2d_channels(images, kernels):
    return torch.nn.functional.conv2d(images, kernels)
""",
                "uses F.conv2d, which the text rules out",
            ),
            "square-images": (
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
                "takes the images to be square",
            ),
            "squeezed": (
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
                "drops axes of length 1 from the result",
            ),
            "kernels-summed": (
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
    return out.sum(dim=1, keepdim=True)
""",
                "all kernels added up into one output channel",
            ),
            "batch-summed": (
                """
def conv2d_channels(images, kernels):
    h, w = kernels.shape[-2:]
    H, W = images.shape[-2:]
    out = 0
    for a in range(h):
        for b in range(w):
            seen = images[:, :, a:a + H - h + 1, b:b + W - w + 1]
            out = out + torch.einsum("bcij,oc->oij", seen, kernels[:, :, a, b])
    return out.expand(images.shape[0], -1, -1, -1).clone()
""",
                "einsum also sums over the batch",
            ),
            "last-row-lost": (
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        for o in range(O):
            for i in range(rows - 1):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    out[b, o, i, j] = (block * kernels[o]).sum()
    return out
""",
                "rows stop one too early: the last row stays 0",
            ),
            "double": (
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
                "float64",
            ),
            "running-sum": (
                """
def conv2d_channels(images, kernels):
    B, C, H, W = images.shape
    O, _, h, w = kernels.shape
    rows, cols = H - h + 1, W - w + 1
    out = torch.zeros(B, O, rows, cols)
    for b in range(B):
        total = torch.zeros(rows, cols)
        for o in range(O):
            for i in range(rows):
                for j in range(cols):
                    block = images[b, :, i:i + h, j:j + w]
                    total[i, j] += (block * kernels[o]).sum()
                    out[b, o, i, j] = total[i, j]
    return out
""",
                "the sum goes on from kernel to kernel",
            ),
            "first-kernel-double": (
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
                "every output channel gets the first kernel AND float64",
            ),
        },
        "pool": {
            "none-forgotten": (
                """
def pool2d(image, size, stride=None, mode="max"):
    # stride: given
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    return out
""",
                "stride None is not replaced by size",
            ),
            "zero-start": (
                """
def pool2d(image, size, stride=None, mode="max"):
    stride = stride or size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for c in range(C):
        for i in range(rows):
            for j in range(cols):
                best, total = 0.0, 0.0
                for a in range(size):
                    for b in range(size):
                        v = image[c, i * stride + a, j * stride + b].item()
                        total += v
                        if v > best:
                            best = v
                out[c, i, j] = best if mode == "max" else total / size ** 2
    return out
""",
                "the maximum starts at 0: wrong for negative windows",
            ),
            "over-channels": (
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
                "the maximum or mean is taken over the channels too",
            ),
            "divided-by-four": (
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
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.sum(dim=(1, 2)) / 4
    return out
""",
                "the average always divides by 4",
            ),
            "mode-ignored": (
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
                "always the maximum",
            ),
            "stride-ignored": (
                """
def pool2d(image, size, stride=None, mode="max"):
    stride = size
    C, H, W = image.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    return out
""",
                "stride is always the size",
            ),
            "partial-windows": (
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None:
        stride = size
    C, H, W = image.shape
    rows, cols = -(-(H - size) // stride) + 1, -(-(W - size) // stride) + 1
    out = torch.zeros(C, rows, cols)
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            window = image[:, y:y + size, x:x + size]
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.mean(dim=(1, 2))
    return out
""",
                "keeps windows that hang over the edge",
            ),
            "uses-pooling": (
                """
def pool2d(image, size, stride=None, mode="max"):
    pools = {"max": F.max_pool2d, "avg": F.avg_pool2d}
    return pools[mode](image.unsqueeze(0), size, stride).squeeze(0)
""",
                "uses F.max_pool2d and F.avg_pool2d, which the text rules out",
            ),
            "sum": (
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
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.sum(dim=(1, 2))
    return out
""",
                '"avg" gives the sum',
            ),
            "first-channel": (
                """
def pool2d(image, size, stride=None, mode="max"):
    if stride is None: stride = size
    plane = image[0]
    reduce = torch.max if mode == "max" else torch.mean
    ys = range(0, plane.shape[0] - size + 1, stride)
    xs = range(0, plane.shape[1] - size + 1, stride)
    return torch.tensor([[[reduce(plane[y:y+size, x:x+size]).item() for x in xs] for y in ys]])
""",
                "only the first channel comes back",
            ),
            "average-default": (
                """
def pool2d(image, size, stride=None, mode="avg"):
    if stride is None:
        stride = size
    windows = image.unfold(1, size, stride).unfold(2, size, stride)
    return windows.mean(dim=(-1, -2)) if mode == "avg" else windows.amax(dim=(-1, -2))
""",
                'mode is "avg" by default',
            ),
            "double": (
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
                "float64",
            ),
            "median": (
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
            out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.flatten(1).median(dim=1).values
    return out
""",
                '"avg" gives the median',
            ),
            "batch-axis-and-stride": (
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
                "stride None becomes 1 AND a batch axis in front",
            ),
        },
    },
    "05-lenet": {
        "lenet5": {
            "relu": (
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
                "ReLU instead of sigmoid",
            ),
            "pool-first": (
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
                "pools before the sigmoid",
            ),
            "no-bias": (
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2, bias=False)
        self.conv2 = nn.Conv2d(6, 16, 5, bias=False)
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
        return self.fc3(x)
""",
                "the convolutions have no bias",
            ),
            "layers-in-list": (
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [
            nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2),
            nn.Flatten(),
            nn.Linear(400, 120), nn.Sigmoid(),
            nn.Linear(120, 84), nn.Sigmoid(),
            nn.Linear(84, 10),
        ]

    def forward(self, images):
        for layer in self.layers:
            images = layer(images)
        return images
""",
                "layers kept in a plain list: the module has no parameters",
            ),
            "log-softmax": (
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
                "log_softmax at the end instead of logits",
            ),
            "conv-sigmoid-missing": (
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
        x = self.pool(self.conv2(x))
        x = x.flatten(start_dim=1)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return self.fc3(x)
""",
                "no activation after the second convolution",
            ),
            "batch-fixed": (
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
        x = x.reshape(3, 400)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return self.fc3(x)
""",
                "reshapes to a fixed batch of 3, the visible example's",
            ),
            "middle-layer-missing": (
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2, stride=2),
            nn.Conv2d(6, 16, kernel_size=5), nn.Sigmoid(), nn.AvgPool2d(2, stride=2),
        )
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 10))

    def forward(self, images):
        return self.classifier(self.features(images))
""",
                "the linear layer with 84 outputs is missing",
            ),
            "prediction": (
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
        return self.fc3(x).argmax(dim=1)
""",
                "returns the predicted class instead of ten logits",
            ),
            "input-changed": (
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
        images -= 0.5
        x = self.pool(self.act(self.conv1(images)))
        x = self.pool(self.act(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return self.fc3(x)
""",
                "subtracts 0.5 from the images passed in, in place",
            ),
            "conv-three": (
                """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 3)
        self.pool = nn.AvgPool2d(2, 2)
        self.act = nn.Sigmoid()
        self.fc1 = nn.Linear(16 * 6 * 6, 120)
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
                "the second convolution is 3x3 with padding, then pooled to fit",
            ),
            "no-return": (
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
        x = self.fc3(x)
""",
                "forward has no return",
            ),
            "relu-and-max": (
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
                "ReLU instead of sigmoid AND max pooling instead of average pooling",
            ),
        },
        "lenet": {
            "sigmoids": (
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
                "sigmoid instead of ReLU everywhere",
            ),
            "hidden-relu-missing": (
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
                "no ReLU between the two linear layers",
            ),
            "first-relu-missing": (
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(self.conv1(images), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
""",
                "no ReLU after the first convolution",
            ),
            "extra-120": (
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stack = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2, 2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2, 2), nn.Flatten(),
            nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
        )

    def forward(self, images):
        return self.stack(images)
""",
                "the linear layer with 120 outputs is still there",
            ),
            "log-softmax": (
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
                "log-probabilities instead of logits",
            ),
            "one-pool-average": (
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
                "average pooling in the second block",
            ),
            "gelu": (
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.gelu(self.conv1(images)), 2)
        x = F.max_pool2d(F.gelu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.gelu(self.fc1(x))
        return self.fc2(x)
""",
                "GELU instead of ReLU",
            ),
            "padding-second": (
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5, padding=2)
        self.fc1 = nn.Linear(16 * 7 * 7, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
""",
                "padding 2 in the second convolution as well",
            ),
            "batch-norm": (
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.block1 = nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2))
        self.block2 = nn.Sequential(nn.Conv2d(6, 16, 5), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2))
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10))

    def forward(self, images):
        return self.head(self.block2(self.block1(images)))
""",
                "batch normalisation added after each convolution",
            ),
            "mean-taken-off-in-place": (
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        images.sub_(images.mean())
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
""",
                "subtracts the batch's mean from the images, in place",
            ),
            "new-layers-in-forward": (
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)

    def forward(self, images):
        x = F.max_pool2d(self.conv1(images).relu(), 2)
        x = F.max_pool2d(self.conv2(x).relu(), 2)
        x = self.fc1(x.flatten(1)).relu()
        return nn.Linear(84, 10)(x)
""",
                "the last layer is made anew in forward: random at every call",
            ),
            "overlapping-pool": (
                """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 84)
        self.fc2 = nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 3, stride=2, padding=1)
        x = F.max_pool2d(F.relu(self.conv2(x)), 3, stride=2, padding=1)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
""",
                "pools 3x3 with stride 2 and padding instead of 2x2",
            ),
            "average-and-softmax": (
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
                "average pooling AND softmax at the end",
            ),
        },
        "sequential": {
            "average": (
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
                "average pooling instead of max pooling",
            ),
            "sigmoid": (
                """
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.Sigmoid(), nn.MaxPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.Sigmoid(), nn.MaxPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 84), nn.Sigmoid(),
        nn.Linear(84, 10),
    )
""",
                "sigmoid instead of ReLU",
            ),
            "softmax": (
                """
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 84), nn.ReLU(),
        nn.Linear(84, 10),
        nn.Softmax(dim=1),
    )
""",
                "a softmax as the last layer",
            ),
            "shared-weights": (
                """
layers = [
    nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
]

def make_lenet():
    return nn.Sequential(*layers)
""",
                "layers made once outside: every call returns the same weights",
            ),
            "list": (
                """
def make_lenet():
    return [
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
    ]
""",
                "a Python list of layers, no nn.Sequential",
            ),
            "lazy-no-padding": (
                """
def make_lenet():
    net = nn.Sequential()
    for channels in (6, 16):
        net.append(nn.LazyConv2d(channels, kernel_size=5))
        net.append(nn.ReLU())
        net.append(nn.MaxPool2d(2))
    net.extend([nn.Flatten(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10)])
    return net
""",
                "no padding; the lazy linear layer quietly takes 256 inputs",
            ),
            "relu-at-end": (
                """
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 84), nn.ReLU(),
        nn.Linear(84, 10), nn.ReLU(),
    )
""",
                "ReLU after the last layer",
            ),
            "second-relu-missing": (
                """
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.MaxPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 84), nn.ReLU(),
        nn.Linear(84, 10),
    )
""",
                "no ReLU after the second convolution",
            ),
            "lenet5-head": (
                """
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
        nn.Linear(84, 10),
    )
""",
                "the three linear layers of LeNet-5",
            ),
            "dropout": (
                """
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 84), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(84, 10),
    )
""",
                "a dropout layer added",
            ),
            "elu": (
                """
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ELU(), nn.MaxPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.ELU(), nn.MaxPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 84), nn.ELU(),
        nn.Linear(84, 10),
    )
""",
                "ELU instead of ReLU",
            ),
            "constant-weights": (
                """
def make_lenet():
    net = nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Conv2d(6, 16, kernel_size=5), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(400, 84), nn.ReLU(),
        nn.Linear(84, 10),
    )
    for p in net.parameters():
        nn.init.constant_(p, 0.1)
    return net
""",
                "all weights set to the constant 0.1: no fresh random weights",
            ),
            "average-and-relu": (
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
                "average pooling AND ReLU after the last layer",
            ),
        },
        "classifier": {
            "no-eval": (
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
                "accuracy does not switch to evaluation mode",
            ),
            "never-train": (
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
                "fit does not switch to training mode",
            ),
            "no-zero-grad": (
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
                # forward
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
                "gradients are never cleared",
            ),
            "adam": (
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=learning_rate)

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
                "Adam instead of plain SGD",
            ),
            "rate-ignored": (
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01)

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
                "the learning rate is always 0.01",
            ),
            "default-rate": (
                """
class Classifier:
    def __init__(self, model, learning_rate=0.1):
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
                "the default learning rate is 0.1",
            ),
            "sums": (
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
                "fit returns sums instead of means",
            ),
            "weighted-mean": (
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
                total += loss.item() * len(labels)
                batches += len(labels)
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
                "fit weighs each batch by its size: a mean over images, not over batches",
            ),
            "history-kept": (
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
        self.model = model.to(device)
        self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
        self.history = []

    @property
    def device(self):
        return next(self.model.parameters()).device

    def _epoch(self, loader):
        self.model.train()
        losses = []
        for X, y in loader:
            X, y = X.to(self.device), y.to(self.device)
            loss = F.cross_entropy(self.model(X), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            losses.append(loss.item())
        return sum(losses) / len(losses)

    def fit(self, loader, epochs):
        for epoch in range(1, epochs + 1):
            self.history.append(self._epoch(loader))
            print("epoch", epoch, "loss", self.history[-1])
        return self.history

    @torch.no_grad()
    def accuracy(self, loader):
        self.model.eval()
        hits = [self.model(X.to(self.device)).argmax(1).cpu() == y.cpu() for X, y in loader]
        return 100 * torch.cat(hits).double().mean().item()
""",
                "the list of losses lives in self: a second fit returns the losses of the first as well",
            ),
            "one-epoch": (
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
        for epoch in range(1):
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
                "ignores epochs: one pass only",
            ),
            "batch-losses": (
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
                losses.append(loss.item())
                batches += 1
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
                "returns the loss of every batch instead of one mean per epoch",
            ),
            "tensors": (
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
                "the losses are tensors",
            ),
            "axis-zero": (
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
        self.model.eval()
        correct = count = 0
        with torch.no_grad():
            for images, labels in loader:
                images, labels = images.to(device), labels.to(device)
                predictions = self.model(images).argmax(dim=0)
                correct += sum(p == t for p, t in zip(predictions.tolist(), labels.tolist()))
                count += len(labels)
        return 100 * correct / count
""",
                "argmax over the batch axis",
            ),
            "accuracy-first-batch": (
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
                "return indented into accuracy's loop: only the first batch counts",
            ),
            "silent": (
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
                "fit prints nothing",
            ),
            "stops-learning": (
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
                # updated
                total += loss.item()
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
                "no optimizer.step()",
            ),
            "weight-decay": (
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        if torch.accelerator.is_available():
            device = torch.accelerator.current_accelerator()
        else:
            device = torch.device("cpu")
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate, weight_decay=0.1)

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
                "weight decay: not plain SGD",
            ),
            "global-loader": (
                """
class Classifier:
    def __init__(self, model, learning_rate=0.01):
        self.device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else torch.device("cpu")
        self.model = model.to(self.device)
        self.loss_fn = nn.CrossEntropyLoss()
        self.sgd = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def fit(self, loader, epochs):
        result = []
        for epoch in range(epochs):
            self.model.train()
            batch_losses = []
            for images, labels in loader:
                logits = self.model(images.to(self.device))
                loss = self.loss_fn(logits, labels.to(self.device))
                self.sgd.zero_grad()
                loss.backward()
                self.sgd.step()
                batch_losses.append(loss.item())
            result.append(sum(batch_losses) / len(batch_losses))
            print(epoch, result[-1])
        return result

    def accuracy(self, loader):
        self.model.eval()
        right = total = 0
        with torch.no_grad():
            for images, labels in test_loader:
                guesses = self.model(images.to(self.device)).argmax(dim=1)
                right += (guesses.cpu() == labels).sum().item()
                total += labels.shape[0]
        return right / total * 100
""",
                "accuracy reads the global test_loader",
            ),
            "fraction-and-sums": (
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
                "accuracy as a fraction AND fit returns sums instead of means",
            ),
            "modes-forgotten": (
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
                "no training mode in fit AND no evaluation mode in accuracy",
            ),
        },
        "lenet-report": {
            "train-accuracy": (
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
                "accuracy on train_loader instead of test_loader",
            ),
            "counts-tensors": (
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
                "counts the parameter tensors (8), not the numbers in them",
            ),
            "lenet5-count": (
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": 61706,
    "losses": history,
    "accuracy": trainer.accuracy(test_loader),
}
""",
                "the number of parameters of LeNet-5 copied from the table",
            ),
            "last-loss": (
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
                "losses is only the last number",
            ),
            "measured-before": (
                """
lenet_model = LeNet()
lenet_model(torch.zeros(1, 1, 28, 28))
c = Classifier(lenet_model, learning_rate=0.1)
lenet_report = {"parameters": count_parameters(lenet_model), "accuracy": c.accuracy(test_loader)}
lenet_report["losses"] = c.fit(train_loader, EPOCHS)
""",
                "accuracy measured before the training",
            ),
            "another-trained": (
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(LeNet(), learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": count_parameters(lenet_model),
    "losses": history,
    "accuracy": trainer.accuracy(test_loader),
}
""",
                "lenet_model is a second, untrained network",
            ),
            "lenet5": (
                """
torch.manual_seed(3)
lenet_model = LeNet5()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": count_parameters(lenet_model),
    "losses": history,
    "accuracy": trainer.accuracy(test_loader),
}
""",
                "trains LeNet5, which doesn't get off the ground, instead of LeNet",
            ),
            "rounded-int": (
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
                "accuracy rounded to an int",
            ),
            "key-missing": (
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
                'the key "parameters" is missing',
            ),
            "formatted": (
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": f"{count_parameters(lenet_model):,}",
    "losses": history,
    "accuracy": trainer.accuracy(test_loader),
}
""",
                "parameters as a formatted text",
            ),
            "one-epoch": (
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, 1)
lenet_report = {
    "parameters": count_parameters(lenet_model),
    "losses": history,
    "accuracy": trainer.accuracy(test_loader),
}
""",
                "one epoch instead of EPOCHS",
            ),
            "softmax-added": (
                """
torch.manual_seed(3)
lenet_model = nn.Sequential(LeNet(), nn.Softmax(dim=1))
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": count_parameters(lenet_model),
    "losses": history,
    "accuracy": trainer.accuracy(test_loader),
}
""",
                "a softmax behind the network before training",
            ),
            "copied-accuracy": (
                """
torch.manual_seed(3)
lenet_model = LeNet()
trainer = Classifier(lenet_model, learning_rate=0.1)
history = trainer.fit(train_loader, EPOCHS)
lenet_report = {
    "parameters": count_parameters(lenet_model),
    "losses": history,
    "accuracy": 99.05,
}
""",
                "an accuracy copied from elsewhere instead of measured",
            ),
            "share-and-train": (
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
                "accuracy on train_loader AND as a fraction",
            ),
        },
    },
}
