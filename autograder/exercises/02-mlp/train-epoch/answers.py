"""Right answers to 02-mlp/train-epoch, of different make: each body is a cell."""


def total_over_the_loader():
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


def cleared_after_the_step():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        device = next(model.parameters()).device
        model.train(True)
        losses = []
        for batch in loader:
            X, y = (tensor.to(device) for tensor in batch)
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            losses += [loss]
        return torch.stack(losses).mean().item()


def cleared_by_the_model():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        import numpy as np

        model = model.train()
        losses = []
        for X, y in loader:
            model.zero_grad(set_to_none=False)
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach().numpy())
        return np.mean(losses, dtype=np.float64)


def step_with_a_closure():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        def one(X, y):
            def closure():
                optimizer.zero_grad()
                loss = loss_fn(model(X), y)
                loss.backward()
                return loss

            return float(optimizer.step(closure))

        model.train()
        losses = [one(X, y) for X, y in loader]
        return sum(losses) / len(losses)


def gradients_from_autograd():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        parameters = [p for p in model.parameters() if p.requires_grad]
        model.train()
        mean = 0.0
        for number, (X, y) in enumerate(loader, start=1):
            loss = loss_fn(model(X), y)
            for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
                parameter.grad = gradient
            optimizer.step()
            mean += (loss.item() - mean) / number
        return mean


def cleared_by_hand():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        from statistics import fmean

        losses = []
        for X, y in iter(loader):
            model.train()
            for parameter in model.parameters():
                parameter.grad = None
            with torch.enable_grad():
                logits = model(X.to(next(model.parameters()).device))
                loss = loss_fn(logits, y.to(logits.device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return fmean(losses)


def index_by_index():
    def train_one_epoch(model, loader, loss_fn, optimizer):
        model.train()
        batches, position, total = list(loader), 0, torch.zeros((), dtype=torch.float64)
        while position < len(batches):
            X, y = batches[position]
            loss = loss_fn(model(X), y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.detach()
            position += 1
        return (total / position).item()
