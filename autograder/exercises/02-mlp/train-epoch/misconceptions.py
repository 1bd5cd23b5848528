"""Misconceptions about 02-mlp/train-epoch: cells, and what their authors should read."""


def gradients_never_cleared():
    """The gradients aren't cleared for each batch: backward adds to what the batches before have
    left.
    """

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(loader)


def cleared_before_the_step():
    """You clear the gradients after backward and before the step: the step then finds nothing to go
    by.
    """

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            total += loss.item()
        return total / len(loader)


def one_step_for_the_epoch():
    """There is one step, after the loop: every batch takes a step of its own."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        optimizer.zero_grad()
        for X, y in loader:
            loss = loss_fn(model(X), y)
            loss.backward()
            total += loss.item()
        optimizer.step()
        return total / len(loader)


def training_in_evaluation_mode():
    """You train in the mode that the model comes in: call model.train() before the loop."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.eval()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(loader)


def sum_of_losses():
    """You return the sum of the batch losses: divide it by the number of batches."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total


def last_loss():
    """You return the loss of the last batch: it is the mean over all batches that counts."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
        return loss.item()


def divided_by_images():
    """You divide the sum of batch means by the number of images: each is a mean already, so count
    batches.
    """

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total, count = 0.0, 0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
            count += len(y)
        return total / count


def weighed_by_size():
    """You weigh each batch by its size: the mean of the batch losses counts every batch once."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total, count = 0.0, 0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            count += len(y)
        return total / count


def return_inside_the_loop():
    """Your return stands inside the loop: it ends the epoch after the first batch."""

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


def step_forgotten():
    """The step is missing: backward only computes gradients, and the optimizer has to use them."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            total += loss.item()
        return total / len(loader)


def backward_forgotten():
    """There is no backward before the step, or it has no brackets: without it the optimizer has no
    gradient to go by.
    """

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            optimizer.step()
            total += loss.item()
        return total / len(loader)


def loss_after_the_step():
    """You measure the loss again after the step: the batch loss is the one the step was made
    from.
    """

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss_fn(model(X), y).backward()
            optimizer.step()
            total += loss_fn(model(X), y).item()
        return total / len(loader)


def tensor_for_the_mean():
    """You return a tensor: the mean loss is a bare number, a float."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.detach()
        return total / len(loader)


def loss_of_its_own():
    """You use cross-entropy whatever loss function is given: call the one in the arguments."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss()(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(loader)


def optimizer_of_its_own():
    """You make an optimizer of your own: take the steps with the one in the arguments."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(loader)


def softmax_between_model_and_loss():
    """Your probabilities go into the loss: it expects the model's output as it is."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X).softmax(dim=1), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(loader)


def mean_returned_inside_the_loop():
    """You return after the first batch: the return belongs after the loop."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        losses = []
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            return sum(losses) / len(losses)


def two_epochs():
    """You go through the loader twice: an epoch is one pass."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        losses = []
        for _ in range(2):
            for X, y in loader:
                optimizer.zero_grad()
                loss = loss_fn(model(X), y)
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
        return sum(losses) / len(losses)


def first_batch_not_trained_on():
    """The first batch makes no step: every batch takes one."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        losses = []
        for number, (X, y) in enumerate(loader):
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            if number > 0:
                optimizer.step()
            losses.append(loss.item())
        return sum(losses) / len(losses)


def last_batch_left_out():
    """Your loop ends before the last batch: every batch takes a step, and its loss counts."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        device = next(model.parameters()).device
        losses = []
        for X, y in list(loader)[:-1]:
            X, y = X.to(device), y.to(device)
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return sum(losses) / max(len(losses), 1)


def two_steps_for_each_batch():
    """You make two steps for each batch: one backward, one step."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        device = next(model.parameters()).device
        losses = []
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            optimizer.step()
            losses.append(loss.item())
        return sum(losses) / len(losses)


def inputs_and_targets_swapped():
    """You give the loss its two arguments the other way round: the model's output comes first."""

    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        device = next(model.parameters()).device
        losses = []
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            optimizer.zero_grad()
            loss = loss_fn(y, model(X))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return sum(losses) / len(losses)
