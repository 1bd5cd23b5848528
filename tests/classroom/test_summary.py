"""A continuous-integration run shows what was graded, and no student's text acts there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.classroom import log
from autograder.classroom.summary import MOST_BYTES, MOST_NOTES, MOST_ROWS, markdown, notes, within
from autograder.classroom.tables import Row
from autograder.cli import main as cli
from autograder.course import journal
from autograder.course.gradebook import recorder
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.classroom.made_up import a_row
from tests.helpers import SMALL, make_course

NAME = "04-convolution"


def verdict(status: str, score: float | None = 0.0, exercise: str = "pool", **more: Any) -> Verdict:
    return Verdict(exercise, "Pooling", score, 3.0, Status(status), **more)


def row(*verdicts: Verdict, student: str = "ada", **more: Any) -> Row:
    return a_row(student, NAME, list(verdicts), **more)


def nowhere(_: Row) -> Path:
    return Path("/nowhere/pool.ipynb")


def test_the_table_says_each_students_points_and_where_points_were_lost() -> None:
    rows = [
        row(verdict("passed", 3.0), verdict("ungraded", None, "why-pool")),
        row(
            verdict("partial", 1.5, misconception="size_for_stride"),
            verdict("unattempted", 0.0, "why-pool"),
            student="alan",
            late_penalty=1.0,
        ),
        row(verdict("error"), student="edsger", problem="The file is empty."),
    ]

    assert markdown(rows).splitlines() == [
        "## 04-convolution",
        "",
        "3 submissions, 1 with answers that wait for a person, **1 not graded**.",
        "",
        "| student | points | lost |",
        "| --- | ---: | --- |",
        "| ada | 3 of 6 | why-pool: waits for a person |",
        "| alan | 0.5 of 6 | pool 1.5/3: partial, size\\_for\\_stride<br>why-pool 0/3: "
        "unattempted<br>late: 1 off |",
        "| edsger | 0 of 3 | **not graded**: The file is empty\\. |",
    ]


def test_the_table_says_what_was_put_right_or_could_not_be() -> None:
    text = markdown([row(verdict("passed", 3.0), notes=["x.zip was not opened."])])

    assert text.splitlines()[-1] == "| ada | 3 of 3 | note: x\\.zip was not opened\\. |"


def test_where_nothing_was_graded_it_says_so() -> None:
    assert markdown([]) == "Nothing was graded.\n"


def test_a_table_that_a_page_could_not_hold_is_cut_and_says_where_the_rest_is() -> None:
    text = markdown([row(verdict("passed", 3.0), student=f"s{i}") for i in range(MOST_ROWS + 2)])

    assert text.count("| 3 of 3 |") == MOST_ROWS
    assert "\n2 more are in summary.csv.\n" in text


def test_what_github_would_not_show_is_cut_after_a_row_and_counted() -> None:
    text = markdown([row(verdict("passed", 3.0), student=f"Zoë {i}") for i in range(40)])

    for most in range(len(text.encode())):
        cut = within(text, most)
        rows = cut.count("| 3 of 3 |")
        assert len(cut.encode()) <= most
        kept, said, _ = cut.partition(f"\n{40 - rows} more submission")
        assert said or not cut
        assert text.startswith(kept) and kept.count("\n| Zoë") == rows
        assert not kept or (rows and kept.endswith(" |\n"))
    assert within(text, len(text.encode())) == text


def test_those_that_the_table_left_out_are_counted_where_it_is_cut() -> None:
    text = markdown([row(verdict("passed", 3.0), student=f"s{i}") for i in range(MOST_ROWS + 5)])

    cut = within(text, 20_000)

    rows = cut.count("| 3 of 3 |")
    assert 0 < rows < MOST_ROWS
    assert f"\n{MOST_ROWS + 5 - rows} more submissions left out" in cut


def test_what_the_jobs_summary_holds_already_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_course(tmp_path / "course", cells=SMALL)
    page = tmp_path / "page.md"
    page.write_text("x" * (MOST_BYTES - 120) + "\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    with recorder(course.root / "gradebook.db", course.load(NAME), course.config()):
        for student in ("ada", "alan", "emmy"):
            journal.write_entry(
                course.root / "autograded" / student / NAME,
                Result(student, NAME, [verdict("passed", 3.0)]),
            )
    monkeypatch.setattr(
        "sys.argv", ["autograder", "--course", str(course.root), "summary", "--github"]
    )

    with pytest.raises(SystemExit):
        cli.run()

    assert page.stat().st_size <= MOST_BYTES
    assert page.read_text().rstrip().endswith("they are in summary.csv.")


@pytest.mark.parametrize(
    "name", ["a|b", "<img src=x>", "[x](http://y)", "`rm`", "*", "a\nb", "&lt;", "@everyone", "\\"]
)
def test_a_students_name_is_text_in_the_table_and_nothing_else(name: str) -> None:
    line = markdown([row(verdict("passed", 3.0), student=name)]).splitlines()[-1]
    first = line.removeprefix("| ").removesuffix(" | 3 of 3 |  |")

    assert first.replace("\\", "") == name.replace("\n", " ").replace("\\", "")
    assert not [c for at, c in enumerate(first) if c in "|<>[]`*&@" and first[at - 1] != "\\"]


def test_lost_points_are_warnings_and_what_could_not_be_graded_is_an_error() -> None:
    found = notes(
        [
            row(
                verdict(
                    "failed", message="The shape is right.", explanation="You forgot the stride."
                )
            ),
            row(verdict("grader-error", None, message="The grader failed."), student="alan"),
            row(verdict("error"), student="edsger", problem="The file is empty."),
        ],
        nowhere,
    )

    assert found == [
        f"::error title=alan%3A {NAME}/pool ?/3::grader-error: The grader failed.",
        f"::error title=edsger%3A {NAME}::The file is empty.",
        f"::warning title=ada%3A {NAME}/pool 0/3::failed: The shape is right. You forgot the "
        "stride.",
    ]


@pytest.mark.parametrize("status", ["passed", "unattempted", "ungraded"])
def test_an_exercise_that_went_well_or_waits_or_was_not_begun_has_no_note(status: str) -> None:
    assert notes([row(verdict(status))], nowhere) == []


def test_no_more_notes_are_made_than_github_shows_and_the_rest_are_counted() -> None:
    failed = [row(verdict("failed"), student=f"s{i}") for i in range(MOST_NOTES + 3)]

    found = notes(failed, nowhere)

    assert [note.split()[0] for note in found] == ["::warning"] * MOST_NOTES + ["::notice::3"]


def test_a_students_text_can_neither_end_a_note_nor_begin_a_command() -> None:
    evil = "x,file=/etc/passwd::y\n::error::forged\r%0A"

    (note,) = notes([row(verdict("failed", message=evil), student=evil)], nowhere)
    head, _, message = note.removeprefix("::warning ").partition("::")

    assert "\n" not in note and "\r" not in note
    assert head.split(",") == [head], "it has one property, the title"
    assert head.startswith("title=x%2Cfile=/etc/passwd%3A%3Ay %3A%3Aerror%3A%3Aforged %250A%3A ")
    assert message.startswith("failed: x,file=/etc/passwd::y | ::error::forged | %250A")


def test_a_note_stands_at_the_exercises_source_in_the_file_that_was_handed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "submitted/ada/pool.ipynb"
    path.parent.mkdir(parents=True)
    cells = [
        new_code_cell("first = 1", metadata={"nbgrader": {"grade_id": "other"}}),
        new_code_cell("def pool2d(): ...", metadata={"nbgrader": {"grade_id": "pool"}}),
        new_code_cell("", metadata={"nbgrader": {"grade_id": "test-pool"}}),
    ]
    nbformat.write(new_notebook(cells=cells), path)

    (note,) = notes([row(verdict("failed"))], lambda _: path)

    head = note.split("::")[1]
    number = int(head.split("line=")[1].split(",")[0])
    assert head.startswith("warning file=submitted/ada/pool.ipynb,line=")
    assert path.read_text().splitlines()[number - 1].strip() == '"source": ['
    assert "pool2d" in path.read_text().splitlines()[number]


def test_a_file_without_the_cell_has_its_note_on_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "pool.ipynb"
    path.write_text("no notebook")

    (note,) = notes([row(verdict("error"))], lambda _: path)

    assert ",line=1,title=" in note


def test_a_log_names_whom_it_is_about() -> None:
    lines = [
        '{"student": "ada", "assignment": "04-convolution", "score": 1}\n',
        '{"student": "al|an", "assignment": "05-lenet"}\n',
    ]

    assert log.named([line.encode() for line in lines], "log") == {
        ("ada", "04-convolution"),
        ("al|an", "05-lenet"),
    }


def test_the_command_prints_everybody_or_those_of_a_log_and_refuses_to_play_github_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    course = make_course(tmp_path / "course", cells=SMALL)
    with recorder(course.root / "gradebook.db", course.load(NAME), course.config()):
        for student in ("ada", "alan"):
            journal.write_entry(
                course.root / "autograded" / student / NAME,
                Result(student, NAME, [verdict("passed", 3.0)]),
            )
    (tmp_path / "log").write_text('{"student": "alan", "assignment": "04-convolution"}\n')

    def summary(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(
            "sys.argv", ["autograder", "--course", str(course.root), "summary", *arguments]
        )
        with pytest.raises(SystemExit) as ended:
            cli.run()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    everybody, one, elsewhere = (
        summary(),
        summary("--only", str(tmp_path / "log")),
        summary("--github"),
    )

    assert (everybody[0], one[0], elsewhere[0]) == (0, 0, 2)
    assert "\n| ada | 3 of " in everybody[1] and "\n| alan | 3 of " in everybody[1]
    assert "\n| ada " not in one[1] and "\n| alan | 3 of " in one[1]
    assert "--github needs the variable GITHUB_STEP_SUMMARY" in elsewhere[1]
