"""What somebody does to an answer of another's so that it doesn't look like it.

Each way leaves what the answer computes as it was.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable

Way = Callable[[ast.Module, random.Random], ast.Module]


def names_changed(tree: ast.Module, draw: random.Random) -> ast.Module:
    """Give every variable and parameter another name, also in calls by keyword within the cell."""
    keep = {
        node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} | {
        node.id
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    new = {
        name: f"{name[:1]}{draw.choice('aeiou')}{at}" for at, name in enumerate(sorted(own - keep))
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
            node.annotation = ast.Name("object", ast.Load())
    return tree


def reordered(tree: ast.Module, draw: random.Random) -> ast.Module:
    """Swap neighbouring assignments neither of which uses what the other gives."""
    for block in _blocks(tree):
        at = 0
        while at + 1 < len(block):
            first, second = block[at], block[at + 1]
            apart = not (_stored(first) & _named(second) or _stored(second) & _named(first))
            if isinstance(first, ast.Assign) and isinstance(second, ast.Assign) and apart:
                block[at], block[at + 1] = second, first
                at += 1
            at += 1
    return tree


def loops_as_while(tree: ast.Module, draw: random.Random) -> ast.Module:
    """Turn ``for i in range(n)`` into ``while``."""
    for block in _blocks(tree):
        for at, loop in reversed([*enumerate(block)]):
            match loop:
                case ast.For(
                    target=ast.Name(id=name),
                    iter=ast.Call(func=ast.Name(id="range"), args=[end]),
                    orelse=[],
                ) if not any(isinstance(node, ast.Continue) for node in ast.walk(loop)):
                    count = ast.parse(f"{name} += 1").body
                    test = ast.Compare(ast.Name(name, ast.Load()), [ast.Lt()], [end])
                    block[at : at + 1] = [
                        *ast.parse(f"{name} = 0").body,
                        ast.While(test, [*loop.body, *count], []),
                    ]
    return tree


def lines_split(tree: ast.Module, draw: random.Random) -> ast.Module:
    """Give what is returned, and what is assigned by a sum or a product, in two lines."""
    number = 0
    for block in _blocks(tree):
        for at, statement in reversed([*enumerate(block)]):
            match statement:
                case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Name):
                    pass
                case ast.Assign(value=ast.BinOp(left=value)) if not isinstance(value, ast.Name):
                    pass
                case _:
                    continue
            number += 1
            name = f"part{number}"
            part = ast.Assign([ast.Name(name, ast.Store())], value)
            used = ast.Name(name, ast.Load())
            if isinstance(statement, ast.Return):
                statement.value = used
            else:
                statement.value.left = used  # type: ignore[attr-defined]
            block.insert(at, part)
    return tree


def helper_extracted(tree: ast.Module, draw: random.Random) -> ast.Module:
    """Have the first function return its value by a function of its own."""
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and isinstance(function.body[-1], ast.Return):
            value = function.body[-1].value
            local = {arg.arg for arg in function.args.args} | _stored(*function.body)
            if value is None or isinstance(value, ast.Name):
                continue
            used = sorted(_named(value) & local)
            helper = ast.parse(f"def finish({', '.join(used)}): pass").body[0]
            assert isinstance(helper, ast.FunctionDef)
            helper.body = [ast.Return(value)]
            function.body[-1].value = ast.parse(f"finish({', '.join(used)})", mode="eval").body
            tree.body.insert(0, helper)
            break
    return tree


WAYS: dict[str, tuple[Way, ...]] = {
    "names": (names_changed,),
    "reordered": (reordered, names_changed),
    "while": (loops_as_while, names_changed),
    "split": (lines_split, names_changed),
    "helper": (helper_extracted, names_changed),
    "all": (reordered, loops_as_while, lines_split, helper_extracted, names_changed),
}
"""By name, the steps of each way; comments and layout are others each time."""


def rewritten(source: str, way: str, seed: int = 0) -> str:
    """Return an answer as somebody hands it in who has it of another."""
    draw = random.Random(f"{seed}/{way}")
    tree = ast.parse(source)
    for step in WAYS[way]:
        tree = step(tree, draw)
    lines = ast.unparse(ast.fix_missing_locations(tree)).split("\n")
    return "\n".join(f"{line}  # {draw.choice(('so', 'then', 'see above'))}" for line in lines)


def _blocks(tree: ast.AST) -> list[list[ast.stmt]]:
    return [
        block
        for node in ast.walk(tree)
        for block in (getattr(node, "body", None), getattr(node, "orelse", None))
        if isinstance(block, list)
    ]


def _named(*nodes: ast.AST) -> set[str]:
    return {one.id for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name)}


def _stored(*nodes: ast.AST) -> set[str]:
    return {
        one.id
        for node in nodes
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
