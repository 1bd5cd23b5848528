"""Right answers to 05-lenet/lenet-report, of different make: each body is a cell."""


def report_of_the_class():
    torch.manual_seed(1)
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    losses = trainer.fit(train_loader, 7)
    lenet_report = {
        "parameters": sum(p.numel() for p in lenet_model.parameters()),
        "losses": losses,
        "accuracy": trainer.accuracy(test_loader),
    }


def report_of_the_sequential():
    lenet_model = make_lenet()
    lenet_model(torch.zeros(1, 1, 28, 28))
    trainer = Classifier(lenet_model, learning_rate=0.05)
    lenet_report = dict(
        parameters=count_parameters(lenet_model), losses=trainer.fit(train_loader, 12)
    )
    lenet_report["accuracy"] = trainer.accuracy(test_loader)


def report_after_slow_training():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model)
    losses = trainer.fit(train_loader, epochs=30)
    lenet_report = {
        "accuracy": trainer.accuracy(test_loader),
        "losses": losses,
        "parameters": 37106,
    }


def report_of_the_epochs_asked():
    lenet_model = LeNet()
    trainer = Classifier(lenet_model, learning_rate=0.1)
    lenet_report = {
        "losses": trainer.fit(train_loader, EPOCHS),
        "parameters": len(nn.utils.parameters_to_vector(lenet_model.parameters())),
        "accuracy": trainer.accuracy(test_loader),
    }


def report_trained_in_two_goes():
    lenet_model = LeNet()
    first, second = Classifier(lenet_model, 0.1), Classifier(lenet_model, 0.05)
    losses = first.fit(train_loader, 5)
    losses += second.fit(train_loader, 2)
    lenet_report = {
        "parameters": sum(p.nelement() for p in lenet_model.state_dict().values()),
        "losses": losses,
        "accuracy": round(second.accuracy(test_loader), 2),
    }


def report_measured_without_the_classifier():
    lenet_model = LeNet()
    losses = Classifier(lenet_model, learning_rate=0.1).fit(train_loader, EPOCHS)
    lenet_model.cpu().eval()
    with torch.no_grad():
        right = (lenet_model(test_images).argmax(1) == test_labels).sum().item()
    lenet_report = {
        "parameters": sum(p.shape.numel() for p in lenet_model.parameters()),
        "losses": [float(loss) for loss in losses],
        "accuracy": 100 * right / len(test_labels),
    }


def report_of_all_with_a_loop():
    lenet_model = LeNet()
    classifier, losses = Classifier(lenet_model, learning_rate=0.1), []
    while len(losses) < EPOCHS:
        losses.extend(classifier.fit(train_loader, 1))
    number = 0
    for parameter in lenet_model.parameters():
        number += torch.numel(parameter)
    lenet_report = {
        "parameters": number,
        "losses": losses,
        "accuracy": classifier.accuracy(test_loader),
        "learning_rate": 0.1,
    }
