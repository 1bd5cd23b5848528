"""A course of one's own: `autograder init` makes one that works at once, with the wheel alone.

Everything here runs in an environment that has the wheel and no checkout: it is made of this
environment's packages, but for this project's.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from tests.classroom.running import wait_for
from tests.helpers import build_wheel

NAME = "01-start"
SCRIPTS = ("alembic", "dask", "jupyter", "nbgrader")
pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]

SPY = """def centre(batch):
    import glob
    seen = [path for path in {paths!r} if glob.glob(path)]
    raise RuntimeError(f"seen: {{seen}}")
"""


@dataclass
class Installed:
    """An environment with the wheel, and a course that `autograder init` made with it."""

    prefix: Path
    course: Path

    def run(self, *words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run one of the environment's commands with nothing of this checkout."""
        bin = self.prefix / "bin"
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        env |= {"PATH": f"{bin}{os.pathsep}/usr/bin{os.pathsep}/bin", "OMP_NUM_THREADS": "1"}
        program, *rest = map(str, words)
        return subprocess.run(
            [str(bin / program), *rest],
            cwd=cwd or self.course,
            env=env,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )


def make_environment(prefix: Path, wheel: Path) -> None:
    """Make an environment of this one's packages, with the wheel in place of the checkout."""
    venv.create(prefix, with_pip=False)
    here = Path(next(path for path in sys.path if path.endswith("site-packages")))
    there = prefix / here.relative_to(sys.prefix)
    for entry in here.iterdir():
        if "autograder" in entry.name:
            continue
        if entry.is_dir():
            shutil.copytree(entry, there / entry.name, copy_function=os.link, dirs_exist_ok=True)
        elif not (there / entry.name).exists():
            os.link(entry, there / entry.name)
    for name in SCRIPTS:
        _, _, body = (Path(sys.prefix) / "bin" / name).read_text().partition("\n")
        script = prefix / "bin" / name
        script.write_text(f"#!{prefix}/bin/python\n{body}")
        script.chmod(0o755)
    pip = [sys.executable, "-m", "pip", "--python", str(prefix / "bin/python")]
    options = ["install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*pip, *options, str(wheel)], check=True)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    temp = tmp_path_factory.mktemp("own")
    wheel = build_wheel(temp)
    # On the disk of this environment, whose files it links.
    prefix = Path(sys.prefix).parent / f"{Path(sys.prefix).name}-own-{os.getpid()}"
    try:
        make_environment(prefix, wheel)
        made = Installed(prefix, temp / "my-course")
        ended = made.run("autograder", "init", made.course, cwd=temp)
        assert ended.returncode == 0, ended.stderr
        (made.course / ".autograder-secret").write_text("a secret for tests")
        yield made
    finally:
        shutil.rmtree(prefix, ignore_errors=True)


@pytest.fixture(scope="module")
def built(installed: Installed) -> Installed:
    ended = installed.run("autograder", "build")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "requirements.txt" not in ended.stdout, "all that it imports is listed"
    return installed


@pytest.fixture(scope="module")
def graded(built: Installed) -> Installed:
    for words in (["sample-class", "submitted", "-n", "6"], ["grade", NAME]):
        ended = built.run("autograder", *words)
        assert ended.returncode == 0, ended.stdout + ended.stderr
    return built


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "grades.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def hand_in(course: Path, student: str, answers: dict[str, str]) -> None:
    """Hand in the release with some answers filled in."""
    notebook = nbformat.read(course / f"release/{NAME}/start.ipynb", 4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    path = course / f"submitted/{student}/{NAME}/start.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def test_the_package_is_the_wheels_and_not_the_checkouts(installed: Installed) -> None:
    ended = installed.run("python", "-c", "import autograder; print(autograder.__file__)")

    assert ended.stdout.startswith(str(installed.prefix))


def test_init_says_what_to_do_next_and_refuses_a_folder_that_is_not_empty(
    installed: Installed,
) -> None:
    ended = installed.run("autograder", "init", installed.course)

    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1 and "not empty" in ended.stderr


def test_build_makes_a_release_without_solutions_and_solutions_that_ran(built: Installed) -> None:
    release = (built.course / f"release/{NAME}/start.ipynb").read_text()
    solutions = (built.course / f"solutions/{NAME}/start.ipynb").read_text()

    assert "raise NotImplementedError()" in release
    assert "check(" not in release and "batch.mean(" not in release
    assert "all visible checks pass" in solutions


def test_a_class_is_graded_and_misconceptions_are_named(graded: Installed) -> None:
    rows = rows_of(graded.course)

    assert len(rows) == 6 * 3
    assert {row["exercise"] for row in rows} == {"centre", "count-words", "why-centre"}
    assert "passed" in {row["status"] for row in rows}
    assert any(row["misconception"] for row in rows)
    assert (graded.course / "report.html").is_file()


def test_every_right_answer_earns_all_points_and_every_wrong_one_is_named(
    graded: Installed,
) -> None:
    # Fresh students: each hands in one answer of a bank.
    program = (
        "import json; from pathlib import Path; from autograder.course.layout import Course\n"
        "loaded = Course(Path('.')).load('01-start')\n"
        "print(json.dumps({e.name: [e.folder.answers, {m.name: m.cell for m in "
        "e.folder.misconceptions}] for e in loaded.exercises if e.folder}))"
    )
    banks = json.loads(graded.run("python", "-c", program).stdout)
    for exercise, (right, wrong) in banks.items():
        for name, cell in {**right, **wrong}.items():
            hand_in(graded.course, f"{exercise}-{name}", {exercise: cell})
    graded.run("autograder", "grade", NAME)
    found = {(row["student"], row["exercise"]): row for row in rows_of(graded.course)}

    for exercise, (right, wrong) in banks.items():
        assert len(right) >= 3 and len(wrong) >= 3
        assert {found[f"{exercise}-{name}", exercise]["status"] for name in right} == {"passed"}
        named = {name: found[f"{exercise}-{name}", exercise]["misconception"] for name in wrong}
        assert named == {name: name for name in wrong}


def test_nbgraders_own_command_gives_the_same_scores(graded: Installed) -> None:
    before = {(r["student"], r["exercise"]): r["score"] for r in rows_of(graded.course)}

    ended = graded.run("nbgrader", "autograde", NAME, "--force")
    assert ended.returncode == 0, ended.stderr
    again = graded.run("autograder", "report")

    assert again.returncode == 0, again.stderr
    assert {(r["student"], r["exercise"]): r["score"] for r in rows_of(graded.course)} == before


def test_a_dask_worker_without_the_course_grades_it_too(graded: Installed, tmp_path: Path) -> None:
    log = tmp_path / "log"
    env = {"PATH": f"{graded.prefix}/bin:/usr/bin:/bin", "HOME": str(tmp_path)}
    dask = str(graded.prefix / "bin/dask")
    with log.open("w") as file:
        options = {"cwd": tmp_path, "env": env, "stdout": file, "stderr": file}
        scheduler = subprocess.Popen(
            [dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", ":0"],
            **options,  # type: ignore[call-overload]
        )
        try:
            wait_for(lambda: "Scheduler at:" in log.read_text())
            address = log.read_text().split("Scheduler at:")[1].split()[0]
            worker = subprocess.Popen(
                [dask, "worker", address, "--nthreads", "2", "--memory-limit", "0"],
                **options,  # type: ignore[call-overload]
            )
            try:
                where = ["--output", str(tmp_path / "out"), "--scheduler", address]
                ended = graded.run("autograder", "grade", NAME, *where)
            finally:
                worker.terminate()
                worker.wait()
        finally:
            scheduler.terminate()
            scheduler.wait()

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert rows_of(tmp_path / "out") == rows_of(graded.course)


def test_students_code_sees_neither_the_exercises_nor_the_source(graded: Installed) -> None:
    paths = [str(graded.course / name) for name in ("exercises", "source", ".autograder-secret")]
    package = graded.prefix / "lib/*/site-packages/autograder/*"
    hand_in(graded.course, "spy", {"centre": SPY.format(paths=[*paths, str(package)])})
    graded.run("autograder", "grade", NAME)
    row = next(
        r for r in rows_of(graded.course) if (r["student"], r["exercise"]) == ("spy", "centre")
    )

    assert "seen: []" in row["message"]


def test_what_students_get_is_published_without_leaks(built: Installed, tmp_path: Path) -> None:
    ended = built.run("autograder", "publish", tmp_path / "handout")

    assert ended.returncode == 0, ended.stderr
    assert {path.name for path in (tmp_path / "handout").iterdir()} == {
        "01-start", "README.md", "environment.yml", "requirements.txt",
    }  # fmt: skip


def test_gradescopes_autograder_holds_the_exercises_and_grades_with_them(
    built: Installed, tmp_path: Path
) -> None:
    to = ["--to", "gradescope-autograder", "--output", str(tmp_path / "autograder.zip")]
    ended = built.run("autograder", "export", NAME, *to)
    assert ended.returncode == 0, ended.stderr
    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "source")
        pins = archive.read("requirements.txt").decode()
    shutil.copytree(built.course / f"solutions/{NAME}", tmp_path / "submission")
    env = {
        "PATH": "/usr/bin:/bin",
        "AUTOGRADER_ROOT": str(tmp_path),
        "AUTOGRADER_VENV": str(built.prefix),
    }
    for script in ("setup.sh", "run_autograder"):
        ran = subprocess.run(
            ["bash", str(tmp_path / "source" / script)], env=env, capture_output=True, text=True,
            timeout=280, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stdout + ran.stderr
    results = json.loads((tmp_path / "results/results.json").read_text())

    assert "course/exercises/01-start/centre/check.py" in names
    assert "torch==" in pins and "nbgrader==" in pins and "pytest" not in pins
    assert {test["name"].split(":")[0]: test.get("score") for test in results["tests"]} == {
        "centre": 6.0, "count-words": 8.0, "why-centre": None,
    }  # fmt: skip
