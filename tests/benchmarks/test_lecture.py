"""The lecture's trainings and ours, for an epoch on the digits that need no network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from autograder.course.layout import Course
from benchmarks import lecture

REFUSED = "http://127.0.0.1:9"


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for data that is empty, on a machine with neither MNIST nor a network; returns it."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("http_proxy", REFUSED)
    monkeypatch.setenv("https_proxy", REFUSED)
    monkeypatch.delenv("MNIST", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return tmp_path / "data"


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without the rule under its first row."""
    table = page.split(f"## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("|")
    ]
    return [row for row in cells if not set("".join(row)) <= set("-:")]


def test_the_lectures_loader_and_ours_give_the_same_images_in_the_same_order(
    offline: Path, course: Course
) -> None:
    data = lecture.load(course.load("02-mlp").definitions, offline, mnist=None)
    seen = {}
    for side, loader in (("lecture", data.lecture), ("ours", data.ours)):
        torch.manual_seed(7)
        seen[side] = list(loader)

    assert sum(len(labels) for _, labels in seen["ours"]) == len(data.train_set) == 1500
    assert [images.shape for images, _ in seen["ours"]] == [(64, 1, 28, 28)] * 23 + [
        (28, 1, 28, 28)
    ]
    for (images, labels), (our_images, our_labels) in zip(
        seen["lecture"], seen["ours"], strict=True
    ):
        assert torch.equal(images, our_images)
        assert torch.equal(labels, our_labels)


def test_a_run_prints_and_writes_both_tables_with_a_row_for_each_training(
    offline: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "lecture.md"

    lecture.main(["--digits", "--epochs", "1", "--write", str(page)])

    printed, written = capsys.readouterr().out, page.read_text()
    assert written in printed
    assert "--epochs 1` with scikit-learn's digits: 1,500 training images" in written
    theirs, ours = rows(written, "The lecture's"), rows(written, "Ours")
    assert [len(row) for row in theirs] == [6] * 7
    assert [len(row) for row in ours] == [6] * 4
    for row in theirs[2::2]:
        assert row[2] == "run again"
        assert re.fullmatch(r"\d\.\d{4}", row[3])
        assert re.fullmatch(r"\d+\.\d\d %", row[4])
        assert re.fullmatch(r"\d+\.\d", row[5])
    for row in ours[1:]:
        assert re.fullmatch(r"\d\.\d{4}", row[2])
        assert re.fullmatch(r"\d+\.\d \(\d+\.\d to \d+\.\d\)", row[5])
    assert re.fullmatch(r"lenet_accuracy=\d+\.\d\d mlp_ratio=\d+\.\d\d", printed.splitlines()[-1])


def test_where_model_and_setting_are_the_lectures_the_faster_loader_changes_no_digit_of_the_losses(
    offline: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "lecture.md"

    lecture.main(["--digits", "--epochs", "2", "--only", "mlp", "--write", str(page)])

    (_, reported, theirs), (_, ours) = (
        rows(page.read_text(), "The lecture's"),
        rows(page.read_text(), "Ours"),
    )
    assert reported[3] == "2.2294, 2.0287, 1.7497"
    assert theirs[3] == ours[2]
    assert theirs[4] == ours[3]
    progress = [
        line
        for line in capsys.readouterr().out.splitlines()
        if " epoch " in line and line.startswith("mlp")
    ]
    assert [line.split(":")[0].split() for line in progress] == [
        ["mlp", side, "epoch", f"{epoch}/2"] for epoch in (1, 2) for side in ("lecture", "ours")
    ]


def test_without_mnist_it_says_how_to_go_on_and_writes_nothing(
    offline: Path, tmp_path: Path
) -> None:
    page = tmp_path / "lecture.md"

    with pytest.raises(
        SystemExit,
        match=(
            "MNIST's, which is out of reach: name a folder with its four files, --mnist DIR, or "
            "add --digits"
        ),
    ):
        lecture.main(["--write", str(page)])

    assert not page.exists()


def test_a_folder_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        lecture.main(["--mnist", "nowhere"])

    assert "there is no folder nowhere" in capsys.readouterr().err
