"""An answer as tokens, without all that a person can change in it and nothing happens.

Code loses the names that it gives itself, comments, docstrings, type hints, layout, brackets and
quotes, and the names of keyword arguments; a text loses case and punctuation. What stays is what
the answer does, in its order: which functions of a library it calls, with which numbers and
operators.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator
from typing import NamedTuple

from autograder.grading.names import without_magics
from autograder.grading.parsing import parse

MOST_CHARS = 20_000
"""Characters of an answer that are compared; what stands behind them isn't. The longest right
answers have some thousands."""

MOST_LETTERS = 100
"""Of a word of a text: longer ones are pictures and addresses."""

OWN = "·"
"""In place of a name that the answer gives."""


class Token(NamedTuple):
    """A piece of an answer that counts, and where it stands."""

    text: str
    start: int
    end: int


_STRING = r"""
    \"\"\"[\s\S]*?(?:\"\"\"|\Z) | '''[\s\S]*?(?:'''|\Z)
    | "(?:\\.|[^"\\\n])*"? | '(?:\\.|[^'\\\n])*'?
"""
# Not Python's own tokenizer, which gives up at the first error, and differs between its versions:
# a cell that can't be run is compared with those that can.
_TOKEN = re.compile(
    rf"""
    (?P<space>[\s\\]+|\#[^\n]*)
    | [rbuf]{{0,2}}(?P<string>{_STRING})
    | (?P<number>\.?\d[\w.]*)
    | (?P<name>[^\W\d]\w*)
    | (?P<operator>->|:=|(?:\*\*|//|<<|>>)=?|[-+*/%&|^@<>=!]=|.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_LAYOUT = frozenset("(){}[],:;.") | {"->"}
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_STATEMENTS = frozenset(
    ("assert", "class", "def", "del", "import", "raise", "return", "try", "while", "with")
)
"""Words that never stand in brackets: where they do, one was not closed."""

_KEYWORD = re.compile(r"\s*=(?!=)")
_WORD = re.compile(r"\w+")

# What gives names a value in a cell that Python can't parse.
_GIVEN = re.compile(
    r"\b(?:def|class|as)\s+(\w+)|\b(\w+)\s*(?:=(?!=)|[-+*/]=)|\bfor\s+([\w, ]+)\bin\b"
)
_PARAMETERS = re.compile(r"\bdef\s+\w+\s*\(([^)]*)")


def words(text: str) -> list[Token]:
    """Return the words of a text, in small letters."""
    return [
        Token(word[0].casefold(), *word.span())
        for word in _WORD.finditer(text[:MOST_CHARS])
        if len(word[0]) <= MOST_LETTERS
    ]


def code_tokens(source: str) -> list[Token]:
    """Return the tokens of a code cell, be it valid Python or not."""
    source = _blanked(source[:MOST_CHARS])
    try:
        given = _given(source, parse(source))
    except SyntaxError:
        given = _guessed(source)
    return list(_kept(source, given))


class _Given(NamedTuple):
    names: set[str]
    attributes: set[str]
    """Names of what it gives to objects: ``self.layers``."""
    hidden: set[int]
    """Offsets of docstrings and type hints."""


def _kept(source: str, given: _Given) -> Iterator[Token]:
    depth, before = 0, ""
    for found in _TOKEN.finditer(source):
        kind, text = found.lastgroup, found[0]
        if kind == "space" or found.start() in given.hidden:
            continue
        if kind == "operator":
            depth = max(depth + (text in _OPENING) - (text in _CLOSING), 0)
            kept = "" if text in _LAYOUT or (text == "=" and depth > 0) else text
        elif kind == "string":
            kept = f'"{found["string"].strip(chr(34) + chr(39))}'
        elif kind == "number":
            kept = text.lower().replace("_", "").removesuffix(".0").rstrip(".")
        elif text in _STATEMENTS:
            kept, depth = text, 0
        elif depth > 0 and _KEYWORD.match(source, found.end()):
            kept = ""
        elif before == ".":
            kept = OWN if text in given.attributes else text
        else:
            kept = OWN if text in given.names and not keyword.iskeyword(text) else text
        before = text
        if kept:
            yield Token(kept, *found.span())


def _blanked(source: str) -> str:
    """Return a cell with spaces in place of IPython's own lines."""
    lines, plain = source.split("\n"), without_magics(source).split("\n")
    if len(lines) != len(plain):
        return source
    return "\n".join(
        line if line == other else " " * len(line) for line, other in zip(lines, plain, strict=True)
    )


def _given(source: str, tree: ast.Module) -> _Given:
    given = _Given(set(), set(), set())
    starts = [0]
    lines = source.split("\n")
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def hide(node: ast.expr | None) -> None:
        if node and node.end_lineno and node.end_col_offset:
            begin = starts[node.lineno - 1] + _chars(lines[node.lineno - 1], node.col_offset)
            end = starts[node.end_lineno - 1] + _chars(
                lines[node.end_lineno - 1], node.end_col_offset
            )
            given.hidden.update(range(begin, end))

    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                given.names.add(name)
            case ast.Attribute(attr=name, ctx=ast.Store() | ast.Del()):
                given.attributes.add(name)
            case ast.arg(arg=name, annotation=annotation):
                given.names.add(name)
                hide(annotation)
            case ast.AnnAssign(annotation=annotation):
                hide(annotation)
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                given.names.add(name)
            case ast.Expr(value=ast.Constant(value=str()) as text):
                hide(text)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                hide(node.returns)
                given.names.add(node.name)
                given.attributes.add(node.name)
            case ast.ClassDef():
                given.names.add(node.name)
    return given


def _chars(line: str, column: int) -> int:
    """Return the character of a column, which `ast` counts in bytes of UTF-8."""
    return column if line.isascii() else len(line.encode()[:column].decode(errors="replace"))


def _guessed(source: str) -> _Given:
    names = {
        name for found in _GIVEN.findall(source) for part in found for name in _WORD.findall(part)
    }
    for parameters in _PARAMETERS.findall(source):
        names.update(_WORD.findall(parameters))
    return _Given(names, set(), set())
