"""Misconceptions about 01-start/centre: each body is a cell, each docstring what a student reads."""


def mean_of_everything():
    """You take off one mean of the whole table: each column has a mean of its own."""

    def centre(batch):
        return batch - batch.mean()


def mean_of_each_row():
    """You take off the mean of each row: dim=0 runs down the rows and gives a mean per column."""

    def centre(batch):
        return batch - batch.mean(dim=1, keepdim=True)


def divided_by_the_deviation():
    """You also divide by the standard deviation: here only the mean is taken off."""

    def centre(batch):
        return (batch - batch.mean(dim=0)) / batch.std(dim=0, unbiased=False).clamp(min=1e-6)
