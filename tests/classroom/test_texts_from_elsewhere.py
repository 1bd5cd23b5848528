"""What students and platforms write does nothing in any output: it is shown, as what it is.

Texts that would act in a terminal, a log, a table or on a page are planted in every field that a
student or a platform's zip controls; then everything that the product writes is read.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook

from autograder.course.layout import Course
from autograder.plain import in_a_cell, in_a_log, one_line, plain
from tests.helpers import SMALL, cell_of, command, make_course

NAME, NOTEBOOK = "04-convolution", "convolution.ipynb"

PLANTED = [
    "\x1b[31mred\x1b[2J",
    "\x1b]0;title\x07",
    "\x9b31m\x9d0;title\x9c",
    "::error::forged",
    "\n::add-mask::0",
    "  ::warning file=x::y",
    "##[error]forged",
    "##vso[task.complete result=Succeeded;]",
    '=HYPERLINK("http://evil.example")',
    ";=1+1",
    "\t+1+1",
    "@SUM(A1)",
    "-1+1",
    "\r+1",
    "+ evil",
    "nul\x00byte",
    "bell\a\b\b",
    "\u202egnp.exe",
    "\u2066isolated",
    "half\ud800letter",
    "two\u2028lines\u2029",
    "one\x85two",
    "\ufeff\u200bnothing",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) ![](http://evil.example/t.png)",
    "| cell |\n| --- |\n`code` **bold** {{ 7 * 7 }} {% raw %} ]]> &amp;",
]

FORBIDDEN = re.compile(r"^\s*::|##\[|##vso", re.MULTILINE)


def acts(text: str) -> list[str]:
    """Return the characters of a text that do something where it is shown."""
    return [
        ascii(char)
        for char in set(text)
        if char not in "\n\t\u200c\u200d"
        and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    ]


@pytest.mark.parametrize("text", PLANTED)
def test_a_planted_text_does_nothing_and_can_be_recognised(text: str) -> None:
    assert not acts(plain(text))
    assert not FORBIDDEN.search(in_a_log(text))
    assert not re.match(r"[\s;]*[=+\-@]", in_a_cell(text))
    assert "\n" not in one_line(text)
    words = re.findall("[a-z]{4,}", text)
    assert all(word in plain(text) for word in words)


def test_letters_of_all_languages_stay_as_they_are() -> None:
    for text in ("Ünïcödé", "日本語", "می‌خواهم", "👩‍🔬", "Ελλη", "a\tb\nc", "x::y", "1;2"):
        assert plain(text) == in_a_log(text) == in_a_cell(text) == text


@dataclass
class Everything:
    """All that was written."""

    course: Course
    logs: list[subprocess.CompletedProcess[str]]
    exports: dict[str, str]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    root = tmp_path_factory.mktemp("elsewhere")
    course = make_course(root / "course", cells=SMALL)
    release = course.load(NAME).release
    for number, text in enumerate(PLANTED):
        notebook = nbformat.from_dict(release)
        said = repr(text)
        cell_of(notebook, "output-size").source = (
            f"print({said}.encode(errors='replace').decode())\n"
            "def conv_output_size(size, kernel, stride=1, padding=0):\n"
            f"    raise ValueError({said})"
        )
        cell_of(notebook, "why-pool").source = text.encode(errors="replace").decode()
        shown = text.encode(errors="replace").decode()
        notebook.cells.append(new_markdown_cell(f"{shown} ![](attachment:{shown})"))
        name = re.sub(r"[/\0\ud800]", "-", text)
        folder = course.root / "submitted" / f"{number}{name}" / NAME
        folder.mkdir(parents=True)
        file = folder / (f"{name[:40]}.ipynb" if number % 2 else NOTEBOOK)
        file.write_text(nbformat.writes(notebook), encoding="utf-8", errors="surrogatepass")
        (folder / f"{name[:40]}.zip").write_bytes(b"PK")
    broken = course.root / "submitted" / "::error::broken\x1b[31m" / NAME
    broken.mkdir(parents=True)
    (broken / "::error::two\x1b[0m.txt").write_text("x")

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return command("autograder", *arguments, cwd=course.root)

    logs = [run("grade", NAME, "--log-json", root / "log.json"), run("report")]
    logs += [run("summary")]
    logs += [run("similar", NAME, "--csv", root / "similar.csv")]
    exports = {form: root / form for form in ("csv", "canvas", "moodle", "junit")}
    logs += [run("export", NAME, "--to", form, "--output", path) for form, path in exports.items()]
    logs += [run("export", NAME, "--to", "gradescope", "--output", root / "gradescope")]
    logs += [run("collect", NAME, a_zip(root / "zip.zip"), "--submitted", root / "collected")]
    return Everything(course, logs, {form: path.read_text() for form, path in exports.items()})


def a_zip(path: Path) -> Path:
    """Make a zip as Moodle's whose names and files are planted texts."""
    with zipfile.ZipFile(path, "w") as made:
        for number, text in enumerate(PLANTED):
            name = text.replace("/", "-").encode(errors="replace").decode()
            made.writestr(f"{name}_{number}_assignsubmission_file_/{name}.ipynb", "{")
    return path


def test_no_log_holds_a_command_or_a_control_sequence(everything: Everything) -> None:
    for run in everything.logs:
        for text in (run.stdout, run.stderr):
            assert not acts(text), text
            assert not FORBIDDEN.search(text), text
            assert "Traceback" not in text


def test_the_log_for_machines_is_one_line_of_json_for_each(everything: Everything) -> None:
    lines = (everything.course.root.parent / "log.json").read_text().splitlines()

    assert len([json.loads(line) for line in lines]) == len(PLANTED) + 1
    assert not any(acts(line) for line in lines)


def test_no_cell_of_a_table_is_a_formula(everything: Everything) -> None:
    root = everything.course.root
    tables = [(root / name).read_text() for name in ("grades.csv", "summary.csv")]
    for text in (*tables, *(everything.exports[form] for form in ("csv", "canvas", "moodle"))):
        assert not acts(text)
        for delimiter in (",", ";"):
            for line in csv.reader(io.StringIO(text), delimiter=delimiter):
                assert not [cell for cell in line if re.match(r"\s*[=+\-@]", cell)]


def test_pages_and_documents_hold_no_character_that_does_something(everything: Everything) -> None:
    root = everything.course.root
    pages = [*(root / "feedback").rglob("*.html"), *root.glob("*.html")]
    assert len(pages) == len(PLANTED) + 3

    for path in pages:
        text = path.read_text()
        assert not acts(text), path
        assert "<script>alert" not in text
        assert "onerror=alert" not in text.replace("&#34;", "").replace("x onerror", "")
    assert not acts(everything.exports["junit"])
    for path in (root.parent / "gradescope").rglob("*.json"):
        said = json.loads(path.read_text())
        for test in said["tests"]:
            assert not acts(test["output"])


def test_comments_in_the_gradebook_do_nothing(everything: Everything) -> None:
    with Gradebook(f"sqlite:///{everything.course.root / 'gradebook.db'}") as book:
        comments = [
            comment.auto_comment
            for submission in book.find_assignment(NAME).submissions
            for notebook in submission.notebooks
            for comment in notebook.comments
            if comment.auto_comment
        ]

    assert comments
    assert not [comment for comment in comments if acts(comment)]


def test_a_note_of_a_workflow_stays_one_command(
    everything: Everything, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))

    run = command("autograder", "summary", "--github", cwd=everything.course.root)

    assert not acts(run.stdout)
    assert re.fullmatch(r"(::(error|warning|notice)( [^\n]*?)?::[^\n]*\n)+", run.stdout)
    assert "::error::forged" not in run.stdout.replace("%3A", ":").replace("::error title", "")
    assert not acts((tmp_path / "summary.md").read_text())
