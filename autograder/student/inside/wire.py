"""What passes between the grader and a student's process: JSON, and safetensors for numbers.

Never pickle: unpickling runs code of the sender's choice. This module's source is also sent to the
student's process, so it imports the standard library, NumPy, torch and safetensors only.

A value is a tree of ``None``, ``bool``, ``int``, ``float``, ``str``, ``list``, ``tuple``, ``set``,
``frozenset``, ``dict``, tensors and NumPy arrays. pandas' tables arrive as `Frame` and `Series`, so
that the grader needs no pandas. All else arrives as `Opaque`: its type's name and the start of its
``repr``.
"""

from __future__ import annotations

import base64
import itertools
import json
import math
import operator
import re
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from types import GeneratorType
from typing import Any

import numpy as np
import torch
from safetensors import TensorSpec, serialize
from safetensors.torch import load

from .bounds import (
    MAX_DEPTH,
    MAX_HEADER_BYTES,
    MAX_ITEMS,
    MAX_KEYS,
    MAX_TENSOR_BYTES,
    MAX_TENSORS,
    MAX_TEXT,
    MOST_ENTRIES,
)

_FLOATS = (torch.float32, torch.float64, torch.float16, torch.bfloat16)
_SIGNED = (torch.int64, torch.int32, torch.int16, torch.int8)
_UNSIGNED = (torch.uint64, torch.uint32, torch.uint16, torch.uint8)

DTYPES = frozenset((*_FLOATS, *_SIGNED, *_UNSIGNED, torch.complex64, torch.bool))
"""The dtypes that travel: those of safetensors, which knows no complex128, for example."""


@dataclass(frozen=True)
class Opaque:
    """A value that does not travel: its type and how it looks."""

    type: str
    text: str = ""
    entries: tuple[Any, ...] | None = None
    """What it gives one after the other, of such as a range, a dict's keys or a generator."""


@dataclass(frozen=True)
class Series:
    """A pandas Series as plain values."""

    index: tuple[Any, ...]
    data: tuple[Any, ...]


@dataclass(frozen=True)
class Frame:
    """A pandas DataFrame as plain values: dates as ISO text, what is missing as NaN."""

    columns: tuple[Any, ...]
    index: tuple[Any, ...]
    data: tuple[tuple[Any, ...], ...]
    """The values of each column."""


class TooLarge(ValueError):
    """A value exceeds what one message may hold."""


def encode(value: Any) -> dict[str, str]:
    """Pack a value as ``{"json": …, "tensors": base64 of safetensors}``.

    Raises:
        TooLarge: it has too many entries, is nested too deeply, or holds too many bytes of tensors.
    """
    packer = _Packer()
    tree = packer.pack(value, 0)
    return {
        "json": json.dumps(tree, allow_nan=False),
        "tensors": base64.b64encode(_save(packer.tensors)).decode() if packer.tensors else "",
    }


class Parcel:
    """A value packed for who is in the same process: as it would travel, and without its bytes.

    Raises:
        TooLarge: as `encode`.
    """

    def __init__(self, value: Any) -> None:
        packer = _Packer()
        self._tree, self._tensors = packer.pack(value, 0), packer.tensors

    def open(self) -> Any:
        """Return the value as it arrives, a new one each time."""
        return _Unpacker({key: one.clone() for key, one in self._tensors.items()}).unpack(
            self._tree, 0
        )


def decode(message: Any) -> Any:
    """Unpack what `encode` or a `Parcel` packed.

    Raises:
        ValueError: the message is not of that form, whatever is wrong with it.
    """
    try:
        if isinstance(message, Parcel):
            return message.open()
        return _Unpacker(_load(message["tensors"])).unpack(json.loads(message["json"]), 0)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except Exception as error:  # safetensors, json and base64 each raise their own kinds
        raise ValueError(f"malformed message ({type(error).__name__})") from error


def _load(text: str) -> dict[str, torch.Tensor]:
    """Return the tensors in base64 of safetensors, whose header has its length before it."""
    if not text:
        return {}
    data = base64.b64decode(text, validate=True)
    if int.from_bytes(data[:8], "little") > MAX_HEADER_BYTES:
        raise ValueError("too many tensors")
    return dict(load(data))


def travelled(value: Any) -> Any:
    """Return a value as it arrives at the other end."""
    return decode(Parcel(value))


# -- packing -------------------------------------------------------------------------------------

_ROWS: tuple[type[Iterable[Any]], ...] = (
    *(range, map, filter, zip, enumerate, reversed, deque, GeneratorType),
    *(type({}.keys()), type({}.values()), type({}.items())),
)
"""Types whose values people take for lists."""

_COLLECTIONS: dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


class _Packer:
    def __init__(self) -> None:
        self.tensors: dict[str, torch.Tensor] = {}
        self.items = self.keys = 0
        self.bytes = 0

    def pack(self, value: Any, depth: int) -> Any:
        self.items += 1
        if self.items > MAX_ITEMS:
            raise TooLarge(f"more than {MAX_ITEMS:,} values")
        if depth > MAX_DEPTH:
            raise TooLarge(f"nested more than {MAX_DEPTH} deep")
        if value is None or isinstance(value, (bool, np.bool_)):
            return None if value is None else bool(value)
        if isinstance(value, torch.Tensor):
            return self.pack_tensor(value)
        if isinstance(value, np.ndarray):
            return self.pack_array(value, depth)
        if hasattr(type(value), "__index__"):  # int, and NumPy's scalars
            return self.pack_int(operator.index(value))
        if isinstance(value, (float, np.floating)):
            return {"float": float(value).hex()}
        if isinstance(value, str):
            return str(value)[:MAX_TEXT].encode(errors="replace").decode()
        for name, kind in _COLLECTIONS.items():
            if isinstance(value, kind):
                if isinstance(value, (set, frozenset)):
                    self.count_keys(value)
                return {name: self.pack_all(value, depth)}
        if isinstance(value, dict):
            self.count_keys(value)
            pairs = value.items()
            return {"dict": [[self.pack(k, depth + 1), self.pack(v, depth + 1)] for k, v in pairs]}
        return self.pack_table(value, depth) or self.pack_row(value, depth) or _opaque(value)

    def pack_row(self, value: Any, depth: int) -> Any:
        """Pack what gives values one after the other; None for any other value."""
        pandas = sys.modules.get("pandas")
        rows = (*_ROWS, pandas.Index) if pandas else _ROWS
        if not isinstance(value, rows):
            return None
        looks = _opaque(value)["opaque"]
        try:  # a generator runs the student's code
            entries = list(itertools.islice(iter(value), MOST_ENTRIES + 1))
        except Exception:
            return None
        whole = len(entries) <= MOST_ENTRIES
        return {"opaque": [*looks, self.pack_all(entries, depth)] if whole else looks}

    def pack_all(self, values: Iterable[Any], depth: int) -> list[Any]:
        return [self.pack(value, depth + 1) for value in values]

    def pack_int(self, value: int) -> Any:
        if value.bit_length() > 256:
            return {"opaque": ["int", "a number of more than 256 bits"]}
        return {"int": str(value)}

    def pack_tensor(self, value: torch.Tensor) -> Any:
        if torch._C._dispatch_keys(value).has(_PYTHON):  # its numbers are made when asked for
            return {"opaque": [_type_name(type(value)), "a tensor that holds no numbers itself"]}
        if type(value) is not torch.Tensor:
            with torch._C.DisableTorchFunction():
                value = torch.Tensor.as_subclass(value, torch.Tensor)
        return self.pack_plain(value)

    def pack_plain(self, tensor: torch.Tensor) -> Any:
        shape, where, layout = tuple(tensor.shape), tensor.device.type, tensor.layout
        if where == "meta" or layout != torch.strided or tensor.is_quantized:
            return {"opaque": ["torch.Tensor", f"shape {shape}, device {where}, layout {layout}"]}
        if tensor.dtype not in DTYPES:
            dtype = str(tensor.dtype).removeprefix("torch.")
            return {"opaque": ["torch.Tensor", f"shape {shape}, dtype {dtype}"]}
        plain = tensor.detach()
        self.count_bytes(plain.numel() * plain.element_size(), "tensors", shape)
        # A clone: safetensors refuses tensors that share memory.
        copied = plain.resolve_conj().resolve_neg().cpu().contiguous().clone()
        return {"tensor": [self.keep(copied), bool(tensor.requires_grad), where]}

    def pack_array(self, array: np.ndarray[Any, Any], depth: int) -> Any:
        """Pack an array of numbers, truth values or texts; a whole number stays one."""
        if array.ndim == 0 and array.dtype.kind in "iu":
            return self.pack_int(int(array))
        if type(array) is not np.ndarray or not (array.dtype.kind == "U" or _has_tensor(array)):
            return _opaque(array)
        self.count_bytes(array.nbytes, "arrays", array.shape)
        if array.dtype.kind != "U":
            return {"array": self.keep(torch.from_numpy(array.copy(order="C")))}
        width = min(max(array.dtype.itemsize // _CHARACTER, 1), MAX_TEXT)
        texts = self.pack_all((str(text) for text in array.ravel()), depth)
        return {"texts": [list(array.shape), width, texts]}

    def pack_table(self, value: Any, depth: int) -> Any:
        """Pack a table, as it is or of pandas'; None for any other value."""
        pandas = sys.modules.get("pandas")  # who has not imported it has no table
        if pandas and isinstance(value, pandas.Series):
            value = Series(_cells(value.index), _cells(value))
        if pandas and isinstance(value, pandas.DataFrame):
            columns = [_cells(value.iloc[:, place]) for place in range(value.shape[1])]
            value = Frame(_cells(value.columns), _cells(value.index), tuple(columns))
        if isinstance(value, Series):
            return {"series": [self.pack_all(part, depth) for part in (value.index, value.data)]}
        if isinstance(value, Frame):
            parts = [value.columns, value.index, *value.data]
            return {"frame": [self.pack_all(part, depth) for part in parts]}
        return None

    def count_keys(self, keys: Iterable[Any]) -> None:
        self.keys += sum(not isinstance(key, str) for key in keys)
        if self.keys > MAX_KEYS:
            raise TooLarge(f"sets, and dicts whose keys are no texts, of more than {MAX_KEYS:,}")

    def keep(self, tensor: torch.Tensor) -> str:
        if len(self.tensors) == MAX_TENSORS:
            raise TooLarge(f"more than {MAX_TENSORS:,} tensors")
        key = str(len(self.tensors))
        self.tensors[key] = tensor
        return key

    def count_bytes(self, count: int, what: str, shape: tuple[int, ...]) -> None:
        self.bytes += count
        if self.bytes > MAX_TENSOR_BYTES:
            most = MAX_TENSOR_BYTES // 2**20
            raise TooLarge(f"{what} of more than {most} MB (the last of shape {shape})")


_PYTHON = torch._C.DispatchKey.Python
"""The dispatch key of tensors whose operators are Python code."""

_CHARACTER = 4
"""Bytes of a character in an array of texts."""


def _has_tensor(array: np.ndarray[Any, Any]) -> bool:
    """Tell whether torch has the array's dtype, and safetensors too."""
    dtype = array.dtype
    of_torch = (dtype.kind in "biuf" and dtype.itemsize <= 8) or dtype == np.complex64
    return bool(of_torch and dtype.isnative)


def _cells(values: Any) -> tuple[Any, ...]:
    """Return the values of a Series or an index: dates as ISO text, what is missing as NaN."""
    return tuple(map(_cell, values.tolist()))


def _cell(value: Any) -> Any:
    pandas = sys.modules["pandas"]
    if isinstance(value, tuple):  # of an index of several levels
        return tuple(map(_cell, value))
    if value is None or value is pandas.NA or value is pandas.NaT:
        return math.nan
    if hasattr(type(value), "isoformat"):  # of datetime's and pandas' types
        return str(value.isoformat())
    if type(value).__module__.split(".")[0] == "pandas":  # a period, an interval
        return str(value)
    return value


def _save(tensors: dict[str, torch.Tensor]) -> bytes:
    """Return what `safetensors.torch.save` makes of contiguous tensors on the CPU.

    For small ones that function takes ten times as long.
    """

    def spec(tensor: torch.Tensor) -> TensorSpec:
        dtype = str(tensor.dtype).removeprefix("torch.")
        return TensorSpec(
            dtype=dtype, shape=tensor.shape, data_ptr=tensor.data_ptr(), data_len=tensor.nbytes
        )

    return bytes(serialize({key: spec(tensor) for key, tensor in tensors.items()}))


def _opaque(value: Any) -> dict[str, list[str]]:
    return {"opaque": [_type_name(type(value)), _short_repr(value)]}


def _type_name(kind: type) -> str:
    module = getattr(kind, "__module__", "")
    name = str(getattr(kind, "__qualname__", kind))
    return name if module in ("builtins", "__main__") else f"{module}.{name}"


_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""Where in memory something is: another place in each process."""


def _short_repr(value: Any) -> str:
    try:
        return _ADDRESS.sub("", repr(value)[:200])
    except Exception as error:  # a student's __repr__ may do anything
        return f"(its repr raises {type(error).__name__})"


# -- unpacking -----------------------------------------------------------------------------------


class _Unpacker:
    def __init__(self, tensors: dict[str, torch.Tensor]) -> None:
        self.tensors = tensors
        self.keys = 0

    def unpack(self, tree: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
        if tree is None or isinstance(tree, bool):
            return tree
        if isinstance(tree, str):
            return _whole(tree)

        def unpack_all(items: Any) -> list[Any]:
            return [self.unpack(item, depth + 1) for item in items]

        ((kind, body),) = tree.items()
        match kind:
            case "int":
                return int(body)
            case "float":
                return float.fromhex(body)
            case "list" | "tuple":
                return _COLLECTIONS[kind](unpack_all(body))
            case "set" | "frozenset":
                return _COLLECTIONS[kind](map(self.key, unpack_all(body)))
            case "dict":
                pairs = (unpack_all((key, value)) for key, value in body)
                return {self.key(_hashable(key)): value for key, value in pairs}
            case "tensor":
                return _tensor(self.tensors, *body)
            case "array":
                return self.tensors[body].numpy()
            case "texts":
                return _texts(*body)
            case "series":
                return Series(*_columns([unpack_all(part) for part in body]))
            case "frame":
                columns, *parts = [unpack_all(part) for part in body]
                index, *data = _columns(parts)
                if len(data) != len(columns):
                    raise ValueError("a table with another number of columns")
                return Frame(tuple(columns), index, tuple(data))
            case "opaque":
                looks, text, *entries = body
                return Opaque(
                    _whole(str(looks)[:200]),
                    _whole(str(text)[:MAX_TEXT]),
                    tuple(unpack_all(entries[0])) if entries else None,
                )
        raise ValueError(f"unknown kind {kind!r}")

    def key(self, key: Any) -> Any:
        """Return what becomes a key, as long as there are few: all may have the same hash."""
        self.keys += not isinstance(key, str)
        if self.keys > MAX_KEYS:
            raise ValueError("too many keys")
        return key


def _tensor(tensors: dict[str, torch.Tensor], key: Any, requires_grad: Any, device: Any) -> Any:
    tensor = tensors[key]
    if device != "cpu":
        return Opaque("torch.Tensor", f"shape {tuple(tensor.shape)}, device {str(device)[:20]}")
    return tensor.requires_grad_() if requires_grad and tensor.is_floating_point() else tensor


def _texts(shape: Any, width: Any, texts: Any) -> np.ndarray[Any, Any]:
    if type(width) is not int or not 1 <= width <= MAX_TEXT:
        raise ValueError("texts of no length")
    if len(texts) * width * _CHARACTER > MAX_TENSOR_BYTES:
        raise ValueError("an array of too many texts")
    if not all(isinstance(text, str) and len(text) <= width for text in texts):
        raise ValueError("texts that are none, or too long")
    array = np.array([_whole(text) for text in texts], dtype=f"<U{width}")
    return array.reshape([operator.index(size) for size in shape])


def _columns(parts: list[list[Any]]) -> list[tuple[Any, ...]]:
    """Return an index and the columns beside it, which are of the same length."""
    if len({len(part) for part in parts}) != 1:
        raise ValueError("a table whose columns differ in length")
    return [tuple(part) for part in parts]


def _whole(text: str) -> str:
    """Return a text without lone surrogates, which can't be written into any file."""
    return text.encode(errors="replace").decode()


def _hashable(key: Any) -> Any:
    """Return a dict's key as it is, if it is of a usual kind, or else how it looks."""
    kinds = (str, int, float, bool, tuple, frozenset, type(None))
    return key if isinstance(key, kinds) else repr(key)
