"""What students get is made from source/ alone, and shows nothing that it should not."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import nbformat
import pytest
from jupyter_client.kernelspec import find_kernel_specs
from nbformat import NotebookNode
from nbgrader.apps import NbGraderAPI

from autograder.course.build import WIDGET
from autograder.course.layout import Course
from autograder.course.release import solved
from tests.helpers import ROOT, SMALL, cell_of, command, make_course

COURSE = Course(ROOT)
ASSIGNMENTS = COURSE.assignments()
NAME = "04-convolution"
BUILD_AGAIN = "run `autograder build`"


def released(assignment: str) -> NotebookNode:
    path = COURSE.release / assignment / COURSE.notebook(assignment).name
    assert path.is_file(), f"{path.relative_to(ROOT)} is missing: {BUILD_AGAIN}"
    return nbformat.read(path, as_version=4)


def texts_between(source: NotebookNode, begin: str, end: str) -> list[str]:
    """What stands between markers in a source, one text for each pair."""
    return [
        text
        for cell in source.cells
        for text in re.findall(f"{begin}[^\n]*\n(.*?){end}", cell.source, re.DOTALL)
    ]


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def by_nbgrader(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NotebookNode]:
    """Every release as nbgrader itself generates it."""
    root = tmp_path_factory.mktemp("nbgrader") / "course"
    shutil.copytree(
        COURSE.source,
        root / "source",
        ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__"),
    )
    for name in ("nbgrader_config.py", "course.toml"):
        shutil.copy(ROOT / name, root / name)
    config = Course(root).config()
    config.CourseDirectory.root = str(root)
    api = NbGraderAPI(config=config)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        results = {name: api.generate_assignment(name) for name in ASSIGNMENTS}
    return {
        name: nbformat.read(root / "release" / name / COURSE.notebook(name).name, as_version=4)
        for name, result in results.items()
        if result["success"]
    }


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_release_is_what_nbgrader_makes_of_the_source(
    assignment: str, by_nbgrader: dict[str, NotebookNode]
) -> None:
    made = by_nbgrader[assignment]

    assert released(assignment).cells == made.cells, BUILD_AGAIN
    assert released(assignment).metadata == made.metadata, BUILD_AGAIN


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_submissions_are_graded_against_the_very_release(assignment: str) -> None:
    loaded = COURSE.load(assignment)

    assert released(assignment).cells == loaded.release.cells


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_solution_is_the_sources_own_and_was_run_to_its_end(assignment: str) -> None:
    path = COURSE.solutions / assignment / COURSE.notebook(assignment).name
    assert path.is_file(), f"{path.relative_to(ROOT)} is missing: {BUILD_AGAIN}"
    solution = nbformat.read(path, as_version=4)
    loaded = COURSE.load(assignment)
    expected = solved(loaded.source, COURSE.fillings(assignment, loaded.files))

    def essence(notebook: NotebookNode) -> list[tuple[Any, ...]]:
        return [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]

    code = [cell for cell in solution.cells if cell.cell_type == "code"]
    assert essence(solution) == essence(expected), BUILD_AGAIN
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if WIDGET in output.get("data", {})]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_nothing_but_the_notebook_is_in_release_and_solution(assignment: str) -> None:
    name = COURSE.notebook(assignment).name

    assert (
        files_in(COURSE.release / assignment) == files_in(COURSE.solutions / assignment) == [name]
    ), BUILD_AGAIN


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_release_shows_a_solution_a_hidden_test_or_a_mark_scheme(assignment: str) -> None:
    release, source = released(assignment), COURSE.load(assignment).source
    text = "\n".join(cell.source for cell in release.cells)
    solutions = texts_between(source, "### BEGIN SOLUTION", " *### END SOLUTION")
    tests = texts_between(source, "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
    schemes = texts_between(source, "=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ===")

    assert solutions and tests
    assert [
        secret
        for secret in solutions + tests + schemes
        if secret.strip() and secret.strip() in text
    ] == []
    assert [
        word for word in ("SOLUTION", "HIDDEN TEST", "MARK SCHEME", "Model answer") if word in text
    ] == []
    assert not re.search(r"\bcheck\(", text)
    assert not re.search(r"^\s*(import|from) autograder", text, re.MULTILINE)
    assert not [cell for cell in release.cells if cell.get("outputs")]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_notebook_holds_a_path_of_the_machine_that_made_it(assignment: str) -> None:
    texts = [
        path.read_text()
        for folder in (COURSE.release, COURSE.solutions)
        for path in (folder / assignment).glob("*.ipynb")
    ]

    assert [
        path
        for path in (str(ROOT), str(Path.home()) + "/", "/tmp/", "site-packages")
        for text in texts
        if path in text
    ] == []


Built = tuple[Course, list[CompletedProcess[str]], list[dict[str, bytes]]]


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory,
) -> Built:
    """A small course, built twice from nothing, with files for no student beside the source."""
    course = make_course(tmp_path_factory.mktemp("built") / "course", cells=SMALL)
    beside = course.source / NAME
    for stray in (
        "solution.py",
        "__pycache__/solution.cpython-311.pyc",
        ".ipynb_checkpoints/convolution-checkpoint.ipynb",
        "notes.txt",
    ):
        (beside / stray).parent.mkdir(exist_ok=True)
        (beside / stray).write_text("conv_output_size = 'the answer'")
    runs, snapshots = [], []
    for arguments in (("build",), ("build", "--force")):
        runs.append(command("autograder", *arguments, cwd=course.root))
        folders = (course.release, course.solutions)
        snapshots.append(
            {
                str(path): path.read_bytes()
                for folder in folders
                for path in folder.rglob("*")
                if path.is_file()
            }
        )
    return course, runs, snapshots


def test_a_build_says_what_it_made_and_then_that_nothing_is_new(built: Built) -> None:
    _, (first, second), _ = built

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    made, *notes = first.stdout.splitlines()
    assert (
        made == f"{NAME}: source/{NAME}/fingerprints.json, release/{NAME}/convolution.ipynb, "
        f"solutions/{NAME}/convolution.ipynb"
    )
    assert second.stdout.splitlines() == [f"{NAME}: up to date", *notes]
    assert " ".join(notes).startswith(
        f"source/{NAME}: students don't get notes.txt, solution.py, and none of it is there"
    )


def test_a_build_puts_the_warm_kernels_into_the_environment(built: Built) -> None:
    names = find_kernel_specs()

    assert {"autograder-boxed", "autograder-warm"} <= set(names)
    assert Path(names["autograder-boxed"]).is_relative_to(sys.prefix)


def test_building_twice_changes_no_byte(built: Built) -> None:
    _, _, (first, second) = built

    assert len(first) == 2
    assert first == second


def test_what_lies_beside_the_source_stays_there(built: Built) -> None:
    course, _, _ = built

    assert files_in(course.release) == files_in(course.solutions) == [f"{NAME}/convolution.ipynb"]
    assert "the answer" not in (course.release / NAME / "convolution.ipynb").read_text()


def test_the_solution_keeps_its_outputs_and_pictures_and_nothing_of_the_moment(
    built: Built,
) -> None:
    course, _, _ = built
    solution = nbformat.read(course.solutions / NAME / "convolution.ipynb", as_version=4)
    cells = {cell.id: cell for cell in solution.cells}

    assert '<img alt="A 3 by 3' in cells["padding-picture"].outputs[0].data["text/html"]
    assert cells["padding-example"].outputs[0].text
    assert not [
        cell
        for cell in solution.cells
        if "execution" in cell.metadata or "nbgrader" in cell.metadata
    ]
    assert solution.metadata.language_info == {"name": "python"}


def test_a_wrong_solution_and_a_stub_that_scores_stop_the_build_and_are_named(
    tmp_path: Path,
) -> None:
    course = make_course(
        tmp_path / "course",
        cells=("setup", "by-hand", "test-by-hand", "output-size", "test-output-size"),
    )
    path = course.notebook(NAME)
    source = nbformat.read(path, as_version=4)
    cell_of(
        source, "by-hand"
    ).source = "### BEGIN SOLUTION\nstrided_by_hand = torch.zeros(1, 2, 2)\n### END SOLUTION"
    size = "(size + 2 * padding - kernel) // stride + 1"
    cell_of(source, "output-size").source = (
        f"def conv_output_size(size, kernel, stride=1, padding=0):\n    return {size}\n### BEGIN "
        f"SOLUTION\npass\n### END SOLUTION"
    )
    nbformat.write(source, path)

    ended = command("autograder", "build", NAME, cwd=course.root)

    assert ended.returncode == 1
    assert f"{NAME} can't be released:" in ended.stderr
    assert (
        "the source's solution of by-hand earns 0.0 of 2: strided_by_hand: The shape is right."
        in ended.stderr
    )
    assert "the untouched release earns 3.0 for output-size (passed)" in ended.stderr
    assert "output-size earns" not in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not course.release.exists(), "what can't be released must not lie where releases lie"


def build_with(folder: Path, code: str) -> tuple[Course, CompletedProcess[str]]:
    """Build a small course with a line more in its setup."""
    course = make_course(folder / "course", cells=SMALL)
    path = course.notebook(NAME)
    source = nbformat.read(path, as_version=4)
    source.cells[1].source += f"\n{code}"
    nbformat.write(source, path)
    return course, command("autograder", "build", NAME, cwd=course.root)


def test_a_cell_that_is_no_python_is_named_with_its_line(tmp_path: Path) -> None:
    _, ended = build_with(tmp_path, "print('open")

    assert ended.returncode == 2
    assert re.search(r"04-convolution: cell 'setup', line \d+: unterminated string", ended.stderr)
    assert "Traceback" not in ended.stderr


def test_a_question_without_an_answer_stops_the_build(tmp_path: Path) -> None:
    course, ended = build_with(tmp_path, 'quick_check("how-many", ...)')

    assert ended.returncode == 2
    assert 'the notebook asks quick_check("how-many", …), but' in ended.stderr
    assert not course.release.exists()
