"""Look a student's code through for means that no honest answer needs.

What watches a student's code can be got around by code that knows how (docs/security.md). Such code
needs means of its own: Python's inner parts, other processes, changes to torch. What is found costs
no points: a person looks at it, and decides.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import lru_cache

from nbformat import NotebookNode

from autograder.grading.assignment import Assignment
from autograder.grading.cells import marks_of, written_for
from autograder.grading.names import without_magics
from autograder.grading.parsing import parse
from autograder.student.inside.bounds import MAX_CELLS

MEMORY = "reaches into the memory of the process"
CALLER = "looks into the code that calls it"
HIDDEN_NAMES = "finds objects that have no name here"
OPERATORS = "changes how torch's operators work"
OWN_CODE = "runs code that can't be read here"
PROCESS = "works in another process or thread"
INNER_TORCH = "calls torch by its inner names"
COMPARES = "says itself what it is equal to"

USED = {
    **dict.fromkeys(("ctypes", "cffi"), MEMORY),
    **dict.fromkeys(("gc.get_objects", "gc.get_referrers", "gc.get_referents"), HIDDEN_NAMES),
    **dict.fromkeys(("sys.modules", "__main__", "get_ipython"), HIDDEN_NAMES),
    **dict.fromkeys(("sys._getframe", "sys._current_frames", "sys.settrace"), CALLER),
    **dict.fromkeys(("sys.setprofile", "inspect.currentframe", "inspect.stack"), CALLER),
    **dict.fromkeys(("inspect.trace", "inspect.getouterframes"), CALLER),
    **dict.fromkeys(
        ("torch.library", "torch.overrides", "torch.utils._python_dispatch"), OPERATORS
    ),
    **dict.fromkeys(("unittest.mock", "torch.nn.modules.module.register_module_*"), OPERATORS),
    **dict.fromkeys(("exec", "eval", "compile", "__import__", "marshal"), OWN_CODE),
    **dict.fromkeys(("torch.utils.cpp_extension", "torch.ops.load_library"), OWN_CODE),
    **dict.fromkeys(("torch.Tensor._make*", "torch.Tensor.as_subclass"), COMPARES),
    "torch._*": INNER_TORCH,
}
"""Whole names, and what can be done with them or a part of them; ``*`` stands for any end."""

WHERE_OPERATORS_ARE_FORBIDDEN = {
    **dict.fromkeys(("subprocess", "multiprocessing", "torch.multiprocessing"), PROCESS),
    **dict.fromkeys(("threading", "_thread", "concurrent.futures", "socket"), PROCESS),
    **dict.fromkeys(("os.fork", "os.system", "os.popen", "os.posix_spawn*", "os.exec*"), PROCESS),
    **dict.fromkeys(("torch.jit", "torch.compile", "torch.fx", "torch.export"), OWN_CODE),
    **dict.fromkeys(("torch.ops", "torch.classes"), INNER_TORCH),
}
"""The same of what others may honestly use."""

FIRST = frozenset(known.partition(".")[0] for known in (*USED, *WHERE_OPERATORS_ARE_FORBIDDEN))
"""What these names begin with."""

ATTRIBUTES = {
    **dict.fromkeys(("__globals__", "__builtins__", "__closure__", "__subclasses__"), HIDDEN_NAMES),
    **dict.fromkeys(("f_globals", "f_locals", "f_back", "tb_frame", "gi_frame"), CALLER),
    **dict.fromkeys(("__code__", "__defaults__", "__kwdefaults__"), OPERATORS),
    "as_subclass": COMPARES,
}
"""Attributes of whatever object."""

METHODS = {
    **dict.fromkeys(("__torch_function__", "__torch_dispatch__"), OPERATORS),
    **dict.fromkeys(("__eq__", "__ne__", "__bool__", "__instancecheck__", "__class__"), COMPARES),
    **dict.fromkeys(("__getattribute__", "__index__", "__float__"), COMPARES),
}
"""Methods that a class defines."""

METHODS_OF_MODULES = dict.fromkeys(
    ("parameters", "named_parameters", "state_dict", "train", "eval", "modules", "children"),
    "says itself what its parameters and its mode are",
)
"""Those of a network, which torch defines."""

COMPARED = ("int", "float", "bool", "complex", "str", "torch.Tensor", "torch.nn.Parameter")
"""Classes whose objects are compared with what is right."""

CHANGED = ("torch", "builtins", "numpy", "math")
"""Whose parts no honest answer assigns to."""

SWITCHES = ("torch.backends", "torch.cuda")
"""But for these."""

MAGICS = ("run_line_magic", "run_cell_magic", "system", "getoutput", "magic", "kernel")
"""What a notebook turned into Python calls of IPython's shell."""


_COMMAND = re.compile(r"^[ \t]+(?:[\w, \t]+=[ \t]*)?!", re.MULTILINE)
"""``!ls`` within a function."""


@dataclass(frozen=True)
class Finding:
    """A line of a cell, and what may be done there."""

    number: int
    """Of the line in its cell, from 1 on."""
    line: str
    what: str

    def __str__(self) -> str:
        return f"line {self.number}, “{self.line}”: {self.what}"


def findings(assignment: Assignment, notebook: NotebookNode) -> dict[str, list[str]]:
    """Return what a person should look at, by exercise.

    What stands in a cell of the student's own is told at the exercise that is tested next, or else
    the last.

    Args:
        assignment: what was handed out.
        notebook: as rebuilt.
    """
    released = {cell.source for cell in assignment.release.cells}
    checked = {e.name: bool(e.folder.check.forbids) for e in assignment.exercises if e.folder}
    found: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    own: list[str] = []

    def tell(exercise: str, source: str, where: str = "") -> None:
        told = [f"{where}{one}" for one in read(source, names, forbids=checked[exercise])]
        found.setdefault(exercise, []).extend(told)

    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if marks_of(cell).is_test:
            if (exercise := marks_of(cell).exercise) in checked:
                for source in own:
                    tell(exercise, source, "in a cell of its own, ")
                own.clear()
            continue
        names = names_after(cell.source, names)
        if cell.source in released:
            continue
        answered = [name for name in written_for(cell) if name in checked]
        for exercise in answered:
            tell(exercise, cell.source)
        if not answered:
            own.append(cell.source)
    if own and checked:
        for source in own:
            tell([*checked][-1], source, "in a cell of its own, ")
    return {exercise: told for exercise, told in found.items() if told}


def read(source: str, names: dict[str, str], *, forbids: bool) -> list[Finding]:
    """Return the lines of a cell that a person should look at.

    Args:
        source: of the cell, which may hold IPython's own syntax. Of one that isn't Python nothing
            is found, and nothing runs.
        names: what names of the notebook stand for, such as ``{"nn": "torch.nn"}``.
        forbids: whether operators are forbidden there.
    """
    tree = _tree(source)
    if tree is None:
        return []
    reader = _Reader(names_after(source, names), forbids)
    try:
        reader.visit(tree)
    except RecursionError:
        reader.found[1] = "is nested too deeply to be looked through"
    for command in _COMMAND.finditer(source) if forbids else ():
        reader.found.setdefault(source.count("\n", 0, command.start()) + 1, PROCESS)
    lines = source.splitlines()
    return [
        Finding(number, lines[number - 1].strip()[:80], what)
        for number, what in sorted(reader.found.items())
    ]


class _Reader(ast.NodeVisitor):
    """Notes for each line the first thing that is found there."""

    def __init__(self, names: dict[str, str], forbids: bool) -> None:
        self.names = names
        self.used = USED | (WHERE_OPERATORS_ARE_FORBIDDEN if forbids else {})
        self.found: dict[int, str] = {}

    def note(self, node: ast.AST, what: str) -> None:
        self.found.setdefault(node.lineno, what)  # type: ignore[attr-defined]

    def name_of(self, node: ast.AST) -> str:
        """Return the whole name of what an expression stands for, or nothing."""
        first, dot, rest = _dotted(node).partition(".")
        return f"{self.names.get(first, first)}{dot}{rest}"

    def look_up(self, node: ast.AST, name: str) -> None:
        if name.partition(".")[0] not in FIRST:  # most names
            return
        for known, what in self.used.items():
            if name == known or name.startswith(known[:-1] if known[-1] == "*" else f"{known}."):
                self.note(node, what)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.look_up(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self.look_up(node, f"{node.module}.{alias.name}")

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.look_up(node, self.name_of(node))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in ATTRIBUTES:
            self.note(node, ATTRIBUTES[node.attr])
        name = self.name_of(node)
        if isinstance(node.ctx, (ast.Store, ast.Del)):
            self.changes(node, name)
            if node.attr == "__class__":
                self.note(node, COMPARES)
        else:
            self.look_up(node, name)
        self.generic_visit(node)

    def changes(self, node: ast.AST, name: str) -> None:
        """Note that a part of what `CHANGED` names is assigned to."""
        if name.partition(".")[0] in CHANGED and not name.startswith(SWITCHES):
            self.note(node, OPERATORS)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Leave out ``"google.colab" in sys.modules``, by which notebooks learn where they run."""
        if not any(self.name_of(one) == "sys.modules" for one in node.comparators):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name, first = self.name_of(node.func), node.args[0] if node.args else None
        if first is not None and name in ("setattr", "delattr"):
            self.changes(node, f"{self.name_of(first)}.")
        if first is not None and name in ("vars", "getattr"):
            of, key = self.name_of(first), node.args[1] if len(node.args) > 1 else None
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                self.look_up(node, f"{of}.{key.value}")
            elif of.partition(".")[0] in CHANGED:
                self.note(node, INNER_TORCH)
        if _is_magic(node):
            for argument in node.args:
                self.visit(argument)
        else:
            self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        bases = [self.name_of(base) for base in node.bases]
        if any(base in COMPARED for base in bases) and not any("Enum" in base for base in bases):
            self.note(node, COMPARES)
        methods = METHODS
        if any(base.startswith("torch.nn.") for base in bases):
            methods = METHODS | METHODS_OF_MODULES
        for one in node.body:
            targets = one.targets if isinstance(one, ast.Assign) else [one]
            for target in targets:
                name = getattr(target, "id", None) or getattr(target, "name", None)
                if name in methods:
                    self.note(one, methods[name])
        self.generic_visit(node)


def _dotted(node: ast.AST) -> str:
    """Return an expression such as ``torch.nn.Module`` as it is written, nothing for another."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _is_magic(call: ast.Call) -> bool:
    """Tell whether a call is what IPython makes of a line such as ``%time`` or ``!ls``."""
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr in MAGICS
        and isinstance(function.value, ast.Call)
        and isinstance(function.value.func, ast.Name)
        and function.value.func.id == "get_ipython"
    )


def names_after(source: str, names: dict[str, str]) -> dict[str, str]:
    """Return what names stand for below a cell: for modules, their parts, and parts of these."""
    imported, assigned = _bound(source)
    known = names | imported
    for name, whole in assigned.items():
        first, dot, rest = whole.partition(".")
        if known.get(first, "").partition(".")[0] in CHANGED:
            known[name] = f"{known[first]}{dot}{rest}"
    return known


@lru_cache(maxsize=MAX_CELLS)
def _bound(source: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a cell imports, by name, and which names it gives to parts of something."""
    tree, imported, assigned = _tree(source), dict[str, str](), dict[str, str]()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                imported[alias.asname or whole] = whole
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                imported[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        if isinstance(node, ast.Assign) and (whole := _dotted(node.value)):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    assigned[target.id] = whole
    return imported, assigned


@lru_cache(maxsize=MAX_CELLS)
def _tree(source: str) -> ast.Module | None:
    """Return the tree of a cell, in which IPython's own lines do nothing."""
    for python in (source, without_magics(source)):
        try:
            return parse(python)
        except SyntaxError:
            continue
    return None
