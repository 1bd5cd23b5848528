"""Misconceptions about 02-mlp/make-loss: cells, and what their authors should read."""


def softmax_before_the_loss():
    """You apply softmax before the loss, which does so itself: hand it the logits as they are."""

    def make_loss():
        return lambda logits, targets: F.cross_entropy(logits.softmax(dim=1), targets)


def sum_for_mean():
    """You add up the losses of the batch: the loss is their mean, so that it doesn't grow with the
    batch.
    """

    def make_loss():
        return nn.CrossEntropyLoss(reduction="sum")


def one_loss_for_each_image():
    """You return a loss for each image: training needs one number, their mean."""

    def make_loss():
        return nn.CrossEntropyLoss(reduction="none")


def logits_taken_for_log_probabilities():
    """Your loss takes the logits for log-probabilities: a negative log-likelihood needs log-softmax
    first.
    """

    def make_loss():
        return nn.NLLLoss()


def logarithm_left_out():
    """You take the probability of the true label without its logarithm: cross-entropy is its
    negative log.
    """

    def make_loss():
        return lambda logits, targets: F.nll_loss(logits.softmax(dim=1), targets)


def ten_binary_losses():
    """You ask ten yes-or-no questions: the digits exclude each other, so softmax runs over all of
    them together.
    """

    def make_loss():
        return lambda logits, targets: F.binary_cross_entropy_with_logits(
            logits, F.one_hot(targets, 10).float()
        )


def softmax_over_the_batch():
    """Your softmax runs down the batch: the probabilities of one image, along dimension 1, sum to
    1.
    """

    def make_loss():
        return lambda logits, targets: F.nll_loss(logits.log_softmax(dim=0), targets)


def class_for_object():
    """You return the class of the loss: make an object of it, with parentheses."""

    def make_loss():
        return nn.CrossEntropyLoss


def return_forgotten_in_make_loss():
    """You forgot the return: the loss function is made and lost again."""

    def make_loss():
        loss_fn = nn.CrossEntropyLoss()


def number_for_tensor():
    """Your loss is a bare number: without the tensor there is nothing to send gradients back
    through.
    """

    def make_loss():
        return lambda logits, targets: F.cross_entropy(logits, targets).item()


def sign_forgotten():
    """The sign is missing: the logarithm of a probability is negative, and the loss is minus
    that.
    """

    def make_loss():
        return lambda logits, targets: -F.cross_entropy(logits, targets)


def labels_smoothed():
    """You smooth the labels: that is another loss, which also pays for the wrong digits."""

    def make_loss():
        return nn.CrossEntropyLoss(label_smoothing=0.1)


def divided_by_the_classes_too():
    """You divide by images and classes: the mean is over the images of the batch alone."""

    def make_loss():
        return lambda logits, targets: F.cross_entropy(logits, targets) / logits.shape[1]


def squared_error_after_softmax():
    """Your loss is the mean squared error of probabilities: classification takes cross-entropy."""

    def make_loss():
        def loss(logits, targets):
            wanted = F.one_hot(targets, logits.shape[1]).float()
            return F.mse_loss(logits.softmax(dim=1), wanted)

        return loss


def softmax_first_and_summed():
    """You apply softmax before cross-entropy, which does it itself, and add the losses up: it is
    their mean that counts.
    """

    def make_loss():
        loss = nn.CrossEntropyLoss(reduction="sum")
        return lambda logits, targets: loss(logits.softmax(dim=1), targets)


def squared_error_of_logits():
    """Your loss is the squared error of the logits: choosing a class wants cross-entropy."""

    def make_loss():
        def loss(logits, targets):
            return ((logits - nn.functional.one_hot(targets, 10)) ** 2).mean()

        return loss


def absolute_error_of_probabilities():
    """Your loss adds up how far each probability is from 1 or 0: choosing a class wants
    cross-entropy.
    """

    def make_loss():
        def loss(logits, targets):
            return (logits.softmax(dim=1) - nn.functional.one_hot(targets, 10)).abs().mean()

        return loss


def another_logarithm():
    """Your logarithm is not the natural one: cross-entropy takes torch.log."""

    def make_loss():
        def loss(logits, targets):
            chosen = logits.softmax(dim=1)[torch.arange(len(targets)), targets]
            return -chosen.log2().mean()

        return loss


def largest_probability_counted():
    """Your loss takes the largest probability, whatever the label is: it is that of the true label
    which counts.
    """

    def make_loss():
        def loss(logits, targets):
            return -logits.log_softmax(dim=1).amax(dim=1).mean()

        return loss
