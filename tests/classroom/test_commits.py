"""`collect --times git` takes what each repository held when it was due, and runs nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from autograder.classroom import lateness
from autograder.classroom.collect import Collected
from autograder.classroom.commits import CLAIMED, Git, reading
from autograder.course import extensions
from autograder.course.extensions import Extension
from autograder.course.layout import Course
from autograder.course.submissions import Submission
from autograder.errors import UsageError
from autograder.grading.assignment import Assignment
from tests.classroom.desk import ADA, ALAN, EMMY, NAME, Desk, in_folder
from tests.helpers import command, make_course

DUE = datetime(2025, 3, 14, 23, 59)
BEFORE, LATER = "2025-03-13 12:00:00 +0100", "2025-03-14 12:00:00 +0100"
AFTER = "2025-03-16 08:00:00 +0000"
NOTEBOOK = "convolution.ipynb"


def git(folder: Path, *words: str, when: str = BEFORE) -> str:
    """Run git as a student does, at some time."""
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_COMMITTER_DATE": when,
        "GIT_AUTHOR_DATE": when,
    }
    settings = ("user.name=s", "user.email=s@example.org", "protocol.file.allow=always")
    named = [word for setting in settings for word in ("-c", setting)]
    ended = subprocess.run(
        ["git", *named, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def commit(folder: Path, when: str, files: dict[str, bytes]) -> str:
    """Commit files to a repository, which is made if need be; return the commit's id."""
    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "--quiet", "--initial-branch", "main")
    in_folder(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", when, when=when)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def desk(tmp_path: Path, convolution: Assignment) -> Desk:
    return Desk(tmp_path, convolution)


@pytest.fixture
def clones(tmp_path: Path) -> Path:
    return tmp_path / "clones/hw-submissions"


def collected(desk: Desk, clones: Path, due: datetime | None = DUE) -> Collected:
    return desk.collect(clones.parent, due_of=lambda student: due)


def time_of(desk: Desk, student: str) -> datetime | None:
    return Submission(student, desk.submitted / student / NAME).timestamp


def notes_of(done: Collected, student: str) -> str:
    return " ".join(note for note in done.notes if note.startswith(f"{student}: "))


def test_the_last_commit_before_the_due_date_counts_with_its_time(desk: Desk, clones: Path) -> None:
    commit(clones / "hw-ada", BEFORE, {NOTEBOOK: ALAN})
    commit(clones / "hw-ada", LATER, {NOTEBOOK: ADA, "utils.py": b"SIZE = 3\n"})
    commit(clones / "hw-ada", AFTER, {NOTEBOOK: EMMY, "more.py": b""})
    commit(clones / "hw-alan", BEFORE, {NOTEBOOK: ALAN})

    done = collected(desk, clones)

    assert (done.platform, done.unplaced) == ("repositories", [])
    assert desk.placed() == {"ada": ADA, "alan": ALAN}
    assert (desk.submitted / "ada" / NAME / "utils.py").read_bytes() == b"SIZE = 3\n"
    assert not (desk.submitted / "ada" / NAME / "more.py").exists()
    assert time_of(desk, "ada") == datetime(2025, 3, 14, 11)
    assert time_of(desk, "alan") == datetime(2025, 3, 13, 11)
    assert CLAIMED in done.notes
    assert "1 later commit left out" in notes_of(done, "ada")
    assert not notes_of(done, "alan")


def test_the_folder_of_the_clones_may_be_named_itself(desk: Desk, clones: Path) -> None:
    commit(clones / "hw-ada", BEFORE, {NOTEBOOK: ADA})

    done = desk.collect(clones, due_of=lambda student: DUE)

    assert (done.platform, done.placed) == ("repositories", ["ada"])
    assert time_of(desk, "ada") == datetime(2025, 3, 13, 11)


def test_without_the_option_it_is_as_ever(desk: Desk, clones: Path) -> None:
    commit(clones / "hw-ada", BEFORE, {NOTEBOOK: ALAN})
    commit(clones / "hw-ada", AFTER, {NOTEBOOK: ADA})

    done = desk.collect(clones.parent)

    assert desk.placed() == {"ada": ADA}
    assert time_of(desk, "ada") is None
    assert "`--times git` takes them all the same" in done.notes[0]


def test_what_lies_in_a_clone_and_is_not_committed_does_not_count(desk: Desk, clones: Path) -> None:
    commit(clones / "hw-ada", BEFORE, {NOTEBOOK: ADA})
    (clones / "hw-ada" / NOTEBOOK).write_bytes(EMMY)
    (clones / "hw-ada" / "new.py").write_bytes(b"")
    commit(clones / "hw-alan", BEFORE, {NOTEBOOK: ALAN})
    (clones / "hw-alan" / NOTEBOOK).unlink()

    collected(desk, clones)

    assert desk.placed() == {"ada": ADA, "alan": ALAN}
    assert not (desk.submitted / "ada" / NAME / "new.py").exists()


def test_whoever_committed_only_after_the_due_date_is_late(desk: Desk, clones: Path) -> None:
    commit(clones / "hw-ada", AFTER, {NOTEBOOK: ADA})

    done = collected(desk, clones)

    assert desk.placed() == {"ada": ADA}
    assert time_of(desk, "ada") == datetime(2025, 3, 16, 8)
    assert "the last one counts, as late" in notes_of(done, "ada")


def test_without_a_due_date_the_last_commit_counts(desk: Desk, clones: Path) -> None:
    commit(clones / "hw-ada", BEFORE, {NOTEBOOK: ALAN})
    commit(clones / "hw-ada", AFTER, {NOTEBOOK: ADA})

    done = collected(desk, clones, None)

    assert (desk.placed(), notes_of(done, "ada")) == ({"ada": ADA}, "")


def test_times_that_were_set_back_are_told(desk: Desk, clones: Path) -> None:
    commit(clones / "hw-ada", AFTER, {NOTEBOOK: ALAN})
    commit(clones / "hw-ada", BEFORE, {NOTEBOOK: ADA})

    done = collected(desk, clones)

    assert desk.placed() == {"ada": ADA}
    assert "a commit claims to be older than the one before it" in notes_of(done, "ada")


@pytest.mark.parametrize("seconds", ["99999999999999", "4102444800"])
def test_a_time_that_is_none_or_to_come_is_after_the_due_date(
    desk: Desk, clones: Path, seconds: str
) -> None:
    folder = clones / "hw-ada"
    commit(folder, BEFORE, {NOTEBOOK: ADA})
    tree = git(folder, "rev-parse", "HEAD^{tree}")
    text = f"tree {tree}\nauthor s <s@x> {seconds} +0000\ncommitter s <s@x> {seconds} +0000\n\nx\n"
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=folder, input=text, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    git(folder, "update-ref", "refs/heads/main", made)

    done = collected(desk, clones)

    assert desk.placed() == {"ada": ADA}
    assert "the last one counts, as late" in notes_of(done, "ada")


def test_a_detached_head_is_read_where_it_is(desk: Desk, clones: Path) -> None:
    first = commit(clones / "hw-ada", BEFORE, {NOTEBOOK: ADA})
    commit(clones / "hw-ada", LATER, {NOTEBOOK: ALAN})
    git(clones / "hw-ada", "checkout", "--quiet", first)

    collected(desk, clones)

    assert desk.placed() == {"ada": ADA}


def test_branches_that_are_packed_are_found(desk: Desk, clones: Path) -> None:
    commit(clones / "hw-ada", BEFORE, {NOTEBOOK: ADA})
    git(clones / "hw-ada", "gc", "--quiet")
    assert not (clones / "hw-ada/.git/refs/heads/main").exists()

    collected(desk, clones)

    assert desk.placed() == {"ada": ADA}


def test_a_shallow_clone_counts_as_far_as_it_goes(desk: Desk, clones: Path, tmp_path: Path) -> None:
    for when, data in ((BEFORE, EMMY), (LATER, ADA), (AFTER, ALAN)):
        commit(tmp_path / "origin", when, {NOTEBOOK: data})
    clones.mkdir(parents=True)
    for student, depth in (("ada", "2"), ("alan", "1")):
        source, folder = f"file://{tmp_path / 'origin'}", f"hw-{student}"
        git(clones, "clone", "--quiet", "--depth", depth, source, folder)

    done = collected(desk, clones)

    assert desk.placed() == {"ada": ADA}
    ((path, why),) = done.unplaced
    assert path == "hw-submissions/hw-alan" and "`git fetch --unshallow`" in why


def test_of_a_fork_of_the_course_the_assignment_is_taken_as_it_was(
    desk: Desk, clones: Path
) -> None:
    own = f"release/{NAME}/{NOTEBOOK}"
    given = {own: EMMY, "release/01-images/images.ipynb": ALAN, "README.md": b"# The course"}
    commit(clones / "ada", BEFORE, given)
    commit(clones / "ada", LATER, {own: ADA})
    commit(clones / "ada", AFTER, {own: ALAN})
    commit(clones / "alan", BEFORE, {"README.md": b"# The course"})
    commit(clones / "alan", AFTER, given)

    done = collected(desk, clones)

    assert desk.placed() == {"ada": ADA}
    ((path, why),) = done.unplaced
    assert path == "hw-submissions/alan" and "before the due date holds no notebook" in why


def test_a_merge_counts_by_the_branch_that_it_was_merged_into(desk: Desk, clones: Path) -> None:
    folder = clones / "hw-ada"
    commit(folder, BEFORE, {NOTEBOOK: ADA})
    git(folder, "checkout", "--quiet", "-b", "idea")
    commit(folder, LATER, {NOTEBOOK: EMMY})
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-ff", "--message", "merged", "idea", when=AFTER)

    collected(desk, clones)

    assert desk.placed() == {"ada": ADA}, "the idea was not in main yet"


# -- what is hostile ------------------------------------------------------------------------------


def hostile_config(folder: Path, ran: Path) -> None:
    """Name a program wherever git's configuration can."""
    program = folder / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n")
    program.chmod(0o755)
    for name in (
        *("core.fsmonitor", "core.pager", "pager.log", "core.editor", "core.sshCommand"),
        *("gpg.program", "alias.rev-list", "alias.cat-file", "alias.ls-tree", "diff.external"),
        *("diff.evil.textconv", "filter.evil.smudge", "filter.evil.clean", "filter.evil.process"),
        *("remote.origin.uploadpack", "credential.helper", "core.alternateRefsCommand"),
    ):
        value = f"!{program}" if name.startswith("alias.") else str(program)
        git(folder, "config", name, value)
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "core.hooksPath", str(folder))
    git(folder, "config", "extensions.partialClone", "origin")
    git(folder, "config", "remote.origin.promisor", "true")
    git(folder, "config", "remote.origin.url", f"ext::{program}")
    git(folder, "config", "protocol.ext.allow", "always")
    git(folder, "config", "protocol.file.allow", "always")


@pytest.mark.parametrize("missing", [False, True], ids=["whole", "with an object missing"])
def test_a_configuration_that_names_programs_runs_none_of_them(
    desk: Desk, clones: Path, tmp_path: Path, *, missing: bool
) -> None:
    folder, ran = clones / "hw-ada", tmp_path / "ran"
    commit(folder, BEFORE, {NOTEBOOK: ADA, ".gitattributes": b"* filter=evil diff=evil\n"})
    if missing:
        id = git(folder, "rev-parse", f"HEAD:{NOTEBOOK}")
        (folder / ".git/objects" / id[:2] / id[2:]).unlink()
    hostile_config(folder, ran)

    done = collected(desk, clones)

    assert not ran.exists()
    assert desk.placed() == ({} if missing else {"ada": ADA})
    assert missing == any("git can't read it" in why for _, why in done.unplaced)
    # The trap is one: git itself, in that repository, runs what it names.
    subprocess.run(["git", "status"], cwd=folder, capture_output=True, check=False)
    assert ran.exists()


def test_links_and_odd_names_in_a_commit_are_refused(desk: Desk, clones: Path) -> None:
    folder = clones / "hw-ada"
    folder.mkdir(parents=True)
    (folder / "secret.py").symlink_to("/etc/passwd")
    commit(folder, BEFORE, {NOTEBOOK: ADA})

    done = collected(desk, clones)

    assert desk.placed() == {"ada": ADA}
    assert not (desk.submitted / "ada" / NAME / "secret.py").exists()
    assert ("hw-submissions/hw-ada/secret.py", "it is a link") in done.unplaced


def borrowed(folder: Path) -> None:
    (folder / ".git/objects/info").mkdir(exist_ok=True)
    (folder / ".git/objects/info/alternates").write_text("/\n")


def linked(folder: Path) -> None:
    real = folder / ".git"
    shutil.move(real, folder.parents[2] / "elsewhere")
    real.symlink_to(folder.parents[2] / "elsewhere")


def nowhere(folder: Path) -> None:
    (folder / ".git/HEAD").write_text("ref: refs/heads/../../../../../../etc/passwd\n")


def an_option(folder: Path) -> None:
    (folder / ".git/HEAD").write_text("--output=/tmp/x\n")


def empty(folder: Path) -> None:
    (folder / ".git/HEAD").write_text("ref: refs/heads/none\n")


def damaged(folder: Path) -> None:
    shutil.rmtree(folder / ".git/objects")
    (folder / ".git/objects").mkdir()


SPOILT: dict[Callable[[Path], None], str] = {
    borrowed: "borrows objects from elsewhere",
    linked: "borrows objects from elsewhere",
    nowhere: "where its HEAD is can't be told",
    an_option: "where its HEAD is can't be told",
    empty: "it has no commit",
    damaged: "git can't read it",
}


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_a_repository_that_can_not_be_read_is_named_and_keeps_no_other_from_it(
    desk: Desk, clones: Path, spoil: Callable[[Path], None]
) -> None:
    commit(clones / "hw-ada", BEFORE, {NOTEBOOK: ADA})
    commit(clones / "hw-alan", BEFORE, {NOTEBOOK: ALAN})
    spoil(clones / "hw-ada")

    done = collected(desk, clones)

    assert desk.placed() == {"alan": ALAN}
    ((path, why),) = done.unplaced
    assert path == "hw-submissions/hw-ada" and SPOILT[spoil] in why


def test_a_commit_with_a_million_names_is_refused_soon(clones: Path) -> None:
    folder = clones / "hw-ada"
    commit(folder, BEFORE, {NOTEBOOK: ADA})
    tree = git(folder, "rev-parse", "HEAD^{tree}")
    for _ in range(6):  # folders of ten folders of ten …
        lines = "".join(f"040000 tree {tree}\t{name}\n" for name in "abcdefghij")
        tree = subprocess.run(
            ["git", "mktree"], cwd=folder, input=lines, capture_output=True, text=True, check=True
        ).stdout.strip()
    bomb = git(folder, "commit-tree", "-m", "x", tree)

    with reading(clones) as found, pytest.raises(Exception, match=r"larger than|holds more than"):
        Git.items(found, "hw-ada", bomb)


# -- as a command ---------------------------------------------------------------------------------


def test_the_command_takes_due_date_and_extensions_from_the_course(
    clones: Path, tmp_path: Path
) -> None:
    course = make_course(tmp_path / "course")
    added = command(
        *("nbgrader", "db", "assignment", "add", NAME, "--duedate", f"{DUE} UTC"), cwd=course.root
    )
    assert added.returncode == 0, added.stderr
    extensions.write(course.root, {("alan", NAME): Extension(datetime(2025, 3, 17))})
    for student in ("ada", "alan"):
        commit(clones / f"hw-{student}", BEFORE, {NOTEBOOK: ADA})
        commit(clones / f"hw-{student}", AFTER, {NOTEBOOK: ALAN})

    words = ("collect", NAME, str(clones.parent), "--times", "git")
    ended = command("autograder", *words, cwd=course.root)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "the committers' own claim" in ended.stdout
    placed = {one: course.root / "submitted" / one / NAME for one in ("ada", "alan")}
    assert {one: (path / NOTEBOOK).read_bytes() for one, path in placed.items()} == {
        "ada": ADA,
        "alan": ALAN,
    }
    assert (placed["alan"] / "timestamp.txt").read_text().startswith("2025-03-16 08:00:00")


def test_without_gradebook_nobody_has_a_due_date(tmp_path: Path) -> None:
    assert lateness.due_of(Course(tmp_path), NAME)("ada") is None


def test_where_there_are_no_repositories_that_is_said(desk: Desk) -> None:
    with pytest.raises(UsageError, match="there is no git repository in it"):
        desk.collect({f"ada/{NOTEBOOK}": ADA}, due_of=lambda student: None)
