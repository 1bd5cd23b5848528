"""Of the files that a student handed in, the notebook with the answers is graded."""

from __future__ import annotations

import copy
from datetime import datetime
from pathlib import Path

import nbformat
import pytest

from autograder.course.submissions import Submission
from autograder.grading.assignment import Assignment
from autograder.grading.grade import grade
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.settings import Settings
from autograder.student.inside.bounds import MOST_BYTES
from tests.conftest import Submit

NAME = "convolution.ipynb"


@pytest.fixture(scope="module")
def answered(convolution: Assignment, submit: Submit) -> bytes:
    return str(nbformat.writes(submit(convolution))).encode()


@pytest.fixture(scope="module")
def untouched(convolution: Assignment) -> bytes:
    return str(nbformat.writes(copy.deepcopy(convolution.release))).encode()


def handed_in(tmp_path: Path, files: dict[str, bytes]) -> Submission:
    folder = tmp_path / "ada" / "04-convolution"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    folder.mkdir(parents=True, exist_ok=True)
    return Submission("ada", folder)


@pytest.mark.parametrize(
    "name",
    [
        "convolution.IPYNB",
        "convolution.ipynb.txt",
        "convolution.ipynb.json",
        "homework/convolution.ipynb",
        "Copy of convolution.ipynb",
        "mine.ipynb",
    ],
)
def test_the_only_notebook_is_taken_whatever_it_is_called(
    tmp_path: Path, convolution: Assignment, answered: bytes, name: str
) -> None:
    chosen = handed_in(tmp_path, {name: answered}).read_notebook(convolution)

    assert (chosen.name, chosen.data) == (name, answered)
    assert f"{name}; it was taken for {NAME}." in chosen.notes[0]


def test_what_macos_and_jupyter_leave_beside_it_is_passed_over(
    tmp_path: Path, convolution: Assignment, answered: bytes
) -> None:
    beside = {
        f"._{NAME}": b"\0\5\x16\7",
        f"__MACOSX/._{NAME}": b"\0\5",
        f".ipynb_checkpoints/{NAME}": b"{}",
    }

    chosen = handed_in(tmp_path, {NAME: answered} | beside).read_notebook(convolution)

    assert (chosen.name, chosen.notes) == (NAME, [])


@pytest.mark.parametrize(
    "name", ["Copy of convolution.ipynb", "convolution (1).ipynb", "convolution-Copy1.ipynb"]
)
def test_beside_an_untouched_original_the_changed_copy_is_graded_and_it_is_said(
    tmp_path: Path, convolution: Assignment, answered: bytes, untouched: bytes, name: str
) -> None:
    files = {NAME: untouched, name: answered}

    chosen = handed_in(tmp_path, files).read_notebook(convolution)

    assert chosen.data == answered
    assert chosen.notes == [f"{NAME} has no answers in it; {name} counts."]


@pytest.mark.parametrize("name", ["homework.zip", "mine/homework.RAR"])
def test_an_archive_beside_an_untouched_notebook_is_named(
    tmp_path: Path, convolution: Assignment, answered: bytes, untouched: bytes, name: str
) -> None:
    chosen = handed_in(tmp_path, {NAME: untouched, name: b"PK"}).read_notebook(convolution)
    said = f"{NAME} has no answers in it; {name} was not opened: hand in the notebook itself."
    assert chosen.notes == [said]

    assert handed_in(tmp_path, {NAME: answered}).read_notebook(convolution).notes == []


def test_beside_an_answered_original_a_copy_is_left_and_it_is_said(
    tmp_path: Path, convolution: Assignment, answered: bytes
) -> None:
    files = {NAME: answered, "convolution (1).ipynb": answered.replace(b"return", b"return  ", 1)}

    chosen = handed_in(tmp_path, files).read_notebook(convolution)

    assert chosen.data == answered
    assert chosen.notes == [f"Only {NAME} counts; you also handed in convolution (1).ipynb."]


def test_beside_an_original_that_is_broken_the_copy_is_graded(
    tmp_path: Path, convolution: Assignment, answered: bytes
) -> None:
    files = {NAME: b"{", "convolution (1).ipynb": answered}

    assert handed_in(tmp_path, files).read_notebook(convolution).data == answered


def test_of_two_with_answers_that_with_more_of_them_is_graded_and_it_is_said(
    tmp_path: Path, convolution: Assignment, submit: Submit, answered: bytes
) -> None:
    size = "def conv_output_size(size, kernel, stride=1, padding=0):\n    return size - kernel + 1"
    begun = nbformat.writes(submit(convolution, {"output-size": size}, solved=False)).encode()

    chosen = handed_in(tmp_path, {NAME: begun, "convolution_final.ipynb": answered}).read_notebook(
        convolution
    )

    assert chosen.data == answered
    assert chosen.notes == [
        f"convolution_final.ipynb counts: it has more answers in it than {NAME}."
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_notebook_is_read_in_every_encoding_that_json_allows(
    answered: bytes, encoding: str
) -> None:
    assert read_notebook(answered.decode().encode(encoding)).cells == read_notebook(answered).cells


def test_marks_of_a_failed_merge_are_named(answered: bytes) -> None:
    both = answered.replace(b"\n", b"\n<<<<<<< HEAD\n=======\n>>>>>>> main\n", 1)

    with pytest.raises(Unreadable, match=r"git could not merge .* in line 2\."):
        read_notebook(both)


def test_two_that_could_be_meant_are_named(
    tmp_path: Path, convolution: Assignment, answered: bytes
) -> None:
    other = answered.replace(b"return", b"return  ", 1)

    with pytest.raises(Unreadable, match=r"can't be told: a\.ipynb, b\.ipynb\."):
        handed_in(tmp_path, {"a.ipynb": answered, "b.ipynb": other}).read_notebook(convolution)


def test_where_there_is_none_what_is_there_is_named(
    tmp_path: Path, convolution: Assignment
) -> None:
    files = {"report.pdf": b"%PDF", "notes.docx": b"PK"}

    with pytest.raises(Unreadable) as problem:
        handed_in(tmp_path, files).read_notebook(convolution)

    assert str(problem.value) == (
        f"No notebook was handed in: {NAME} is missing. There is only notes.docx, report.pdf."
    )


def test_a_module_beside_the_notebook_can_be_imported_in_the_box(
    tmp_path: Path, convolution: Assignment, submit: Submit
) -> None:
    size = "def conv_output_size(size, kernel, stride=1, padding=0):\n"
    body = "    return (size + 2 * padding - kernel) // stride + 1\n"
    notebook = submit(
        convolution, {"output-size": "from utils import conv_output_size"}, solved=False
    )
    files = {
        NAME: nbformat.writes(notebook).encode(),
        "utils.py": (size + body).encode(),
        "parts/numbers.csv": b"1,2",
        "timestamp.txt": b"2026-03-02 10:00:00 UTC",
    }
    submission = handed_in(tmp_path, files)

    chosen = submission.read_notebook(convolution)
    beside = submission.files_beside(chosen.name)
    result = grade(
        convolution, read_notebook(chosen.data), "ada", Settings(b"a secret for tests"), beside
    )

    assert set(beside) == {"utils.py", "parts/numbers.csv"}
    assert {v.exercise: v.score for v in result.verdicts}["output-size"] == 3


def test_what_is_too_large_stays_behind(
    tmp_path: Path, convolution: Assignment, answered: bytes
) -> None:
    files = {NAME: answered, "utils.py": b"x = 1", "video.mp4": bytes(MOST_BYTES)}

    assert set(handed_in(tmp_path, files).files_beside(NAME)) == {"utils.py"}


def test_files_are_listed_in_one_order_however_they_came(
    convolution: Assignment, submit: Submit
) -> None:
    size = "def conv_output_size(size, kernel, stride=1, padding=0):\n"
    body = "    import os\n    raise ValueError(os.listdir('.'))\n"
    notebook = submit(convolution, {"output-size": size + body}, solved=False)
    files = {f"{name}.txt": name.encode() for name in ("zeta", "alpha", "mid", "beta", "omega")}

    said = set()
    for order in (files, dict(reversed(files.items()))):
        result = grade(convolution, notebook, "ada", Settings(b"a secret for tests"), order)
        said |= {v.message for v in result.verdicts if v.exercise == "output-size"}

    (message,) = said
    assert all(name in message for name in files)


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-01 13:30:00 +0400",
        "2026-02-01 13:30:00.000 +04:00",
        "2026-02-01 13:30:00 +04",
        "2026-02-01 05:30:00 -0400",
        "2026-02-01 13:30:00+0400",
        "2026-02-01T13:30:00+04:00",
        "2026-02-01 10:30:00 Europe/Berlin",
        "2026-02-01 09:30:00 UTC",
        "2026-02-01 09:30:00",
    ],
)
def test_a_time_is_read_in_utc_however_its_zone_is_written(tmp_path: Path, written: str) -> None:
    submission = handed_in(tmp_path, {"timestamp.txt": written.encode()})

    assert submission.timestamp == datetime(2026, 2, 1, 9, 30)
