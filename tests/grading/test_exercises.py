"""Exercises are found by path and imported from text, and what is wrong in a file is one line."""

from __future__ import annotations

import inspect
import pickle
import shutil
import sys
from pathlib import Path
from textwrap import dedent

import pytest
import torch

from autograder.checks.judged import Failure, Kind
from autograder.checks.judging import judge
from autograder.grading.ask import rehearse, request_for
from autograder.grading.exercises import BadExercise, ExerciseFiles, ExerciseFolder

MISSING = Failure("", "There was no answer.", "", Kind.ERROR)

SHARED = '''
"""What week's exercises share."""

UNIT = "metres"
'''

CHECK = '''
"""Lengths, as text."""

from __future__ import annotations

from typing import Any

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ..units import UNIT
from ...everywhere import FACTOR


@check(seconds=3)
def length(student: Student, draw: Draw) -> None:
    """A length with its unit"""
    student.ask(unit_of, f"length in {UNIT}", times=FACTOR).is_integer(3)


def unit_of(notebook: Any, times: int) -> Any:
    """Return a length."""
    return notebook.length * times
'''

MISCONCEPTIONS = '''
"""Misconceptions: bodies are cells."""

import this_is_never_run


def no_unit():
    """A number alone is no length:
    say its unit.
    """
    # It was in metres.
    length = "3"

    unit = None


def a_function():
    """You return nothing."""

    def length():
        """What it does."""
'''

ANSWERS = """
def said():
    length = "3 m"


def joined():
    # Piece by piece.
    length = " ".join(["3", "m"])
"""


def write(folder: Path, **files: str) -> Path:
    """Write a folder of exercises: ``week/length`` as it should be, but for the files given.

    Args:
        folder: where.
        files: other texts, by name: ``check``, ``misconceptions``, ``answers``.
    """
    texts = {
        "everywhere.py": "FACTOR = 1",
        "week/units.py": SHARED,
        "week/length/check.py": CHECK,
        "week/length/misconceptions.py": MISCONCEPTIONS,
        "week/length/answers.py": ANSWERS,
    }
    texts |= {f"week/length/{name}.py": text for name, text in files.items()}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"))
    return folder


def load(folder: Path, key: str = "week/length") -> ExerciseFolder:
    return ExerciseFiles.of_folder(folder, [key.split("/", maxsplit=1)[0]]).load(key)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "exercises")


def test_an_exercises_key_is_its_path(folder: Path) -> None:
    (folder / "week/no-exercise").mkdir()
    (folder / "week/no-exercise/notes.txt").write_text("Not yet.")
    files = ExerciseFiles.of_folder(folder, ["week"])

    assert files.keys("week") == ["week/length"]
    assert files.load("week/length").key == "week/length"


def test_checks_share_what_lies_beside_their_folders_and_beside_all_assignments(
    folder: Path,
) -> None:
    check = load(folder).check
    (question,) = check.questions(1).asked

    assert (check.title, check.seconds) == ("A length with its unit", 3)
    assert (question.asked, question.inputs) == ("length in metres", {"times": 1})


def test_a_misconception_is_a_body_and_a_sentence_and_none_of_it_is_run(folder: Path) -> None:
    number, function = load(folder).misconceptions

    assert (number.name, number.sentence) == (
        "no_unit",
        "A number alone is no length: say its unit.",
    )
    assert number.cell == '# It was in metres.\nlength = "3"\n\nunit = None\n'
    assert function.cell == 'def length():\n    """What it does."""\n'
    assert "this_is_never_run" not in sys.modules


def test_an_answer_is_a_body(folder: Path) -> None:
    assert load(folder).answers == {
        "said": 'length = "3 m"\n',
        "joined": '# Piece by piece.\nlength = " ".join(["3", "m"])\n',
    }


def test_an_exercise_without_banks_can_be_loaded(folder: Path) -> None:
    (folder / "week/length/misconceptions.py").unlink()
    (folder / "week/length/answers.py").unlink()
    loaded = load(folder)

    assert (loaded.misconceptions, loaded.answers) == ([], {})


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"check": "def f(:\n"},
            "exercises/week/length/check.py, line 1: SyntaxError: invalid syntax",
        ),
        (
            {"check": "from ..units import UNIT\n\nUNIT / 2\n"},
            "exercises/week/length/check.py, line 3: TypeError: "
            "unsupported operand type(s) for /: 'str' and 'int'",
        ),
        (
            {"check": "raise ValueError('one\\ntwo')\n"},
            "exercises/week/length/check.py, line 1: ValueError: one two",
        ),
        (
            {"check": "from ..lengths import UNIT\n"},
            "exercises/week/length/check.py, line 1: ModuleNotFoundError: No module named '",
        ),
        (
            {"check": "x = 1\n"},
            "exercises/week/length/check.py must hold one function under @check(), but holds 0",
        ),
        (
            {
                "check": CHECK
                + "\n\n@check()\ndef width(student: Student, draw: Draw) -> None: ...\n"
            },
            "exercises/week/length/check.py must hold one function under @check(), but holds 2",
        ),
        (
            {
                "misconceptions": "def said():\n    'It is.'\n    x = 1\n"
                "\n\ndef silent():\n    x = 2\n"
            },
            "exercises/week/length/misconceptions.py, line 6: silent says nothing to the student: "
            "begin it with a docstring, the sentence that they read",
        ),
        (
            {"misconceptions": "def only_said():\n    '''It is.'''\n"},
            "exercises/week/length/misconceptions.py, line 1: only_said holds no code: "
            "below its first lines stands the cell as a student writes it",
        ),
        (
            {"misconceptions": "def f():\n    '''It is.'''\n    x = = 1\n"},
            "exercises/week/length/misconceptions.py, line 3: SyntaxError: invalid syntax",
        ),
        (
            {"answers": "def f(:\n"},
            "exercises/week/length/answers.py, line 1: SyntaxError: invalid syntax",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else next(iter(value)),
)
def test_what_is_wrong_with_a_file_is_one_line_with_its_place(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    with pytest.raises(BadExercise) as raised:
        _ = load(write(tmp_path / "exercises", **files)).check

    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_an_error_in_what_checks_share_is_named_by_its_own_place(folder: Path) -> None:
    (folder / "week/units.py").write_text("UNIT = 1\nUNIT.metres\n")

    with pytest.raises(BadExercise, match=r"^exercises/week/units\.py, line 2: AttributeError: "):
        _ = load(folder).check


def test_a_key_without_a_check_is_named_with_those_that_there_are(folder: Path) -> None:
    with pytest.raises(
        BadExercise,
        match=r"no check is called 'week/width' in .*/exercises; known: week/length\. "
        r"An exercise's check is the file week/width/check\.py",
    ):
        load(folder, "week/width")
    with pytest.raises(BadExercise, match="known: none for this assignment"):
        load(folder, "month/length")


def test_a_broken_file_of_another_assignment_disturbs_nobody(folder: Path) -> None:
    write(folder / "other", check="def f(:\n")
    shutil.copytree(folder / "other/week", folder / "month")
    (folder / "month/units.py").write_text("raise SystemExit\n")

    assert load(folder).check.title == "A length with its unit"
    assert [
        path for path in ExerciseFiles.of_folder(folder, ["week"]).texts if "month" in path
    ] == []


def test_two_versions_of_a_folder_live_side_by_side_in_a_process(folder: Path) -> None:
    first = load(folder)
    (folder / "week/units.py").write_text('UNIT = "feet"\n')
    (folder / "week/length/check.py").write_text(CHECK.replace("length * times", "width * times"))
    second = load(folder)

    asked = [one.check.questions(1).asked[0] for one in (first, second)]
    assert [question.asked for question in asked] == ["length in metres", "length in feet"]
    sent = [request_for([question])["probes"]["unit_of"] for question in asked]
    assert ["notebook.length" in source for source in sent] == [True, False]
    assert ["notebook.width" in source for source in sent] == [False, True]


def test_what_was_read_is_all_that_a_worker_needs(folder: Path) -> None:
    travelled = pickle.dumps(ExerciseFiles.of_folder(folder, ["week"]))
    shutil.rmtree(folder)

    check = pickle.loads(travelled).load("week/length").check
    questions = check.questions(1)

    assert inspect.getsource(questions.asked[0].probe) == dedent(
        '''\
        def unit_of(notebook: Any, times: int) -> Any:
            """Return a length."""
            return notebook.length * times
        '''
    )
    (part,) = judge(questions, rehearse(["length = 3"], questions, {"torch": torch}), MISSING)
    assert part.failure is None


def test_what_editors_and_python_leave_behind_is_not_read(folder: Path) -> None:
    before = ExerciseFiles.of_folder(folder, ["week"])
    for name in ("__pycache__/check.cpython-311.pyc", ".check.py.swp", ".ipynb_checkpoints/a.py"):
        path = folder / "week/length" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\0")

    assert ExerciseFiles.of_folder(folder, ["week"]).texts == before.texts
