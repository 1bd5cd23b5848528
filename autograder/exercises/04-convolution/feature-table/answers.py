"""Right answers to 04-convolution/feature-table, of different make: each body is a cell."""


def table_typed():
    feature_table = [
        {"output_size": 28, "features": 784},
        {"output_size": 111, "features": 12321},
        {"output_size": 176, "features": 30976},
    ]


def table_by_loop():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        side = (size + 2 * padding - kernel) // stride + 1
        feature_table.append({"output_size": side, "features": side**2})


def table_by_comprehension():
    feature_table = [
        dict(features=side * side, output_size=side)
        for side in (
            (n + 2 * p - k) // s + 1
            for n, k, s, p in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]
        )
    ]


def table_by_a_function_of_its_own():
    def describe_output(size, kernel, stride, padding):
        positions = len(range(0, size + 2 * padding - kernel + 1, stride))
        return {"output_size": positions, "features": positions * positions}

    feature_table = [
        describe_output(30, 3, 1, 0),
        describe_output(224, 5, 2, 1),
        describe_output(528, 7, 3, 2),
    ]


def table_by_convolving_two_images():
    feature_table = []
    for size, kernel, stride, padding in [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]:
        maps = F.conv2d(
            torch.rand(2, 3, size, size),
            torch.rand(1, 3, kernel, kernel),
            stride=stride,
            padding=padding,
        )
        feature_table.append({"output_size": maps.shape[2], "features": maps.flatten(1).shape[1]})


def table_by_a_model_without_memory():
    feature_table = []
    for size, options in [
        (30, dict(kernel_size=3)),
        (224, dict(kernel_size=5, stride=2, padding=1)),
        (528, dict(kernel_size=7, stride=3, padding=2)),
    ]:
        images = torch.empty(100, 3, size, size, device="meta")
        maps = nn.Conv2d(3, 1, device="meta", **options)(images)
        feature_table.append(
            {"output_size": maps.size(-1), "features": nn.Flatten()(maps).size(-1)}
        )


def table_from_columns():
    import math

    sides = [28, math.floor((224 + 2 - 5) / 2 + 1), math.floor((528 + 4 - 7) / 3 + 1)]
    features = [int(math.pow(side, 2)) for side in sides]
    feature_table = [dict(zip(("output_size", "features"), row)) for row in zip(sides, features)]
