"""Right answers to 02-mlp/adam-report, of different make: each body is a cell."""


def list_comprehension():
    torch.manual_seed(1)
    adam_model = MLP(input_size, 128, output_size).to(device)
    optimizer, loss_fn = make_adam(adam_model), make_loss()
    losses = [train_one_epoch(adam_model, train_loader, loss_fn, optimizer) for _ in range(3)]
    adam_report = {"losses": losses, "accuracy": accuracy(adam_model, test_loader)}


def filled_epoch_by_epoch():
    adam_report = {"losses": []}
    adam_model = MLP(784, 128, 10).to(device)
    optimizer = make_adam(adam_model, 0.001)
    for epoch in range(4):
        adam_report["losses"].append(
            train_one_epoch(adam_model, train_loader, nn.CrossEntropyLoss(), optimizer)
        )
        adam_report["accuracy"] = accuracy(adam_model, test_loader)


def sequential_network():
    adam_model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)).to(
        device
    )
    optimizer = torch.optim.Adam(adam_model.parameters())
    adam_report = dict(
        losses=[train_one_epoch(adam_model, train_loader, make_loss(), optimizer) for _ in "abc"]
    )
    adam_report.update(accuracy=accuracy(adam_model, test_loader))


def many_epochs():
    def retrain(epochs):
        network = MLP(input_size, 64, output_size).to(device)
        adam = make_adam(network)
        losses = [train_one_epoch(network, train_loader, make_loss(), adam) for _ in range(epochs)]
        return network, {
            "losses": losses,
            "accuracy": accuracy(network, test_loader),
            "epochs": epochs,
        }

    adam_model, adam_report = retrain(12)


def three_epochs_of_small_batches():
    adam_model = MLP(784, 128, 10).to(device)
    loader = DataLoader(TensorDataset(train_images, train_labels), batch_size=16, shuffle=True)
    adam = make_adam(adam_model)
    losses = [train_one_epoch(adam_model, loader, make_loss(), adam) for _ in range(3)]
    adam_report = {"accuracy": accuracy(adam_model, test_loader), "losses": losses}


def loop_of_its_own():
    import numpy as np

    adam_model = MLP(784, 128, 10)
    optimizer, losses = make_adam(adam_model), []
    for epoch in range(3):
        order, epoch_losses = torch.randperm(len(train_images)), []
        for chosen in order.split(64):
            optimizer.zero_grad()
            loss = F.cross_entropy(adam_model(train_images[chosen]), train_labels[chosen])
            loss.backward()
            optimizer.step()
            epoch_losses.append(loss.item())
        losses.append(np.mean(epoch_losses))
    with torch.no_grad():
        right = (adam_model(test_images).argmax(dim=1) == test_labels).sum()
    adam_report = {"losses": losses, "accuracy": 100 * right.item() / len(test_labels)}


def accuracy_rounded_for_the_report():
    torch.manual_seed(2)
    adam_model = MLP(input_size, 128, output_size).to(device)
    optimizer = make_adam(adam_model)
    losses = []
    for epoch in range(5):
        losses.append(round(train_one_epoch(adam_model, train_loader, make_loss(), optimizer), 4))
    adam_report = {"losses": losses, "accuracy": round(accuracy(adam_model, test_loader), 2)}
