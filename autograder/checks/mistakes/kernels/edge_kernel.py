"""Misconceptions about 03-kernels/edge-kernel."""

from autograder.checks.exercise import misconception
from autograder.checks.kernels import edge_kernel


@misconception(
    edge_kernel, "Your kernel lies on its side: one row of two columns finds vertical edges."
)
def vertical_edges():
    horizontal_edge_kernel = torch.tensor([[[1.0, -1.0]]])


@misconception(
    edge_kernel, "Your kernel adds up two rows: it answers wherever it is bright, edge or not."
)
def sum_of_two_rows():
    horizontal_edge_kernel = torch.tensor([[[1.0], [1.0]]])


@misconception(edge_kernel, "Your kernel averages two rows: that blurs. An edge is a difference.")
def mean_of_two_rows():
    horizontal_edge_kernel = torch.tensor([[[0.5], [0.5]]])


@misconception(edge_kernel, "A kernel of zeros answers zero everywhere, at edges too.")
def all_zeros():
    horizontal_edge_kernel = torch.zeros(1, 2, 1)


@misconception(
    edge_kernel,
    "One of your weights is 0, so the kernel hands on one of the two rows and compares nothing.",
)
def one_row_alone():
    horizontal_edge_kernel = torch.tensor([[[1.0], [0.0]]])


@misconception(
    edge_kernel,
    "Your weights differ in sign but don't cancel: a bright flat patch gets an answer too.",
)
def weights_that_do_not_cancel():
    horizontal_edge_kernel = torch.tensor([[[1.0], [-2.0]]])


@misconception(
    edge_kernel, "Your kernel compares rows two apart; here it has two rows and one column."
)
def three_rows():
    horizontal_edge_kernel = torch.tensor([[[1.0], [0.0], [-1.0]]])


@misconception(edge_kernel, "The weights are right, but the channel axis in front is missing.")
def edge_kernel_without_channel():
    horizontal_edge_kernel = torch.tensor([[1.0], [-1.0]])


@misconception(
    edge_kernel, "You added the fourth dimension that F.conv2d wants; the kernel itself has three."
)
def edge_kernel_with_four_dimensions():
    horizontal_edge_kernel = torch.tensor([[[[1.0], [-1.0]]]])


@misconception(
    edge_kernel, "Your two weights lie in two channels; they must be two rows of one channel."
)
def two_channels():
    horizontal_edge_kernel = torch.tensor([[[1.0]], [[-1.0]]])


@misconception(
    edge_kernel,
    "Your kernel is a square that looks for edges in both directions at once; here it has two rows and one column.",
)
def square_kernel():
    horizontal_edge_kernel = torch.tensor([[[1.0, 1.0], [-1.0, -1.0]]])
