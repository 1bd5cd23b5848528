"""Time `autograder grade` beside stock `nbgrader autograde` on the same submissions, in turns, in one run.

The stock course is made in a temporary folder: nbgrader's defaults, and our source notebook with the hidden tests of
`stock_tests` in place of the lines ``check("…")``. Before anything is timed, both grade a perfect and an untouched
submission and must agree on every exercise. The last line is ``nbgrader_ratio=…``, the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import copy
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import nbformat
from nbgrader.api import Gradebook
from stock_tests import HIDDEN

from autograder.course.layout import Course
from autograder.grading.assignment import Assignment

ASSIGNMENT = "04-convolution"
ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECK_LINE = re.compile(r'^check\("([^"]+)"\)$', re.MULTILINE)

Scores = dict[tuple[str, str], float]
"""Automatic scores by student and exercise."""


def main() -> None:
    options = arguments()
    assignment = Course(ROOT).load(ASSIGNMENT)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        temporary = Path(name)
        stock = make_stock_course(assignment, temporary / "stock")

        pair = temporary / "pair"
        hand_in_pair(assignment, pair)
        ours, theirs = temporary / "pair-ours", temporary / "pair-stock"
        grade_ours(pair, ours, options.workers)
        grade_stock(stock, pair, theirs)
        compare_pair(assignment, our_scores(ours), stock_scores(theirs))

        submitted = temporary / "class"
        call(
            "autograder", "sample-class", submitted, "-n", options.submissions, "--seed", options.seed, "--assignment", ASSIGNMENT, cwd=ROOT
        )
        print(f"{options.submissions} submissions, {options.rounds} rounds, autograder with {options.workers} workers")
        seconds: dict[str, list[float]] = {"autograder": [], "nbgrader": []}
        for round_ in range(1, options.rounds + 1):
            ours, theirs = temporary / f"ours-{round_}", temporary / f"stock-{round_}"
            seconds["autograder"].append(grade_ours(submitted, ours, options.workers) / options.submissions)
            seconds["nbgrader"].append(grade_stock(stock, submitted, theirs) / options.submissions)
            a, b = (times[-1] for times in seconds.values())
            print(f"round {round_}: autograder {a:.2f} s, nbgrader {b:.2f} s a submission, ratio {b / a:.2f}", flush=True)
        report(seconds, agreement(assignment, our_scores(ours), stock_scores(theirs)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="autograder grade beside stock nbgrader autograde")
    parser.add_argument("-n", "--submissions", type=positive, default=6, help="students in the sample class [%(default)s]")
    parser.add_argument("--rounds", type=positive, default=3, help="how often each grades them all [%(default)s]")
    parser.add_argument("--workers", type=positive, default=os.cpu_count() or 1, help="of autograder grade [the cores: %(default)s]")
    parser.add_argument("--seed", type=int, default=1, help="of the sample class [%(default)s]")
    return parser.parse_args()


def positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number


def make_stock_course(assignment: Assignment, course: Path) -> Path:
    """A course as nbgrader's users have it, released and recorded in its gradebook."""
    source = copy.deepcopy(assignment.source)
    for cell in source.cells:
        cell.source = CHECK_LINE.sub(lambda line: HIDDEN[line[1]].strip(), cell.source)
    write(source, course / "source" / ASSIGNMENT / f"{assignment.notebook}.ipynb")
    (course / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "stock"\n')
    call("nbgrader", "generate_assignment", ASSIGNMENT, cwd=course)
    return course


def hand_in_pair(assignment: Assignment, submitted: Path) -> None:
    """A perfect and an untouched submission."""
    perfect = copy.deepcopy(assignment.release)
    for cell in perfect.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution") and cell.cell_type == "code":
            cell.source = assignment.solutions[marks.grade_id].source
    for student, notebook in (("perfect", perfect), ("untouched", assignment.release)):
        write(notebook, submitted / student / ASSIGNMENT / f"{assignment.notebook}.ipynb")


def grade_ours(submitted: Path, output: Path, workers: int) -> float:
    """Seconds that `autograder grade` takes into a fresh folder: notebooks, feedback pages, gradebook and tables."""
    return timed(
        lambda: call(
            *("autograder", "grade", ASSIGNMENT, "--submitted", submitted, "--output", output, "--workers", workers, "--again"), cwd=ROOT
        )
    )


def grade_stock(course: Path, submitted: Path, output: Path) -> float:
    """Seconds that `nbgrader autograde` takes in a fresh copy of the stock course: notebooks and gradebook, no feedback."""
    shutil.copytree(course, output)
    shutil.copytree(submitted, output / "submitted")
    return timed(lambda: call("nbgrader", "autograde", ASSIGNMENT, "--force", cwd=output))


def timed(action: Callable[[], None]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def call(program: str, *options: object, cwd: Path) -> None:
    """Run a command of this environment; where it fails, show what it said."""
    # Without another course's settings; nbgrader calls `alembic` by name, which lies beside this Python.
    environment = os.environ | {"PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]), "JUPYTER_NO_CONFIG": "1"}
    done = subprocess.run([BIN / program, *map(str, options)], cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{program} {options[0]} failed:\n{done.stdout}{done.stderr}")


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def our_scores(output: Path) -> Scores:
    with (output / "grades.csv").open(newline="") as file:
        return {(row["student"], row["exercise"]): float(row["score"] or 0) for row in csv.DictReader(file)}


def stock_scores(course: Path) -> Scores:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            (submission.student.id, grade.name.removeprefix("test-")): float(grade.auto_score or 0)
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def compare_pair(assignment: Assignment, ours: Scores, stock: Scores) -> None:
    """Stop unless both graders give the perfect submission all points and the untouched one none."""
    for task in (task for task in assignment.tasks if task.check):
        for student, right in (("perfect", task.points), ("untouched", 0.0)):
            scores = {"autograder": ours[student, task.name], "nbgrader": stock[student, task.name]}
            if set(scores.values()) != {right}:
                sys.exit(f"the {student} submission must earn {right:g} for {task.name}, but got {scores}: nothing was timed")
    print("perfect and untouched submissions: the same scores by both")


def agreement(assignment: Assignment, ours: Scores, stock: Scores) -> str:
    """How often both gave full points, or both didn't; stock nbgrader has no part of a cell's points."""
    full = {task.name: task.points for task in assignment.tasks if task.check}
    keys = [key for key in ours if key[1] in full]
    same = sum((ours[key] == full[key[1]]) == (stock[key] == full[key[1]]) for key in keys)
    return f"full points or not: the same in {same} of {len(keys)} exercises handed in"


def report(seconds: dict[str, list[float]], agreed: str) -> None:
    print(agreed)
    for name, times in seconds.items():
        print(f"{name:10} seconds a submission: median {median(times):.2f}, min {min(times):.2f}, max {max(times):.2f}")
    ratios = [stock / ours for ours, stock in zip(*seconds.values(), strict=True)]
    print("ratios: " + ", ".join(f"{ratio:.2f}" for ratio in ratios))
    print(f"nbgrader_ratio={median(ratios):.2f}")


if __name__ == "__main__":
    main()
