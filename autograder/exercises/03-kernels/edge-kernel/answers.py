"""Right answers to 03-kernels/edge-kernel, of different make: each body is a cell."""


def bright_above_dark():
    horizontal_edge_kernel = torch.tensor([[[1.0], [-1.0]]])


def the_other_sign_and_stronger():
    horizontal_edge_kernel = torch.tensor([[[-3.5], [3.5]]])


def transposed_view():
    horizontal_edge_kernel = torch.tensor([[[1.0, -1.0]]]).transpose(1, 2)


def reshaped_vector():
    horizontal_edge_kernel = torch.tensor([-0.1, 0.1]).reshape(1, 2, 1)


def as_a_parameter():
    horizontal_edge_kernel = nn.Parameter(torch.tensor([[[0.5], [-0.5]]]))
