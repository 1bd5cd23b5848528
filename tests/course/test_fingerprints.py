"""A released notebook names typical mistakes by itself."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course.build import build
from autograder.course.fingerprints import (
    FINGERPRINTS,
    sentences,
    with_table,
    write_fingerprints,
)
from autograder.course.init import init_course
from autograder.course.layout import Course
from autograder.course.take_fingerprints import take_fingerprints
from autograder.errors import UsageError
from autograder.grading.cells import marks_of
from tests.helpers import ROOT
from tests.mutants.hunt import solution_of
from tests.trusted import ASSIGNMENTS, FILES, exercise, misconception

COURSE = Course(ROOT)
TEMPLATE = ROOT / "autograder/course/templates/init/source/01-start/start.ipynb"
HELPERS = "typical-mistakes"


def released(assignment: str) -> NotebookNode:
    return nbformat.read(
        COURSE.release / assignment / COURSE.notebook(assignment).name, as_version=4
    )


def helpers_of(notebook: NotebookNode) -> str:
    """Return the cell that holds the table."""
    (cell,) = (cell for cell in notebook.cells if cell.id == HELPERS)
    return str(cell.source)


def said_at_home(assignment: str, name: str, answer: str) -> str:
    """Return what the released notebook's own visible test says of an answer."""
    loaded, release = COURSE.load(assignment), released(assignment)
    names = dict(loaded.definitions)
    (test,) = (c.source for c in release.cells if marks_of(c).grade_id == f"test-{name}")
    helpers = [cell.source for cell in release.cells if cell.id in (HELPERS, "test-helpers")]
    with contextlib.redirect_stdout(io.StringIO()):
        for text in (*helpers, answer):
            exec(compile(text, "<cell>", "exec"), names)
        try:
            exec(compile(test, "<test>", "exec"), names)
        except AssertionError as error:
            return str(error)
    return ""


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_kept_fingerprints_are_those_of_today(assignment: str) -> None:
    kept = json.loads((COURSE.source / assignment / FINGERPRINTS).read_text())

    assert take_fingerprints(COURSE.load(assignment)) == kept, f"run: autograder build {assignment}"


PROCESSORS = {
    "without AVX": {"ONEDNN_MAX_CPU_ISA": "SSE41", "ATEN_CPU_CAPABILITY": "default"},
    "with AVX2": {"ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"},
    "with the best it has": {},
}
"""What makes torch and oneDNN compute, and so round, as on another processor."""

TAKEN = """
import json, sys
from pathlib import Path
from autograder.course.layout import Course
from autograder.course.take_fingerprints import take_fingerprints
print(json.dumps(take_fingerprints(Course(Path(sys.argv[1])).load("05-lenet"))))
"""


@pytest.mark.parametrize("processor", PROCESSORS)
def test_on_another_processor_the_networks_have_the_same_fingerprints(processor: str) -> None:
    kept = json.loads((COURSE.source / "05-lenet" / FINGERPRINTS).read_text())

    taken = subprocess.run(
        [sys.executable, "-c", TAKEN, ROOT],
        env=os.environ | PROCESSORS[processor],
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(taken.stdout) == kept


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_release_holds_nothing_of_a_misconception_but_its_sentence(assignment: str) -> None:
    known = {one.sentence for key in FILES.keys(assignment) for one in exercise(key).misconceptions}
    names: dict[str, dict[str, str]] = {}
    exec(helpers_of(released(assignment)), names)

    said = names["TYPICAL_MISTAKES"]
    assert said == COURSE.fillings(assignment, FILES).mistakes
    for key, sentence in said.items():
        assert re.fullmatch("[0-9a-f]{12}", key)
        assert set(sentence.removeprefix("It may be that: ").split(" Or: ")) <= known


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("01-images/to-chw", "reshape_instead_of_permute"),
        ("02-mlp/accuracy", "mean_of_batch_percentages"),
        ("03-kernels/cross-correlate", "kernel_rotated"),
        ("04-convolution/by-hand", "without_padding"),
        ("05-lenet/classifier", "momentum_added"),
        ("05-lenet/lenet", "lenet_average_for_max"),
    ],
)
def test_a_typical_mistake_is_named_at_home_before_the_fact(key: str, wrong: str) -> None:
    mistake = misconception(key, wrong)

    assignment, name = key.split("/")
    said, fact = said_at_home(assignment, name, mistake.cell).split("\n\n", maxsplit=1)

    assert said == mistake.sentence
    assert fact


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("03-kernels/cross-correlate", "kernel_transposed"),
        ("04-convolution/by-hand", "maximum_for_sum"),
        ("04-convolution/by-hand", "steps_of_three"),
        ("04-convolution/channels", "all_kernels_in_each_output"),
    ],
)
def test_mistakes_that_give_the_same_are_offered_as_possible(key: str, wrong: str) -> None:
    mistake = misconception(key, wrong)

    assignment, name = key.split("/")
    said = said_at_home(assignment, name, mistake.cell)

    assert said.startswith("It may be that: ")
    assert " Or: " in said
    assert mistake.sentence in said


def test_kernels_whose_height_and_width_change_places_are_not_called_square() -> None:
    square = misconception("04-convolution/channels", "kernels_taken_for_square")
    swapped = square.cell.replace("h = kernels.shape[2]", "w, h = kernels.shape[-2:]")
    swapped = swapped.replace("shape[3] - h", "shape[3] - w").replace("j : j + h", "j : j + w")

    said = said_at_home("04-convolution", "channels", swapped)

    assert "height and width are two numbers, the height first." in said
    assert "square" not in said


@pytest.mark.parametrize(
    ("key", "old", "new", "said"),
    [
        (
            "01-images/flatten-view",
            "return batch",
            "if batch.stride(2) == batch.shape[3] * batch.stride(3):\n        return batch",
            "Where there is no such view you return nothing",
        ),
        (
            "04-convolution/manual-conv",
            "_, kernel_height, kernel_width",
            "_, kernel_width, kernel_height",
            "height and width are two numbers, the height first.",
        ),
        (
            "04-convolution/channels",
            "bchw,ochw->bo",
            "bchw,odhw->bo",
            "every channel of the image meets every channel of the kernel",
        ),
        (
            "04-convolution/pool",
            "output[:, i, j] = ",
            "output[:, i, j] = 0 if mode == 'avg' else ",
            "is there a branch for it",
        ),
    ],
)
def test_what_is_told_of_a_mistake_is_true_of_others_that_give_the_same(
    key: str, old: str, new: str, said: str
) -> None:
    assignment, name = key.split("/")
    cell = solution_of(key)
    assert cell.count(old) == 1

    assert said in said_at_home(assignment, name, cell.replace(old, new))


def test_mistakes_that_give_the_same_and_share_a_sentence_say_it_once() -> None:
    clone = misconception("01-images/flatten-view", "view_of_a_clone")

    said = said_at_home("01-images", "flatten-view", clone.cell)

    assert said.startswith(f"{clone.sentence}\n\n")


def test_an_unknown_mistake_reads_the_tests_own_words() -> None:
    cell = "def cross_correlate(image, kernel):\n    return torch.full((1, 2, 2), 123.0)\n"

    said = said_at_home("03-kernels", "cross-correlate", cell)

    assert said.startswith(
        "the example: output[0, 0, 0] (channel, row, column, counted from 0) must be 19, "
        "but it is 123. Under the kernel lie "
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("nn.Conv2d(6, 16, kernel_size=3)", "the second convolution must give (16, 10, 10)"),
        (
            "nn.Conv2d(6, 16, kernel_size=3, dilation=2)",
            "the second convolution must have 2,400 weights, but no layer of yours has",
        ),
        (
            "nn.Conv2d(6, 16, kernel_size=5, bias=False)",
            "the second convolution must have 16 biases",
        ),
        ("nn.Conv2d(6, 12, kernel_size=5)", "but gives (12, 10, 10): look at its own sizes"),
    ],
)
def test_a_network_is_told_its_wrong_layer(change: str, said: str) -> None:
    (right,) = (
        cell.source
        for cell in COURSE.load("05-lenet").source.cells
        if marks_of(cell).grade_id == "lenet"
    )
    wrong = right.replace("nn.Conv2d(6, 16, kernel_size=5)", change)
    assert wrong != right

    assert said in said_at_home("05-lenet", "lenet", wrong).lower().replace("lenet: ", "")


def test_a_network_is_told_between_which_layers_its_numbers_go_wrong() -> None:
    (right,) = (
        cell.source
        for cell in COURSE.load("05-lenet").source.cells
        if marks_of(cell).grade_id == "lenet5"
    )
    wrong = right.replace("hidden = torch.sigmoid(self.fc2(hidden))", "hidden = self.fc2(hidden)")
    wrong = wrong.replace("torch.sigmoid(self.fc1", "torch.tanh(self.fc1")
    assert wrong.count("sigmoid") == right.count("sigmoid") - 2

    said = said_at_home("05-lenet", "lenet5", wrong)

    assert "look at the activation between the first linear layer and the second" in said


def test_the_helpers_are_the_same_in_every_notebook() -> None:
    sources = [COURSE.source_notebook(name) for name in ASSIGNMENTS]

    assert len({helpers_of(one) for one in (*sources, nbformat.read(TEMPLATE, as_version=4))}) == 1


def test_a_build_writes_fingerprints_once_and_follows_a_sentence(tmp_path: Path) -> None:
    init_course(tmp_path / "course")
    course = Course(tmp_path / "course")

    def changed() -> list[Path]:
        return build(course, "01-start", force=False, say=lambda _: None).changed

    assert Path("source/01-start") / FINGERPRINTS in changed()
    assert changed() == []
    assert helpers_of(course.load("01-start").release).count("You take off the mean of each row")

    bank = course.root / "exercises/01-start/centre/misconceptions.py"
    bank.write_text(bank.read_text().replace("You take off the mean of each row", "A row's mean"))

    assert Path("source/01-start") / FINGERPRINTS not in changed()
    release = nbformat.read(course.release / "01-start/start.ipynb", as_version=4)
    assert helpers_of(release).count("A row's mean") == 1


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"pool": 3}', b"\xff"])
def test_what_is_no_table_of_fingerprints_is_named_with_its_remedy(
    tmp_path: Path, text: bytes
) -> None:
    path = tmp_path / "04-convolution" / FINGERPRINTS
    path.parent.mkdir()
    path.write_bytes(text)

    with pytest.raises(UsageError, match="remove it, and `autograder build 04-convolution`"):
        sentences(path, FILES)


def test_a_misconception_that_is_gone_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "04-convolution" / FINGERPRINTS
    path.parent.mkdir()
    path.write_text('{"pool": {"0123456789ab": ["gone"]}, "gone": {"ba9876543210": ["gone"]}}')

    assert sentences(path, FILES) == {}


def test_fingerprints_that_are_no_more_are_removed(tmp_path: Path) -> None:
    path = tmp_path / FINGERPRINTS

    assert write_fingerprints(path, {"centre": {"0123456789ab": ["a"]}})
    assert not write_fingerprints(path, {"centre": {"0123456789ab": ["a"]}})
    assert write_fingerprints(path, {})
    assert not path.exists()


def test_a_cell_without_a_place_for_the_table_stays_as_it_is() -> None:
    assert with_table("x = 1", {"0123456789ab": "A sentence."}) == "x = 1"
    assert with_table("TYPICAL_MISTAKES = {}", {}) == "TYPICAL_MISTAKES = {}"
