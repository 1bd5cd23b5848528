"""Misconceptions about 04-convolution: the body of each function is the cell that a student with it writes."""

# ruff: noqa: F821, F841
from autograder.checks.convolution import by_hand, channels, feature_table, manual_conv, output_size, pool
from autograder.checks.exercise import misconception

# by-hand


@misconception(by_hand, "You left out the padding: with a border of zeros the kernel first lies on three zeros and the 1.")
def without_padding():
    strided_by_hand = torch.tensor([[[12.0]]])


@misconception(by_hand, "You left out the stride: the kernel moves two squares at a time, down as well as across.")
def without_stride():
    strided_by_hand = torch.tensor([[[1.0, 3.0, 5.0, 3.0], [5.0, 12.0, 16.0, 9.0], [11.0, 24.0, 28.0, 15.0], [7.0, 15.0, 17.0, 9.0]]])


@misconception(by_hand, "Your kernel takes single steps across: the stride counts along the columns as well as the rows.")
def stride_down_only():
    strided_by_hand = torch.tensor([[[1.0, 3.0, 5.0, 3.0], [11.0, 24.0, 28.0, 15.0]]])


@misconception(by_hand, "You start on the image itself: padding also lies above and to the left, and the first window is there.")
def padding_after_the_image_only():
    strided_by_hand = torch.tensor([[[12.0, 9.0], [15.0, 9.0]]])


@misconception(by_hand, "You put the border around the result: padding widens the image before the kernel slides over it.")
def padding_around_the_result():
    strided_by_hand = torch.tensor([[[0.0, 0.0, 0.0], [0.0, 12.0, 0.0], [0.0, 0.0, 0.0]]])


@misconception(by_hand, "You count windows that hang over the edge: only positions where the whole kernel fits give a number.")
def ceil_for_floor():
    strided_by_hand = torch.tensor([[[1.0, 5.0, 0.0], [11.0, 28.0, 0.0], [0.0, 0.0, 0.0]]])


@misconception(by_hand, "Rows and columns are swapped: going right in the output is going right in the image.")
def axes_swapped():
    strided_by_hand = torch.tensor([[[1.0, 11.0], [5.0, 28.0]]])


@misconception(by_hand, "You took the mean of each window: a kernel of ones adds the numbers up and doesn't divide.")
def mean_for_sum():
    strided_by_hand = torch.tensor([[[0.25, 1.25], [2.75, 7.0]]])


@misconception(by_hand, "You took the largest number of each window: that is max pooling. A kernel of ones adds them up.")
def maximum_for_sum():
    strided_by_hand = torch.tensor([[[1.0, 3.0], [7.0, 9.0]]])


@misconception(by_hand, "You repeated the outer pixels in the border: the padding of this exercise is zeros.")
def border_repeats_the_edge():
    strided_by_hand = torch.tensor([[[4.0, 10.0], [22.0, 28.0]]])


@misconception(by_hand, "You filled the border with ones: the padding is zeros; the ones stand in the kernel.")
def border_of_ones():
    strided_by_hand = torch.tensor([[[4.0, 7.0], [13.0, 28.0]]])


@misconception(by_hand, "Your image starts with 0: the one of this exercise holds the numbers from 1 to 9.")
def image_from_zero():
    strided_by_hand = torch.tensor([[[0.0, 3.0], [9.0, 24.0]]])


@misconception(by_hand, "The numbers are right, but the channel axis is missing: an image is (channels, rows, columns).")
def channel_axis_missing():
    strided_by_hand = torch.tensor([[1.0, 5.0], [11.0, 28.0]])


# manual-conv


@misconception(manual_conv, "You divide by the stride before adding the padding; the padding widens the image first.")
def padding_after_division():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (image.shape[1] - h) // stride + 1 + 2 * padding
        columns = (image.shape[2] - w) // stride + 1 + 2 * padding
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = padded[:, i * stride : i * stride + h, j * stride : j * stride + w]
                if window.shape == kernel.shape:
                    out[0, i, j] = (window * kernel).sum()
        return out


@misconception(manual_conv, "You round the number of positions up: a window that doesn't fit into the padded image is left out.")
def positions_rounded_up():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = -(-(padded.shape[1] - h) // stride) + 1
        columns = -(-(padded.shape[2] - w) // stride) + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = padded[0, i * stride : i * stride + h, j * stride : j * stride + w]
                out[0, i, j] = (window * kernel[0, : window.shape[0], : window.shape[1]]).sum()
        return out


@misconception(manual_conv, "The stride has no effect: the window must jump by it, down and across.")
def stride_ignored():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows, columns = padded.shape[1] - h + 1, padded.shape[2] - w + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(manual_conv, "Your window jumps down but takes single steps across: the stride holds for rows and for columns.")
def stride_on_rows_only():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = padded.shape[2] - w + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i * stride : i * stride + h, j : j + w] * kernel).sum()
        return out


@misconception(
    manual_conv,
    "The stride shrinks your output, but your window still takes single steps: it must start stride squares further each time.",
)
def stride_in_the_size_only():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(manual_conv, "The padding has no effect: put a border of zeros around the image before the window slides.")
def padding_ignored():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        h, w = kernel.shape[-2:]
        rows = (image.shape[1] - h) // stride + 1
        columns = (image.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (image[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return out


@misconception(
    manual_conv,
    "The padding counts once in your output, as if it lay above and to the left only: it goes around all four sides.",
)
def padding_above_and_left_only():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding, 0, padding, 0))
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return out


@misconception(manual_conv, "You pad below and to the right only: the border of zeros goes around all four sides.")
def padding_below_and_right_only():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (0, padding, 0, padding))
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return out


@misconception(
    manual_conv,
    "You pad left and right but not above and below: F.pad takes two numbers for each axis, the last axis first.",
)
def padding_on_columns_only():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding, padding))
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return out


@misconception(manual_conv, "You pad the result: the zeros belong around the image, so that the window can reach over its edge.")
def padding_around_the_output():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        h, w = kernel.shape[-2:]
        rows = (image.shape[1] - h) // stride + 1
        columns = (image.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (image[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return F.pad(out, (padding,) * 4)


@misconception(manual_conv, "Your border repeats the image's outer pixels: the padding is zeros.")
def padding_repeats_the_edge():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4, mode="replicate")
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return out


@misconception(manual_conv, "You rotate the kernel by 180°, as mathematics does: in deep learning it lies on the image as it is.")
def kernel_rotated():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        kernel = kernel.flip(1, 2)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return out


@misconception(manual_conv, "You transpose the kernel: its rows lie along the image's rows, its columns along the columns.")
def kernel_transposed():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        kernel = kernel.transpose(1, 2)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return out


@misconception(manual_conv, "You take the kernel for a square one: its height and its width are two numbers.")
def kernel_taken_for_square():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        size = kernel.shape[1]
        rows = (padded.shape[1] - size) // stride + 1
        columns = (padded.shape[2] - size) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = padded[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[0, i, j] = (window * kernel).sum()
        return out


@misconception(manual_conv, "Rows and columns of your output are swapped: the first index goes down, the second across.")
def output_transposed():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, columns, rows)
        for x in range(columns):
            for y in range(rows):
                out[0, x, y] = (padded[:, y * stride : y * stride + h, x * stride : x * stride + w] * kernel).sum()
        return out


@misconception(manual_conv, "You take the mean of the products: a convolution sums them.")
def products_averaged():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).mean()
        return out


@misconception(
    manual_conv,
    "You miss the last row and the last column of positions: the number of positions is one more than that of steps.",
)
def last_position_missing():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride
        columns = (padded.shape[2] - w) // stride
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return out


@misconception(manual_conv, "Your range stops before the last start: a window that ends exactly at the edge still fits.")
def range_ends_too_early():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        tops = range(0, padded.shape[1] - h, stride)
        lefts = range(0, padded.shape[2] - w, stride)
        out = torch.zeros(1, len(tops), len(lefts))
        for i, top in enumerate(tops):
            for j, left in enumerate(lefts):
                out[0, i, j] = (padded[:, top : top + h, left : left + w] * kernel).sum()
        return out


@misconception(manual_conv, "Your result has lost its channel axis: it is (1, rows, columns), as the image is.")
def result_without_channel():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        h, w = kernel.shape[-2:]
        rows = (padded.shape[1] - h) // stride + 1
        columns = (padded.shape[2] - w) // stride + 1
        out = torch.zeros(rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[i, j] = (padded[:, i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return out


@misconception(
    manual_conv,
    "You take the channel axis off the caller's own image: an underscore at the end of a method's name means in place.",
)
def image_squeezed_in_place():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image.squeeze_(0), (padding,) * 4)
        kernel = kernel[0]
        h, w = kernel.shape
        rows = (padded.shape[0] - h) // stride + 1
        columns = (padded.shape[1] - w) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[0, i, j] = (padded[i * stride : i * stride + h, j * stride : j * stride + w] * kernel).sum()
        return out


@misconception(manual_conv, "You let torch convolve: the point of this exercise is to slide the window yourself.")
def convolved_by_torch():
    def conv2d_manual(image, kernel, stride=1, padding=0):
        return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]


# output-size


@misconception(output_size, "You round up: a last window that doesn't fit is left out, so round down.")
def size_rounded_up():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return -(-(size + 2 * padding - kernel) // stride) + 1


@misconception(output_size, "You round to the nearest whole number: a window fits or it doesn't, so round down.")
def size_rounded_to_nearest():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return round((size + 2 * padding - kernel) / stride) + 1


@misconception(output_size, "You divide without rounding: a number of positions is an int, rounded down.")
def size_not_rounded():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - kernel) / stride + 1


@misconception(output_size, "You count the padding once: it is added at both ends.")
def padding_at_one_end():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + padding - kernel) // stride + 1


@misconception(output_size, "You leave the padding out: it widens the axis at both ends.")
def padding_left_out():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size - kernel) // stride + 1


@misconception(output_size, "You add the padding after dividing by the stride: it widens the image first.")
def padding_added_last():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size - kernel) // stride + 1 + 2 * padding


@misconception(output_size, "You leave the stride out: the kernel skips positions, so there are fewer of them.")
def stride_left_out():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return size + 2 * padding - kernel + 1


@misconception(output_size, "You count the steps between the positions: there is one more position than steps.")
def steps_for_positions():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - kernel) // stride


@misconception(output_size, "You add one before dividing: first count the steps of the stride, then add the position at the start.")
def one_added_before_division():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - kernel + 1) // stride


@misconception(output_size, "Only the kernel is divided by the stride: put what stands above the fraction bar into brackets.")
def brackets_missing():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return size + 2 * padding - kernel // stride + 1


@misconception(
    output_size,
    "The kernel's size plays no role in yours: a window must end inside the padded axis, so larger kernels have fewer positions.",
)
def kernel_left_out():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding) // stride


@misconception(
    output_size,
    "Your formula takes every kernel for an odd one: half a kernel at each end is not the same for even sizes.",
)
def odd_kernels_only():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + 2 * padding - 2 * (kernel // 2) - 1) // stride + 1


@misconception(output_size, "You return the number of all positions in a square image: asked for are those along one axis.")
def both_axes_multiplied():
    def conv_output_size(size, kernel, stride=1, padding=0):
        return ((size + 2 * padding - kernel) // stride + 1) ** 2


# feature-table


@misconception(
    feature_table,
    "Your features count all images: the batch axis stays, and flattening counts the numbers of one image.",
)
def batch_in_the_features():
    feature_table = [
        {"output_size": 28, "features": 78400},
        {"output_size": 111, "features": 1232100},
        {"output_size": 176, "features": 3097600},
    ]


@misconception(
    feature_table,
    "Your features count the three colours: the convolution has added them up, and its output has one channel.",
)
def colours_in_the_features():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": 3 * side * side})


@misconception(feature_table, "Your features count one side of the output only: it has rows as well as columns.")
def features_of_one_side():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side})


@misconception(feature_table, "Your features add the two sides: rows times columns is the number of pixels.")
def sides_added():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side + side})


@misconception(feature_table, "Your features are those of the input image: what is flattened is the convolution's output.")
def features_of_the_input():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": 3 * size * size})


@misconception(feature_table, "Your features count the kernel's weights at each position: a window gives one number, their sum.")
def weights_in_the_features():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side * side * kernel * kernel})


@misconception(feature_table, "You left the padding out of the sizes: it widens the image at both ends.")
def table_without_padding():
    feature_table = []
    for size, kernel, stride in [(30, 3, 1), (224, 5, 2), (528, 7, 3)]:
        side = (size - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side * side})


@misconception(feature_table, "You counted the padding once: it is added at both ends.")
def table_with_padding_once():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side * side})


@misconception(feature_table, "You added the padding after dividing by the stride: it widens the image first.")
def table_with_padding_last():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size - kernel) // stride + 1 + 2 * padding
        feature_table.append({"output_size": side, "features": side * side})


@misconception(feature_table, "You left the stride out of the sizes: longer steps leave fewer positions.")
def table_without_stride():
    feature_table = []
    for size, kernel, padding in [(30, 3, 0), (224, 5, 1), (528, 7, 2)]:
        side = size + 2 * padding - kernel + 1
        feature_table.append({"output_size": side, "features": side * side})


@misconception(feature_table, "You rounded up where the division leaves a remainder: a window that doesn't fit is left out.")
def table_rounded_up():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = -(-(size + 2 * padding - kernel) // stride) + 1
        feature_table.append({"output_size": side, "features": side * side})


@misconception(feature_table, "You counted the steps between the positions: there is one more position than steps.")
def table_of_steps():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride
        feature_table.append({"output_size": side, "features": side * side})


@misconception(feature_table, "You divided without rounding: half a position doesn't exist, so sizes are ints, rounded down.")
def table_of_floats():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) / stride + 1
        feature_table.append({"output_size": side, "features": side * side})


@misconception(feature_table, "Your table is one dict of columns: asked for is a list with one dict for each row.")
def dict_of_columns():
    feature_table = {"output_size": [28, 111, 176], "features": [784, 12321, 30976]}


@misconception(feature_table, "Your rows are pairs of numbers: each must be a dict that names them.")
def pairs_for_dicts():
    feature_table = [(28, 784), (111, 12321), (176, 30976)]


# channels


@misconception(channels, "You average over the input channels: their responses are summed.")
def channels_averaged():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        responses = (image[:, i : i + h, j : j + w] * kernel).sum(dim=(1, 2))
                        out[b, o, i, j] = responses.mean()
        return out


@misconception(channels, "You take the mean over each window: all products of a window, over all its channels, are summed.")
def windows_averaged():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o, kernel in enumerate(kernels):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).mean()
        return out


@misconception(
    channels,
    "Only the first input channel counts in yours: every channel has a slice of the kernel, and all responses are summed.",
)
def first_channel_only():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b in range(len(images)):
            for o in range(len(kernels)):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (images[b, 0, i : i + h, j : j + w] * kernels[o, 0]).sum()
        return out


@misconception(channels, "You sum the image's channels first: each channel must meet its own slice of the kernel before the sum.")
def channels_summed_before_the_kernel():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        grey = images.sum(dim=1)
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b in range(len(images)):
            for o in range(len(kernels)):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (grey[b, i : i + h, j : j + w] * kernels[o, 0]).sum()
        return out


@misconception(
    channels,
    "You keep the responses of the input channels side by side: those of one kernel are summed into one output channel.",
)
def channels_concatenated():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), images.shape[1], rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, None, :, i : i + h, j : j + w]
                out[..., i, j] = (window * kernels).sum(dim=(3, 4))
        return out.flatten(1, 2)


@misconception(channels, "Each of your kernels sees one input channel: every kernel looks at all of them and sums.")
def one_channel_for_each_kernel():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b in range(len(images)):
            for o in range(len(kernels)):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (images[b, o, i : i + h, j : j + w] * kernels[o, o]).sum()
        return out


@misconception(channels, "You add up the responses of all kernels: each kernel fills an output channel of its own.")
def kernels_summed():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), 1, rows, columns)
        for b, image in enumerate(images):
            for kernel in kernels:
                for i in range(rows):
                    for j in range(columns):
                        out[b, 0, i, j] += (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(channels, "All your output channels come from the first kernel: each has its own.")
def first_kernel_for_all():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for b, image in enumerate(images):
            for o in range(len(kernels)):
                for i in range(rows):
                    for j in range(columns):
                        out[b, o, i, j] = (image[:, i : i + h, j : j + w] * kernels[0]).sum()
        return out


@misconception(channels, "You read the kernels as (input, output, rows, columns): output channels come first, then input channels.")
def kernel_axes_swapped():
    def conv2d_channels(images, kernels):
        kernels = kernels.transpose(0, 1)
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, :, i : i + h, j : j + w]
                out[:, :, i, j] = torch.einsum("bchw,ochw->bo", window, kernels)
        return out


@misconception(channels, "Batch and output channels are swapped in your result: the images come first.")
def batch_and_output_swapped():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(kernels), len(images), rows, columns)
        for o, kernel in enumerate(kernels):
            for b, image in enumerate(images):
                for i in range(rows):
                    for j in range(columns):
                        out[o, b, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(channels, "Only the first image reaches your result: the batch axis stays, with one output for each image.")
def first_image_only():
    def conv2d_channels(images, kernels):
        image = images[0]
        h, w = kernels.shape[-2:]
        rows, columns = image.shape[1] - h + 1, image.shape[2] - w + 1
        out = torch.zeros(1, len(kernels), rows, columns)
        for o, kernel in enumerate(kernels):
            for i in range(rows):
                for j in range(columns):
                    out[0, o, i, j] = (image[:, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(channels, "You add the images of a batch up: they don't mix, and each keeps an output of its own.")
def images_summed():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(1, len(kernels), rows, columns)
        for o, kernel in enumerate(kernels):
            for i in range(rows):
                for j in range(columns):
                    out[0, o, i, j] = (images[:, :, i : i + h, j : j + w] * kernel).sum()
        return out


@misconception(
    channels,
    "You multiply a block of all images with a block of all kernels, which pairs them off: every image meets every kernel.",
)
def images_paired_with_kernels():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                out[:, :, i, j] = (images[:, :, i : i + h, j : j + w] * kernels).sum(dim=(1, 2, 3))
        return out


@misconception(channels, "You rotate the kernels by 180°, as mathematics does: in deep learning they lie on the image as they are.")
def kernels_rotated():
    def conv2d_channels(images, kernels):
        kernels = kernels.flip(2, 3)
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, :, i : i + h, j : j + w]
                out[:, :, i, j] = torch.einsum("bchw,ochw->bo", window, kernels)
        return out


@misconception(channels, "You transpose the kernels: their rows lie along the image's rows, their columns along the columns.")
def kernels_transposed():
    def conv2d_channels(images, kernels):
        kernels = kernels.transpose(2, 3)
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, :, i : i + h, j : j + w]
                out[:, :, i, j] = torch.einsum("bchw,ochw->bo", window, kernels)
        return out


@misconception(
    channels,
    "You miss the last row and the last column of positions: a window that ends exactly at the edge still fits.",
)
def last_positions_missing():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h, images.shape[3] - w
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, :, i : i + h, j : j + w]
                out[:, :, i, j] = torch.einsum("bchw,ochw->bo", window, kernels)
        return out


@misconception(channels, "You squeeze all axes of size 1 away: the result has four axes for one image and one kernel too.")
def squeezed():
    def conv2d_channels(images, kernels):
        h, w = kernels.shape[-2:]
        rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
        out = torch.zeros(len(images), len(kernels), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = images[:, :, i : i + h, j : j + w]
                out[:, :, i, j] = torch.einsum("bchw,ochw->bo", window, kernels)
        return out.squeeze()


@misconception(channels, "You let torch convolve: the point of this exercise is to multiply and sum yourself.")
def channels_convolved_by_torch():
    def conv2d_channels(images, kernels):
        return F.conv2d(images, kernels)


# pool


@misconception(pool, "Your windows move by one when no stride is given: a pooling window then moves by its own size.")
def stride_one_by_default():
    def pool2d(image, size, stride=None, mode="max"):
        stride = 1 if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "Your windows always move by their size: a stride that is given takes its place.")
def stride_always_the_size():
    def pool2d(image, size, stride=None, mode="max"):
        reduce = torch.amax if mode == "max" else torch.mean
        rows, columns = image.shape[1] // size, image.shape[2] // size
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * size : (i + 1) * size, j * size : (j + 1) * size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "Your stride holds for the rows only: the windows move by it across as well as down.")
def stride_across_missing():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // stride + 1
        columns = image.shape[2] // size
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * size : (j + 1) * size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "You take the stride for a gap between two windows: it is the way from one window's start to the next's.")
def stride_as_gap():
    def pool2d(image, size, stride=None, mode="max"):
        step = size if stride is None else size + stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // step + 1
        columns = (image.shape[2] - size) // step + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * step : i * step + size, j * step : j * step + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "You take the maximum in both modes: “avg” asks for the mean of the window.")
def maximum_for_average():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = window.amax(dim=(1, 2))
        return out


@misconception(pool, "You take the mean in both modes: “max”, the default, asks for the largest number of the window.")
def average_for_maximum():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = window.mean(dim=(1, 2))
        return out


@misconception(pool, "Your two modes are swapped: “max” is the largest number of the window, “avg” its mean.")
def modes_swapped():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.mean if mode == "max" else torch.amax
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "You sum the window where the mean is asked for: divide by the number of its pixels.")
def sum_for_average():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.sum
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "You divide the window's sum by its side: it has side times side pixels.")
def average_divided_by_side():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = window.amax(dim=(1, 2)) if mode == "max" else window.sum(dim=(1, 2)) / size
        return out


@misconception(
    pool,
    "Your search for the maximum starts at 0, so negative windows give 0: start from a number of the window itself.",
)
def maximum_from_zero():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for c in range(len(image)):
            for i in range(rows):
                for j in range(columns):
                    window = image[c, i * stride : i * stride + size, j * stride : j * stride + size]
                    if mode == "max":
                        for pixel in window.flatten():
                            if pixel > out[c, i, j]:
                                out[c, i, j] = pixel
                    else:
                        out[c, i, j] = window.mean()
        return out


@misconception(pool, "You return where in the window the maximum is: asked for is the largest number itself.")
def place_of_maximum():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size].flatten(1)
                out[:, i, j] = window.argmax(dim=1).float() if mode == "max" else window.mean(dim=1)
        return out


@misconception(pool, "With an axis named, torch's max gives two things, values and places: take the values.")
def maximum_with_places():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size].flatten(1)
                out[:, i, j] = window.max(dim=1) if mode == "max" else window.mean(dim=1)
        return out


@misconception(pool, "You also pool windows that hang over the edge: what doesn't fill a window is left out.")
def incomplete_windows():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = -(-(image.shape[1] - size) // stride) + 1
        columns = -(-(image.shape[2] - size) // stride) + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "You miss the last row and the last column of windows: there is one more window than there are steps.")
def last_window_missing():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // stride
        columns = (image.shape[2] - size) // stride
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "You pool over the channels too: each channel is pooled on its own, and all of them stay.")
def channels_pooled_together():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(1, rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[0, i, j] = window.max() if mode == "max" else window.mean()
        return out


@misconception(pool, "Every channel of yours holds the same numbers: take the maximum or mean of each channel, not of all at once.")
def same_number_in_all_channels():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, i, j] = window.max() if mode == "max" else window.mean()
        return out


@misconception(pool, "Rows and columns of your output are swapped: the axis after the channels goes down, the last one across.")
def pooled_transposed():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), columns, rows)
        for x in range(columns):
            for y in range(rows):
                window = image[:, y * stride : y * stride + size, x * stride : x * stride + size]
                out[:, x, y] = reduce(window, dim=(1, 2))
        return out


@misconception(pool, "You pool across only: a window has size rows as well as size columns.")
def pooled_across_only():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        reduce = torch.amax if mode == "max" else torch.mean
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), image.shape[1], columns)
        for j in range(columns):
            out[:, :, j] = reduce(image[:, :, j * stride : j * stride + size], dim=2)
        return out


@misconception(pool, "You keep one pixel of each window, its first: pooling looks at all of them.")
def first_pixel_of_the_window():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        return image[:, ::stride, ::stride][:, :rows, :columns].clone()


@misconception(pool, "Your mode for the mean has another name, so “avg” leaves the output at zero: look at the spelling.")
def mode_misspelt():
    def pool2d(image, size, stride=None, mode="max"):
        stride = size if stride is None else stride
        rows = (image.shape[1] - size) // stride + 1
        columns = (image.shape[2] - size) // stride + 1
        out = torch.zeros(len(image), rows, columns)
        for i in range(rows):
            for j in range(columns):
                window = image[:, i * stride : i * stride + size, j * stride : j * stride + size]
                if mode == "max":
                    out[:, i, j] = window.amax(dim=(1, 2))
                elif mode == "average":
                    out[:, i, j] = window.mean(dim=(1, 2))
        return out
