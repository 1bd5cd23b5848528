"""Right answers to 04-convolution/by-hand, of different make: each body is a cell."""


def typed_as_floats():
    strided_by_hand = torch.tensor([[[1.0, 5.0], [11.0, 28.0]]])


def stacked_from_rows():
    upper, lower = torch.tensor([1.0, 5.0]), torch.tensor([11.0, 28.0])
    strided_by_hand = torch.stack((upper, lower)).unsqueeze(0)


def filled_number_by_number():
    strided_by_hand = torch.zeros(1, 2, 2)
    strided_by_hand[0, 0, 0] = 1
    strided_by_hand[0, 0, 1] = 2 + 3
    strided_by_hand[0, 1, 0] = 4 + 7
    strided_by_hand[0, 1, 1] = 5 + 6 + 8 + 9


def summed_by_loop():
    nine = torch.zeros(5, 5)
    nine[1:4, 1:4] = torch.arange(1, 10).view(3, 3)
    strided_by_hand = torch.tensor(
        [[[nine[i : i + 2, j : j + 2].sum().item() for j in (0, 2)] for i in (0, 2)]]
    )


def cut_into_blocks():
    four = F.pad(torch.arange(1.0, 10).reshape(1, 3, 3), (1, 0, 1, 0))
    strided_by_hand = four.reshape(1, 2, 2, 2, 2).sum(dim=(2, 4))


def convolved_by_a_layer():
    layer = nn.Conv2d(1, 1, 2, stride=2, padding=1, bias=False)
    nn.init.ones_(layer.weight)
    strided_by_hand = layer(torch.arange(1.0, 10).reshape(1, 3, 3))


def four_times_the_mean():
    strided_by_hand = 4 * F.avg_pool2d(
        torch.arange(1.0, 10).reshape(1, 3, 3), 2, stride=2, padding=1
    )


def from_numpy_transposed():
    import numpy as np

    strided_by_hand = torch.from_numpy(np.array([[[1.0, 11.0], [5.0, 28.0]]], dtype=np.float32)).mT
