"""Whatever a student's function does, its own exercise alone pays, and is told what and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from autograder.grading.assignment import Assignment
from autograder.grading.grade import grade
from autograder.grading.limits import TimeLimits
from autograder.grading.settings import Settings
from autograder.grading.verdicts import Verdict
from autograder.student.warm import Forkserver
from autograder.student.zygote import Zygote
from tests.conftest import Submit

VerdictsOf = Callable[..., dict[str, Verdict]]


def with_files(assignment: Assignment, texts: dict[str, bytes]) -> Assignment:
    """The assignment with other files of its exercises."""
    files = replace(assignment.files, texts=assignment.files.texts | texts)
    return replace(assignment, files=files)


@pytest.fixture(scope="module")
def verdicts_of(convolution: Assignment, submit: Submit) -> VerdictsOf:
    def run(
        answers: dict[str, str], limits: TimeLimits | None = None, by: Assignment = convolution
    ) -> dict[str, Verdict]:
        settings = Settings(b"a secret for tests", limits=limits or TimeLimits())
        graded = grade(by, submit(convolution, answers), "ada", settings)
        return {verdict.exercise: verdict for verdict in graded.verdicts}

    return run


def test_a_value_of_the_wrong_kind_fails_its_exercise_and_says_what_came(
    verdicts_of: VerdictsOf,
) -> None:
    verdicts = verdicts_of(
        {
            "by-hand": "strided_by_hand = 'one, five, eleven, twenty-eight'",
            "manual-conv": (
                "def conv2d_manual(image, kernel, stride=1, padding=0):\n    return image * "
                "float('nan')"
            ),
            "output-size": (
                "def conv_output_size(size, kernel, stride=1, padding=0):\n    return "
                "list(range(1_000_000))"
            ),
            "feature-table": (
                "feature_table = [{'output_size': float('nan'), 'features': 28.0}] * 3"
            ),
            "channels": (
                "def conv2d_channels(images, kernels):\n    return torch.zeros(1, 1, 5, 5, "
                "device='meta')"
            ),
            "pool": "def pool2d(image, size, stride=None, mode='max'):\n    return image.double()",
        }
    )

    assert {name: verdict.score for name, verdict in verdicts.items() if verdict.score} == {}
    assert {
        verdict.status
        for name, verdict in verdicts.items()
        if name not in ("output-size", "why-pool")
    } == {"failed"}
    assert (
        "Expected a torch tensor, but got the str 'one, five, eleven, twenty-eight'"
        in verdicts["by-hand"].message
    )
    assert (
        "conv2d_manual(tensor (1, 9, 8), tensor (1, 3, 2)): Expected shape (1, 7, 7), but got (1, "
        "9, 8)" in verdicts["manual-conv"].message
    )
    assert verdicts["output-size"].status == "error"
    assert "returned too much: more than 200,000 values" in verdicts["output-size"].message
    assert "Expected an int, but got the float nan" in verdicts["feature-table"].message
    assert "can't be read (shape (1, 1, 5, 5), device meta" in verdicts["channels"].message
    assert "Expected dtype float32, but got float64" in verdicts["pool"].message


def test_code_that_raises_exits_or_does_not_parse_is_an_error_of_its_exercise(
    verdicts_of: VerdictsOf,
) -> None:
    verdicts = verdicts_of(
        {
            "by-hand": "strided_by_hand = torch.tensor([[[1., 5.], [11., 28.]]",
            "manual-conv": (
                "def conv2d_manual(image, kernel, stride=1, padding=0):\n    rows = "
                "image.shape[7]\n    return rows"
            ),
            "output-size": (
                "import sys\ndef conv_output_size(size, kernel, stride=1, padding=0):\n    "
                "sys.exit(0)"
            ),
            "feature-table": "feature_table = undefined_name",
            "channels": (
                "def conv2d_channels(images, kernels):\n    raise SystemError('secret path ' + "
                "__import__('sys').prefix)"
            ),
        }
    )

    assert {name: verdict.status for name, verdict in verdicts.items()} == {
        "by-hand": "error",
        "manual-conv": "error",
        "output-size": "error",
        "feature-table": "error",
        "channels": "error",
        "pool": "passed",
        "why-pool": "unattempted",
    }
    said = verdicts["by-hand"].message
    assert "Your cell by-hand stopped with SyntaxError" in said
    assert "in line 1: “" in said
    assert "<cell" not in said
    assert "nothing of it was run" in said
    assert "raised IndexError at “rows = image.shape[7]”" in verdicts["manual-conv"].message
    assert "called exit" in verdicts["output-size"].message
    assert (
        "stopped with NameError at “feature_table = undefined_name”: name 'undefined_name' is not"
        in verdicts["feature-table"].message
    )
    assert "secret path <python>" in verdicts["channels"].message


def test_warnings_and_megabytes_of_print_cost_nothing(
    convolution: Assignment, verdicts_of: VerdictsOf
) -> None:
    solution = convolution.solutions
    verdicts = verdicts_of(
        {
            "manual-conv": solution["manual-conv"].source.replace(
                "### BEGIN SOLUTION",
                "import warnings\n    warnings.warn('careful')\n    "
                "__import__('sys').stderr.write('oh')",
            ),
            "pool": solution["pool"].source.replace(
                "### BEGIN SOLUTION", "print('a line of text\\n' * 100_000)"
            ),
        }
    )

    assert verdicts["manual-conv"].status == verdicts["pool"].status == "passed"


def test_a_function_that_changes_its_argument_is_told_so(
    verdicts_of: VerdictsOf, convolution: Assignment
) -> None:
    changed = convolution.solutions["channels"].source.replace(
        "### BEGIN SOLUTION", "images += 1; images -= 1; images[0, 0, 0, 0] = 0.5"
    )

    verdict = verdicts_of({"channels": changed})["channels"]

    assert verdict.score and 0 < verdict.score < verdict.max_score
    assert "changed its argument" in verdict.message


def test_hanging_and_dying_code_costs_its_own_exercise_only(
    verdicts_of: VerdictsOf, convolution: Assignment
) -> None:
    impatient = {
        path: text.replace(b"@check(", b"@check(seconds=4, ")
        for path, text in convolution.files.texts.items()
    }
    verdicts = verdicts_of(
        {
            "by-hand": "while True:\n    pass",
            "manual-conv": (
                "def conv2d_manual(image, kernel, stride=1, padding=0):\n    while True:\n        "
                "pass"
            ),
            "output-size": (
                "import os\ndef conv_output_size(size, kernel, stride=1, padding=0):\n    "
                "os._exit(0)"
            ),
            "feature-table": (
                "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"
            ),
        },
        limits=TimeLimits(cell=4),
        by=with_files(convolution, impatient),
    )

    assert {name: verdict.status for name, verdict in verdicts.items()} == {
        "by-hand": "timeout",
        "manual-conv": "timeout",
        "output-size": "killed",
        "feature-table": "timeout",
        "channels": "passed",
        "pool": "passed",
        "why-pool": "unattempted",
    }
    assert (
        verdicts["by-hand"].message
        == "Your code for by-hand was stopped after 4 seconds. Look for a loop that never ends."
    )
    assert "ended the whole Python process" in verdicts["output-size"].message
    assert sum(verdict.score or 0 for verdict in verdicts.values()) == 7


def test_a_submission_that_takes_too_long_as_a_whole_is_stopped_and_keeps_what_it_had(
    verdicts_of: VerdictsOf,
) -> None:
    verdicts = verdicts_of(
        {"output-size": "import time\ntime.sleep(8)"}, limits=TimeLimits(submission=7)
    )

    assert verdicts["by-hand"].status == "passed"
    assert verdicts["pool"].status == "timeout"
    assert "was not reached" in verdicts["pool"].message


def test_an_operation_that_the_task_forbids_scores_zero_and_is_named(
    verdicts_of: VerdictsOf,
) -> None:
    verdict = verdicts_of(
        {
            "manual-conv": "def conv2d_manual(image, kernel, stride=1, padding=0):\n"
            "    return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]"
        }
    )["manual-conv"]

    assert (verdict.status, verdict.score) == ("failed", 0)
    assert "torch's own convolution" in verdict.message


BROKEN = b"""
from autograder.checks.check import check

@check()
def pool(student, draw):
    student.call("pool2d", draw.normal(1, 4, 4), 2).passes(lambda got: 1 / 0)
"""


def test_a_faulty_check_is_the_graders_fault_and_never_a_zero(
    verdicts_of: VerdictsOf, convolution: Assignment
) -> None:
    broken = with_files(convolution, {"04-convolution/pool/check.py": BROKEN})

    verdict = verdicts_of({}, by=broken)["pool"]

    assert (verdict.status, verdict.score) == ("grader-error", None)
    assert "ZeroDivisionError" in verdict.message


FUNCTION_AND_VALUE = b"""
from autograder.checks.check import check

def best(notebook):
    return notebook.best

@check()
def output_size(student, draw):
    with student.part("the function"):
        student.call("conv_output_size", 5, 3).is_integer(3)
    with student.part("the value"):
        student.ask(best, "best").is_integer(3)
"""


def test_of_a_cell_that_stops_midway_what_it_defined_counts_and_why_it_stopped_is_told(
    convolution: Assignment, verdicts_of: VerdictsOf
) -> None:
    both = with_files(convolution, {"04-convolution/output-size/check.py": FUNCTION_AND_VALUE})
    define = "def conv_output_size(size, kernel, stride=1, padding=0):\n    "

    def verdict(cell: str) -> Verdict:
        return verdicts_of({"output-size": cell}, by=both)["output-size"]

    midway = verdict(f"{define}return 3\n1 / 0\nbest = 3")
    without = verdict(f"{define}return 3\nbest = open('/content/sizes.csv')\nmore = 3")
    stub = verdict(f"{define}raise NotImplementedError()\nbest = conv_output_size(5, 3)")

    assert (midway.status, midway.score) == ("partial", midway.max_score / 2)
    assert midway.message.startswith(
        "Your cell output-size stopped with ZeroDivisionError at “1 / 0”: "
    )
    assert without.message.startswith(
        "Your cell output-size met FileNotFoundError at “best = open("
    )
    assert "Nothing after that line" in midway.message
    assert "That file isn't there where notebooks are graded" in without.message
    assert (stub.status, stub.message) == ("unattempted", "This exercise isn't solved yet.")


def test_a_process_that_can_not_start_is_the_graders_fault(
    convolution: Assignment, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Forkserver, "_running", None)
    monkeypatch.setattr(Zygote, "_running", None)
    monkeypatch.setattr("autograder.student.zygote.sys.executable", "/bin/false")

    graded = grade(convolution, submit(convolution), "ada", Settings(b"s"))

    assert {v.status for v in graded.verdicts if v.exercise != "why-pool"} == {"grader-error"}
    assert "a student's process did not start" in graded.verdicts[0].message


def test_a_line_that_fails_for_what_is_not_there_costs_only_what_uses_it(
    verdicts_of: VerdictsOf,
) -> None:
    size = "    return (size + 2 * padding - kernel) // stride + 1"
    define = f"def conv_output_size(size, kernel, stride=1, padding=0):\n{size}"

    def verdict(cell: str, by_hand: str = "by_hand = None") -> Verdict:
        return verdicts_of({"output-size": cell, "by-hand": by_hand})["output-size"]

    unused = verdict(f"import not_there as nt\n{define}")
    a_file = verdict(f"cat = plt.imread('C:/cat.png')\nplt.imshow(cat)\n{define}")
    used = verdict(f"import not_there as nt\n{define.replace('(size +', 'nt.f(size +')}")
    elsewhere = verdict(define.replace("(size +", "nt.f(size +"), "import not_there as nt")

    assert unused.status == a_file.status == "passed"
    assert used.score == 0
    assert "Your cell output-size met ModuleNotFoundError" in used.message
    assert elsewhere.message.startswith(
        "nt has no value: the cell that should give it one met ModuleNotFoundError at “import "
        "not_there as nt”: No module named 'not_there'. not_there isn't there where notebooks are "
    )


def test_a_line_that_was_passed_over_is_told_where_it_costs_nothing(
    convolution: Assignment, submit: Submit
) -> None:
    answer = (
        "import not_there\ndef conv_output_size(size, kernel, stride=1, padding=0):\n"
        "    return (size + 2 * padding - kernel) // stride + 1"
    )

    graded = grade(convolution, submit(convolution, {"output-size": answer}), "a", Settings(b"s"))

    (note,) = graded.notes
    assert note.startswith(
        "The cell that begins with “import not_there” met ModuleNotFoundError at “import not_there”"
    )
    assert note.endswith("The rest of the cell was run.")
