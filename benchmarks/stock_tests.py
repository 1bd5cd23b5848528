"""The hidden tests of 04-convolution as stock nbgrader needs them.

Plain code that runs in the student's notebook.

Each block makes the comparisons of the check of the same key: the same shapes and options, torch as
the reference. Stock nbgrader gives a test cell all of its points or none, so there are no parts,
and it cannot tell a student who calls `F.conv2d`, so nothing is forbidden.
"""

_MATCHES = """
def hidden_matches(got, want):
    assert isinstance(got, torch.Tensor), type(got)
    assert got.dtype == want.dtype, got.dtype
    assert got.shape == want.shape, got.shape
    assert torch.isfinite(got).all()
    assert torch.allclose(got, want, rtol=1e-4, atol=1e-5)


def hidden_call(function, *tensors, **options):
    before = [tensor.clone() for tensor in tensors]
    got = function(*tensors, **options)
    assert all(torch.equal(then, now) for then, now in zip(before, tensors)), "an argument was changed"
    return got
"""

_BY_HAND = """
image = torch.arange(1.0, 10).reshape(1, 1, 3, 3)
hidden_matches(strided_by_hand.float(), F.conv2d(image, torch.ones(1, 1, 2, 2), padding=1, stride=2)[0])
"""

_MANUAL_CONV = """
def hidden_manual_conv(height, width, kernel_height, kernel_width, **options):
    image, kernel = torch.randn(1, height, width), torch.randn(1, kernel_height, kernel_width)
    hidden_matches(hidden_call(conv2d_manual, image, kernel, **options), F.conv2d(image[None], kernel[None], **options)[0])


hidden_manual_conv(9, 8, 3, 2)
hidden_manual_conv(7, 11, 2, 5)
hidden_manual_conv(5, 6, 5, 6)
hidden_manual_conv(9, 8, 3, 2, padding=1)
hidden_manual_conv(6, 7, 2, 4, padding=3)
hidden_manual_conv(9, 8, 3, 2, stride=2)
hidden_manual_conv(11, 10, 2, 3, stride=3)
hidden_manual_conv(10, 13, 3, 2, stride=4)
for stride in (2, 3):
    for padding in (1, 2):
        hidden_manual_conv(9, 8, 3, 2, stride=stride, padding=padding)
"""

_STEPS = """
def hidden_steps(size, kernel, stride=1, padding=0):
    return F.conv1d(torch.zeros(1, 1, size), torch.zeros(1, 1, kernel), stride=stride, padding=padding).shape[-1]
"""

_OUTPUT_SIZE = """
def hidden_number(low, high):
    return torch.randint(low, high + 1, ()).item()


for size, kernel, options in [
    (9, 3, {}),
    (hidden_number(20, 40), hidden_number(2, 9), {}),
    (7, 7, {}),
    (10, 4, {}),
    (9, 3, dict(padding=1)),
    (hidden_number(20, 40), hidden_number(2, 9), dict(padding=hidden_number(2, 4))),
    (5, 7, dict(padding=1)),
    (9, 4, dict(padding=2)),
    (9, 3, dict(stride=2)),
    (10, 3, dict(stride=2, padding=1)),
    (32, 5, dict(stride=3, padding=2)),
    (11, 2, dict(stride=4, padding=1)),
    (12, 4, dict(stride=2, padding=1)),
    (hidden_number(40, 60), hidden_number(2, 9), dict(stride=hidden_number(2, 5), padding=hidden_number(0, 3))),
]:
    got = conv_output_size(size, kernel, **options)
    assert type(got) is int and got == hidden_steps(size, kernel, **options), got
"""

_FEATURE_TABLE = """
assert isinstance(feature_table, (list, tuple)) and len(feature_table) == 3
for entry, case in zip(feature_table, [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]):
    for key, want in dict(output_size=hidden_steps(*case), features=hidden_steps(*case) ** 2).items():
        assert type(entry[key]) is int and entry[key] == want, (key, case)
"""

_CHANNELS = """
for images, kernels in [
    ((1, 1, 7, 6), (1, 1, 3, 2)),
    ((1, 3, 7, 6), (1, 3, 3, 2)),
    ((1, 5, 6, 9), (1, 5, 2, 4)),
    ((1, 3, 7, 6), (4, 3, 3, 2)),
    ((1, 2, 5, 8), (3, 2, 1, 3)),
    ((2, 3, 7, 6), (4, 3, 3, 2)),
    ((5, 2, 6, 5), (2, 2, 2, 3)),
]:
    images, kernels = torch.randn(images), torch.randn(kernels)
    hidden_matches(hidden_call(conv2d_channels, images, kernels), F.conv2d(images, kernels))
"""

_POOL = """
def hidden_pool(shape, size, shift=0, **options):
    pixels = torch.randn(shape) + shift
    pooling = F.avg_pool2d if options.get("mode") == "avg" else F.max_pool2d
    hidden_matches(hidden_call(pool2d, pixels, size=size, **options), pooling(pixels[None], size, options.get("stride"))[0])


hidden_pool((1, 6, 4), 2)
hidden_pool((3, 9, 7), 2, mode="max")
hidden_pool((2, 7, 10), 3, shift=-3)
hidden_pool((1, 6, 4), 2, mode="avg")
hidden_pool((3, 9, 7), 2, mode="avg")
hidden_pool((2, 7, 10), 3, mode="avg")
hidden_pool((2, 8, 7), 3, shift=3, stride=1)
hidden_pool((2, 9, 8), 3, shift=3, stride=2, mode="avg")
hidden_pool((1, 11, 9), 2, shift=3, stride=3)
"""

HIDDEN = {
    "04-convolution/by-hand": _MATCHES + _BY_HAND,
    "04-convolution/manual-conv": _MATCHES + _MANUAL_CONV,
    "04-convolution/output-size": _STEPS + _OUTPUT_SIZE,
    "04-convolution/feature-table": _STEPS + _FEATURE_TABLE,
    "04-convolution/channels": _MATCHES + _CHANNELS,
    "04-convolution/pool": _MATCHES + _POOL,
}
"""In-notebook tests by the key that the source's line ``check("…")`` names."""
