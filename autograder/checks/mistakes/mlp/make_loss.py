"""Misconceptions about 02-mlp/make-loss."""

from autograder.checks.exercise import misconception
from autograder.checks.mlp import make_loss


@misconception(
    make_loss,
    "You apply softmax before the loss, which does so itself: hand it the logits as they are.",
)
def softmax_before_the_loss():
    def make_loss():
        return lambda logits, targets: F.cross_entropy(logits.softmax(dim=1), targets)


@misconception(
    make_loss,
    "You add up the losses of the batch: the loss is their mean, so that it doesn't grow with the batch.",
)
def sum_for_mean():
    def make_loss():
        return nn.CrossEntropyLoss(reduction="sum")


@misconception(
    make_loss, "You return a loss for each image: training needs one number, their mean."
)
def one_loss_for_each_image():
    def make_loss():
        return nn.CrossEntropyLoss(reduction="none")


@misconception(
    make_loss,
    "Your loss takes the logits for log-probabilities: a negative log-likelihood needs log-softmax first.",
)
def logits_taken_for_log_probabilities():
    def make_loss():
        return nn.NLLLoss()


@misconception(
    make_loss,
    "You take the probability of the true label without its logarithm: cross-entropy is its negative log.",
)
def logarithm_left_out():
    def make_loss():
        return lambda logits, targets: F.nll_loss(logits.softmax(dim=1), targets)


@misconception(
    make_loss,
    "You use the squared error to the one-hot label: choosing a class wants cross-entropy.",
)
def squared_error_for_cross_entropy():
    def make_loss():
        return lambda logits, targets: F.mse_loss(logits, F.one_hot(targets, 10).float())


@misconception(
    make_loss,
    "You ask ten yes-or-no questions: the digits exclude each other, so softmax runs over all of them together.",
)
def ten_binary_losses():
    def make_loss():
        return lambda logits, targets: F.binary_cross_entropy_with_logits(
            logits, F.one_hot(targets, 10).float()
        )


@misconception(
    make_loss,
    "Your softmax runs down the batch: the probabilities of one image, along dimension 1, sum to 1.",
)
def softmax_over_the_batch():
    def make_loss():
        return lambda logits, targets: F.nll_loss(logits.log_softmax(dim=0), targets)


@misconception(
    make_loss, "You return the class of the loss: make an object of it, with parentheses."
)
def class_for_object():
    def make_loss():
        return nn.CrossEntropyLoss


@misconception(make_loss, "You forgot the return: the loss function is made and lost again.")
def return_forgotten_in_make_loss():
    def make_loss():
        loss_fn = nn.CrossEntropyLoss()


@misconception(
    make_loss,
    "Your loss is a bare number: without the tensor there is nothing to send gradients back through.",
)
def number_for_tensor():
    def make_loss():
        return lambda logits, targets: F.cross_entropy(logits, targets).item()


@misconception(
    make_loss,
    "The sign is missing: the logarithm of a probability is negative, and the loss is minus that.",
)
def sign_forgotten():
    def make_loss():
        return lambda logits, targets: -F.cross_entropy(logits, targets)


@misconception(
    make_loss, "You smooth the labels: that is another loss, which also pays for the wrong digits."
)
def labels_smoothed():
    def make_loss():
        return nn.CrossEntropyLoss(label_smoothing=0.1)


@misconception(
    make_loss, "You divide by images and classes: the mean is over the images of the batch alone."
)
def divided_by_the_classes_too():
    def make_loss():
        return lambda logits, targets: F.cross_entropy(logits, targets) / logits.shape[1]
