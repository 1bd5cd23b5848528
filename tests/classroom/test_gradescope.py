"""The zip for Gradescope grades one submission in Gradescope's layout.

Its own scripts are run here, in a directory made for them.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

import autograder
from autograder.classroom.export import gradescope, gradescope_zip
from autograder.course.layout import Course, CourseError
from autograder.grading.assignment import Assignment
from autograder.grading.grade import grade
from autograder.grading.settings import Settings
from tests.classroom.made_up import a_row
from tests.conftest import Submit
from tests.helpers import ROOT, SECRET, SMALL, make_course
from tests.test_requirements import lines_of
from tests.trusted import exercise

NAME = "04-convolution"
WHO = {
    "id": 7,
    "users": [
        {"email": "grace@example.org", "name": "Grace"},
        {"email": "ada@example.org", "name": "Ada"},
    ],
}


@dataclass
class Container:
    """What stands for Gradescope's /autograder.

    The zip unpacked, and its scripts run with nothing of this process's environment.
    """

    root: Path
    assignment: Assignment

    def call(self, script: str, *, venv: str = sys.prefix) -> subprocess.CompletedProcess[str]:
        env = {"PATH": "/usr/bin:/bin", "AUTOGRADER_ROOT": str(self.root), "AUTOGRADER_VENV": venv}
        line = (
            ["bash", str(self.root / script)]
            if script.endswith(".sh")
            else [str(self.root / script)]
        )
        return subprocess.run(
            line, cwd=self.root, env=env, capture_output=True, text=True, timeout=280, check=False
        )

    def hand_in(self, files: dict[str, NotebookNode | bytes], who: Any = WHO) -> None:
        shutil.rmtree(self.root / "submission", ignore_errors=True)
        (self.root / "submission").mkdir()
        for name, content in files.items():
            data = content if isinstance(content, bytes) else nbformat.writes(content).encode()
            (self.root / "submission" / name).write_bytes(data)
        (self.root / "submission_metadata.json").write_text(json.dumps(who))

    def results(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.root / "results/results.json").read_text())
        return told


def container(course: Course, root: Path, isolation: str = "box") -> Container:
    gradescope_zip.build(course, NAME, root / "autograder.zip", isolation)
    with zipfile.ZipFile(root / "autograder.zip") as archive:
        for info in archive.infolist():
            path = Path(archive.extract(info, root / "source"))
            path.chmod(info.external_attr >> 16)
    shutil.copy(root / "source/run_autograder", root / "run_autograder")
    shutil.copy(root / "source/setup.sh", root / "setup.sh")
    (root / "results").mkdir()
    return Container(root, course.load(NAME))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("for-gradescope") / "course", cells=SMALL)
    shutil.copy(ROOT / "requirements.txt", course.root)
    return course


@pytest.fixture(scope="module")
def ready(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Container:
    """An image that has been built."""
    made = container(course, tmp_path_factory.mktemp("autograder"))
    ended = made.call("setup.sh")
    assert ended.returncode == 0, ended.stderr + ended.stdout
    return made


@pytest.mark.soak
def test_one_submission_is_graded_as_the_class_is_and_told_in_gradescopes_words(
    ready: Container, submit: Submit
) -> None:
    misconception = exercise(f"{NAME}/output-size").misconceptions[0].cell
    notebook = submit(
        ready.assignment, {"output-size": misconception, "why-pool": "It forgives small shifts."}
    )
    ready.hand_in({"my homework.ipynb": notebook})

    ended = ready.call("run_autograder")

    here = grade(ready.assignment, notebook, "ada@example.org", Settings(SECRET.encode()))
    expected = gradescope.results(
        a_row("ada@example.org", NAME, here.verdicts), ready.results()["output"].splitlines()
    )
    assert ended.returncode == 0, ended.stderr
    assert ready.results() == json.loads(json.dumps(expected))
    assert (
        ready.results()["output"]
        == "Your notebook is called my homework.ipynb; it was taken for convolution.ipynb."
    )
    assert ready.results()["score"] < 3
    assert [test["tags"][0] for test in ready.results()["tests"]] == [
        verdict.status for verdict in here.verdicts
    ]


@pytest.mark.soak
def test_a_right_answer_has_all_points_but_those_that_a_person_gives(
    ready: Container, submit: Submit
) -> None:
    ready.hand_in({"convolution.ipynb": submit(ready.assignment)}, who={})

    assert ready.call("run_autograder").returncode == 0
    size, why = ready.results()["tests"]
    assert (ready.results()["score"], size["score"], size["status"]) == (3, 3, "passed")
    assert why["tags"] == ["unattempted"]


@pytest.mark.soak
@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "No notebook was handed in: convolution.ipynb is missing."),
        (
            {"convolution.pdf": b"%PDF"},
            "No notebook was handed in: convolution.ipynb is missing. There is only "
            "convolution.pdf.",
        ),
        ({"convolution.ipynb": b""}, "The file is empty."),
        (
            {"a.ipynb": b"{}", "b.ipynb": b"{ }"},
            "convolution.ipynb is missing, and which of these is meant can't be told: a.ipynb, "
            "b.ipynb.",
        ),
    ],
)
def test_what_can_not_be_read_has_no_points_and_is_told_why(
    ready: Container, files: dict[str, bytes], problem: str
) -> None:
    ready.hand_in(files)

    assert ready.call("run_autograder").returncode == 0
    assert (ready.results()["score"], ready.results()["output"]) == (0, problem)


@pytest.mark.soak
def test_students_code_sees_nothing_of_the_autograder_and_can_not_write_its_own_results(
    ready: Container, submit: Submit
) -> None:
    spy = f"""
def conv_output_size(size, kernel, stride=1, padding=0):
    import os
    names = ("", "source", "submission", "results")
    found = [name for name in names if os.path.exists({str(ready.root) + "/"!r} + name)]
    try:
        open({str(ready.root / "results/results.json")!r}, "w").write('{{"score": 20}}')
    except OSError as error:
        found.append(type(error).__name__)
    raise RuntimeError(f"found {{found}}")
"""
    ready.hand_in({"convolution.ipynb": submit(ready.assignment, {"output-size": spy})})

    assert ready.call("run_autograder").returncode == 0
    assert ready.results()["score"] == 0
    assert "found ['FileNotFoundError']" in ready.results()["tests"][0]["output"]


@pytest.mark.soak
def test_a_fault_of_the_grader_leaves_no_score_and_no_older_result(
    course: Course, tmp_path: Path, submit: Submit
) -> None:
    made = container(course, tmp_path / "autograder")
    (made.root / "results/results.json").write_text('{"score": 4}')
    broken = made.root / "source/autograder/student/inside/forkserver.py"
    broken.write_text(
        broken.read_text() + "\n\ndef main():\n    raise RuntimeError('out of order')\n"
    )
    made.hand_in({"convolution.ipynb": submit(made.assignment)})

    ended = made.call("run_autograder")

    assert ended.returncode == 1
    assert made.results() == {
        "output": "The grader failed, not you. Your submission is kept: tell your instructor.",
        "stdout_visibility": "hidden",
    }
    assert "output-size: The grader failed, not you" in ended.stdout


@pytest.mark.soak
def test_where_code_can_not_be_locked_in_setting_up_and_grading_fail_unless_told_otherwise(
    course: Course, tmp_path: Path, submit: Submit
) -> None:
    made = container(course, tmp_path / "boxed")
    without = container(course, tmp_path / "unboxed", isolation="none")
    for each in (made, without):
        box = each.root / "source/autograder/student/inside/box.py"
        box.write_text(
            box.read_text().replace(
                "def leave_pids() -> None:", "def leave_pids() -> None:\n    raise OSError('no')\n"
            )
        )
        each.hand_in({"convolution.ipynb": submit(each.assignment)})

    refused = made.call("setup.sh")

    assert (refused.returncode, made.call("run_autograder").returncode) == (1, 1)
    assert "box: namespaces: no\nStudents' code can't be locked in here." in refused.stdout
    assert "score" not in made.results()
    assert without.call("run_autograder").returncode == 0
    assert without.results()["score"] == 3


@pytest.mark.soak
def test_setting_up_makes_an_environment_with_the_python_it_is_given_and_stops_where_that_fails(
    ready: Container, tmp_path: Path
) -> None:
    shutil.copytree(ready.root / "source", tmp_path / "source")
    shutil.copy(ready.root / "setup.sh", tmp_path / "setup.sh")
    (tmp_path / "source/requirements.txt").write_text(
        "a-package-that-is-nowhere @ file:///nowhere\n"
    )
    env = {
        "PATH": "/usr/bin:/bin",
        "AUTOGRADER_ROOT": str(tmp_path),
        "AUTOGRADER_PYTHON": sys.executable,
    }

    ended = subprocess.run(
        ["bash", str(tmp_path / "setup.sh")],
        env=env,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )

    assert ended.returncode != 0
    assert (tmp_path / "venv/bin/python").exists()
    assert "nowhere" in ended.stderr


def test_the_scripts_can_be_run_and_lie_at_the_top_and_nothing_else_is_packed(
    course: Course, tmp_path: Path
) -> None:
    gradescope_zip.build(course, NAME, tmp_path / "a.zip", "box")
    os.utime(course.notebook(NAME))
    gradescope_zip.build(course, NAME, tmp_path / "b.zip", "box")

    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        executable = [
            info.filename for info in archive.infolist() if info.external_attr >> 16 & 0o111
        ]
        assert archive.read("course/.autograder-secret").decode() == SECRET
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert executable == ["run_autograder", "setup.sh"]
    assert [
        name for name in names if "__pycache__" in name or name.endswith((".pyc", ".db", ".csv"))
    ] == []
    assert {name.split("/")[0].partition("-")[0] for name in names} == {
        "autograder",
        "course",
        "requirements.txt",
        "run_autograder",
        "settings.json",
        "setup.sh",
    }


NEEDED = (
    "torch==2.12.1",
    'tomli==2.2.1; python_version < "3.11"',
    'pytest==9.2.0; extra == "dev"',
    'colorama==0.4.6; python_version > "3" and extra == "dev"',
)


def test_the_graders_own_pins_are_installed_with_their_markers_and_without_its_extras() -> None:
    assert gradescope_zip.requirements(NEEDED, "").splitlines() == [
        "torch==2.12.1",
        'tomli==2.2.1; python_version < "3.11"',
    ]


def test_what_the_course_asks_for_besides_is_installed_too() -> None:
    own = """# Of our course
Torch==2.0.0
autograder==0.1.0

--extra-index-url https://example.org/simple
scikit_learn==1.9.1  # for its pictures
pandas[excel] >= 3 ; python_version > "3"
pytest==9.2.0
"""

    assert gradescope_zip.requirements(NEEDED, own).splitlines()[2:] == [
        "--extra-index-url https://example.org/simple",
        "scikit_learn==1.9.1",
        'pandas[excel] >= 3 ; python_version > "3"',
        "pytest==9.2.0",
    ]


@pytest.mark.parametrize(
    "line", ["-r other.txt", "-e .", "./mine", "mine @ file:///home/ada/mine", "numpy=2"]
)
def test_a_requirement_that_holds_on_this_machine_alone_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(CourseError, match=rf"^requirements.txt line 2, “{re.escape(line)}”, can't"):
        gradescope_zip.requirements(NEEDED, f"numpy==2.4.6\n{line}\n")


def test_a_course_without_requirements_of_its_own_has_the_graders(
    course: Course, tmp_path: Path
) -> None:
    bare = Course(shutil.copytree(course.root, tmp_path / "course"))
    (bare.root / "requirements.txt").unlink()

    gradescope_zip.build(bare, NAME, tmp_path / "autograder.zip", "box")

    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        pins = archive.read("requirements.txt").decode().splitlines()
    assert pins == lines_of(ROOT / "requirements.txt")


def test_what_is_installed_in_the_image_is_what_the_package_and_the_notebooks_import(
    ready: Container,
) -> None:
    pins = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ready.root / "source/requirements.txt").read_text().splitlines()
    }
    sources = [path.read_text() for path in Path(autograder.__file__).parent.rglob("*.py")]
    trees = [node for source in sources for node in ast.walk(ast.parse(source))]
    imported = {
        alias.name for node in trees if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {
        node.module
        for node in trees
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    roots = (
        {name.split(".")[0] for name in imported} - set(sys.stdlib_module_names) - {"autograder"}
    )
    providers = packages_distributions()

    missing = {
        root
        for root in roots
        if not {name.lower().replace("_", "-") for name in providers[root]} & pins
    }

    # Those come with what is pinned.
    assert missing <= {
        "jupyter_core",
        "markupsafe",
        "numpy",
        "IPython",
        "PIL",
        "matplotlib_inline",
        "tornado",
    }
    assert {"torch", "nbgrader"} <= pins
    assert "pytest" not in pins
