"""Files are written whole or not at all, and are on the disk when that is said."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from autograder.files import made_aside, write_all_whole, write_whole


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is synced and moved, in this order."""
    seen: list[tuple[str, str]] = []
    fsync, replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        seen.append(("synced", Path(f"/proc/self/fd/{descriptor}").readlink().name))
        fsync(descriptor)

    def move(self: Path, target: Path) -> Path:
        seen.append(("moved", target.name))
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", move)
    return seen


def test_a_file_is_synced_before_it_has_its_name_and_its_folder_after(
    tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    write_whole(tmp_path / "a.csv", "text")

    assert steps == [
        ("synced", f".a.csv.{os.getpid()}"),
        ("moved", "a.csv"),
        ("synced", tmp_path.name),
    ]


def test_of_a_new_folder_the_one_above_is_synced_too(
    tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    write_all_whole({tmp_path / "ada/one/a": "1", tmp_path / "ada/one/b": b"2"})

    assert sorted(steps[2:4]) == [("moved", "a"), ("moved", "b")]
    assert sorted(name for _, name in steps[4:]) == sorted(["one", "ada", tmp_path.name])
    assert (tmp_path / "ada/one/a").read_text() + (tmp_path / "ada/one/b").read_text() == "12"


def test_what_can_not_be_written_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("before")
    (tmp_path / "b").mkdir()

    with pytest.raises(IsADirectoryError) as caught:
        write_all_whole({tmp_path / "a": "after", tmp_path / "b": "after"})

    assert caught.value.filename2 == str(tmp_path / "b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("place", [".", "/"])
def test_a_place_without_a_name_is_a_folder(place: str) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        write_whole(Path(place), "text")

    assert caught.value.filename == place


def test_a_full_disk_names_the_file_that_it_has_no_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = tmp_path / f".a.{os.getpid()}"
    full.symlink_to("/dev/full")

    with pytest.raises(OSError) as caught:
        write_whole(tmp_path / "a", "text")

    assert caught.value.filename == str(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_what_a_process_left_aside_that_was_killed_is_removed_by_the_next(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as gone:
        pass
    others = [".a.txt", f".a.{os.getppid()}", f".b.{gone.pid}", f".a.{gone.pid}x"]
    for name in (f".a.{gone.pid}", *others):
        (tmp_path / name).touch()

    write_whole(tmp_path / "a", "text")

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["a", *others])


def test_a_process_that_was_killed_and_not_waited_for_yet_is_gone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as killed:
        killed.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, killed.pid, os.WEXITED | os.WNOWAIT)
        (tmp_path / f".a.{killed.pid}").touch()

        write_whole(tmp_path / "a", "text")

        assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_a_new_file_appears_whole_and_leaves_what_another_process_made(tmp_path: Path) -> None:
    for text in ("first", "second"):
        with made_aside(tmp_path / "a") as aside:
            aside.write_text(text)
            assert (tmp_path / "a").exists() == (text == "second")

    assert (tmp_path / "a").read_text() == "first"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]
