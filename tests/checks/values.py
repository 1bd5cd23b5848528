"""Draws values of every kind that the wire knows, for hypothesis."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from autograder.student.inside.wire import DTYPES, Frame, Opaque, Series

ARRAY_DTYPES = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64", "complex64", "<U1", "<U7"),
)
NOT_FINITE = ("nan", "inf", "-inf")


@st.composite
def tensors(draw: st.DrawFn) -> torch.Tensor:
    """Tensors of every dtype and layout."""
    shape = draw(st.lists(st.integers(0, 4), max_size=4))
    kind = draw(st.sampled_from(sorted(DTYPES, key=str)))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**30)))
    values = torch.randint(0, 100, shape, generator=generator).to(kind)
    if values.dim() > 1 and draw(st.booleans()):
        values = values.transpose(0, -1)
    return values.requires_grad_() if kind.is_floating_point and draw(st.booleans()) else values


@st.composite
def arrays(draw: st.DrawFn) -> np.ndarray[Any, Any]:
    """Arrays of every dtype and layout; of no dimensions only where they are no whole number."""
    dtype = np.dtype(draw(st.sampled_from(ARRAY_DTYPES)))
    shape = draw(st.lists(st.integers(0, 3), min_size=int(dtype.kind in "iu"), max_size=3))
    generator = np.random.default_rng(draw(st.integers(0, 2**30)))
    array = np.asarray(generator.integers(0, 100, shape)).astype(dtype)
    if dtype.kind == "f" and array.size and draw(st.booleans()):
        array.flat[0] = float(draw(st.sampled_from(NOT_FINITE)))
    return array[::-1].T if array.ndim and draw(st.booleans()) else array


PLAIN = (
    st.none() | st.booleans() | st.integers(-(2**255), 2**255) | st.floats() | st.text(max_size=50)
)
SMALL = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, 0.5, 2.0])
KEYS = (
    st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.tuples(st.text(), st.integers())
)
SETS = st.sets(KEYS, max_size=4) | st.frozensets(KEYS | st.frozensets(KEYS, max_size=2), max_size=4)


def nested(leaves: st.SearchStrategy[Any], keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists, tuples and dicts of such values, in each other."""
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.lists(inner, max_size=4).map(tuple)
            | st.dictionaries(keys, inner, max_size=4)
        ),
        max_leaves=15,
    )


VALUES = nested(PLAIN | tensors() | arrays() | SETS, KEYS)


@st.composite
def tables(draw: st.DrawFn) -> Frame | Series:
    """Tables as they arrive."""
    cells = st.integers(-2, 2) | st.floats(-2, 2) | st.text(max_size=2) | st.just(float("nan"))
    rows, columns = draw(st.integers(0, 3)), draw(st.lists(st.sampled_from("abc"), max_size=3))
    index = draw(st.tuples(*[cells] * rows))
    data = tuple(draw(st.tuples(*[cells] * rows)) for _ in range(len(columns) or 1))
    return Frame(tuple(columns), index, data[: len(columns)]) if columns else Series(index, data[0])


CLOSE = nested(
    SMALL
    | st.sampled_from(["", "a", "A"])
    | st.sets(SMALL, max_size=3)
    | st.frozensets(SMALL | st.tuples(SMALL), max_size=3)
    | arrays()
    | tensors()
    | tables(),
    SMALL | st.sampled_from(["a", "A", " a"]),
)
"""Of few different values, so that two that are drawn are often alike."""

ANYTHING = VALUES | CLOSE | st.builds(Opaque, st.sampled_from(["function", "numpy.float32", "x"]))
