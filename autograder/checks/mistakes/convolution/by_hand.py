"""Misconceptions about 04-convolution/by-hand."""

from autograder.checks.convolution import by_hand
from autograder.checks.exercise import misconception


@misconception(
    by_hand,
    "You left out the padding: with a border of zeros the kernel first lies on three zeros and the 1.",
)
def without_padding():
    strided_by_hand = torch.tensor([[[12.0]]])


@misconception(
    by_hand,
    "You left out the stride: the kernel moves two squares at a time, down as well as across.",
)
def without_stride():
    strided_by_hand = torch.tensor(
        [
            [
                [1.0, 3.0, 5.0, 3.0],
                [5.0, 12.0, 16.0, 9.0],
                [11.0, 24.0, 28.0, 15.0],
                [7.0, 15.0, 17.0, 9.0],
            ]
        ]
    )


@misconception(
    by_hand,
    "Your kernel takes single steps across: the stride counts along the columns as well as the rows.",
)
def stride_down_only():
    strided_by_hand = torch.tensor([[[1.0, 3.0, 5.0, 3.0], [11.0, 24.0, 28.0, 15.0]]])


@misconception(
    by_hand,
    "You start on the image itself: padding also lies above and to the left, and the first window is there.",
)
def padding_after_the_image_only():
    strided_by_hand = torch.tensor([[[12.0, 9.0], [15.0, 9.0]]])


@misconception(
    by_hand,
    "You put the border around the result: padding widens the image before the kernel slides over it.",
)
def padding_around_the_result():
    strided_by_hand = torch.tensor([[[0.0, 0.0, 0.0], [0.0, 12.0, 0.0], [0.0, 0.0, 0.0]]])


@misconception(
    by_hand,
    "You count windows that hang over the edge: only positions where the whole kernel fits give a number.",
)
def ceil_for_floor():
    strided_by_hand = torch.tensor([[[1.0, 5.0, 0.0], [11.0, 28.0, 0.0], [0.0, 0.0, 0.0]]])


@misconception(
    by_hand, "Rows and columns are swapped: going right in the output is going right in the image."
)
def axes_swapped():
    strided_by_hand = torch.tensor([[[1.0, 11.0], [5.0, 28.0]]])


@misconception(
    by_hand,
    "You took the mean of each window: a kernel of ones adds the numbers up and doesn't divide.",
)
def mean_for_sum():
    strided_by_hand = torch.tensor([[[0.25, 1.25], [2.75, 7.0]]])


@misconception(
    by_hand,
    "You took the largest number of each window: that is max pooling. A kernel of ones adds them up.",
)
def maximum_for_sum():
    strided_by_hand = torch.tensor([[[1.0, 3.0], [7.0, 9.0]]])


@misconception(
    by_hand, "You repeated the outer pixels in the border: the padding of this exercise is zeros."
)
def border_repeats_the_edge():
    strided_by_hand = torch.tensor([[[4.0, 10.0], [22.0, 28.0]]])


@misconception(
    by_hand, "You filled the border with ones: the padding is zeros; the ones stand in the kernel."
)
def border_of_ones():
    strided_by_hand = torch.tensor([[[4.0, 7.0], [13.0, 28.0]]])


@misconception(
    by_hand, "Your image starts with 0: the one of this exercise holds the numbers from 1 to 9."
)
def image_from_zero():
    strided_by_hand = torch.tensor([[[0.0, 3.0], [9.0, 24.0]]])


@misconception(
    by_hand,
    "The numbers are right, but the channel axis is missing: an image is (channels, rows, columns).",
)
def channel_axis_missing():
    strided_by_hand = torch.tensor([[1.0, 5.0], [11.0, 28.0]])
