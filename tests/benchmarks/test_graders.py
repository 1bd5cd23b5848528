"""Graders side by side: the same exercises for all, ratios the right way round.

`make bench` itself runs Otter on all of it.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.classroom.sample import make_class
from autograder.grading.assignment import Assignment
from benchmarks import floor, graders, stock_nbgrader, stock_otter
from benchmarks.commands import ROOT
from benchmarks.graders import FLOOR, NBGRADER, OTTER, OURS, Result
from benchmarks.scores import Scores, agreement, compare_pair, hand_in_pair


def full_and_none(assignment: Assignment) -> Scores:
    """What a perfect and an untouched submission must earn."""
    points = {
        exercise.name: exercise.points for exercise in assignment.exercises if exercise.folder
    }
    return {("perfect", name): most for name, most in points.items()} | {
        ("untouched", name): 0.0 for name in points
    }


@pytest.fixture
def pair(convolution: Assignment, tmp_path: Path) -> Path:
    hand_in_pair(convolution, tmp_path / "pair")
    return tmp_path / "pair"


@pytest.fixture
def results() -> graders.Results:
    """Three rounds of each."""
    seconds = {
        OURS: [0.5, 0.25, 0.4],
        NBGRADER: [5.0, 10.0, 4.0],
        OTTER: [10.0, 20.0, 6.0],
        FLOOR: [0.1, 0.1, 0.1],
    }
    return {name: Result(taken) for name, taken in seconds.items()}


@pytest.mark.soak
def test_the_floor_gives_a_perfect_submission_all_points_and_an_untouched_one_none(
    convolution: Assignment, pair: Path
) -> None:
    seconds, scores = floor.grade(convolution, pair, workers=2)

    assert seconds > 0
    assert scores == full_and_none(convolution)


@pytest.mark.soak
def test_stock_nbgrader_gives_a_perfect_submission_all_points_and_an_untouched_one_none(
    convolution: Assignment, pair: Path, tmp_path: Path
) -> None:
    course = stock_nbgrader.make_course(convolution, tmp_path / "stock")

    _, scores = stock_nbgrader.grade(course, convolution.name, pair, tmp_path / "graded")

    assert scores == {("perfect", "why-pool"): 0.0, ("untouched", "why-pool"): 0.0} | full_and_none(
        convolution
    )


def run_in_otters_way(text: str, environment: dict[str, Any]) -> dict[str, bool]:
    """Which test cases of an exercise pass:

    Otter calls each with what its parameters name, None where there is no such thing.
    """
    cases: dict[str, Any] = {}

    def test_case(name: str, hidden: bool = False) -> Any:
        return lambda function: cases.setdefault(name, function)

    exec(text.replace("from otter.test_files import test_case\n", ""), {"test_case": test_case})
    return {name: _passes(case, environment) for name, case in cases.items()}


def _passes(case: Any, environment: dict[str, Any]) -> bool:
    wanted = case.__code__.co_varnames[: case.__code__.co_argcount]
    try:
        case(**{name: environment.get(name) for name in wanted})
    except Exception:  # as Otter does: whatever is raised fails the case
        return False
    return True


def test_in_otters_format_each_exercise_passes_with_the_solution_and_fails_without(
    convolution: Assignment,
) -> None:
    solved = copy.copy(convolution.definitions)
    unsolved = {name: value for name, value in solved.items() if name in ("torch", "F", "nn")}
    exec(convolution.solutions["by-hand"].source, solved)
    exec(convolution.solutions["feature-table"].source, solved)

    files = stock_otter.exercise_files(convolution)

    assert list(files) == [exercise.name for exercise in convolution.exercises if exercise.folder]
    for name, text in files.items():
        assert run_in_otters_way(text, solved) == {"visible": True, "hidden": True}, name
        assert run_in_otters_way(text, unsolved) == {"visible": False, "hidden": False}, name


def test_the_names_that_a_test_needs_are_those_that_it_neither_makes_nor_finds_in_python() -> None:
    block = (
        "import math\nlimit = 3\n\ndef twice(x):\n    return x * factor\n\nfor i in "
        "range(limit):\n    assert student(twice(i)) < math.pi\n"
    )

    assert stock_otter.names_needed(block) == ["factor", "student"]


def test_in_otters_format_a_submission_keeps_the_students_cells_and_has_otters_checks(
    convolution: Assignment, tmp_path: Path
) -> None:
    (student,) = make_class([convolution], tmp_path, 1, seed=3)
    submitted = nbformat.read(tmp_path / student / convolution.name / "convolution.ipynb", 4)

    notebook = stock_otter.in_otters_format(submitted, "convolution.ipynb")

    assert notebook.cells[0].source.endswith('grader = otter.Notebook("convolution.ipynb")')
    checks = [cell for cell in notebook.cells if cell.source.startswith("grader.check(")]
    assert [cell.source for cell in checks] == [
        f'grader.check("{exercise.name}")' for exercise in convolution.exercises if exercise.folder
    ]
    changed = [
        cell.id
        for cell, before in zip(notebook.cells[1:], submitted.cells, strict=True)
        if cell.source != before.source
    ]
    assert changed == [cell.id for cell in checks]


def test_a_grader_that_is_wrong_about_the_pair_is_named_and_nothing_is_timed(
    convolution: Assignment,
) -> None:
    right = full_and_none(convolution)
    wrong = right | {("untouched", "pool"): 3.0}
    missing = {key: score for key, score in right.items() if key != ("perfect", "channels")}

    compare_pair(convolution, {OURS: right, NBGRADER: right})
    with pytest.raises(
        SystemExit,
        match=(
            r"the untouched submission must earn 0 for pool, but otter gives 3\.0: nothing was "
            r"timed"
        ),
    ):
        compare_pair(convolution, {OURS: right, OTTER: wrong})
    with pytest.raises(
        SystemExit,
        match=(
            "the perfect submission must earn 4 for channels, but otter gives None: nothing was "
            "timed"
        ),
    ):
        compare_pair(convolution, {OURS: right, OTTER: missing})


def test_graders_agree_where_both_give_full_points_or_neither_does(convolution: Assignment) -> None:
    ours = {
        ("ada", "pool"): 3.0,
        ("ada", "channels"): 1.5,
        ("ada", "by-hand"): 2.0,
        ("alan", "pool"): 3.0,
        ("ada", "why-pool"): 0.0,
    }
    theirs = {
        ("ada", "pool"): 3.0,
        ("ada", "channels"): 0.0,
        ("ada", "by-hand"): 0.0,
        ("ada", "why-pool"): 0.0,
    }

    assert agreement(convolution, ours, theirs) == (2, 3)


def test_the_last_line_has_the_medians_of_the_rounds_ratios(results: graders.Results) -> None:
    assert graders.last_line(results) == "nbgrader_ratio=10.00 otter_ratio=20.00 floor_ratio=4.00"


def test_the_record_has_a_row_for_each_way_and_for_each_round(results: graders.Results) -> None:
    options = graders.parse(["-n", "20", "--sample", "2", "--rounds", "3", "--workers", "2"])
    agreed = {NBGRADER: (35, 36), OTTER: (36, 36), FLOOR: (120, 120)}

    page = graders.record("`the command`:\nthe machine.", options, results, agreed, otter="7.0.0")

    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("|")
    ]
    assert rows[2] == ["`autograder grade`, 2 workers", "20", "0.400 (0.250 to 0.500)", ""]
    assert rows[4] == [
        "`otter run` 7.0.0, one after the other",
        "2",
        "10.000 (6.000 to 20.000)",
        "36 of 36 exercises",
    ]
    assert rows[-3:] == [
        ["1", "0.500 s", "5.000 s", "10.000 s", "0.100 s", "10.00", "20.00", "5.00"],
        ["2", "0.250 s", "10.000 s", "20.000 s", "0.100 s", "40.00", "80.00", "2.50"],
        ["3", "0.400 s", "4.000 s", "6.000 s", "0.100 s", "10.00", "15.00", "4.00"],
    ]


def test_the_sample_moves_through_the_class_and_begins_again(
    tmp_path: Path, convolution: Assignment
) -> None:
    students = make_class([convolution], tmp_path / "class", 3, seed=1)

    taken = [
        graders.take(tmp_path / "class", students, 2 * round_, 2, tmp_path / str(round_))
        for round_ in range(2)
    ]

    assert [sorted(path.name for path in folder.iterdir()) for folder in taken] == [
        students[:2],
        sorted([students[2], students[0]]),
    ]


def test_without_otter_one_is_told_how_to_install_it(
    convolution: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock_otter, "OTTER", tmp_path / "otter")

    with pytest.raises(
        SystemExit, match=r"Otter is not installed for benchmarks: `make \.venv-bench/\.ready`"
    ):
        stock_otter.make_autograder(convolution, tmp_path)


def test_a_sample_larger_than_the_class_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        graders.parse(["-n", "3", "--sample", "4"])

    assert "--sample 4 is more than there are submissions: -n 3" in capsys.readouterr().err


def test_what_is_compared_with_is_pinned_and_no_requirement_of_the_course() -> None:
    lines = [
        line
        for line in (ROOT / "benchmarks/requirements.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]

    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==\d[\w.]*", line)] == []
    assert [
        line for line in lines if line.split("==")[0] in (ROOT / "requirements.txt").read_text()
    ] == []
