"""A notebook goes out by nbgrader's exchange, comes back by it, and its page goes back, too."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from tests.classroom.reading import TEXT
from tests.helpers import SMALL, cell_of, command, make_course

NAME = "04-convolution"
COURSE = "deep"


@pytest.mark.soak
def test_a_student_fetches_our_page_by_nbgraders_own_commands(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course", cells=(*SMALL[:-1], "why-pool-task", TEXT))
    exchange, home = tmp_path / "exchange", tmp_path / "home"
    for folder in (exchange, home):
        folder.mkdir()
    exchange.chmod(0o777)
    options = (
        f"--Exchange.root={exchange}",
        f"--Exchange.cache={tmp_path / 'cache'}",
        f"--CourseDirectory.course_id={COURSE}",
    )

    def run(*line: str, cwd: Path) -> str:
        ended = command(*line, cwd=cwd)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout + ended.stderr

    run("autograder", "build", NAME, cwd=course.root)
    run("nbgrader", "release_assignment", NAME, *options, cwd=course.root)
    run("nbgrader", "fetch_assignment", NAME, *options, cwd=home)
    path = home / NAME / "convolution.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell_of(notebook, TEXT).source = "A shift within a window changes nothing."
    nbformat.write(notebook, path)
    run("nbgrader", "submit", NAME, *options, cwd=home)

    inbound = str(exchange / COURSE / "inbound")
    said = run("autograder", "collect", NAME, inbound, cwd=course.root)
    run("autograder", "grade", NAME, "--workers=1", cwd=course.root)
    run("nbgrader", "release_feedback", NAME, *options, cwd=course.root)
    run("nbgrader", "fetch_feedback", NAME, *options, cwd=home)

    (page,) = (course.root / "feedback").rglob("*.html")
    (fetched,) = (home / NAME / "feedback").rglob("*.html")
    assert "exchange" in said
    assert fetched.read_bytes() == page.read_bytes()
    assert "A shift within a window" in fetched.read_text(encoding="utf-8")
