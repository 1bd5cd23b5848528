"""Misconceptions about 02-mlp/make-adam: cells, and what their authors should read."""


def sgd_named_adam():
    """This is SGD under Adam's name: its step is proportional to the gradient, Adam's is not."""

    def make_adam(model, learning_rate=0.001):
        return torch.optim.SGD(model.parameters(), lr=learning_rate)


def momentum_named_adam():
    """This is SGD with momentum: it averages gradients as Adam does, but doesn't divide by their
    size.
    """

    def make_adam(model, learning_rate=0.001):
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)


def decoupled_decay_smuggled_in():
    """This is AdamW: it also shrinks every weight in each step, which Adam doesn't."""

    def make_adam(model, learning_rate=0.001):
        return torch.optim.AdamW(model.parameters(), lr=learning_rate)


def weight_decay_smuggled_in():
    """You added weight decay: Adam on its own pulls no weight towards 0."""

    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters(), lr=learning_rate, weight_decay=0.01)


def adamax_for_adam():
    """This is Adamax, which divides by the largest gradient so far instead of a running mean of
    squares.
    """

    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adamax(model.parameters(), lr=learning_rate)


def rmsprop_for_adam():
    """This is RMSprop: it divides by the gradients' size, but has no running mean and no correction
    of it.
    """

    def make_adam(model, learning_rate=0.001):
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)


def nadam_for_adam():
    """This is NAdam, which looks one step ahead: its steps are other ones."""

    def make_adam(model, learning_rate=0.001):
        return torch.optim.NAdam(model.parameters(), lr=learning_rate)


def amsgrad_switched_on():
    """The AMSGrad variant is switched on: it never lets the denominator shrink."""

    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters(), lr=learning_rate, amsgrad=True)


def bias_correction_missing():
    """Adam's bias correction is missing: without it the running means, which start at 0, are too
    small at first.
    """

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


def learning_rate_ignored():
    """The argument learning_rate is not used: give it to the optimizer."""

    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters())


def another_default():
    """The learning rate isn't 0.001 when none is given: keep the default of the signature."""

    def make_adam(model, learning_rate=0.01):
        return torch.optim.Adam(model.parameters(), lr=learning_rate)


def output_layer_only():
    """Only the output layer is trained: the optimizer must hold the parameters of the whole
    model.
    """

    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.output.parameters(), lr=learning_rate)


def biases_left_out():
    """The biases are left out: they are parameters like the weights."""

    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(
            [p for name, p in model.named_parameters() if "bias" not in name], lr=learning_rate
        )


def other_betas():
    """The two numbers of Adam's running means are changed: leave them at PyTorch's defaults."""

    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.9, 0.99))


def optimizer_class_for_object():
    """You return the class Adam: make an optimizer of it, over the model's parameters."""

    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam


def return_forgotten_in_make_adam():
    """You forgot the return: the optimizer is made and lost again."""

    def make_adam(model, learning_rate=0.001):
        optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
