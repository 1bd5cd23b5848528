"""Misconceptions about 04-convolution/by-hand: cells, and what their authors should read."""


def without_padding():
    """You left out the padding: with a border of zeros the kernel first lies on three zeros and the
    1.
    """

    strided_by_hand = torch.tensor([[[12.0]]])


def without_stride():
    """You left out the stride: the kernel moves two squares at a time, down as well as across."""

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


def stride_down_only():
    """Your kernel takes single steps across: the stride counts along the columns as well as the
    rows.
    """

    strided_by_hand = torch.tensor([[[1.0, 3.0, 5.0, 3.0], [11.0, 24.0, 28.0, 15.0]]])


def padding_after_the_image_only():
    """You start on the image itself: padding also lies above and to the left, and the first window
    is there.
    """

    strided_by_hand = torch.tensor([[[12.0, 9.0], [15.0, 9.0]]])


def padding_around_the_result():
    """You put the border around the result: padding widens the image before the kernel slides over
    it.
    """

    strided_by_hand = torch.tensor([[[0.0, 0.0, 0.0], [0.0, 12.0, 0.0], [0.0, 0.0, 0.0]]])


def ceil_for_floor():
    """You count windows that hang over the edge: only positions where the whole kernel fits give a
    number.
    """

    strided_by_hand = torch.tensor([[[1.0, 5.0, 0.0], [11.0, 28.0, 0.0], [0.0, 0.0, 0.0]]])


def axes_swapped():
    """Rows and columns are swapped: going right in the output is going right in the image."""

    strided_by_hand = torch.tensor([[[1.0, 11.0], [5.0, 28.0]]])


def mean_for_sum():
    """You took the mean of each window: a kernel of ones adds the numbers up and doesn't divide."""

    strided_by_hand = torch.tensor([[[0.25, 1.25], [2.75, 7.0]]])


def maximum_for_sum():
    """You took the largest number of each window: that is max pooling. A kernel of ones adds them
    up.
    """

    strided_by_hand = torch.tensor([[[1.0, 3.0], [7.0, 9.0]]])


def steps_of_three():
    """Your second window starts three squares after the first: the stride is two, from start to
    start.
    """

    strided_by_hand = torch.tensor([[[1.0, 3.0], [7.0, 9.0]]])


def border_repeats_the_edge():
    """You repeated the outer pixels in the border: the padding of this exercise is zeros."""

    strided_by_hand = torch.tensor([[[4.0, 10.0], [22.0, 28.0]]])


def border_of_ones():
    """You filled the border with ones: the padding is zeros; the ones stand in the kernel."""

    strided_by_hand = torch.tensor([[[4.0, 7.0], [13.0, 28.0]]])


def image_from_zero():
    """Your image starts with 0: the one of this exercise holds the numbers from 1 to 9."""

    strided_by_hand = torch.tensor([[[0.0, 3.0], [9.0, 24.0]]])


def channel_axis_missing():
    """The numbers are right, but the channel axis is missing: an image is (channels, rows,
    columns).
    """

    strided_by_hand = torch.tensor([[1.0, 5.0], [11.0, 28.0]])


def typed_as_whole_numbers():
    """Whole numbers are int64: the points in 1.0 and 5.0 make a tensor float32."""

    strided_by_hand = torch.tensor([[[1, 5], [11, 28]]])


def typed_in_double_precision():
    """The tensor is float64, double precision; float32 is asked for."""

    strided_by_hand = torch.tensor([1.0, 5.0, 11.0, 28.0], dtype=torch.float64).reshape(1, 2, 2)


def image_without_border_cut_to_size():
    """These are windows of the image without its border, one step apart: a border of zeros comes
    first, and the kernel moves two squares at a time.
    """

    strided_by_hand = torch.tensor([[[12.0, 16.0], [24.0, 28.0]]])


def kernel_of_three():
    """Your kernel is 3×3: the one of this exercise has two rows and two columns."""

    strided_by_hand = torch.tensor([[[12.0, 16.0], [24.0, 28.0]]])


def first_window_alone():
    """You left out the border, so that one window fits: with a border of zeros there are four."""

    strided_by_hand = torch.tensor([[[12.0, 0.0], [0.0, 0.0]]])


def one_step_at_a_time():
    """You move the kernel by one square and stop after two positions: the stride is two."""

    strided_by_hand = torch.tensor([[[1.0, 3.0], [5.0, 12.0]]])


def border_of_two():
    """Your border is two zeros wide: padding 1 is one on each side."""

    strided_by_hand = torch.tensor([[[0.0, 0.0, 0.0], [0.0, 12.0, 9.0], [0.0, 15.0, 9.0]]])
