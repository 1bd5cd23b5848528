"""Comparing holds for whatever a right answer may be made of, and for nothing that is wrong.

The examples are drawn by hypothesis, the same ones on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.checks import compare
from autograder.checks.compare import TOLERANCES, Mismatch, Tolerance
from autograder.student.inside import wire

fuzz = settings(max_examples=60, deadline=None, derandomize=True)

SIDES = st.integers(1, 5)
SHAPES = st.lists(SIDES, max_size=4).map(tuple)
SEEDS = st.integers(0, 2**32)
FLOATS = list(TOLERANCES)
EXACT = [torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool]


def normal(seed: int, *shape: int) -> torch.Tensor:
    """Standard normal float64."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def passes(judge: Callable[..., None], *args: Any, **options: Any) -> bool:
    """Tell whether a judge lets an answer pass. What it raises besides `Mismatch` is a fault."""
    try:
        judge(*args, **options)
    except Mismatch as mismatch:
        assert mismatch.fact
        return False
    return True


def travelled(value: Any) -> Any:
    """The value as it comes back from a student's process."""
    return wire.decode(wire.encode(value))


# The layouts of a right answer


def permuted(tensor: torch.Tensor, data: st.DataObject) -> torch.Tensor:
    order = data.draw(st.permutations(range(tensor.dim())))
    return (
        tensor.permute(order)
        .contiguous()
        .permute([order.index(axis) for axis in range(tensor.dim())])
    )


def sliced(tensor: torch.Tensor, data: st.DataObject) -> torch.Tensor:
    """Every so many numbers of a larger tensor that holds others between them."""
    steps, starts = ([data.draw(SIDES) for _ in tensor.shape] for _ in range(2))
    larger = torch.full(
        [
            start + size * step
            for start, size, step in zip(starts, tensor.shape, steps, strict=True)
        ],
        77,
    )
    view = larger.to(tensor.dtype)[
        tuple(slice(start, None, step) for start, step in zip(starts, steps, strict=True))
    ]
    view = view[tuple(slice(size) for size in tensor.shape)]
    return view.copy_(tensor)


def negated(tensor: torch.Tensor, data: st.DataObject) -> torch.Tensor:
    """Stored with the other sign, and marked so."""
    assume(tensor.dtype.is_floating_point)
    return torch._neg_view(-tensor)


def recorded(tensor: torch.Tensor, data: st.DataObject) -> torch.Tensor:
    """With a gradient to come."""
    assume(tensor.dtype.is_floating_point)
    return tensor.clone().requires_grad_() * 1


def a_parameter(tensor: torch.Tensor, data: st.DataObject) -> torch.Tensor:
    return torch.nn.Parameter(tensor, requires_grad=False)


@pytest.mark.parametrize("dtype", FLOATS + EXACT, ids=compare.short)
@fuzz
@given(
    data=st.data(),
    shape=SHAPES,
    seed=SEEDS,
    lay_out=st.sampled_from([permuted, sliced, negated, recorded, a_parameter]),
)
def test_a_right_answer_passes_in_any_layout(
    dtype: torch.dtype, data: st.DataObject, shape: tuple[int, ...], seed: int, lay_out: Any
) -> None:
    expected = (
        (10 * normal(seed, *shape)).abs().to(dtype)
        if dtype == torch.uint8
        else (10 * normal(seed, *shape)).to(dtype)
    )
    got = lay_out(expected, data)

    compare.tensor(got, expected)
    compare.tensor(travelled(got), expected)


@fuzz
@given(shape=SHAPES, value=st.integers(-9, 9))
def test_a_right_answer_whose_numbers_are_one_number_in_memory_passes(
    shape: tuple[int, ...], value: int
) -> None:
    compare.tensor(torch.tensor(float(value)).expand(shape), torch.full(shape, float(value)))
    compare.tensor(
        travelled(torch.tensor(float(value)).expand(shape)), torch.full(shape, float(value))
    )


REAL = [*FLOATS, *(dtype for dtype in EXACT if dtype != torch.bool)]


@pytest.mark.parametrize("dtype", REAL, ids=compare.short)
@fuzz
@given(shape=SHAPES, seed=SEEDS)
def test_small_whole_numbers_pass_in_any_real_dtype_where_that_is_allowed_and_only_there(
    dtype: torch.dtype, shape: tuple[int, ...], seed: int
) -> None:
    expected = (10 * normal(seed, *shape)).abs().round().to(torch.float32)
    got = expected.to(dtype)

    compare.tensor(got, expected, any_dtype=True)
    assert passes(compare.tensor, got, expected) == (dtype == torch.float32)
    assert not passes(compare.tensor, got + 1, expected, any_dtype=True)
    assert not passes(compare.tensor, got.bool(), expected, any_dtype=True)
    assert not passes(compare.tensor, got.to(torch.complex64), expected, any_dtype=True)


# Rounding

ORDERS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "one after the other": lambda products: products.cumsum(dim=1)[:, -1],
    "from the end": lambda products: products.flip(1).cumsum(dim=1)[:, -1],
    "the largest first": lambda products: products.gather(
        1, products.abs().argsort(dim=1, descending=True)
    ).cumsum(dim=1)[:, -1],
    "the positive and the negative apart": lambda products: (
        products.clamp(min=0).sum(dim=1) + products.clamp(max=0).sum(dim=1)
    ),
    "in float64": lambda products: products.double().sum(dim=1).to(products.dtype),
    "as a product of matrices": lambda products: (
        products @ torch.ones(products.shape[1], dtype=products.dtype)
    ),
    "in two halves": lambda products: torch.stack(
        [half.sum(dim=1) for half in products.tensor_split(2, dim=1)]
    ).sum(dim=0),
}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=compare.short)
@fuzz
@given(
    rows=st.integers(1, 60),
    count=st.integers(1, 100),
    seed=SEEDS,
    order=st.sampled_from(list(ORDERS)),
)
def test_a_sum_in_another_order_passes(
    dtype: torch.dtype, rows: int, count: int, seed: int, order: str
) -> None:
    products = (normal(seed, rows, count) * normal(seed + 1, count)).to(dtype)

    compare.tensor(ORDERS[order](products), products.sum(dim=1))


@pytest.mark.parametrize("dtype", FLOATS, ids=compare.short)
@fuzz
@given(
    data=st.data(),
    shape=SHAPES,
    seed=SEEDS,
    size=st.sampled_from([1e-6, 1e-3, 1.0, 1e3]),
    sign=st.sampled_from([-1, 1]),
    beyond=st.floats(1.3, 1e3),
)
def test_what_is_off_by_more_than_the_tolerance_fails_at_whatever_place_and_by_less_passes(
    dtype: torch.dtype,
    data: st.DataObject,
    shape: tuple[int, ...],
    seed: int,
    size: float,
    sign: int,
    beyond: float,
) -> None:
    expected = (size * normal(seed, *shape)).to(dtype)
    at = tuple(data.draw(st.integers(0, side - 1)) for side in shape)
    limit = TOLERANCES[dtype]

    def off_by(times: float) -> torch.Tensor:
        got = expected.double().clone()
        got[at] += sign * times * (limit.absolute + limit.relative * abs(float(expected[at])))
        return got.to(dtype)

    compare.tensor(off_by(0.7), expected)
    with pytest.raises(
        Mismatch,
        match=r"Every value differs"
        if expected.numel() == 1
        else rf"^The shape is right\. 1 of {expected.numel()} ",
    ):
        compare.tensor(off_by(beyond), expected)


@pytest.mark.parametrize("dtype", EXACT, ids=compare.short)
@fuzz
@given(data=st.data(), shape=SHAPES, seed=SEEDS)
def test_whole_numbers_and_truth_values_fail_when_one_is_another(
    dtype: torch.dtype, data: st.DataObject, shape: tuple[int, ...], seed: int
) -> None:
    expected = (10 * normal(seed, *shape)).abs().to(dtype)
    at = tuple(data.draw(st.integers(0, side - 1)) for side in shape)
    got = expected.clone()
    got[at] = ~got[at] if dtype == torch.bool else got[at] + 1

    assert not passes(compare.tensor, got, expected)


@fuzz
@given(
    shape=SHAPES,
    seed=SEEDS,
    tolerance=st.sampled_from([Tolerance(0, 0.1), Tolerance(0.1, 0), compare.EXACT]),
)
def test_a_tolerance_of_its_own_is_kept_to(
    shape: tuple[int, ...], seed: int, tolerance: Tolerance
) -> None:
    expected = 1 + normal(seed, *shape).abs()
    room = tolerance.absolute + tolerance.relative * expected

    compare.tensor(expected + 0.99 * room, expected, tolerance=tolerance)
    assert not passes(compare.tensor, expected + 1.01 * room + 1e-9, expected, tolerance=tolerance)


# What never passes


@pytest.mark.parametrize("dtype", FLOATS, ids=compare.short)
@fuzz
@given(
    data=st.data(),
    shape=SHAPES,
    seed=SEEDS,
    bad=st.sampled_from([math.nan, math.inf, -math.inf]),
    as_expected=st.booleans(),
)
def test_what_is_not_a_finite_number_never_passes(
    dtype: torch.dtype,
    data: st.DataObject,
    shape: tuple[int, ...],
    seed: int,
    bad: float,
    as_expected: bool,
) -> None:
    right = normal(seed, *shape).to(dtype)
    got = right.clone()
    got[tuple(data.draw(st.integers(0, side - 1)) for side in shape)] = bad
    expected = got.clone() if as_expected else right

    assert not passes(compare.tensor, got, expected)
    assert not passes(compare.tensor, got, expected, any_dtype=True)
    assert not passes(compare.tensor, got, expected, tolerance=Tolerance(math.inf, math.inf))


@fuzz
@given(
    data=st.data(),
    shape=st.lists(st.integers(0, 5), min_size=1, max_size=4).map(tuple),
    leading=st.integers(0, 2),
)
def test_another_shape_never_passes_even_where_it_could_be_broadcast(
    data: st.DataObject, shape: tuple[int, ...], leading: int
) -> None:
    kept = shape[data.draw(st.integers(0, len(shape))) :]
    other = (1,) * leading + tuple(side if data.draw(st.booleans()) else 1 for side in kept)
    assume(other != shape)
    torch.broadcast_shapes(other, shape)

    assert not passes(compare.tensor, torch.ones(other), torch.ones(shape))
    assert not passes(compare.tensor, torch.ones(shape), torch.ones(other))
    assert not passes(
        compare.tensor, torch.ones(other, dtype=torch.int64), torch.ones(shape), any_dtype=True
    )


@pytest.mark.parametrize("dtype", FLOATS + EXACT, ids=compare.short)
@fuzz
@given(shape=SHAPES, other=st.sampled_from([*FLOATS, *EXACT, torch.complex64]))
def test_another_dtype_never_passes(
    dtype: torch.dtype, shape: tuple[int, ...], other: torch.dtype
) -> None:
    assume(other != dtype)

    assert not passes(
        compare.tensor, torch.ones(shape, dtype=other), torch.ones(shape, dtype=dtype)
    )


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**255), 2**255)
    | st.floats()
    | st.text(max_size=5)
    | st.just(object())
    | st.just(torch.ones(2)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=5,
)


@fuzz
@given(value=ANYTHING)
def test_whatever_else_comes_back_is_a_mismatch_and_no_error_of_the_grader(value: Any) -> None:
    got = travelled(value)

    assert not passes(compare.tensor, got, torch.tensor([5.0, 7.0]))
    assert passes(compare.integer, got, 5) == (type(got) is int and got == 5)
    assert passes(compare.number, got, 0.5, 1e-3) == (
        type(got) in (int, float) and abs(got - 0.5) <= 1e-3
    )


@fuzz
@given(expected=st.integers(-(10**6), 10**6), off=st.integers(-(10**6), 10**6).filter(bool))
def test_an_int_is_right_as_that_int_and_as_nothing_else(expected: int, off: int) -> None:
    compare.integer(expected, expected)

    for got in (
        expected + off,
        float(expected),
        bool(expected),
        str(expected),
        torch.tensor(expected),
        [expected],
    ):
        assert not passes(compare.integer, travelled(got), expected)


@fuzz
@given(
    expected=st.floats(-1e6, 1e6),
    tolerance=st.sampled_from([1e-6, 1e-3, 1.0]),
    times=st.floats(1.01, 1e6),
    sign=st.sampled_from([-1, 1]),
)
def test_a_number_is_right_within_its_tolerance_and_nowhere_else(
    expected: float, tolerance: float, times: float, sign: int
) -> None:
    compare.number(expected + sign * 0.99 * tolerance, expected, tolerance)

    for got in (
        expected + sign * times * tolerance,
        math.nan,
        math.inf,
        -math.inf,
        bool(expected),
        torch.tensor(expected),
    ):
        assert not passes(compare.number, travelled(got), expected, tolerance)
