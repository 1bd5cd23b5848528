"""Misconceptions about 02-mlp/adam-report: cells, and what their authors should read."""


def share_reported():
    """The accuracy is a share between 0 and 1: report it in percent, as accuracy returns it."""

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader) / 100}


def training_accuracy_reported():
    """You report the accuracy on training images: only images that it hasn't learned from say how
    good a model is.
    """

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(8)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, train_loader)}


def measured_before_training():
    """You measured before training: measure after the last epoch."""

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    before = accuracy(adam_model, test_loader)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": before}


def accuracy_of_the_other_model():
    """You report the accuracy of the model that SGD trained: measure adam_model."""

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(model, test_loader)}


def no_fresh_model():
    """You trained the model of SGD further: make a new one, so that the two can be compared."""

    adam_model = model
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


def optimizer_of_another_model():
    """Your optimizer holds the parameters of another model: adam_model never moved."""

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(MLP(784, 128, 10).to(device))
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


def last_loss_for_the_list():
    """You report the last loss alone: the list holds one for each epoch."""

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    for epoch in range(3):
        loss = train_one_epoch(adam_model, train_loader, make_loss(), optimizer)
    adam_report = {"losses": loss, "accuracy": accuracy(adam_model, test_loader)}


def losses_of_the_other_model():
    """You report the losses of SGD: the list holds those of adam_model's own training."""

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    for epoch in range(3):
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer)
    adam_report = {"losses": sgd_losses, "accuracy": accuracy(adam_model, test_loader)}


def summed_losses_reported():
    """You add up the losses of an epoch's batches: report their mean."""

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) * len(train_loader)
        for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


def losses_as_tensors():
    """Your losses are tensors: report bare numbers, with .item()."""

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        torch.tensor(train_one_epoch(adam_model, train_loader, make_loss(), optimizer))
        for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


def figures_typed_in():
    """You typed in figures that you read elsewhere: report what you measured on the model that you
    have.
    """

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    adam_report = {"losses": [0.3437, 0.1566, 0.1094], "accuracy": 96.87}


def model_made_anew_afterwards():
    """You made a new model after training: the one that is reported has to be the one that was
    trained.
    """

    torch.manual_seed(0)
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model)
    losses = [
        train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for epoch in range(3)
    ]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}
    adam_model = MLP(784, 128, 10).to(device)


def optimizer_for_the_model():
    """Your adam_model is the optimizer: it is the network that Adam trained."""

    torch.manual_seed(0)
    network = MLP(784, 128, 10).to(device)
    adam_model = make_adam(network)
    losses = [train_one_epoch(network, train_loader, make_loss(), adam_model) for epoch in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(network, test_loader)}


def one_epoch():
    """You trained for one epoch only: three are asked for."""

    adam_model = MLP(784, 128, 10).to(device)
    loss = train_one_epoch(adam_model, train_loader, make_loss(), make_adam(adam_model))
    adam_report = {"losses": [loss], "accuracy": accuracy(adam_model, test_loader)}
