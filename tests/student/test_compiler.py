"""Cells that were compiled before a process was forked run as if they were compiled in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import CodeType
from typing import Any

import pytest

from autograder.grading.bench import Bench, LeftOut, Made
from autograder.grading.limits import TimeLimits
from autograder.grading.steps import Begin
from autograder.student.inside.compiler import Compiler, whole
from autograder.student.process import StudentProcess

SECONDS = 30

GIVEN = [
    "import asyncio\nfrom IPython.display import display",
    "def half(x):\n    def inner():\n        return x / len('')\n\n    return inner()",
    "1 + 1\n2 + 2\nlast = 4",
    "1 + 1\n2 + 2",
    "print('one')\ndisplay({'text/plain': 'two'}, raw=True)\n3;",
    "half(1)",
    "await asyncio.sleep(0, 'waited')",
    "import inspect\nprint(inspect.getsource(half), half.__code__.co_filename)",
    "print('a \\d')",
    "def f(:",
    "%time 1 + 1",
    "return 1",
    "from __future__ import annotations\ndef g(x: nowhere): ...",
    "def h(x: nowhere): ...",
]
"""Cells of every kind: some are kept, some can't be."""

CHANGES = {
    "nothing": "pass",
    "a cell more, so that all numbers are others": "'mine'",
    "all expressions are shown": "get_ipython().ast_node_interactivity = 'all'",
    "what is assigned last is shown": (
        "get_ipython().ast_node_interactivity = 'last_expr_or_assign'"
    ),
    "annotations are not evaluated": "from __future__ import annotations",
    "numbers are changed before they are compiled": (
        "import ast\nclass Up(ast.NodeTransformer):\n    def visit_Constant(self, node):\n"
        "        if type(node.value) is int:\n            node.value += 10\n        return node\n"
        "get_ipython().ast_transformers.append(Up())"
    ),
}
"""What a student may run before the cells that were given."""

TIMES = "CPU times"


def run_all(cells: list[str], left_out: LeftOut, begin: Begin) -> list[list[Any]]:
    """Return what each cell shows, but for times."""
    with StudentProcess() as process:
        shown = [process.run(cell, SECONDS).outputs for cell in cells]
    return [[one for one in of_one if TIMES not in str(one)] for of_one in shown]


def nothing() -> None:
    pass


def give_all() -> Made[list[str], list[list[Any]]]:
    return Made(run_all, nothing)


@pytest.fixture(scope="module")
def keeping() -> Iterator[Bench[list[str], list[list[Any]]]]:
    """What runs cells that its forkserver has kept."""
    made: Bench[list[str], list[list[Any]]] = Bench(give_all, cells=GIVEN)
    yield made
    made.close()


@pytest.fixture(scope="module")
def plain() -> Iterator[Bench[list[str], list[list[Any]]]]:
    """What runs cells that it has never seen."""
    made: Bench[list[str], list[list[Any]]] = Bench(give_all)
    yield made
    made.close()


@pytest.mark.parametrize(
    "change",
    [
        *list(CHANGES)[:-1],
        pytest.param(list(CHANGES)[-1], marks=pytest.mark.soak),  # whose loops last longer then
    ],
)
def test_cells_that_were_kept_show_what_others_show(
    keeping: Bench[list[str], list[list[Any]]],
    plain: Bench[list[str], list[list[Any]]],
    change: str,
) -> None:
    cells = [CHANGES[change], *GIVEN[:5], *GIVEN]
    limits = TimeLimits()

    shown = keeping.grade(cells, limits)[0]

    assert shown == plain.grade(cells, limits)[0]
    assert "'waited'" in str(shown)
    assert "ZeroDivisionError" in str(shown)


def statement(cell: str, kept: list[str]) -> tuple[Compiler, Any]:
    """Return a compiler that has kept cells, and the first statement of another one, parsed."""
    compiler = Compiler()
    compiler.keep(kept)
    assert compiler.parses(whole(cell), 7)
    tree = compiler.ast_parse(whole(cell), "<cell 7>")
    assert isinstance(tree, ast.Module)
    return compiler, tree.body[0]


def compiled(compiler: Compiler, node: Any) -> CodeType:
    with compiler.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
        return compiler(ast.Module([node], []), "<cell 7>", "exec")


@pytest.mark.parametrize("kept", [True, False])
def test_a_kept_cell_is_compiled_once_and_bears_its_number_all_the_same(kept: bool) -> None:
    compiler, node = statement(GIVEN[1], GIVEN if kept else [])
    node.body.clear()  # what is compiled from now on is no function

    if not kept:
        with pytest.raises(ValueError, match="empty body"):
            compiled(compiler, node)
        return
    code = compiled(compiler, node)
    names: dict[str, Any] = {}
    exec(code, names)
    with pytest.raises(ZeroDivisionError) as raised:
        names["half"](1)
    assert [entry.path for entry in raised.traceback[1:]] == ["<cell 7>", "<cell 7>"]


@pytest.mark.parametrize("cell", ["print('a \\d')", "from __future__ import annotations\nx: y"])
def test_a_cell_that_warns_or_changes_what_follows_is_not_kept(cell: str) -> None:
    compiler = Compiler()
    compiler.keep([cell])

    assert not compiler._trees
