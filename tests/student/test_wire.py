"""Values travel as JSON and safetensors and arrive as they were; all else is a ValueError."""

from __future__ import annotations

import base64
import datetime
import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.student.inside import wire
from autograder.student.inside.bounds import (
    MAX_DEPTH,
    MAX_HEADER_BYTES,
    MAX_ITEMS,
    MAX_KEYS,
    MAX_TENSOR_BYTES,
    MAX_TENSORS,
    MAX_TEXT,
)
from autograder.student.inside.wire import (
    Frame,
    Opaque,
    Parcel,
    Series,
    TooLarge,
    decode,
    encode,
)
from tests.checks.values import VALUES

KINDS = (
    *("int", "float", "list", "tuple", "set", "frozenset", "dict", "opaque"),
    *("tensor", "array", "texts", "series", "frame", "else"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KINDS),
            inner,
            max_size=2,
        )
    ),
    max_leaves=12,
)


def travelled(value: Any) -> Any:
    """Return a value as it arrives, which is how it arrives in a parcel, too."""
    arrived = decode(json.loads(json.dumps(encode(value))))
    parcel = Parcel(value)
    for _ in range(2):
        assert same(decode(parcel), arrived)
    return arrived


def same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        kinds = (
            one.dtype == other.dtype
            and one.shape == other.shape
            and one.requires_grad == other.requires_grad
        )
        return kinds and torch.equal(one, other)
    if isinstance(one, np.ndarray):
        nan = one.dtype.kind in "fc"
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=nan)
    if isinstance(one, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (Frame, Series)):
        return same(vars(one), vars(other))
    return bool(one == other)


@given(VALUES)
@example([float("nan"), float("inf"), -0.0, 5e-324])
@example({1: "int", "1": "str", 1.5: "float", (1, 2): "tuple"})
@example(torch.tensor(3.0))
def test_every_value_arrives_as_it_was(value: Any) -> None:
    assert same(travelled(value), value)


@given(st.binary(max_size=200) | st.text(max_size=200), st.binary(max_size=200))
def test_bytes_that_are_no_message_raise_value_error_only(
    text: bytes | str, tensors: bytes
) -> None:
    with pytest.raises(ValueError):
        decode({"json": text, "tensors": base64.b64encode(tensors + b"\xff").decode()})


@given(JSON)
@example({"tensor": ["0", True, "cpu"]})
@example({"dict": [[{"tuple": [{"list": []}]}, None]]})
@example({"int": "9" * 10_000})
@example({"list": {"int": "1"}})
@example({"set": [{"list": []}]})
@example({"array": "0"})
@example({"texts": [[2], 1, ["a"]]})
@example({"texts": [[1], 0, ["a"]]})
@example({"texts": [[1], 1, ["too long"]]})
@example({"texts": [[1], 1, [5]]})
@example({"texts": [[10**9], 10**9, []]})
@example({"series": [[{"int": "0"}], []]})
@example({"series": [[], [], []]})
@example({"frame": [["a"], []]})
@example({"frame": [["a"], [], ["b"]]})
@example({"frame": []})
def test_json_that_is_no_value_raises_value_error_only(tree: Any) -> None:
    try:
        decode({"json": json.dumps(tree), "tensors": ""})
    except ValueError as error:
        assert str(error)


@pytest.mark.parametrize(
    "message",
    [None, 3, "json", [], {}, {"json": "1"}, {"tensors": ""}, {"json": "null", "tensors": 7}],
)
def test_a_message_of_another_form_raises_value_error_only(message: Any) -> None:
    with pytest.raises(ValueError):
        decode(message)


@given(VALUES, st.data())
def test_a_message_that_was_cut_raises_value_error_or_is_a_value(
    value: Any, data: st.DataObject
) -> None:
    message = encode(value)
    field = data.draw(st.sampled_from(["json", "tensors"]))
    message[field] = message[field][: data.draw(st.integers(0, len(message[field])))]

    try:
        decode(message)
    except ValueError as error:
        assert str(error)


def test_json_nested_beyond_all_bounds_raises_value_error_only() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        decode({"json": '{"list":[' * 100_000 + "]}" * 100_000, "tensors": ""})


def test_lists_within_lists_travel_to_the_limit_and_no_deeper() -> None:
    value: Any = 1
    for _ in range(MAX_DEPTH):
        value = [value]

    assert travelled(value) == value
    with pytest.raises(TooLarge, match="nested more than 20 deep"):
        encode([value])


def test_a_list_that_holds_itself_is_too_large() -> None:
    value: list[Any] = []
    value.append(value)

    with pytest.raises(TooLarge):
        encode(value)


def test_more_entries_than_a_message_may_hold_are_refused() -> None:
    assert len(travelled([0] * (MAX_ITEMS - 1))) == MAX_ITEMS - 1
    with pytest.raises(TooLarge, match="more than 200,000 values"):
        encode([0] * MAX_ITEMS)


def test_more_bytes_of_tensors_than_a_message_may_hold_are_refused() -> None:
    half = torch.zeros(MAX_TENSOR_BYTES // 2, dtype=torch.uint8)

    with pytest.raises(TooLarge, match=r"tensors of more than 64 MB \(the last of shape \(1,\)\)"):
        encode([half, half, torch.zeros(1)])


def test_a_large_tensor_that_shares_one_number_counts_in_full() -> None:
    with pytest.raises(TooLarge):
        encode(torch.zeros(1).expand(2**40))


@pytest.mark.parametrize(
    "array", [np.zeros(MAX_TENSOR_BYTES + 1, dtype=bool), np.broadcast_to(0.5, 2**40)]
)
def test_a_larger_array_than_a_message_may_hold_is_refused(array: np.ndarray[Any, Any]) -> None:
    with pytest.raises(TooLarge, match="arrays of more than 64 MB"):
        encode([array])


def test_arrays_of_texts_are_held_to_the_limits_of_texts_and_of_bytes() -> None:
    (long,) = travelled(np.array(["x" * (MAX_TEXT + 5)]))

    assert long == "x" * MAX_TEXT
    with pytest.raises(TooLarge, match="more than 200,000 values"):
        encode(np.array(["a"] * MAX_ITEMS))
    with pytest.raises(TooLarge, match="arrays of more than 64 MB"):
        encode(np.array(["a" * 1_000] * 20_000))


@pytest.mark.parametrize("kind", [set, frozenset])
def test_sets_are_held_to_the_number_of_entries_and_their_elements_to_the_depth(kind: Any) -> None:
    deep: Any = 1
    for _ in range(MAX_DEPTH + 1):
        deep = frozenset([deep])

    with pytest.raises(TooLarge, match="more than 200,000 values"):
        encode(kind(map(str, range(MAX_ITEMS))))
    with pytest.raises(TooLarge, match="nested more than 20 deep"):
        encode(kind([deep]))


def test_tables_are_held_to_the_number_of_cells_and_to_the_depth() -> None:
    deep: Any = 1
    for _ in range(MAX_DEPTH):
        deep = [deep]

    with pytest.raises(TooLarge, match="more than 200,000 values"):
        encode(pd.DataFrame({"a": range(MAX_ITEMS // 2), "b": range(MAX_ITEMS // 2)}))
    with pytest.raises(TooLarge, match="nested more than 20 deep"):
        encode(pd.Series([deep]))


@pytest.mark.parametrize(("number", "kind"), [(np.True_, bool), (np.int16(3), int)])
def test_truth_values_and_whole_numbers_of_numpys_are_pythons(number: Any, kind: type) -> None:
    assert type(travelled(number)) is kind and travelled(number) == number


def test_an_array_of_no_dimensions_that_holds_a_whole_number_is_that_number() -> None:
    assert type(travelled(np.array(3))) is int


def test_a_table_arrives_as_plain_values() -> None:
    when = pd.to_datetime(["2026-01-02 00:00:00.0", "2026-01-02 03:04:05.5", None])
    table = pd.DataFrame(
        {
            "when": when,
            "took": pd.to_timedelta(["1h", None, "2h"]),
            "n": pd.array([1, None, 3], dtype="Int64"),
            "x": np.array([0.5, np.nan, np.inf], dtype=np.float32),
            "said": ["a", None, pd.NA],
            "ok": [True, False, True],
            "kind": pd.Categorical(["u", "v", "u"]),
            "month": pd.PeriodIndex(["2026-01", "2026-02", "2026-03"], freq="M"),
            "mixed": [1, datetime.date(2026, 1, 2), [2]],
        },
        index=["i", "j", "k"],
    )
    nan = math.nan

    got = travelled(table)

    assert isinstance(got, Frame)
    assert (got.columns, got.index) == (tuple(table.columns), ("i", "j", "k"))
    assert same(
        got.data,
        (
            ("2026-01-02T00:00:00", "2026-01-02T03:04:05.500000", nan),
            ("P0DT1H0M0S", nan, "P0DT2H0M0S"),
            (1, nan, 3),
            (0.5, nan, math.inf),
            ("a", nan, nan),
            (True, False, True),
            ("u", "v", "u"),
            ("2026-01", "2026-02", "2026-03"),
            (1, "2026-01-02", [2]),
        ),
    )
    assert travelled(table["ok"]) == Series(("i", "j", "k"), (True, False, True))


def test_columns_of_the_same_name_and_several_levels_of_an_index_arrive() -> None:
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    levels = pd.Series([1, 2], index=pd.MultiIndex.from_tuples([("a", 1), ("b", None)]))

    assert travelled(twice) == Frame(("a", "a"), (0,), ((1,), (2,)))
    index = travelled(levels).index
    assert index[0] == ("a", 1) and index[1][0] == "b" and math.isnan(index[1][1])


@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 2)])
def test_an_empty_table_keeps_its_rows_and_columns(shape: tuple[int, int]) -> None:
    rows, columns = shape

    got = travelled(pd.DataFrame(index=range(rows), columns=list("ab")[:columns]))

    assert (len(got.index), len(got.columns), len(got.data)) == (rows, columns, columns)


def test_a_long_text_is_cut() -> None:
    assert travelled("x" * (MAX_TEXT + 1)) == "x" * MAX_TEXT


def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    assert travelled("a\ud800b") == "a?b"


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.longdouble])
def test_numpys_floats_arrive_as_pythons(kind: type[np.floating[Any]]) -> None:
    got = travelled(kind(2.5))

    assert type(got) is float
    assert got == 2.5


def test_a_number_too_long_to_print_arrives_as_opaque() -> None:
    assert travelled(10**5000) == Opaque("int", "a number of more than 256 bits")


class Strange:
    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1j, "complex", "1j"),
        (np.complex64(2), "numpy.complex64", "np.complex64(2+0j)"),
        (np.array([1, "a"], dtype=object), "numpy.ndarray", "array([1, 'a'], dtype=object)"),
        (np.array([1], dtype=">i4"), "numpy.ndarray", "array([1], dtype='>i4')"),
        (np.array([1j]), "numpy.ndarray", "array([0.+1.j])"),
        (
            np.ma.array([1, 2]),
            "numpy.ma.MaskedArray",
            "masked_array(data=[1, 2],\n             mask=False,\n       fill_value=999999)",
        ),
        (
            np.array(["2026-01-02"], dtype="datetime64[D]"),
            "numpy.ndarray",
            "array(['2026-01-02'], dtype='datetime64[D]')",
        ),
        (datetime.date(2026, 1, 2), "datetime.date", "datetime.date(2026, 1, 2)"),
        (print, "builtin_function_or_method", "<built-in function print>"),
        (Strange(), "tests.student.test_wire.Strange", "(its repr raises RuntimeError)"),
        (
            torch.zeros(2, device="meta"),
            "torch.Tensor",
            "shape (2,), device meta, layout torch.strided",
        ),
        (
            torch.eye(2).to_sparse(),
            "torch.Tensor",
            "shape (2, 2), device cpu, layout torch.sparse_coo",
        ),
        (torch.float32, "torch.dtype", "torch.float32"),
    ],
)
def test_what_does_not_travel_arrives_as_its_type_and_look(
    value: Any, kind: str, text: str
) -> None:
    assert travelled(value) == Opaque(kind, text)


@pytest.mark.parametrize("kind", [torch.complex128, torch.float8_e5m2])
def test_a_tensor_of_a_rare_dtype_arrives_as_opaque(kind: torch.dtype) -> None:
    got = travelled(torch.zeros(2, dtype=kind))

    assert got == Opaque("torch.Tensor", f"shape (2,), dtype {str(kind).removeprefix('torch.')}")


def test_a_parameter_arrives_as_a_plain_tensor() -> None:
    got = travelled(torch.nn.Parameter(torch.ones(2)))

    assert type(got) is torch.Tensor
    assert got.requires_grad


def test_tensors_that_share_memory_arrive_each_for_itself() -> None:
    whole = torch.arange(4.0)

    first, second = travelled([whole, whole[1:]])

    assert torch.equal(first, whole) and torch.equal(second, whole[1:])


def test_a_conjugate_view_arrives_resolved() -> None:
    value = torch.tensor([1 + 2j]).conj()

    assert torch.equal(travelled(value), torch.tensor([1 - 2j]))


def test_a_subclass_of_int_or_of_list_arrives_as_what_it_is() -> None:
    class Count(int):
        pass

    class Row(list[int]):
        pass

    assert travelled([Count(3), Row([1])]) == [3, [1]]


def test_nothing_of_this_module_unpickles() -> None:
    names = set(vars(wire))

    assert not {"pickle", "dill", "cloudpickle", "marshal"} & names


@pytest.mark.parametrize("kind", [set, frozenset, dict.fromkeys])
def test_numbers_as_keys_are_bounded_since_all_may_have_the_same_hash(kind: Any) -> None:
    assert travelled(kind(range(MAX_KEYS))) == kind(range(MAX_KEYS))
    with pytest.raises(TooLarge, match=f"of more than {MAX_KEYS:,}"):
        encode([kind(range(MAX_KEYS)), kind(range(1))])


@pytest.mark.parametrize("kind", ["set", "frozenset", "dict"])
def test_a_message_with_more_of_them_is_malformed(kind: str) -> None:
    keys: list[Any] = [{"int": str(number)} for number in range(MAX_KEYS + 1)]
    entries = [[key, None] for key in keys] if kind == "dict" else keys

    with pytest.raises(ValueError, match="malformed"):
        decode({"json": json.dumps({kind: entries}), "tensors": ""})


def test_texts_as_keys_are_bounded_by_entries_alone() -> None:
    many = {str(number): number for number in range(2 * MAX_KEYS)}

    assert travelled(many) == many


def test_tensors_are_bounded_also_if_they_are_empty() -> None:
    assert len(travelled([torch.zeros(0)] * MAX_TENSORS)) == MAX_TENSORS
    with pytest.raises(TooLarge, match=f"more than {MAX_TENSORS:,} tensors"):
        encode([torch.zeros(0)] * (MAX_TENSORS + 1))


def test_a_parcel_holds_what_was_packed_whatever_is_done_to_what_comes_out() -> None:
    packed = torch.zeros(2), [np.ones(2)]
    parcel = Parcel(packed)
    packed[0].fill_(7)
    opened = parcel.open()
    opened[0].fill_(5)
    opened[1][0][:] = 5

    assert same(parcel.open(), (torch.zeros(2), [np.ones(2)]))


def test_a_header_of_too_many_tensors_is_not_read() -> None:
    header = (MAX_HEADER_BYTES + 1).to_bytes(8, "little") + b"{" + b" " * MAX_HEADER_BYTES
    message = {"json": "null", "tensors": base64.b64encode(header).decode()}

    with pytest.raises(ValueError, match="malformed"):
        decode(message)
