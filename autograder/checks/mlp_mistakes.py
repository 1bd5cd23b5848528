"""Misconceptions about 02-mlp: the body of each function is the cell that a student with it writes."""

# ruff: noqa: F821, F841
from autograder.checks.exercise import misconception
from autograder.checks.mlp import accuracy, adam_report, layer_sizes, make_adam, make_loss, train_epoch

# layer-sizes


@misconception(layer_sizes, "You took one side of the image: after flattening, every pixel of every row is an input.")
def one_side_for_the_image():
    input_size = 28
    output_size = 10


@misconception(layer_sizes, "You added height and width: an image has as many pixels as their product.")
def sides_added():
    input_size = 28 + 28
    output_size = 10


@misconception(layer_sizes, "You counted three channels: MNIST's images are grey and have one.")
def grey_taken_for_colour():
    input_size = 3 * 28 * 28
    output_size = 10


@misconception(layer_sizes, "You counted the images: a layer sees one image at a time, and its inputs are that image's pixels.")
def images_for_pixels():
    input_size = 60_000
    output_size = 10


@misconception(layer_sizes, "You multiplied by the batch size: a layer has inputs for one image, and takes any number of images.")
def batch_counted_in():
    input_size = 64 * 28 * 28
    output_size = 10


@misconception(layer_sizes, "Your output size is the largest label: labels start at 0, so there is one more of them.")
def largest_label_for_the_count():
    input_size = 784
    output_size = 9


@misconception(layer_sizes, "Your network gives one number, the digit itself: it needs a score for each possible digit instead.")
def one_number_for_the_digit():
    input_size = 784
    output_size = 1


@misconception(layer_sizes, "Your output size is that of the hidden layer: the last layer gives a logit for each digit.")
def hidden_size_for_the_output():
    input_size = 784
    output_size = 128


@misconception(layer_sizes, "The two sizes are swapped: pixels come in, logits go out.")
def ends_swapped():
    input_size = 10
    output_size = 784


@misconception(layer_sizes, "Your input size is a shape: a linear layer wants the number of values in it.")
def shape_for_the_size():
    input_size = (1, 28, 28)
    output_size = 10


# make-loss


@misconception(make_loss, "You apply softmax before the loss, which does so itself: hand it the logits as they are.")
def softmax_before_the_loss():
    def make_loss():
        return lambda logits, targets: F.cross_entropy(logits.softmax(dim=1), targets)


@misconception(make_loss, "You add up the losses of the batch: the loss is their mean, so that it doesn't grow with the batch.")
def sum_for_mean():
    def make_loss():
        return nn.CrossEntropyLoss(reduction="sum")


@misconception(make_loss, "You return a loss for each image: training needs one number, their mean.")
def one_loss_for_each_image():
    def make_loss():
        return nn.CrossEntropyLoss(reduction="none")


@misconception(make_loss, "Your loss takes the logits for log-probabilities: a negative log-likelihood needs log-softmax first.")
def logits_taken_for_log_probabilities():
    def make_loss():
        return nn.NLLLoss()


@misconception(make_loss, "You take the probability of the true label without its logarithm: cross-entropy is its negative log.")
def logarithm_left_out():
    def make_loss():
        return lambda logits, targets: F.nll_loss(logits.softmax(dim=1), targets)


@misconception(make_loss, "You use the squared error to the one-hot label: choosing a class wants cross-entropy.")
def squared_error_for_cross_entropy():
    def make_loss():
        return lambda logits, targets: F.mse_loss(logits, F.one_hot(targets, 10).float())


@misconception(
    make_loss,
    "You ask ten yes-or-no questions: the digits exclude each other, so softmax runs over all of them together.",
)
def ten_binary_losses():
    def make_loss():
        return lambda logits, targets: F.binary_cross_entropy_with_logits(logits, F.one_hot(targets, 10).float())


@misconception(make_loss, "Your softmax runs down the batch: the probabilities of one image, along dimension 1, sum to 1.")
def softmax_over_the_batch():
    def make_loss():
        return lambda logits, targets: F.nll_loss(logits.log_softmax(dim=0), targets)


@misconception(make_loss, "You return the class of the loss: make an object of it, with parentheses.")
def class_for_object():
    def make_loss():
        return nn.CrossEntropyLoss


@misconception(make_loss, "You forgot the return: the loss function is made and lost again.")
def return_forgotten_in_make_loss():
    def make_loss():
        loss_fn = nn.CrossEntropyLoss()


@misconception(make_loss, "Your loss is a bare number: without the tensor there is nothing to send gradients back through.")
def number_for_tensor():
    def make_loss():
        return lambda logits, targets: F.cross_entropy(logits, targets).item()


@misconception(make_loss, "The sign is missing: the logarithm of a probability is negative, and the loss is minus that.")
def sign_forgotten():
    def make_loss():
        return lambda logits, targets: -F.cross_entropy(logits, targets)


@misconception(make_loss, "You smooth the labels: that is another loss, which also pays for the wrong digits.")
def labels_smoothed():
    def make_loss():
        return nn.CrossEntropyLoss(label_smoothing=0.1)


@misconception(make_loss, "You divide by images and classes: the mean is over the images of the batch alone.")
def divided_by_the_classes_too():
    def make_loss():
        return lambda logits, targets: F.cross_entropy(logits, targets) / logits.shape[1]


# train-epoch


@misconception(train_epoch, "The gradients aren't cleared for each batch: backward adds to what the batches before have left.")
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


@misconception(train_epoch, "You clear the gradients after backward and before the step: the step then finds nothing to go by.")
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


@misconception(train_epoch, "There is one step, after the loop: every batch takes a step of its own.")
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


@misconception(train_epoch, "The model is trained in evaluation mode: training mode has to be switched on.")
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


@misconception(train_epoch, "You return the sum of the batch losses: divide it by the number of batches.")
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


@misconception(train_epoch, "You return the loss of the last batch: it is the mean over all batches that counts.")
def last_loss():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
        return loss.item()


@misconception(train_epoch, "You divide the sum of batch means by the number of images: each is a mean already, so count batches.")
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


@misconception(train_epoch, "You weigh each batch by its size: the mean of the batch losses counts every batch once.")
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


@misconception(train_epoch, "Your return stands inside the loop: it ends the epoch after the first batch.")
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


@misconception(train_epoch, "The step is missing: backward only computes gradients, and the optimizer has to use them.")
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


@misconception(train_epoch, "You measure the loss again after the step: the batch loss is the one the step was made from.")
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


@misconception(train_epoch, "You use cross-entropy whatever loss function is given: call the one in the arguments.")
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


@misconception(train_epoch, "You make an optimizer of your own: take the steps with the one in the arguments.")
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


@misconception(train_epoch, "Your probabilities go into the loss: it expects the model's output as it is.")
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


# accuracy


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


@misconception(accuracy, "You take every batch to be as large as the first: the last one can be smaller. Count images.")
def every_batch_counted_full():
    def accuracy(model, loader):
        model.eval()
        right = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
        return 100 * right / (len(loader) * loader.batch_size)


@misconception(accuracy, "You divide by the number of batches: a percentage of images needs the number of images.")
def divided_by_batches():
    def accuracy(model, loader):
        model.eval()
        right = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
        return 100 * right / len(loader)


@misconception(accuracy, "You return a share between 0 and 1: the accuracy is asked for in percent.")
def share_for_percent():
    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        return right / total


@misconception(accuracy, "You measure in training mode: dropout and batch normalisation then work as in training.")
def evaluation_in_training_mode():
    def accuracy(model, loader):
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        return 100 * right / total


@misconception(accuracy, "The computation is recorded for gradients that nobody asks for, which costs memory and time.")
def gradients_recorded():
    def accuracy(model, loader):
        model.eval()
        right = total = 0
        for X, y in loader:
            right += (model(X).argmax(dim=1) == y).sum().item()
            total += len(y)
        return 100 * right / total


@misconception(accuracy, "Your argmax runs down the batch: the scores of one image lie along dimension 1.")
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


@misconception(accuracy, "You measure the last batch only: add up the right answers of all batches.")
def last_batch_only():
    def accuracy(model, loader):
        model.eval()
        with torch.no_grad():
            for X, y in loader:
                right = (model(X).argmax(dim=1) == y).sum().item()
        return 100 * right / len(y)


@misconception(accuracy, "Your return stands inside the loop: it ends the measuring after the first batch.")
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


@misconception(accuracy, "You leave out the last batch where it is smaller: its images count like all others.")
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


@misconception(accuracy, "You freeze the model to measure it: switch the recording off with torch.no_grad(), which ends by itself.")
def model_left_frozen():
    def accuracy(model, loader):
        model.eval()
        model.requires_grad_(False)
        right = total = 0
        for X, y in loader:
            right += (model(X).argmax(dim=1) == y).sum().item()
            total += len(y)
        return 100 * right / total


@misconception(accuracy, "You round inside: the percentage is asked for as it is; round when you print it.")
def rounded_to_whole_percent():
    def accuracy(model, loader):
        model.eval()
        right = total = 0
        with torch.no_grad():
            for X, y in loader:
                right += (model(X).argmax(dim=1) == y).sum().item()
                total += len(y)
        return 100 * right // total


# make-adam


@misconception(make_adam, "This is SGD under Adam's name: its step is proportional to the gradient, Adam's is not.")
def sgd_named_adam():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.SGD(model.parameters(), lr=learning_rate)


@misconception(make_adam, "This is SGD with momentum: it averages gradients as Adam does, but doesn't divide by their size.")
def momentum_named_adam():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)


@misconception(make_adam, "This is AdamW: it also shrinks every weight in each step, which Adam doesn't.")
def decoupled_decay_smuggled_in():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.AdamW(model.parameters(), lr=learning_rate)


@misconception(make_adam, "You added weight decay: Adam on its own pulls no weight towards 0.")
def weight_decay_smuggled_in():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters(), lr=learning_rate, weight_decay=0.01)


@misconception(make_adam, "This is Adamax, which divides by the largest gradient so far instead of a running mean of squares.")
def adamax_for_adam():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adamax(model.parameters(), lr=learning_rate)


@misconception(make_adam, "This is RMSprop: it divides by the gradients' size, but has no running mean and no correction of it.")
def rmsprop_for_adam():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)


@misconception(make_adam, "This is NAdam, which looks one step ahead: its steps are other ones.")
def nadam_for_adam():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.NAdam(model.parameters(), lr=learning_rate)


@misconception(make_adam, "The AMSGrad variant is switched on: it never lets the denominator shrink.")
def amsgrad_switched_on():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters(), lr=learning_rate, amsgrad=True)


@misconception(
    make_adam,
    "Adam's bias correction is missing: without it the running means, which start at 0, are too small at first.",
)
def bias_correction_missing():
    class Uncorrected(torch.optim.Optimizer):
        def __init__(self, parameters, lr):
            super().__init__(parameters, {"lr": lr})

        @torch.no_grad()
        def step(self):
            for group in self.param_groups:
                for p in group["params"]:
                    state = self.state[p]
                    if not state:
                        state["m"], state["v"] = torch.zeros_like(p), torch.zeros_like(p)
                    state["m"].mul_(0.9).add_(0.1 * p.grad)
                    state["v"].mul_(0.999).add_(0.001 * p.grad**2)
                    p -= group["lr"] * state["m"] / (state["v"].sqrt() + 1e-8)

    def make_adam(model, learning_rate=0.001):
        return Uncorrected(model.parameters(), learning_rate)


@misconception(make_adam, "The learning rate that is asked for is ignored: hand the argument on.")
def learning_rate_ignored():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters())


@misconception(make_adam, "The learning rate isn't 0.001 when none is given: keep the default of the signature.")
def another_default():
    def make_adam(model, learning_rate=0.01):
        return torch.optim.Adam(model.parameters(), lr=learning_rate)


@misconception(make_adam, "Only the output layer is trained: the optimizer must hold the parameters of the whole model.")
def output_layer_only():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.output.parameters(), lr=learning_rate)


@misconception(make_adam, "The biases are left out: they are parameters like the weights.")
def biases_left_out():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam([p for name, p in model.named_parameters() if "bias" not in name], lr=learning_rate)


@misconception(make_adam, "The two numbers of Adam's running means are changed: leave them at PyTorch's defaults.")
def other_betas():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.9, 0.99))


@misconception(make_adam, "You return the class Adam: make an optimizer of it, over the model's parameters.")
def optimizer_class_for_object():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam


@misconception(make_adam, "You forgot the return: the optimizer is made and lost again.")
def return_forgotten_in_make_adam():
    def make_adam(model, learning_rate=0.001):
        optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)


# adam-report


@misconception(adam_report, "The accuracy is a share between 0 and 1: report it in percent, as accuracy returns it.")
def share_reported():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader) / 100}


@misconception(
    adam_report,
    "You report the accuracy on training images: only images that it hasn't learnt from say how good a model is.",
)
def training_accuracy_reported():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(8)]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, train_loader)}


@misconception(adam_report, "You measured before training: measure after the last epoch.")
def measured_before_training():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    before = accuracy(adam_model, test_loader)
    losses = [train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": before}


@misconception(adam_report, "You report the accuracy of the model that SGD trained: measure adam_model.")
def accuracy_of_the_other_model():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(model, test_loader)}


@misconception(adam_report, "You trained the model of SGD further: make a new one, so that the two can be compared.")
def no_fresh_model():
    adam_model = model
    optimizer = make_adam(adam_model)
    losses = [train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


@misconception(adam_report, "Your optimizer holds the parameters of another model: adam_model never moved.")
def optimizer_of_another_model():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(MLP(784, 128, 10).to(device))
    losses = [train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


@misconception(adam_report, "You report the last loss alone: the list holds one for each epoch.")
def last_loss_for_the_list():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    for epoch in range(3):
        loss = train_one_epoch(adam_model, train_loader, make_loss(), optimizer)
    adam_report = {"losses": loss, "accuracy": accuracy(adam_model, test_loader)}


@misconception(adam_report, "You report the losses of SGD: the list holds those of adam_model's own training.")
def losses_of_the_other_model():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    for epoch in range(3):
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer)
    adam_report = {"losses": sgd_losses, "accuracy": accuracy(adam_model, test_loader)}


@misconception(adam_report, "You add up the losses of an epoch's batches: report their mean.")
def summed_losses_reported():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [train_one_epoch(adam_model, train_loader, make_loss(), optimizer) * len(train_loader) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


@misconception(adam_report, "Your losses are tensors: report bare numbers, with .item().")
def losses_as_tensors():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [torch.tensor(train_one_epoch(adam_model, train_loader, make_loss(), optimizer)) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


@misconception(adam_report, "You typed in figures that you read elsewhere: report what you measured on the model that you have.")
def figures_typed_in():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    adam_report = {"losses": [0.3437, 0.1566, 0.1094], "accuracy": 96.87}


@misconception(adam_report, "You made a new model after training: the one that is reported has to be the one that was trained.")
def model_made_anew_afterwards():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}
    adam_model = MLP(784, 128, 10).to(device)


@misconception(adam_report, "Your adam_model is the optimizer: it is the network that Adam trained.")
def optimizer_for_the_model():
    torch.manual_seed(0)
    network = MLP(784, 128, 10).to(device)
    adam_model = make_adam(network)
    losses = [train_one_epoch(network, train_loader, make_loss(), adam_model) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(network, test_loader)}
