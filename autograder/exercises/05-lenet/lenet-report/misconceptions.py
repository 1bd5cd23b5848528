"""Misconceptions about 05-lenet/lenet-report: cells, and what their authors should read."""


def report_fraction_for_percent():
    """You report the accuracy as a fraction of 1. A percentage is 100 times as large."""

    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, EPOCHS)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader) / 100,
    }


def report_accuracy_before_training():
    """You measure the accuracy before the training."""

    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    accuracy = trainer.accuracy(test_loader)
    losses = trainer.fit(train_loader, 6)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": accuracy,
    }


def report_copied_from_elsewhere():
    """The numbers are not those of your model. Let the code put them in, from this run."""

    lenet_model = LeNet()
    Classifier(lenet_model).fit(train_loader, 1)
    lenet_report = {"parameters": 37106, "losses": [0.3521, 0.0753, 0.0539], "accuracy": 98.91}


def report_counts_tensors():
    """You count the weight tensors, not the numbers in them. numel() says how many numbers a tensor
    holds.
    """

    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, EPOCHS)
    lenet_report = {
        "parameters": len(list(lenet_model.parameters())),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


def report_counts_weights_only():
    """You leave the biases out. They are parameters too: they are learned."""

    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, EPOCHS)
    lenet_report = {
        "parameters": sum(
            p.numel() for name, p in lenet_model.named_parameters() if name.endswith("weight")
        ),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


def report_counts_lenet5():
    """You report the number of parameters of LeNet5. lenet_model is the modern network."""

    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, EPOCHS)
    lenet_report = {
        "parameters": 61706,
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


def report_last_loss_only():
    """You keep the last loss only. The report lists one loss for each epoch."""

    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, EPOCHS)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses[-1],
        "accuracy": trainer.accuracy(test_loader),
    }


def report_losses_reversed():
    """Your losses go up: the list is in the wrong order, or the training diverged."""

    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 3)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses[::-1],
        "accuracy": trainer.accuracy(test_loader),
    }


def report_of_another_model():
    """Another model was trained than the one that you call lenet_model."""

    trained = LeNet()
    trainer = Classifier(trained, learning_rate=0.1)
    losses = trainer.fit(train_loader, 8)
    lenet_model = LeNet()
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


def report_of_the_mlp():
    """You trained the MLP. lenet_model is a LeNet."""

    lenet_model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, EPOCHS)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


def report_keeps_the_classifier():
    """lenet_model is your Classifier. Keep the network itself under this name."""

    network = LeNet()
    lenet_model = Classifier(network, learning_rate=0.1)
    losses = lenet_model.fit(train_loader, EPOCHS)
    lenet_report = {
        "parameters": sum(p.numel() for p in network.parameters()),
        "losses": losses,
        "accuracy": lenet_model.accuracy(test_loader),
    }


def report_numbers_as_text():
    """You report text. Numbers stay numbers: format them only when you print them."""

    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, EPOCHS)
    lenet_report = {
        "parameters": f"{sum(p.numel() for p in lenet_model.parameters()):,}",
        "losses": [f"{loss:.4f}" for loss in losses],
        "accuracy": f"{trainer.accuracy(test_loader):.2f} %",
    }


def report_count_for_percent():
    """You report how many images are right, not how many percent."""

    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, EPOCHS)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader) / 100 * len(test_labels),
    }


def report_of_steps_that_are_too_long():
    """Your learning rate is too large: after such steps no ReLU answers, and all images get the
    same scores.
    """

    torch.manual_seed(0)
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=2.0)
    losses = trainer.fit(train_loader, 3)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


def one_epoch():
    """You trained for one epoch only: EPOCHS are asked for."""

    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": trainer.fit(train_loader, 1),
        "accuracy": trainer.accuracy(test_loader),
    }
