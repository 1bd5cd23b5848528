"""Misconceptions about 02-mlp/train-epoch."""

from autograder.checks.exercise import misconception
from autograder.checks.mlp import train_epoch


@misconception(
    train_epoch,
    "The gradients aren't cleared for each batch: backward adds to what the batches before have left.",
)
def gradients_never_cleared():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(loader)


@misconception(
    train_epoch,
    "You clear the gradients after backward and before the step: the step then finds nothing to go by.",
)
def cleared_before_the_step():
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


@misconception(
    train_epoch, "There is one step, after the loop: every batch takes a step of its own."
)
def one_step_for_the_epoch():
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


@misconception(
    train_epoch, "The model is trained in evaluation mode: training mode has to be switched on."
)
def training_in_evaluation_mode():
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


@misconception(
    train_epoch, "You return the sum of the batch losses: divide it by the number of batches."
)
def sum_of_losses():
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


@misconception(
    train_epoch,
    "You return the loss of the last batch: it is the mean over all batches that counts.",
)
def last_loss():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
        return loss.item()


@misconception(
    train_epoch,
    "You divide the sum of batch means by the number of images: each is a mean already, so count batches.",
)
def divided_by_images():
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


@misconception(
    train_epoch,
    "You weigh each batch by its size: the mean of the batch losses counts every batch once.",
)
def weighed_by_size():
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


@misconception(
    train_epoch, "Your return stands inside the loop: it ends the epoch after the first batch."
)
def return_inside_the_loop():
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


@misconception(
    train_epoch,
    "The step is missing: backward only computes gradients, and the optimizer has to use them.",
)
def step_forgotten():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            total += loss.item()
        return total / len(loader)


@misconception(
    train_epoch,
    "You measure the loss again after the step: the batch loss is the one the step was made from.",
)
def loss_after_the_step():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss_fn(model(X), y).backward()
            optimizer.step()
            total += loss_fn(model(X), y).item()
        return total / len(loader)


@misconception(train_epoch, "You return a tensor: the mean loss is a bare number, a float.")
def tensor_for_the_mean():
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


@misconception(
    train_epoch,
    "You use cross-entropy whatever loss function is given: call the one in the arguments.",
)
def loss_of_its_own():
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


@misconception(
    train_epoch, "You make an optimizer of your own: take the steps with the one in the arguments."
)
def optimizer_of_its_own():
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


@misconception(
    train_epoch, "Your probabilities go into the loss: it expects the model's output as it is."
)
def softmax_between_model_and_loss():
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
