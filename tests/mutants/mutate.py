"""Small changes to a right answer. Each makes a mutant: a program one mistake away.

``return size - kernel + 1`` becomes ``size + kernel + 1``, ``kernel - size + 1``, ``size - kernel +
2``, ``size - kernel``, ``kernel - kernel + 1``, nothing at all.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatch
from itertools import pairwise, takewhile
from typing import Any

LONG = 60
"""Characters of a change that is shown whole."""


@dataclass(frozen=True)
class Mutant:
    """A changed cell."""

    name: str
    """The change, readable and stable: ``line 5: 1 -> 2``. Where a line holds several of that name,
    the later ones are numbered."""
    source: str


def mutants_of(source: str) -> list[Mutant]:
    """Every mutant of a cell, in the order of its lines.

    No two are the same program, and none is the cell itself.

    Docstrings and what is printed stay as they are: nobody's points depend on them.
    """
    tree = ast.parse(source)
    programs, named = {ast.unparse(tree)}, Counter[str]()
    mutants = []
    for old, new in sorted(_all_changes(tree), key=lambda change: change[0].lineno):
        program = ast.unparse(copy.deepcopy(tree, {id(old): new}))
        if program in programs:
            continue
        programs.add(program)
        name = f"line {old.lineno}: {_named(old, new)}"
        named[name] += 1
        mutants.append(Mutant(name if named[name] == 1 else f"{name} ({named[name]})", program))
    return mutants


def _all_changes(tree: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, ast.AST]]:
    """Pairs of a node and what takes its place."""
    for node in _nodes(tree):
        if isinstance(node, (ast.expr, ast.stmt)):
            yield from ((node, new) for new in changes(node))
    functions = [node for node in _nodes(tree) if isinstance(node, ast.FunctionDef)]
    scopes: list[ast.AST] = [*functions] or [tree]
    for scope in scopes:
        yield from _siblings(scope)


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes below, without docstrings and prints."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Expr(ast.Constant()) | ast.Expr(ast.Call(ast.Name("print"))):
                continue
        yield node
        yield from _nodes(node)


def _siblings(scope: ast.AST) -> Iterator[tuple[ast.Name, ast.AST]]:
    """Each name, where it is read, taken for its siblings.

    Arguments, the variables of one assignment, those of the loops.
    """
    nodes = list(_nodes(scope))
    loops = [node.target for node in nodes if isinstance(node, ast.For)]
    groups = [[node.arg for node in nodes if isinstance(node, ast.arg)], _names(loops)]
    groups += [_names(node.targets) for node in nodes if isinstance(node, ast.Assign)]
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            others = {other for group in groups if node.id in group for other in group} - {
                node.id,
                "_",
            }
            yield from ((node, ast.Name(other)) for other in sorted(others))


def _names(targets: list[ast.expr]) -> list[str]:
    return [
        node.id
        for target in targets
        for node in ast.walk(target)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]


def _named(old: ast.AST, new: ast.AST) -> str:
    """``a + b -> a - b``; of long ones only the part that differs."""
    before, after = _text(old), _text(new)
    if isinstance(old, ast.expr) and min(len(before), len(after)) > LONG:
        words, others = before.split(), after.split()
        head = _alike(words, others)
        tail = _alike(reversed(words[head:]), reversed(others[head:]))
        before, after = (
            " ".join(["…", *text[head : len(text) - tail], "…"]) for text in (words, others)
        )
    return f"{before} -> {after}"


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """How many words two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _text(node: ast.AST) -> str:
    """One line for a node; of a block its head."""
    if isinstance(node, ast.Pass):
        return "nothing"
    lines = ast.unparse(node).splitlines()
    return " … ".join([lines[0], *(["break"] if lines[-1].strip() == "break" else [])])


@singledispatch
def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What can take a node's place."""
    yield from ()


@changes.register
def _(node: ast.stmt) -> Iterator[ast.AST]:
    if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Pass)):
        yield ast.Pass()


@changes.register
def _(node: ast.AugAssign) -> Iterator[ast.AST]:
    yield ast.Pass()
    yield ast.Assign([node.target], node.value, lineno=node.lineno)
    for operator in OPERATORS.get(type(node.op), ()):
        yield ast.AugAssign(node.target, operator(), node.value)


@changes.register
def _(node: ast.With) -> Iterator[ast.AST]:
    yield ast.Pass()
    yield ast.If(ast.Constant(True), node.body, [])


@changes.register
def _(node: ast.For) -> Iterator[ast.AST]:
    yield ast.Pass()
    yield ast.For(node.target, node.iter, [*node.body, ast.Break()], [], lineno=node.lineno)


@changes.register
def _(node: ast.If) -> Iterator[ast.AST]:
    yield ast.Pass()
    yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    yield ast.If(ast.Constant(True), node.body, [])


@changes.register
def _(node: ast.Constant) -> Iterator[ast.AST]:
    match node.value:
        case bool(truth):
            others: Sequence[bool | float | str] = [not truth]
        case int(number):
            others = [number + 1, number - 1]
        case float(number):
            others = [number + 1, number - 1, 2 * number, -number]
        case str(text):
            others = [text + "?"]
        case None:
            others = [1]
        case _:
            others = []
    yield from (ast.Constant(other) for other in others)


OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Mult, ast.Div),
    ast.Pow: (ast.Mult,),
}


@changes.register
def _(node: ast.BinOp) -> Iterator[ast.AST]:
    for operator in OPERATORS.get(type(node.op), ()):
        yield ast.BinOp(node.left, operator(), node.right)
    if not isinstance(node.op, (ast.Add, ast.Mult)):
        yield ast.BinOp(node.right, node.op, node.left)
    if isinstance(node.op, ast.FloorDiv):  # rounded up
        yield ast.UnaryOp(
            ast.USub(), ast.BinOp(ast.UnaryOp(ast.USub(), node.left), node.op, node.right)
        )
    yield node.left
    yield node.right


COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


@changes.register
def _(node: ast.Compare) -> Iterator[ast.AST]:
    for comparison in COMPARISONS[type(node.ops[0])]:
        yield ast.Compare(node.left, [comparison(), *node.ops[1:]], node.comparators)


@changes.register
def _(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
    yield from node.values


@changes.register
def _(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


@changes.register
def _(node: ast.IfExp) -> Iterator[ast.AST]:
    yield ast.IfExp(node.test, node.orelse, node.body)
    yield node.body
    yield node.orelse


@changes.register
def _(node: ast.Call) -> Iterator[ast.AST]:
    if isinstance(node.func, ast.Attribute):
        yield node.func.value
    yield from node.args[:1]
    yield from (
        ast.Call(node.func, args, node.keywords)
        for args in (*_swapped(node.args), *_shortened(node.args))
    )
    yield from (ast.Call(node.func, node.args, keywords) for keywords in _shortened(node.keywords))
    if isinstance(node.func, ast.Name) and node.func.id == "range":
        yield from (ast.Call(node.func, args, []) for args in _off_by_one(node.args))


@changes.register
def _(node: ast.Subscript) -> Iterator[ast.AST]:
    yield node.value
    if isinstance(node.slice, ast.Tuple):
        yield from (
            ast.Subscript(node.value, ast.Tuple(parts)) for parts in _off_by_one(node.slice.elts)
        )
    else:
        yield from (ast.Subscript(node.value, part) for (part,) in _off_by_one([node.slice]))


@changes.register
def _(node: ast.Slice) -> Iterator[ast.AST]:
    for bound in ("lower", "upper", "step"):
        if value := getattr(node, bound):
            others = [None, *(other for (other,) in _off_by_one([value]))]
            yield from (
                ast.Slice(**(dict(ast.iter_fields(node)) | {bound: other})) for other in others
            )


@changes.register
def _(node: ast.Tuple) -> Iterator[ast.AST]:
    yield from map(ast.Tuple, _swapped(node.elts))
    if isinstance(node.ctx, ast.Load):
        yield from map(ast.Tuple, _shortened(node.elts))


@changes.register
def _(node: ast.List) -> Iterator[ast.AST]:
    yield from map(ast.List, (*_swapped(node.elts), *_shortened(node.elts)))


@changes.register
def _(node: ast.Dict) -> Iterator[ast.AST]:
    yield from (
        ast.Dict(keys, values)
        for keys, values in zip(_shortened(node.keys), _shortened(node.values), strict=True)
    )


def _swapped(items: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """The list with each two neighbours exchanged."""
    for left, right in pairwise(range(len(items))):
        yield [*items[:left], items[right], items[left], *items[right + 1 :]]


def _shortened(items: list[Any]) -> Iterator[list[Any]]:
    """The list without each of its items."""
    yield from (items[:index] + items[index + 1 :] for index in range(len(items)))


def _off_by_one(items: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """The list with each item one more and one less.

    Constants are changed on their own, and slices too.
    """
    for index, item in enumerate(items):
        if not isinstance(item, (ast.Constant, ast.Slice)):
            for operator in (ast.Add(), ast.Sub()):
                yield [
                    *items[:index],
                    ast.BinOp(item, operator, ast.Constant(1)),
                    *items[index + 1 :],
                ]
