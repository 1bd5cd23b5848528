"""Right values in a wrong form earn at least half, in every exercise that asks for values."""

from __future__ import annotations

import pytest

from tests.exercises.test_order import earned
from tests.mutants.hunt import solution_of

TENSORS = {
    "01-images/flatten-view": "flatten_with_view",
    "01-images/flatten-reshape": "flatten_with_reshape",
    "01-images/flatten-flatten": "flatten_with_flatten",
    "01-images/to-chw": "to_channels_first",
    "03-kernels/cross-correlate": "cross_correlate",
    "03-kernels/edge-kernel": "horizontal_edge_kernel",
    "03-kernels/box-blur": "box_blur_kernel",
    "03-kernels/gaussian-blur": "gaussian_kernel",
    "03-kernels/learn-kernel": "learn_kernel",
    "04-convolution/by-hand": "strided_by_hand",
    "04-convolution/manual-conv": "conv2d_manual",
    "04-convolution/channels": "conv2d_channels",
    "04-convolution/pool": "pool2d",
}
NUMBERS = {
    "01-images/flat-size": "flat_size",
    "02-mlp/layer-sizes": "input_size",
    "02-mlp/train-epoch": "train_one_epoch",
    "02-mlp/accuracy": "accuracy",
    "03-kernels/output-steps": "output_steps",
    "04-convolution/output-size": "conv_output_size",
}
VALUES = {"horizontal_edge_kernel", "strided_by_hand", "input_size"}
"""Names of values; the others are functions."""

TENSOR_FORMS = {
    "an array": "value.detach().numpy()",
    "an array of float64": "value.detach().numpy().astype('float64')",
    "lists": "value.detach().tolist()",
    "float64": "value.double()",
    "an axis in front": "value[None]",
    "an axis at the end": "value[..., None]",
    "a tensor in a list": "[value]",
    "a tensor in a tuple": "(value,)",
}
NUMBER_FORMS = {
    "a float": "float(value)",
    "a tensor": "torch.tensor(value)",
    "a tensor of one axis": "torch.tensor([value])",
    "NumPy's float": "np.float32(value)",
    "an array": "np.array(value)",
    "a list": "[value]",
    "a tuple": "(value,)",
    "a text": "str(value)",
}
REPORTS = {
    "02-mlp/adam-report": ("adam_report", ("losses", "accuracy")),
    "05-lenet/lenet-report": ("lenet_report", ("parameters", "losses", "accuracy")),
}
REPORT_FORMS = {
    "a tuple": "tuple(report.values())",
    "other keys": (
        "{'test_accuracy': report.pop('accuracy'), 'Train loss': report.pop('losses'), "
        "**{'params': n for n in report.values()}}"
    ),
    "tensors": (
        "{k: [torch.tensor(v) for v in n] if k == 'losses' else torch.tensor(n) "
        "for k, n in report.items()}"
    ),
    "arrays": "{k: np.array(n) for k, n in report.items()}",
    "a tuple of losses": "report | {'losses': tuple(report['losses'])}",
    "a tuple of tensors": "tuple(torch.tensor(n) for n in report.values())",
    "a list of one": "[report]",
    "texts": (
        "{k: [str(v) for v in n] if k == 'losses' else f'{n:,}' if k == 'parameters' else f'{n} %' "
        "for k, n in report.items()}"
    ),
}


TABLE_FORMS = {
    "tuples": "[tuple(row.values()) for row in table]",
    "lists": "[list(row.values()) for row in table]",
    "other keys": "[{'size': row['output_size'], 'feature': row['features']} for row in table]",
    "a tensor": "torch.tensor([list(row.values()) for row in table])",
    "a dict of dicts": "dict(enumerate(table))",
    "a dict of columns": "{key: [row[key] for row in table] for key in table[0]}",
    "a table of pandas'": "__import__('pandas').DataFrame(table)",
    "tensors in dicts": "[{key: torch.tensor(n) for key, n in row.items()} for row in table]",
}


def in_form(key: str, name: str, form: str) -> str:
    """The exercise's solution, whose result is put into another form."""
    before = f"import numpy as np\nimport torch\n{solution_of(key)}\n"
    if name in VALUES:
        return f"{before}value = {name}\n{name} = {form}"
    return (
        f"{before}own = {name}\n"
        f"def {name}(*given, **named):\n"
        "    value = own(*given, **named)\n"
        f"    return {form}"
    )


@pytest.mark.parametrize("form", TENSOR_FORMS)
@pytest.mark.parametrize("key", TENSORS)
def test_a_right_tensor_in_another_form_earns_at_least_half(key: str, form: str) -> None:
    share = earned(key, in_form(key, TENSORS[key], TENSOR_FORMS[form]))

    assert 0.5 <= share < 1


@pytest.mark.parametrize("form", NUMBER_FORMS)
@pytest.mark.parametrize("key", NUMBERS)
def test_a_right_number_in_another_form_earns_at_least_half(key: str, form: str) -> None:
    share = earned(key, in_form(key, NUMBERS[key], NUMBER_FORMS[form]))

    assert share >= 0.5


@pytest.mark.parametrize("form", REPORT_FORMS)
@pytest.mark.parametrize("key", REPORTS)
def test_a_right_report_in_another_form_earns_at_least_half(key: str, form: str) -> None:
    name, keys = REPORTS[key]
    cell = (
        f"import numpy as np\nimport torch\n{solution_of(key)}\n"
        f"report = {{key: {name}[key] for key in {keys!r}}}\n"
        f"{name} = {REPORT_FORMS[form]}"
    )

    assert 0.5 <= earned(key, cell) < 1


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_a_right_table_in_another_form_earns_at_least_half(form: str) -> None:
    key = "04-convolution/feature-table"
    cell = (
        f"import torch\n{solution_of(key)}\n"
        "keys = ('output_size', 'features')\n"
        "table = [{key: row[key] for key in keys} for row in feature_table]\n"
        f"feature_table = {TABLE_FORMS[form]}"
    )

    assert 0.5 <= earned(key, cell) < 1


def test_wrong_numbers_in_another_table_earn_nothing() -> None:
    key = "04-convolution/feature-table"

    assert earned(key, "feature_table = [(1, 2), (3, 4), (5, 6)]") == 0


def test_a_share_for_a_percentage_earns_less_than_the_percentage_in_a_wrong_form() -> None:
    key = "02-mlp/accuracy"
    share, text = (
        earned(key, in_form(key, "accuracy", form)) for form in ("value / 100", "str(value)")
    )

    assert 0 < share < text


@pytest.mark.parametrize("key", ["04-convolution/manual-conv", "04-convolution/channels"])
def test_a_flipped_kernel_earns_more_than_zeros(key: str) -> None:
    name = TENSORS[key]
    flipped = (
        f"{solution_of(key)}\nown = {name}\n"
        f"def {name}(images, kernels, *given, **named):\n"
        "    return own(images, kernels.flip(-2, -1), *given, **named)"
    )

    assert earned(key, flipped) > earned(key, in_form(key, name, "0 * value"))
