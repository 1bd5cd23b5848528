"""What the documents say can be done.

Commands and options exist, links lead somewhere, messages are those that are shown,
and the exercise of docs/adding-an-exercise.md is built and graded as the page says.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess, run

import click
import nbformat
import pytest
import torch
import torch.nn.functional as F
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from torch import nn

from autograder.cli.main import main
from autograder.course.layout import Course
from autograder.course.quick_checks import QUICK_CHECKS
from autograder.grading.exercises import ExerciseFiles
from tests import runner
from tests.helpers import ROOT, command, grades_of

DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
)
EXAMPLES = ("vit", "flip-kernel", "01-start")
"""Names that the documents make up."""

NAME = "04-convolution"
pytestmark = pytest.mark.timeout(600)  # the worked example is followed in one fixture


def document(name: str) -> str:
    return (ROOT / name).read_text()


def code_of(text: str) -> list[str]:
    """The lines of code blocks, and code within sentences."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    indented = re.findall(r"^(?: {4}|\t)(.+)$", rest, re.MULTILINE)
    return (
        [line for block in blocks for line in block.splitlines()]
        + indented
        + re.findall(r"`([^`]+)`", rest)
    )


def calls_in(text: str, program: str) -> list[list[str]]:
    """The arguments of every call of a program in a document's code."""
    pattern = re.compile(
        rf"(?:^|[\s$({{\"])(?:\.venv/bin/)?{re.escape(program)}(?= |$)([^\n|;&#\"\\]*)"
    )
    return [found.group(1).split() for line in code_of(text) for found in pattern.finditer(line)]


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCUMENTS, ids=ids)
def test_every_command_of_autograder_exists_with_its_options(path: Path) -> None:
    for arguments in calls_in(path.read_text(), "autograder"):
        words = [word for word in arguments if word not in ("…", "-h", "--help")]
        if not words or not re.match(r"[a-z]", words[0]):
            continue
        assert words[0] in main.commands, f"autograder {' '.join(arguments)}"
        named = main.commands[words[0]]
        try:
            named.make_parser(click.Context(named)).parse_args(words[1:])
        except click.UsageError as error:
            pytest.fail(f"autograder {' '.join(arguments)}: {error.format_message()}")


@pytest.mark.parametrize("path", DOCUMENTS, ids=ids)
def test_every_target_of_make_exists(path: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", document("Makefile"), re.MULTILINE)) | {".venv/.ready"}
    called = {
        word
        for arguments in calls_in(path.read_text(), "make")
        for word in arguments[:1]
        if "=" not in word
    }

    assert called <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=ids)
def test_every_file_that_is_named_exists(path: Path) -> None:
    named = re.findall(
        r"`((?:autograder|tests|docs|source|benchmarks|course|classroom|grading|checks|student|\.github|\.ci|class-ci)/[\w./-]+)",
        path.read_text(),
    )
    missing = [
        name
        for name in named
        if not (ROOT / name).exists() and not (ROOT / "autograder" / name).exists()
    ]

    assert [name for name in missing if not any(example in name for example in EXAMPLES)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=ids)
def test_every_link_within_the_project_leads_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    for link in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{link} in {ids(path)}"
        assert not anchor or anchor in _anchors(target), f"{link} in {ids(path)}"


def _anchors(path: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ +(.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readers_of_these_tests_find_what_they_look_for() -> None:
    assert ["grade", NAME, "--workers", "8"] in calls_in(document("docs/scale.md"), "autograder")
    assert ["demo"] in calls_in(document("README.md"), "make")
    assert "words" in _anchors(ROOT / "docs/architecture.md")


def test_the_readme_fits_one_screen_and_leads_to_every_page() -> None:
    text = document("README.md")

    assert text.count("\n") <= 60
    assert [
        path.name for path in (ROOT / "docs").glob("*.md") if f"docs/{path.name}" not in text
    ] == []


@pytest.mark.parametrize(
    ("schema", "name"), [("gitlab-ci", ".gitlab-ci.yml"), ("citation-file-format", "CITATION.cff")]
)
def test_gitlabs_configuration_and_the_citation_are_valid_by_their_published_schemas(
    schema: str, name: str, tmp_path: Path
) -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```", document("docs/ci.md"), re.DOTALL | re.MULTILINE)
    (tmp_path / name).write_text(block if name == ".gitlab-ci.yml" else document(name))

    ended = command(
        "check-jsonschema", "--builtin-schema", f"vendor.{schema}", tmp_path / name, cwd=tmp_path
    )

    assert ended.returncode == 0, ended.stdout


class Forgetful(nn.Module):
    def __init__(self) -> None:
        self.layer = nn.Linear(2, 2)


def write_into_a_parameter() -> None:
    torch.ones(2, requires_grad=True)[0] = 1


def backward_twice() -> None:
    loss = torch.ones(1, requires_grad=True).square().sum()
    loss.backward()
    loss.backward()


def stub() -> None:
    raise NotImplementedError


RAISING: tuple[Callable[[], object], ...] = (
    stub,
    lambda: eval("torch", {}),
    lambda: torch.zeros(2, 3) + torch.zeros(4),
    lambda: torch.zeros(12).view(2, 5),
    lambda: torch.zeros(2, 3, 4).transpose(1, 2).view(2, 12),
    lambda: nn.Linear(784, 10)(torch.zeros(64, 1, 28, 28)),
    lambda: F.conv2d(torch.zeros(1, 8, 8), torch.zeros(3, 3)),
    lambda: F.conv2d(torch.zeros(1, 3, 8, 8), torch.zeros(1, 1, 3, 3)),
    lambda: F.conv2d(torch.zeros(1, 1, 2, 2), torch.zeros(1, 1, 3, 3)),
    lambda: F.cross_entropy(torch.zeros(4, 10), torch.zeros(4)),
    lambda: F.cross_entropy(torch.zeros(4, 10), torch.zeros(3, dtype=torch.long)),
    lambda: nn.CrossEntropyLoss(torch.zeros(4, 10), torch.zeros(4, dtype=torch.long)),
    lambda: torch.zeros(2).sum().backward(),
    backward_twice,
    write_into_a_parameter,
    lambda: torch.ones(1, requires_grad=True).numpy(),
    lambda: torch.tensor([1, 2]).mean(),
    lambda: nn.Linear(2, 2)(torch.zeros(2, 2, dtype=torch.float64)),
    lambda: range(4 / 2),  # type: ignore[call-overload]
    lambda: torch.zeros(3)[3],
    Forgetful,
    lambda: nn.Sequential([nn.ReLU()]),  # type: ignore[call-overload]
)
"""Mistakes, to hear what torch says of each."""

NEEDS_TWO_DEVICES = "Expected all tensors to be on the same device"


def messages_in(heading: str) -> list[str]:
    """The first column of the tables under a heading of docs/students.md, as far as it is code."""
    section = re.search(
        rf"^## {heading}\n(.*?)(?=^## |\Z)", document("docs/students.md"), re.DOTALL | re.MULTILINE
    )
    assert section
    rows = re.findall(r"^\| (.+?) \| .+ \|$", section.group(1), re.MULTILINE)
    return [message for row in rows for message in re.findall(r"`([^`]+)`", row)]


def test_what_torch_says_in_the_students_page_is_what_torch_says() -> None:
    said = []
    for mistake in RAISING:
        with pytest.raises(Exception) as raised:
            mistake()
        said.append(f"{raised.type.__name__}: {raised.value}")
    documented = set(messages_in("PyTorch says")) - {"nan", NEEDS_TWO_DEVICES}

    assert len(documented) > 15
    assert [message for message in documented if not any(message in one for one in said)] == []
    assert [one for one in said if not any(message in one for message in documented)] == [], (
        "each has its line"
    )


@pytest.mark.parametrize("heading", ["The feedback page says", "How to run the notebooks"])
def test_what_the_grader_and_the_notebooks_say_in_the_students_page_is_what_they_say(
    heading: str,
) -> None:
    sources = [
        node.value
        for path in (ROOT / "autograder").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    sources += [
        cell.source
        for path in (ROOT / "release").glob("*/*.ipynb")
        for cell in nbformat.read(path, 4).cells
    ]
    known = "\n".join(sources)
    pieces = [
        piece.strip()
        for message in messages_in(heading)
        for piece in message.split("…")
        if piece.strip()
    ]

    assert len(pieces) > 1
    assert [
        piece for piece in pieces if piece not in known and piece != "No module named 'torch'"
    ] == []


@dataclass
class Followed:
    """The worked example, as the page has it and after its commands have run."""

    course: Path
    temp: Path
    commands: dict[str, CompletedProcess[str]]
    right: list[str]
    wrong: list[str]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """Do what docs/adding-an-exercise.md says, in a course that has this one exercise."""
    temp = tmp_path_factory.mktemp("adding")
    root = runner.repository(temp / "course")
    blocks = re.findall(
        r"^```(\w+)(?: (\w+)=(\S+))?\n(.*?)^```",
        document("docs/adding-an-exercise.md"),
        re.DOTALL | re.MULTILINE,
    )
    files = {name: body for _, kind, name, body in blocks if kind == "file"}
    cells = {name: body.rstrip("\n") for _, kind, name, body in blocks if kind == "cell"}
    for name, body in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(body)
    _put_cells(root / f"source/{NAME}/convolution.ipynb", cells)

    bank = ExerciseFiles.of_folder(root / "autograder/exercises", [NAME]).load(
        f"{NAME}/flip-kernel"
    )
    wrong = {misconception.name: misconception.cell for misconception in bank.misconceptions}
    commands = {}
    for line in (
        line for kind, _, _, body in blocks if kind == "bash" for line in body.splitlines()
    ):
        if line.startswith("autograder grade"):
            _hand_in(Course(root), temp / "class", bank.answers | wrong)
        commands[line] = _run(line.replace("/tmp/", f"{temp}/"), root)
    return Followed(root, temp, commands, list(bank.answers), list(wrong))


def _put_cells(path: Path, cells: dict[str, str]) -> None:
    """As JupyterLab and nbgrader's panel do it.

    A task, an autograded answer, autograded tests of two points.
    """
    path.with_name(QUICK_CHECKS).unlink()  # whose questions stand in cells that go
    notebook = nbformat.read(path, 4)
    notebook.cells = [
        cell for cell in notebook.cells if cell.id in ("title", "setup", "typical-mistakes")
    ]
    task, answer, tests = cells
    marks = {"schema_version": 3, "task": False}
    graded = {
        answer: marks | {"grade_id": answer, "grade": False, "solution": True, "locked": False},
        tests: marks
        | {"grade_id": tests, "grade": True, "solution": False, "locked": True, "points": 2},
    }
    notebook.cells.append(new_markdown_cell(cells[task], id=task))
    notebook.cells += [
        new_code_cell(cells[name], id=name, metadata={"nbgrader": marks})
        for name, marks in graded.items()
    ]
    nbformat.write(notebook, path)


def _hand_in(course: Course, submitted: Path, answers: dict[str, str]) -> None:
    release: NotebookNode = nbformat.read(course.release / NAME / "convolution.ipynb", 4)
    for student, text in answers.items():
        (cell,) = (cell for cell in release.cells if cell.id == "flip-kernel")
        cell.source = text
        path = submitted / student / NAME / "convolution.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(release, path)


def _run(line: str, root: Path) -> CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"PATH": path, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    return run(line, shell=True, cwd=root, env=env, capture_output=True, text=True, timeout=280)


def test_following_the_page_every_command_succeeds(followed: Followed) -> None:
    failed = {
        line: ended.stdout + ended.stderr
        for line, ended in followed.commands.items()
        if ended.returncode
    }

    assert len(followed.commands) == 4
    assert failed == {}


def test_following_the_page_the_release_has_the_stub_and_neither_solution_nor_check(
    followed: Followed,
) -> None:
    text = (followed.course / f"release/{NAME}/convolution.ipynb").read_text()

    assert "def flip_kernel(kernel):" in text and "raise NotImplementedError()" in text
    assert "kernel.flip(" not in text and 'flip-kernel\\")' not in text


def test_following_the_page_the_bank_holds_the_check_both_ways(followed: Followed) -> None:
    said = next(ended.stdout for line, ended in followed.commands.items() if "pytest" in line)

    assert int(re.findall(r"(\d+) passed", said)[0]) >= 4
    assert "failed" not in said


def test_following_the_page_right_answers_earn_all_points_and_wrong_ones_are_named(
    followed: Followed,
) -> None:
    rows = {
        student: row["flip-kernel"]
        for student, row in grades_of(followed.temp / "rehearsal").items()
    }

    assert len(followed.right) >= 3 and len(followed.wrong) >= 3
    assert {rows[name]["score"] for name in followed.right} == {"2"}
    assert {name: rows[name]["misconception"] for name in followed.wrong} == {
        name: name for name in followed.wrong
    }
