"""Right answers to 02-mlp/make-adam, of different make: each body is a cell."""


def adam_of_torch():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters(), lr=learning_rate)


def defaults_spelt_out():
    from torch import optim

    def make_adam(model, learning_rate=1e-3):
        return optim.Adam(list(model.parameters()), learning_rate, (0.9, 0.999), 1e-8, 0, False)


def group_for_each_layer():
    def make_adam(model, learning_rate=0.001):
        groups = [
            {"params": list(child.parameters()), "lr": learning_rate} for child in model.children()
        ]
        return torch.optim.Adam([group for group in groups if group["params"]])


def decoupled_without_decay():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.AdamW(model.parameters(), lr=learning_rate, weight_decay=0.0)


def learning_rate_set_afterwards():
    def make_adam(model, learning_rate=0.001):
        optimizer = torch.optim.Adam(p for p in model.parameters() if p.requires_grad)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate
        return optimizer


def group_added_later():
    def make_adam(model, learning_rate=0.001):
        first, *others = model.parameters()
        optimizer = torch.optim.Adam([first], lr=learning_rate, foreach=False)
        if others:
            optimizer.add_param_group({"params": others})
        return optimizer


def adam_from_its_formula():
    class ByHand:
        def __init__(self, parameters, learning_rate):
            self.parameters, self.learning_rate, self.t = list(parameters), learning_rate, 0
            self.m = [torch.zeros_like(p) for p in self.parameters]
            self.v = [torch.zeros_like(p) for p in self.parameters]

        def zero_grad(self):
            for p in self.parameters:
                p.grad = None

        @torch.no_grad()
        def step(self):
            self.t += 1
            for p, m, v in zip(self.parameters, self.m, self.v):
                m += 0.1 * (p.grad - m)
                v += 0.001 * (p.grad**2 - v)
                p -= (
                    self.learning_rate
                    * (m / (1 - 0.9**self.t))
                    / ((v / (1 - 0.999**self.t)).sqrt() + 1e-8)
                )

    def make_adam(model, learning_rate=0.001):
        return ByHand(model.parameters(), learning_rate)


def subclass_with_a_default():
    class MyAdam(torch.optim.Adam):
        def __init__(self, model, learning_rate):
            super().__init__(model.parameters(), lr=learning_rate, capturable=False)

    def make_adam(model, learning_rate=0.001):
        return MyAdam(model, learning_rate)
