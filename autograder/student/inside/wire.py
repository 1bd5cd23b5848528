"""What may pass between the grader and a student's process: JSON for structure, safetensors for tensors.

Never pickle: unpickling runs code of the sender's choice. This module's source is also sent to run beside the
student's code, so it imports only the standard library, torch and safetensors, and nothing of this package.

A value is a tree of ``None``, ``bool``, ``int``, ``float``, ``str``, ``list``, ``tuple``, ``set``,
``dict``, tensors, NumPy arrays, and pandas frames and series (`Frame`, `Series`). Whatever else a student returns arrives as `Opaque`: its type's name and the start of its ``repr``.
"""

from __future__ import annotations

import base64
import json
import operator
import sys
from dataclasses import dataclass
from typing import Any

import torch
from safetensors import TensorSpec, serialize
from safetensors.torch import load

MAX_DEPTH = 20
"""Lists in lists in lists …: deeper than any right answer, shallower than Python's recursion limit."""

MAX_ITEMS = 200_000
"""Entries of lists and dicts in one message."""

MAX_TENSOR_BYTES = 64 * 2**20
"""All tensors of one message together, in bytes."""

MAX_TEXT = 2_000
"""Characters kept of a string; a right answer holds none longer."""


DTYPES = frozenset(
    (
        *(torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.complex64, torch.bool),
        *(
            torch.int64,
            torch.int32,
            torch.int16,
            torch.int8,
            torch.uint64,
            torch.uint32,
            torch.uint16,
            torch.uint8,
        ),
    )
)
"""What travels: no complex128, for example, which safetensors doesn't know."""


@dataclass(frozen=True)
class Opaque:
    """A value that does not travel: its type and how it looks."""

    type: str
    text: str = ""


@dataclass(frozen=True)
class Series:
    """A pandas Series as plain values."""

    index: tuple[Any, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Frame:
    """A pandas DataFrame as plain values: each column's, in the order of `columns`."""

    columns: tuple[Any, ...]
    index: tuple[Any, ...]
    values: tuple[tuple[Any, ...], ...]


class TooLarge(ValueError):
    """A value exceeds what one message may hold."""


def encode(value: Any) -> dict[str, str]:
    """Pack a value as ``{"json": …, "tensors": base64 of safetensors}``.

    Raises:
        TooLarge: the value has too many entries, is nested too deeply, or holds too many bytes of tensors.
    """
    packer = _Packer()
    tree = packer.pack(value, 0)
    return {
        "json": json.dumps(tree, allow_nan=False),
        "tensors": base64.b64encode(_save(packer.tensors)).decode() if packer.tensors else "",
    }


def decode(message: Any) -> Any:
    """Unpack what `encode` packed.

    Raises:
        ValueError: the message is not of that form, whatever is wrong with it.
    """
    try:
        tensors = (
            load(base64.b64decode(message["tensors"], validate=True)) if message["tensors"] else {}
        )
        return _unpack(json.loads(message["json"]), tensors, 0)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except Exception as error:  # safetensors, json and base64 each raise their own kinds
        raise ValueError(f"malformed message ({type(error).__name__})") from error


class _Packer:
    def __init__(self) -> None:
        self.tensors: dict[str, torch.Tensor] = {}
        self.items = 0
        self.bytes = 0

    def pack(self, value: Any, depth: int) -> Any:
        self.items += 1
        if self.items > MAX_ITEMS:
            raise TooLarge(f"more than {MAX_ITEMS:,} values")
        if depth > MAX_DEPTH:
            raise TooLarge(f"nested more than {MAX_DEPTH} deep")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, torch.Tensor):
            return self.pack_tensor(value)
        if (packed := self.pack_foreign(value, depth)) is not None:
            return packed
        if hasattr(type(value), "__index__"):  # int, and what numpy counts with
            return self.pack_int(operator.index(value))
        if isinstance(value, float):
            return {"float": float(value).hex()}
        if isinstance(value, str):
            return str(value)[:MAX_TEXT].encode(errors="replace").decode()
        if isinstance(value, (list, tuple)):
            kind = "list" if isinstance(value, list) else "tuple"
            return {kind: [self.pack(item, depth + 1) for item in value]}
        if isinstance(value, set | frozenset):
            return {"set": [self.pack(item, depth + 1) for item in value]}
        if isinstance(value, dict):
            return {
                "dict": [
                    [self.pack(k, depth + 1), self.pack(v, depth + 1)] for k, v in value.items()
                ]
            }
        return {"opaque": [_type_name(type(value)), _short_repr(value)]}

    def pack_foreign(self, value: Any, depth: int) -> Any:
        """Pack a value of NumPy's or pandas'; None for any other.

        Who has not imported them has none: so they are looked up and not imported.
        """
        numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
        if numpy and isinstance(value, numpy.bool_):
            return bool(value)
        if numpy and isinstance(value, numpy.ndarray):
            return self.pack_array(value, depth)
        if pandas and isinstance(value, pandas.DataFrame):
            columns = [value.iloc[:, place] for place in range(value.shape[1])]
            parts = [list(value.columns), _items(value.index), *map(_items, columns)]
            return {"frame": [self.pack(part, depth + 1) for part in parts]}
        if pandas and isinstance(value, pandas.Series):
            parts = [_items(value.index), _items(value)]
            return {"series": [self.pack(part, depth + 1) for part in parts]}
        return None

    def pack_array(self, array: Any, depth: int) -> Any:
        if array.ndim == 0 and array.dtype.kind in "iu":
            return self.pack_int(operator.index(array))
        if array.dtype.kind == "U":
            texts = [str(text) for text in array.ravel()]
            return {"texts": [list(map(int, array.shape)), self.pack(texts, depth + 1)]}
        try:
            tensor = torch.from_numpy(array.copy(order="C"))
        except (TypeError, ValueError):  # objects, dates, numbers of a kind that torch hasn't
            return {"opaque": ["numpy.ndarray", _short_repr(array)]}
        packed = self.pack_tensor(tensor)
        return {"array": packed["tensor"][0]} if "tensor" in packed else packed

    def pack_int(self, value: int) -> Any:
        if value.bit_length() > 256:
            return {"opaque": ["int", "a number of more than 256 bits"]}
        return {"int": str(value)}

    def pack_tensor(self, tensor: torch.Tensor) -> Any:
        shape, where, layout = tuple(tensor.shape), tensor.device.type, tensor.layout
        if where == "meta" or layout != torch.strided or tensor.is_quantized:
            return {"opaque": ["torch.Tensor", f"shape {shape}, device {where}, layout {layout}"]}
        if tensor.dtype not in DTYPES:
            return {
                "opaque": [
                    "torch.Tensor",
                    f"shape {shape}, dtype {str(tensor.dtype).removeprefix('torch.')}",
                ]
            }
        plain = tensor.detach().as_subclass(torch.Tensor)
        self.bytes += plain.numel() * plain.element_size()
        if self.bytes > MAX_TENSOR_BYTES:
            raise TooLarge(
                f"tensors of more than {MAX_TENSOR_BYTES // 2**20} MB (the last of shape {shape})"
            )
        key = str(len(self.tensors))
        # A clone: safetensors refuses tensors that share memory.
        self.tensors[key] = plain.resolve_conj().resolve_neg().cpu().contiguous().clone()
        return {"tensor": [key, bool(tensor.requires_grad), where]}


def _save(tensors: dict[str, torch.Tensor]) -> bytes:
    """What `safetensors.torch.save` makes of contiguous tensors on the CPU, which takes ten times as long for small ones."""

    def spec(tensor: torch.Tensor) -> TensorSpec:
        dtype = str(tensor.dtype).removeprefix("torch.")
        return TensorSpec(
            dtype=dtype, shape=tensor.shape, data_ptr=tensor.data_ptr(), data_len=tensor.nbytes
        )

    return bytes(serialize({key: spec(tensor) for key, tensor in tensors.items()}))


def _unpack(tree: Any, tensors: dict[str, torch.Tensor], depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    if tree is None or isinstance(tree, bool):
        return tree
    if isinstance(tree, str):
        return _whole(tree)
    ((kind, body),) = tree.items()
    if kind == "int":
        return int(body)
    if kind == "float":
        return float.fromhex(body)
    if kind in ("list", "tuple"):
        items = [_unpack(item, tensors, depth + 1) for item in body]
        return items if kind == "list" else tuple(items)
    if kind == "dict":
        return {
            _hashable(_unpack(k, tensors, depth + 1)): _unpack(v, tensors, depth + 1)
            for k, v in body
        }
    if kind == "set":
        return {_hashable(_unpack(item, tensors, depth + 1)) for item in body}
    if kind == "array":
        return tensors[body].numpy()
    if kind == "texts":
        return _texts(body[0], body[1], tensors, depth)
    if kind in ("series", "frame"):
        index, *values = (tuple(_list(_unpack(part, tensors, depth + 1))) for part in body)
        return Series(index, *values) if kind == "series" else _frame(index, *values)
    if kind == "opaque":
        return Opaque(_whole(str(body[0])[:200]), _whole(str(body[1])[:MAX_TEXT]))
    if kind == "tensor":
        key, requires_grad, device = body
        tensor = tensors[key]
        if device != "cpu":
            return Opaque("torch.Tensor", f"shape {tuple(tensor.shape)}, device {str(device)[:20]}")
        return tensor.requires_grad_() if requires_grad and tensor.is_floating_point() else tensor
    raise ValueError(f"unknown kind {kind!r}")


def _texts(shape: Any, packed: Any, tensors: dict[str, torch.Tensor], depth: int) -> Any:
    import numpy  # only who returns an array of texts needs it

    texts = [str(text) for text in _list(_unpack(packed, tensors, depth + 1))]
    return numpy.array(texts, dtype=str).reshape([int(size) for size in shape])


def _frame(columns: tuple[Any, ...], index: tuple[Any, ...], *values: tuple[Any, ...]) -> Frame:
    if len(columns) != len(values) or any(len(one) != len(index) for one in values):
        raise ValueError("a table whose columns differ in length")
    return Frame(columns, index, values)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("no list where there must be one")
    return value


def _items(values: Any) -> list[Any]:
    """Return the values of a Series or an index: dates as ISO text, what is missing as NaN."""
    missing = values.isna()
    if values.dtype.kind in "mM":
        values = values.astype(str)
    return [
        float("nan") if gone else item
        for item, gone in zip(values.tolist(), missing.tolist(), strict=True)
    ]


def plain(value: Any) -> Any:
    """Return a value as it arrives at the other end of the wire."""
    return decode(encode(value))


def _whole(text: str) -> str:
    """A text without halves of characters, which can't be written into any file."""
    return text.encode(errors="replace").decode()


def _hashable(key: Any) -> Any:
    return key if isinstance(key, (str, int, float, bool, tuple, type(None))) else repr(key)


def _type_name(kind: type) -> str:
    module = getattr(kind, "__module__", "")
    name = str(getattr(kind, "__qualname__", kind))
    return name if module in ("builtins", "__main__") else f"{module}.{name}"


def _short_repr(value: Any) -> str:
    try:
        return repr(value)[:200]
    except Exception as error:  # a student's __repr__ may do anything
        return f"(its repr raises {type(error).__name__})"
