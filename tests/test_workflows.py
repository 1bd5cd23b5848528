"""The workflows say what GitHub understands, and do in a fresh clone what docs/ci.md says."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from nbformat import NotebookNode, writes
from nbgrader.api import Gradebook

from autograder.grading.assignment import Assignment
from tests import runner
from tests.helpers import ROOT, command, grades_of
from tests.trusted import exercise

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
USES = re.compile(r"^ *(?:- )?uses: (.+)$", re.MULTILINE)
NAME = "04-convolution"
pytestmark = pytest.mark.timeout(900)  # two runs of a job are one fixture
SECRET = secrets.token_hex(16)
BEFORE = "!cancelled() && steps.before.outcome == 'success'"
AFTER_GRADING = "!cancelled() && steps.grade.outcome != 'skipped'"
AGAIN = "inputs.again && '--again' || ''"

SPYING = """import os, glob
print("ENVIRONMENT", dict(os.environ), glob.glob("/proc/*/environ"))
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1
"""


def steps_of(path: Path) -> list[dict[str, Any]]:
    return [
        step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]
    ]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_valid_by_the_published_schema(path: Path) -> None:
    ended = command(
        "check-jsonschema", "--builtin-schema", "vendor.github-workflows", path, cwd=ROOT
    )

    assert ended.returncode == 0, ended.stdout


def test_what_proposes_newer_pins_is_valid_by_the_published_schema() -> None:
    ended = command(
        "check-jsonschema",
        "--builtin-schema",
        "vendor.dependabot",
        ROOT / ".github/dependabot.yml",
        cwd=ROOT,
    )

    assert ended.returncode == 0, ended.stdout


def test_the_schema_refuses_a_workflow_with_a_misspelt_key(tmp_path: Path) -> None:
    (tmp_path / "wrong.yml").write_text(
        (ROOT / ".github/workflows/ci.yml").read_text().replace("runs-on:", "run-on:")
    )

    ended = command(
        "check-jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        tmp_path / "wrong.yml",
        cwd=ROOT,
    )

    assert ended.returncode == 1
    assert "runs-on" in ended.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_asks_for_no_more_rights_than_it_names(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())

    assert workflow["permissions"] == {
        "contents": "write" if path.name == "autograde.yml" else "read"
    }
    assert [job for job in workflow["jobs"].values() if "permissions" in job] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_an_action_is_named_by_a_whole_commit_hash_and_the_version_that_it_is(path: Path) -> None:
    named = USES.findall(path.read_text())

    assert len(named) == len([step for step in steps_of(path) if "uses" in step]) > 0
    assert [
        name
        for name in named
        if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", name)
    ] == []


def test_all_workflows_use_the_same_version_of_an_action() -> None:
    used = {name for path in WORKFLOWS for name in USES.findall(path.read_text())}

    assert len(used) == len({name.split("@")[0] for name in used}), sorted(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_checkout_keeps_its_token_only_where_something_is_pushed(path: Path) -> None:
    kept = [
        step["with"]["persist-credentials"]
        for step in steps_of(path)
        if step.get("uses", "").startswith("actions/checkout@")
    ]

    assert kept == ["class-ci/results keep" in path.read_text()]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_secret_is_in_the_environment_of_the_grading_step_alone(path: Path) -> None:
    holders = [step.get("name") for step in steps_of(path) if "secrets." in str(step)]
    mentioned = path.read_text().count("secrets.")

    assert holders == (["Grade"] if path.name == "autograde.yml" else [])
    assert mentioned == len(holders), "nor in the environment of a job or of all jobs"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_that_somebody_typed_becomes_part_of_a_script(path: Path) -> None:
    scripts = [step["run"] for step in steps_of(path) if "run" in step]

    assert {name for script in scripts for name in runner.EXPRESSION.findall(script)} <= {
        "matrix.target"
    }


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_cudas_packages_are_fetched_only_where_there_is_a_gpu(path: Path) -> None:
    (job,) = yaml.safe_load(path.read_text())["jobs"].values()
    calls = re.findall(
        r"^ *make .+", "\n".join(s.get("run", "") for s in job["steps"]), re.MULTILINE
    )

    assert calls
    assert {"TORCH=cpu" in call for call in calls} == {"gpu" not in job["runs-on"]}


@pytest.mark.parametrize("target", ["test", "test-browser", "soak"])
def test_the_steps_of_ci_call_what_the_makefile_has(target: str, tmp_path: Path) -> None:
    checkout = runner.clone(runner.repository(tmp_path / "origin"), tmp_path / "clone")
    dry = {"MAKEFLAGS": "n"}  # make prints its commands: this suite does not run itself

    ran = runner.Runner(checkout, {"matrix.target": target, "github.ref": "main"}, env=dry).run(
        "ci.yml"
    )

    assert {step.status for step in ran.steps.values()} == {0}, ran.steps
    assert "pytest" in ran.steps["make ${{ matrix.target }}"].output


def test_the_weekly_audit_looks_at_every_lock(tmp_path: Path) -> None:
    checkout = runner.clone(runner.repository(tmp_path / "origin"), tmp_path / "clone")

    ran = runner.Runner(checkout, {}, env={"MAKEFLAGS": "n"}).run("audit.yml")

    said = ran.steps["make audit"].output
    assert {step.status for step in ran.steps.values()} == {0}, ran.steps
    assert "pip-audit --strict" in said
    assert {"requirements-dev.lock", "benchmarks/requirements.lock"} <= set(said.split())


Runs = tuple[runner.Runner, runner.Runner]


@pytest.fixture(scope="module")
def runs(
    tmp_path_factory: pytest.TempPathFactory,
    convolution: Assignment,
    submit: Callable[..., NotebookNode],
    hand_in: Callable[..., Path],
) -> Runs:
    """Two runs of autograde.yml.

    A push of two submissions, then a zip with one of them mended, a third, and no notebook.

    In between an instructor gives points by hand, in a clone of their own.
    """
    root = tmp_path_factory.mktemp("autograde")
    origin = runner.repository(root / "origin")
    transposed = exercise("04-convolution/pool").misconceptions[0].cell
    answers = {
        "output-size": SPYING,
        "pool": transposed,
        "why-pool": "A shift by a pixel leaves the maximum where it was.",
    }
    hand_in(origin / "submitted", "ada", convolution, submit(convolution, answers))
    hand_in(origin / "submitted", "alan", convolution, "{ no notebook")
    runner.commit(origin, "Two submissions", "submitted")
    values = {
        "inputs.zip": "",
        "inputs.assignment": "",
        AGAIN: "",
        "secrets.AUTOGRADER_SECRET": SECRET,
        BEFORE: True,
        AFTER_GRADING: True,
    }
    first = runner.Runner(runner.clone(origin, root / "first"), values).run("autograde.yml")

    instructor = runner.clone(origin, root / "instructor")
    scripts(instructor, "results", "fetch")
    with Gradebook(f"sqlite:///{instructor / 'gradebook.db'}") as book:
        grade = book.find_grade("why-pool", "convolution", NAME, "ada")
        grade.manual_score = grade.max_score
        book.db.commit()
    scripts(instructor, "results", "keep")

    with zipfile.ZipFile(origin / "week.zip", "w") as archive:
        for number, student in enumerate(("alan", "grace"), 100):
            archive.writestr(
                f"{student}_{number}_assignsubmission_file/convolution.ipynb",
                writes(submit(convolution)),
            )
        archive.writestr("mallory_102_assignsubmission_file/notes.txt", "no notebook")
    runner.commit(origin, "A zip")
    zipped = values | {"inputs.zip": "week.zip", "inputs.assignment": NAME}
    return first, runner.Runner(runner.clone(origin, root / "second"), zipped).run("autograde.yml")


def scripts(checkout: Path, name: str, *arguments: str) -> None:
    subprocess.run(
        [checkout / "class-ci" / name, *arguments], check=True, env=os.environ | runner.NO_SETTINGS
    )


def test_a_push_is_graded_and_what_could_not_be_makes_the_run_fail_after_all_is_written(
    runs: Runs,
) -> None:
    first, _ = runs

    assert {name: step.status for name, step in first.steps.items() if step.status} == {
        "Grade": 1
    }, first.steps
    assert "was graded before" in first.steps["Take the results of the last run"].output
    assert "kept on branch results" in first.steps["Keep the results for the next run"].output
    for name in (
        "report.html",
        "grades.csv",
        "summary.csv",
        "exercises.csv",
        f"feedback/ada/{NAME}/convolution.html",
    ):
        assert (first.checkout / name).is_file()


def test_the_jobs_summary_has_a_table_and_each_lost_point_a_note_at_its_exercise(
    runs: Runs,
) -> None:
    first, _ = runs
    notes = [
        line
        for line in first.steps["Show what was graded"].output.splitlines()
        if line.startswith("::")
    ]

    assert "\n| ada | " in first.summary and re.search(
        r"pool [\d.]+/3: (partial|failed), \w+", first.summary.replace("\\", "")
    )
    assert "\n| alan | 0 of 20 | **not graded**: " in first.summary
    assert any(
        re.match(
            rf"::warning file=submitted/ada/{NAME}/convolution.ipynb,line=\d+,title=ada%3A "
            rf"{NAME}/pool [\d.]+/3::",
            n,
        )
        for n in notes
    )
    assert any(
        n.startswith(
            f"::error file=submitted/alan/{NAME}/convolution.ipynb,line=1,title=alan%3A {NAME}::"
        )
        for n in notes
    )


def test_the_secret_grades_and_neither_a_student_nor_another_step_sees_it(runs: Runs) -> None:
    first, _ = runs
    graded = (first.checkout / f"autograded/ada/{NAME}/convolution.ipynb").read_text()
    everything = [
        path
        for path in first.checkout.rglob("*")
        if path.is_file() and not path.is_symlink() and ".venv" not in path.parts
    ]

    assert "ENVIRONMENT {" in graded and "NBGRADER_EXECUTION" in graded, (
        "the student's code has looked"
    )
    assert grades_of(first.checkout)["ada"]["output-size"]["status"] == "passed"
    assert [path for path in everything if SECRET.encode() in path.read_bytes()] == []
    assert not (first.checkout / ".autograder-secret").exists()
    assert [name for name, env in first.seen.items() if SECRET in env.values()] == ["Grade"]
    assert all(SECRET not in step.output for step in first.steps.values())


def test_the_next_run_takes_in_a_zip_and_grades_only_what_is_new_or_changed(runs: Runs) -> None:
    _, second = runs
    said = second.steps["Grade"].output
    points = {
        student: sum(float(row["score"] or 0) for row in rows.values())
        for student, rows in grades_of(second.checkout).items()
    }

    assert sorted(re.findall(rf"^{NAME} (\w+):", said, re.MULTILINE)) == ["alan", "grace"]
    assert "1 graded already and unchanged" in said
    assert set(points) == {"ada", "alan", "grace"} and points["alan"] == points["grace"] > 10
    assert "| grace | " in second.summary and "| ada | " not in second.summary


def test_a_file_of_the_zip_that_could_not_be_placed_fails_the_run_and_all_are_graded(
    runs: Runs,
) -> None:
    _, second = runs

    assert {name: step.status for name, step in second.steps.items() if step.status} == {
        "Take in the zip": 1
    }, second.steps
    assert "There is only notes.txt." in second.steps["Take in the zip"].output
    assert second.steps["Grade"].status == 0


def test_points_that_a_person_gave_between_two_runs_are_still_there(runs: Runs) -> None:
    first, second = runs

    assert grades_of(first.checkout)["ada"]["why-pool"]["status"] == "ungraded"
    assert grades_of(second.checkout)["ada"]["why-pool"]["status"] == "passed"


def test_without_the_secret_a_run_says_so_and_grades_nothing(runs: Runs, tmp_path: Path) -> None:
    origin = runs[0].checkout.with_name("origin")
    values = {
        "inputs.zip": "",
        AGAIN: "",
        "secrets.AUTOGRADER_SECRET": "",
        BEFORE: True,
        AFTER_GRADING: False,
    }

    ran = runner.Runner(runner.clone(origin, tmp_path / "clone"), values).run("autograde.yml")

    assert ran.steps["Grade"].status == 2
    assert (
        "AUTOGRADER_SECRET is not set: docs/ci.md says how to make one" in ran.steps["Grade"].output
    )
    assert "autograder " not in ran.steps["Grade"].output


@pytest.fixture
def desks(tmp_path: Path) -> tuple[Path, Path]:
    """Two clones of a repository with the script and a branch of results, both up to date."""
    origin = tmp_path / "origin"
    (origin / "class-ci").mkdir(parents=True)
    shutil.copy(ROOT / "class-ci/results", origin / "class-ci/results")
    runner.git("init", "--quiet", "--initial-branch=main", cwd=origin)
    runner.commit(origin, "A course")
    clones = tmp_path / "one", tmp_path / "two"
    for folder in clones:
        runner.git("clone", "--quiet", origin, folder, cwd=origin)
    (clones[0] / "gradebook.db").write_text("first")
    assert results(clones[0], "keep") == (0, "kept on branch results")
    assert results(clones[1], "fetch")[0] == 0
    assert (clones[1] / "gradebook.db").read_text() == "first"
    return clones


def results(folder: Path, verb: str) -> tuple[int, str]:
    ended = subprocess.run(
        [folder / "class-ci/results", verb],
        capture_output=True,
        text=True,
        env=os.environ | runner.NO_SETTINGS,
    )
    return ended.returncode, (ended.stdout + ended.stderr).strip().splitlines()[-1]


def test_results_that_somebody_else_kept_meanwhile_are_not_overwritten(
    desks: tuple[Path, Path],
) -> None:
    one, two = desks
    (one / "gradebook.db").write_text("second")
    (two / "gradebook.db").write_text("too late")
    assert results(one, "keep") == (0, "kept on branch results")

    status, said = results(two, "keep")

    assert status == 1
    assert said.startswith(
        "the branch results was not changed: somebody else kept results since you fetched them"
    )
    assert runner.git("show", "results:gradebook.db", cwd=one.with_name("origin")) == "second"


def test_points_that_were_not_kept_are_not_fetched_over(desks: tuple[Path, Path]) -> None:
    one, _ = desks
    (one / "gradebook.db").write_text("points given by hand")

    status, said = results(one, "fetch")

    assert status == 1
    assert said.startswith("gradebook.db here has changed since it was fetched")
    assert (one / "gradebook.db").read_text() == "points given by hand"


def test_keeping_what_has_not_changed_adds_nothing_to_the_branch(desks: tuple[Path, Path]) -> None:
    one, _ = desks

    assert results(one, "keep") == (0, "nothing has changed: branch results stays as it is")
    assert runner.git("rev-list", "--count", "results", cwd=one.with_name("origin")) == "1"
