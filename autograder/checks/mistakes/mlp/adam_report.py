"""Misconceptions about 02-mlp/adam-report."""

from autograder.checks.exercise import misconception
from autograder.checks.mlp_report import adam_report


@misconception(
    adam_report,
    "The accuracy is a share between 0 and 1: report it in percent, as accuracy returns it.",
)
def share_reported():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader) / 100}


@misconception(
    adam_report,
    "You report the accuracy on training images: only images that it hasn't learnt from say how good a model is.",
)
def training_accuracy_reported():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(8)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, train_loader)}


@misconception(adam_report, "You measured before training: measure after the last epoch.")
def measured_before_training():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    before = accuracy(adam_model, test_loader)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": before}


@misconception(
    adam_report, "You report the accuracy of the model that SGD trained: measure adam_model."
)
def accuracy_of_the_other_model():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(model, test_loader)}


@misconception(
    adam_report,
    "You trained the model of SGD further: make a new one, so that the two can be compared.",
)
def no_fresh_model():
    adam_model = model
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


@misconception(
    adam_report, "Your optimizer holds the parameters of another model: adam_model never moved."
)
def optimizer_of_another_model():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(MLP(784, 128, 10).to(device))
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


@misconception(adam_report, "You report the last loss alone: the list holds one for each epoch.")
def last_loss_for_the_list():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    for epoch in range(3):
        loss = train_one_epoch(adam_model, train_loader, make_loss(), optimizer)
    adam_report = {"losses": loss, "accuracy": accuracy(adam_model, test_loader)}


@misconception(
    adam_report, "You report the losses of SGD: the list holds those of adam_model's own training."
)
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
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) * len(train_loader)
        for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


@misconception(adam_report, "Your losses are tensors: report bare numbers, with .item().")
def losses_as_tensors():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        torch.tensor(train_one_epoch(adam_model, train_loader, make_loss(), optimizer))
        for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


@misconception(
    adam_report,
    "You typed in figures that you read elsewhere: report what you measured on the model that you have.",
)
def figures_typed_in():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    adam_report = {"losses": [0.3437, 0.1566, 0.1094], "accuracy": 96.87}


@misconception(
    adam_report,
    "You made a new model after training: the one that is reported has to be the one that was trained.",
)
def model_made_anew_afterwards():
    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}
    adam_model = MLP(784, 128, 10).to(device)


@misconception(
    adam_report, "Your adam_model is the optimizer: it is the network that Adam trained."
)
def optimizer_for_the_model():
    torch.manual_seed(0)
    network = MLP(784, 128, 10).to(device)
    adam_model = make_adam(network)
    losses = [train_one_epoch(network, train_loader, make_loss(), adam_model) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(network, test_loader)}
