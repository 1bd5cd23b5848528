"""Misconceptions about 02-mlp/make-adam."""

from autograder.checks.exercise import misconception
from autograder.checks.mlp import make_adam


@misconception(
    make_adam,
    "This is SGD under Adam's name: its step is proportional to the gradient, Adam's is not.",
)
def sgd_named_adam():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.SGD(model.parameters(), lr=learning_rate)


@misconception(
    make_adam,
    "This is SGD with momentum: it averages gradients as Adam does, but doesn't divide by their size.",
)
def momentum_named_adam():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)


@misconception(
    make_adam, "This is AdamW: it also shrinks every weight in each step, which Adam doesn't."
)
def decoupled_decay_smuggled_in():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.AdamW(model.parameters(), lr=learning_rate)


@misconception(make_adam, "You added weight decay: Adam on its own pulls no weight towards 0.")
def weight_decay_smuggled_in():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters(), lr=learning_rate, weight_decay=0.01)


@misconception(
    make_adam,
    "This is Adamax, which divides by the largest gradient so far instead of a running mean of squares.",
)
def adamax_for_adam():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adamax(model.parameters(), lr=learning_rate)


@misconception(
    make_adam,
    "This is RMSprop: it divides by the gradients' size, but has no running mean and no correction of it.",
)
def rmsprop_for_adam():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)


@misconception(make_adam, "This is NAdam, which looks one step ahead: its steps are other ones.")
def nadam_for_adam():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.NAdam(model.parameters(), lr=learning_rate)


@misconception(
    make_adam, "The AMSGrad variant is switched on: it never lets the denominator shrink."
)
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


@misconception(
    make_adam,
    "The learning rate isn't 0.001 when none is given: keep the default of the signature.",
)
def another_default():
    def make_adam(model, learning_rate=0.01):
        return torch.optim.Adam(model.parameters(), lr=learning_rate)


@misconception(
    make_adam,
    "Only the output layer is trained: the optimizer must hold the parameters of the whole model.",
)
def output_layer_only():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.output.parameters(), lr=learning_rate)


@misconception(make_adam, "The biases are left out: they are parameters like the weights.")
def biases_left_out():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(
            [p for name, p in model.named_parameters() if "bias" not in name], lr=learning_rate
        )


@misconception(
    make_adam,
    "The two numbers of Adam's running means are changed: leave them at PyTorch's defaults.",
)
def other_betas():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.9, 0.99))


@misconception(
    make_adam, "You return the class Adam: make an optimizer of it, over the model's parameters."
)
def optimizer_class_for_object():
    def make_adam(model, learning_rate=0.001):
        return torch.optim.Adam


@misconception(make_adam, "You forgot the return: the optimizer is made and lost again.")
def return_forgotten_in_make_adam():
    def make_adam(model, learning_rate=0.001):
        optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
