"""The grader's work grows with the bytes that a student hands in or sends, whatever they are.

Each input is made at a size and at four times that size; what is measured is CPU time.
"""

from __future__ import annotations

import base64
import json
import math
import time
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.checks.judged import Failure, Kind
from autograder.checks.judging import judge
from autograder.classroom import feedback
from autograder.classroom.tables import Row
from autograder.course.graded_notebook import write_outputs
from autograder.grading import verdicts
from autograder.grading.ask import answers_of
from autograder.grading.assignment import Assignment
from autograder.grading.dependence import used_by
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.reading import findings
from autograder.grading.rebuild import rebuild
from autograder.grading.redaction import without_paths
from autograder.grading.result import Result, of_unreadable
from autograder.grading.run import located
from autograder.plain import in_a_cell, in_a_log, one_line
from autograder.student.inside.channel import Malformed, Unpacker
from autograder.student.outputs import Outputs
from tests.helpers import cell_of
from tests.trusted import exercise

SIZE = 60_000
MOST = 8
"""How many times as long four times as much may take."""

NOISE = 0.3
"""Seconds; what takes less is taken to take that."""

TRIES = 3
"""How often it may be measured: a processor that others use takes longer for the same."""

ANSWER = "def pool2d(image, size, stride=None, mode='max'):\n    return image\n"
COLLIDING = 2**61 - 1
"""What Python's hash of an int is taken modulo."""

Make = Callable[[int], Any]
"""Makes an input of about so many bytes."""

pytestmark = pytest.mark.timeout(300)


def of(unit: str) -> Make:
    """So many of a text."""
    return lambda size: unit * (size // len(unit))


def numbered(unit: str) -> Make:
    """So many of a text, each with a number."""
    return lambda size: "".join(unit.format(i) for i in range(size // (len(unit) + 2)))


def nested(before: str, after: str) -> Make:
    """Something in something in something."""
    return lambda size: (
        before * (size // len(before + after)) + "1" + after * (size // len(before + after))
    )


def assert_grows_with_its_bytes(make: Make, work: Callable[[Any], object]) -> None:
    small, large = seconds(make(SIZE), work), math.inf
    for number in range(TRIES):
        # Another one each time, or what is kept of the one before would make it quick.
        large = min(large, seconds(make(4 * SIZE + 1_000 * number), work))
        if large < MOST * max(small, NOISE):
            return
    pytest.fail(f"{small:.2f} s, then {large:.2f} s")


def seconds(made: Any, work: Callable[[Any], object]) -> float:
    began = time.process_time()
    work(made)
    return time.process_time() - began


# -- the notebook ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grade_unrun(convolution: Assignment) -> Callable[[NotebookNode | bytes], Result]:
    """Do all that is done with a notebook but running it."""

    def work(handed_in: NotebookNode | bytes) -> Result:
        data = handed_in if isinstance(handed_in, bytes) else json.dumps(handed_in).encode()
        try:
            rebuilt = rebuild(convolution, read_notebook(data))
        except Unreadable as problem:
            return of_unreadable(convolution, "ada", str(problem), boxed=True)
        notebook = rebuilt.notebook
        for one in convolution.exercises:
            used_by(convolution, notebook, one.name)
        findings(convolution, notebook)
        found = [verdicts.overrun(one, "it took long") for one in convolution.exercises]
        result = Result("ada", convolution.name, found, rebuilt.notes)
        write_outputs(notebook, result.verdicts)
        nbformat.v4.writes(notebook)
        feedback.page(convolution, Row(result), notebook)
        return result

    return work


CODE: dict[str, Make] = {
    "blank lines with a space": of(" \n"),
    "blank lines with a space, then a name": lambda size: of(" \n")(size) + "x",
    "blank lines": of("\n"),
    "spaces in a line": lambda size: f"x = 1{' ' * size}#",
    "tabs": lambda size: "x = 1" + "\t" * size + "#",
    "form feeds": of("\f\n"),
    "comments": of("# a\n"),
    "hashes": of("#"),
    "statements": of("x;"),
    "short lines": of("x\n"),
    "names": numbered("a{} = 1\n"),
    "names used": numbered("a{}\n"),
    "functions": numbered("def f{}(): pass\n"),
    "functions within a line": numbered("f{} = lambda: x\n"),
    "globals": numbered("def f{0}():\n    global g{0}\n"),
    "global, in a text that is no code": lambda size: "(" + of(" global a\n")(size),
    "space before nothing": lambda size: "(\n" + of("\n ")(size),
    "decorators": lambda size: of("@f\n")(size) + "def f(): pass",
    "a long line": lambda size: f"x = '{'a' * size}'",
    "a long string": lambda size: f"x = '''{of('a b' + chr(10))(size)}'''",
    "strings": of("'a'\n"),
    "strings side by side": lambda size: "x = " + of("'a' ")(size),
    "strings that don't end": of("'''\n\"\"\"\n'"),
    "quotes": of("'"),
    "prefixes of strings": of("rb"),
    "f-strings": of("f'{x}{y!r:>{z}}'\n"),
    "f-string braces": lambda size: f"f'{of('{{')(size)}'",
    "backslashes": of("\\"),
    "continued lines": lambda size: f"x = 1{of(chr(92) + chr(10))(size)}+ 1",
    "brackets": nested("(", ")"),
    "brackets of all kinds": nested("([{", "}])"),
    "brackets that open": of("["),
    "brackets that close": of(")"),
    "minus signs": of("-"),
    "not": lambda size: of("not ")(size) + "x",
    "a sum": lambda size: of("1 + ")(size) + "1",
    "powers": lambda size: of("2**")(size) + "1",
    "attributes": lambda size: "x" + of(".a")(size),
    "calls": lambda size: "f" + of("()")(size),
    "comparisons": lambda size: of("a < ")(size) + "a",
    "commas": of("a,"),
    "digits": of("7"),
    "underscored digits": of("1_"),
    "hexadecimal": lambda size: "0x" + "f" * size,
    "points": of("."),
    "dunders": of("__"),
    "letters": of("a"),
    "letters of other scripts": of("ж"),
    "combining characters": lambda size: "a" + of("\u0301")(size),
    "combining characters out of order": lambda size: "a" + of("\u0301\u0316")(size),
    "null bytes": of("\0"),
    "half characters": lambda size: "# " + of("\ud800")(size),
    "blocks": lambda size: "".join(f"{' ' * i}if x:\n" for i in range(int(size**0.5))) + "pass",
    "else": lambda size: "if x: pass\n" + of("elif x: pass\n")(size),
    "magics": of("%matplotlib inline\n"),
    "commands": of("!ls\n"),
    "assigned commands": numbered("f{} = !ls\n"),
    "questions": of("x?\n"),
    "a cell magic": lambda size: "%%bash\n" + of("x\n")(size),
    "percent signs": of("%"),
    "prompts": of(">>> x\n"),
    "stubs": of("raise NotImplementedError\n"),
    "prints": of("print('a')\n"),
    "prints in prints": nested("print(", ")"),
}


@pytest.mark.parametrize("kind", CODE)
def test_code(
    kind: str, convolution: Assignment, submit: Any, grade_unrun: Callable[[Any], object]
) -> None:
    def make(size: int) -> NotebookNode:
        return submit(convolution, {"pool": ANSWER + CODE[kind](size // 2)[: size // 2]})

    assert_grows_with_its_bytes(make, grade_unrun)


TEXT: dict[str, Make] = {
    "letters": of("a"),
    "words": of("word "),
    "lines": of("word\n"),
    "paragraphs": of("word\n\n"),
    "spaces": of(" "),
    "blank lines": of(" \n"),
    "brackets": of("["),
    "brackets that close": of("]"),
    "links": of("[a](b) "),
    "links in links": nested("[", "](b)"),
    "links that don't end": of("[a]("),
    "pictures that don't end": of("![a"),
    "addresses": of("http://a "),
    "definitions": numbered("[a{}]: b\n"),
    "stars": of("*"),
    "stars and letters": of("*a _b "),
    "tildes": of("~~a"),
    "backticks": of("`"),
    "backticks and letters": of("`a``b"),
    "fences": of("```\na\n"),
    "quotes": of(">"),
    "quoted lines": of("> a\n"),
    "lists": of("- a\n"),
    "lists in lists": lambda size: "".join(f"{' ' * i}- a\n" for i in range(int(size**0.5))),
    "dashes": of("-"),
    "headings": of("# a\n"),
    "underlined": of("a\n=\n"),
    "tables": of("|a|b|\n|-|-|\n|c|d|\n"),
    "bars": of("|"),
    "a table's row": lambda size: f"|a|\n|-|\n{of('|a')(size)}",
    "dollars": of("$"),
    "formulas": of("$a$ "),
    "formulas that don't end": of("$$a "),
    "environments": of("\\begin{a}"),
    "backslashes": of("\\"),
    "tags": of("<b>"),
    "tags that differ": numbered("<a href='{}'>"),
    "tags that don't end": of("<img "),
    "quotes in a tag": lambda size: f"<img {of('a=')(size)}",
    "comments": of("<!-- a"),
    "less": of("<"),
    "entities": of("&amp;"),
    "ampersands": of("&"),
    "pictures that are missing": numbered("![a](attachment:a{}.png) "),
    "tags of pictures that are missing": numbered("<img src='attachment:a{}.png'> "),
    "one picture again and again": of("![a](attachment:a.png) "),
    "a picture in the text": lambda size: f"![a](data:image/png;base64,{of('iVBORw0KGgoA')(size)})",
    "addresses of pictures": of("attachment:"),
    "data": of("data:image/png;base64,"),
}


@pytest.mark.parametrize("kind", TEXT)
def test_text(
    kind: str, convolution: Assignment, submit: Any, grade_unrun: Callable[[Any], object]
) -> None:
    def make(size: int) -> NotebookNode:
        return submit(convolution, {"why-pool": "Because: " + TEXT[kind](size)})

    assert_grows_with_its_bytes(make, grade_unrun)


def more_cells(**fields: Any) -> Callable[[NotebookNode, int], None]:
    def add(notebook: NotebookNode, size: int) -> None:
        cell: dict[str, Any] = {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        made = cell | {"source": "x = 1"} | fields
        notebook.cells += [made] * (size // len(json.dumps(made)))

    return add


def metadata(make: Callable[[int], Any]) -> Callable[[NotebookNode, int], None]:
    def put(notebook: NotebookNode, size: int) -> None:
        cell_of(notebook, "pool").metadata["more"] = make(size)
        notebook.metadata["more"] = make(size)

    return put


def deep(size: int) -> Any:
    made: Any = []
    for _ in range(min(900, size)):
        made = [made]
    return made


def attached(notebook: NotebookNode, size: int) -> None:
    cell_of(notebook, "why-pool").attachments = {
        f"a{i}.png": {"image/png": "iVBORw0KGgoA"} for i in range(size // 50)
    }


def attached_once(notebook: NotebookNode, size: int) -> None:
    cell = cell_of(notebook, "why-pool")
    cell.attachments = {"a.png": {"image/png": of("iVBORw0KGgoA")(size)}}
    cell.source = of("![a](attachment:a.png) ")(size // 20)


def answers_again(notebook: NotebookNode, size: int) -> None:
    cell = cell_of(notebook, "pool")
    notebook.cells += [dict(cell) for _ in range(size // 1_000)]


def chain(notebook: NotebookNode, size: int) -> None:
    """Cells each of which uses what the next one binds."""
    for i in range(size // 200):
        more_cells(source=f"a{i} = a{i + 1}")(notebook, 150)
    cell_of(notebook, "pool").source = f"{ANSWER}\na0"


NOTEBOOKS: dict[str, Callable[[NotebookNode, int], None]] = {
    "cells": more_cells(),
    "empty cells": more_cells(source=""),
    "texts": more_cells(cell_type="markdown", source="It is so."),
    "raw cells": more_cells(cell_type="raw", source="x = 1"),
    "answers": answers_again,
    "cells that use each other": chain,
    "cells of one id": more_cells(id="pool"),
    "cells that claim to be an answer": more_cells(metadata={"nbgrader": {"grade_id": "pool"}}),
    "cells that claim to be of another assignment": more_cells(
        metadata={"nbgrader": {"grade_id": "a" * 1_000}}
    ),
    "texts that show what is missing": more_cells(
        cell_type="markdown", source="![a](attachment:b.png)"
    ),
    "metadata": metadata(lambda size: {str(i): i for i in range(size // 10)}),
    "metadata in metadata": metadata(deep),
    "tags": metadata(lambda size: ["a"] * (size // 4)),
    "attachments": attached,
    "an attachment that is shown often": attached_once,
}


@pytest.mark.parametrize("kind", NOTEBOOKS)
def test_notebooks(
    kind: str, convolution: Assignment, submit: Any, grade_unrun: Callable[[Any], object]
) -> None:
    def make(size: int) -> NotebookNode:
        notebook = submit(convolution, {"why-pool": "Because."})
        NOTEBOOKS[kind](notebook, size)
        return notebook

    assert_grows_with_its_bytes(make, grade_unrun)


FILES: dict[str, Callable[[int], str]] = {
    "brackets": of("["),
    "brackets that close": nested("[", "]"),
    "objects": nested('{"a":', "}"),
    "digits": of("7"),
    "a fraction": lambda size: "0." + "7" * size,
    "an exponent": lambda size: "1e" + "7" * size,
    "quotes": of('"'),
    "escapes": lambda size: f'"{of(chr(92) + "u0041")(size)}"',
    "half characters": lambda size: f'"{of(chr(92) + "ud800")(size)}"',
    "one key": lambda size: "{" + of('"a": 1, ')(size) + '"a": 1}',
    "keys": lambda size: "{" + numbered('"a{}": 1, ')(size).rstrip(", ") + "}",
    "spaces": of(" "),
    "conflicts": of("\n<<<<<<< "),
}


@pytest.mark.parametrize("kind", FILES)
def test_files(kind: str, grade_unrun: Callable[[Any], object]) -> None:
    def make(size: int) -> bytes:
        return f'{{"nbformat": 4, "cells": [], "metadata": {FILES[kind](size)}}}'.encode()

    assert_grows_with_its_bytes(make, grade_unrun)


# -- what a student's process sends ----------------------------------------------------------------


def tree(kind: str, items: Callable[[int], list[Any]]) -> Make:
    def make(size: int) -> dict[str, str]:
        return {"json": json.dumps({kind: items(size)}), "tensors": ""}

    return make


def tensors(size: int) -> dict[str, str]:
    """As many tensors as a header has room for, all of them empty."""
    empty = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
    header = json.dumps({str(i): empty for i in range(size // 60)}).encode()
    data = len(header).to_bytes(8, "little") + header
    return {"json": json.dumps({"list": []}), "tensors": base64.b64encode(data).decode()}


def number(i: int) -> dict[str, str]:
    return {"int": str(i * COLLIDING)}


VALUES: dict[str, Make] = {
    "numbers": tree("list", lambda size: [number(i) for i in range(size // 30)]),
    "numbers that collide in a set": tree(
        "set", lambda size: [number(i) for i in range(size // 30)]
    ),
    "numbers that collide in a dict": tree(
        "dict", lambda size: [[number(i), None] for i in range(size // 36)]
    ),
    "tuples that collide": tree(
        "set", lambda size: [{"tuple": [number(i), number(i)]} for i in range(size // 70)]
    ),
    "sets that collide in sets": tree(
        "list",
        lambda size: [{"set": [number(i) for i in range(1_000)]} for _ in range(size // 30_000)],
    ),
    "keys": tree("dict", lambda size: [[f"a{i}", None] for i in range(size // 15)]),
    "texts": tree("texts", lambda size: [[size // 5], 1, ["a"] * (size // 5)]),
    "a long text": tree("list", lambda size: ["a" * size]),
    "columns": tree("frame", lambda size: [["a"], *([[None]] * (size // 8))]),
    "digits": tree("list", lambda size: [{"int": "7" * size}]),
    "digits of a fraction": tree("list", lambda size: [{"float": "0x1." + "7" * size}]),
    "empty tensors": tensors,
    "a deep value": lambda size: {"json": nested('{"list": [', "]}")(size), "tensors": ""},
}


@pytest.mark.parametrize("kind", VALUES)
def test_values(kind: str) -> None:
    folder = exercise("04-convolution/feature-table")
    questions = folder.check.questions(7)
    missing = Failure("", "There was no answer.", "", Kind.ERROR)

    def judged(value: Any) -> None:
        reply = {"answers": [{"value": value}] * len(questions.asked)}
        judge(questions, answers_of(reply, len(questions.asked)), missing, folder.check.remedy)

    assert_grows_with_its_bytes(VALUES[kind], judged)


@pytest.mark.parametrize(
    "body",
    [
        of("["),
        nested("[", "]"),
        of("7"),
        lambda size: "{" + numbered('"a{}": 1, ')(size).rstrip(", ") + "}",
        lambda size: f'"{of(chr(92) + "ud800")(size)}"',
    ],
    ids=["brackets", "lists", "digits", "keys", "half characters"],
)
def test_messages(body: Make) -> None:
    def read(text: str) -> None:
        unpacker = Unpacker()
        data = text.encode()
        unpacker.feed(len(data).to_bytes(8, "big"))
        for start in range(0, len(data), 1_000):
            unpacker.feed(data[start : start + 1_000])
            try:
                unpacker.next()
            except Malformed:
                return

    assert_grows_with_its_bytes(body, read)


SHOWN: dict[str, Make] = {
    "letters": of("a"),
    "lines": of("a\n"),
    "blank lines": of("\n"),
    "blank lines and a colon": lambda size: of("\n ")(size) + ":",
    "tabs": of("\t"),
    "slashes": of("/"),
    "folders": of("/a"),
    "students' folders": of("/ag-a"),
    "students' folders' folders": of("/ag-a/work"),
    "kernels' folders": of("/ipykernel_1"),
    "addresses": of("0x"),
    "long addresses": of("0xffffffff "),
    "colours": of("\x1b["),
    "colours that don't end": lambda size: "\x1b[" + of("1;")(size),
    "colons": of("::"),
    "hashes": of("##"),
    "formulas": of("\t="),
    "cells": lambda size: "(" + of("<cell, line 1")(size),
}


@pytest.mark.parametrize("kind", SHOWN)
def test_what_is_shown(kind: str) -> None:
    def write(text: str) -> None:
        outputs = Outputs()
        for start in range(0, len(text), 100):
            outputs.take("stream", {"name": "stdout", "text": text[start : start + 100]})
        error = {"ename": text, "evalue": text, "traceback": [text] * 10}
        outputs.take("error", error)
        without_paths(text)
        in_a_log(text)
        in_a_cell(one_line(text))  # as messages stand in tables
        located({"ename": "SyntaxError", "evalue": text}, text)

    assert_grows_with_its_bytes(SHOWN[kind], write)
