"""Misconceptions about 03-kernels/edge-kernel: cells, and what their authors should read."""


def vertical_edges():
    """Your kernel lies on its side: one row of two columns finds vertical edges."""

    horizontal_edge_kernel = torch.tensor([[[1.0, -1.0]]])


def sum_of_two_rows():
    """Your kernel adds up two rows: it answers wherever it is bright, edge or not."""

    horizontal_edge_kernel = torch.tensor([[[1.0], [1.0]]])


def mean_of_two_rows():
    """Your kernel averages two rows: that blurs. An edge is a difference."""

    horizontal_edge_kernel = torch.tensor([[[0.5], [0.5]]])


def all_zeros():
    """A kernel of zeros answers zero everywhere, at edges too."""

    horizontal_edge_kernel = torch.zeros(1, 2, 1)


def one_row_alone():
    """One of your weights is 0, so the kernel hands on one of the two rows and compares nothing."""

    horizontal_edge_kernel = torch.tensor([[[1.0], [0.0]]])


def weights_that_do_not_cancel():
    """Your weights differ in sign but don't cancel: a bright flat patch gets an answer too."""

    horizontal_edge_kernel = torch.tensor([[[1.0], [-2.0]]])


def three_rows():
    """Your kernel compares rows two apart; here it has two rows and one column."""

    horizontal_edge_kernel = torch.tensor([[[1.0], [0.0], [-1.0]]])


def edge_kernel_without_channel():
    """The weights are right, but the channel axis in front is missing."""

    horizontal_edge_kernel = torch.tensor([[1.0], [-1.0]])


def edge_kernel_with_four_dimensions():
    """You added the fourth dimension that F.conv2d wants; the kernel itself has three."""

    horizontal_edge_kernel = torch.tensor([[[[1.0], [-1.0]]]])


def two_channels():
    """Your two weights lie in two channels; they must be two rows of one channel."""

    horizontal_edge_kernel = torch.tensor([[[1.0]], [[-1.0]]])


def square_kernel():
    """Your kernel compares two rows over two columns; here it has two rows and one column."""

    horizontal_edge_kernel = torch.tensor([[[1.0, 1.0], [-1.0, -1.0]]])


def whole_numbers():
    """Whole numbers are int64: the points in 1.0 and -1.0 make a tensor float32."""

    horizontal_edge_kernel = torch.tensor([[[1], [-1]]])


def filled_in_float64():
    """The tensor is float64, double precision; float32 is asked for."""

    horizontal_edge_kernel = torch.ones(1, 2, 1, dtype=torch.float64)
    horizontal_edge_kernel[:, 1] *= -1
