"""Copies stand above what is near by chance, whatever was done to them; nothing else is said."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.similar import near, page
from autograder.classroom.similar.near import CODE, FLOOR, TEXT, compare
from autograder.classroom.similar.read import Answer, Handed, read_class
from autograder.classroom.similar.tokens import MOST_CHARS, code_tokens, words
from autograder.classroom.similar.winnowing import grams, winnow
from autograder.course import submissions
from autograder.course.layout import Course
from autograder.grading.assignment import Assignment
from tests.classroom.planted import LONG, NAME, Planted, plant
from tests.classroom.rewriting import rewritten
from tests.helpers import ROOT, cell_of

PLAIN = """
def smooth(image, width):
    total = image.sum(dim=1)
    for row in range(width):
        total = total + image[row] * 0.5
    return torch.stack([total, total]).clamp(min=0)
"""

OWN_WORDS = (
    "A strided batch skips every other number, so there's no single step that walks along it; "
    "copying lays the numbers side by side again, which is what the other function does for you."
)


def signs(source: str) -> list[str]:
    return [token.text for token in code_tokens(source)]


# What is taken out


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace("total", "acc").replace("image", "x").replace("row", "i"),
        PLAIN.replace("\n    ", "\n\n        ").replace(":\n", ":  # so\n"),
        PLAIN.replace("image, width", "image: torch.Tensor, width: int = 3")
        .replace("):\n    total", ') -> "Tensor":\n    """Say what it does."""\n    total', 1)
        .replace(" = 3", ""),
        PLAIN.replace("dim=1", "1").replace("[total, total]", "(total, total,)"),
        f"%matplotlib inline\n!pip install torch\n{PLAIN}",
        f"%%time\n{PLAIN}",
        PLAIN.replace("total + image[row] * 0.5", "(\n        total +\n image[row] * 0.5)"),
    ],
    ids=["names", "layout", "hints", "keywords", "magics", "cell magic", "brackets"],
)
def test_what_changes_nothing_is_taken_out(other: str) -> None:
    assert signs(other) == signs(PLAIN)


def test_quotes_are_taken_out_and_what_stands_in_them_is_not() -> None:
    assert signs("mode == 'max'") == signs('mode == """max"""') != signs("mode == 'avg'")


def test_what_an_answer_calls_stays() -> None:
    assert "stack" in signs(PLAIN) and "torch" in signs(PLAIN)
    assert signs(PLAIN) != signs(PLAIN.replace("torch.stack", "torch.cat"))


@pytest.mark.parametrize("ending", ["range(width)):", "range(width:", "range(width)"])
def test_a_cell_that_is_no_python_is_nearly_the_same_as_the_mended_one(ending: str) -> None:
    broken = PLAIN.replace("range(width):", ending)

    assert signs(broken)[-7:] == signs(PLAIN)[-7:]
    assert len({*grams(signs(broken), 5)} & {*grams(signs(PLAIN), 5)}) > 15


def test_a_token_stands_where_it_stood_be_there_letters_of_many_bytes_or_magics() -> None:
    source = '%%time\nü = "é"  # ß\ndef f(a: "日本", b): return torch.add(a, b)'

    found = [source[token.start : token.end] for token in code_tokens(source)]

    assert found == [*("ü", "=", '"é"', "def", "f", "a", "b", "return", "torch", "add", "a", "b")]


def test_words_lose_case_and_punctuation() -> None:
    assert [token.text for token in words("So, THE view:  fails!")] == [
        "so",
        "the",
        "view",
        "fails",
    ]


@settings(max_examples=30)
@given(st.text(max_size=100))
def test_any_text_has_tokens_in_order(text: str) -> None:
    for tokens in (code_tokens(text), words(text)):
        assert all(one.end <= other.start for one, other in pairwise(tokens))


# Winnowing


@given(
    st.lists(st.sampled_from("abcdef")),
    st.lists(st.sampled_from("abcdef")),
    st.lists(st.sampled_from("abcdef"), min_size=11, max_size=20),
    st.lists(st.sampled_from("abcdef")),
    st.sampled_from([CODE, TEXT]),
)
def test_a_run_as_long_as_is_promised_is_always_found(
    before: list[str], other: list[str], run: list[str], after: list[str], measure: near.Measure
) -> None:
    run = run[: measure.length + measure.window - 1]
    first, second = (
        grams(tokens, measure.length) for tokens in (before + run + after, other + run)
    )

    kept = [{hashes[at] for at in winnow(hashes, measure.window)} for hashes in (first, second)]

    assert kept[0] & kept[1] & {*grams(run, measure.length)}


def test_fewer_hashes_than_a_window_leave_the_smallest() -> None:
    assert winnow([7, 3, 5], 4) == [1]
    assert winnow([], 4) == []
    assert winnow([1, 1, 1, 1], 2) == [1, 2, 3]


# A class


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return Course(ROOT).load(NAME)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return plant(tmp_path_factory.mktemp("planted") / "submitted")


@pytest.fixture(scope="module")
def handed(planted: Planted, assignment: Assignment) -> Handed:
    return read_class(assignment, submissions.find(planted.submitted, assignment), LONG)


def who(pair: near.Pair) -> tuple[str, frozenset[str]]:
    return pair.exercise, frozenset((pair.first.students[0], pair.second.students[0]))


def test_copies_stand_above_all_that_is_near_by_chance_whatever_was_done_to_them(
    planted: Planted, handed: Handed
) -> None:
    pairs = [pair for name in LONG for pair in compare(handed, name, 1000).pairs]
    copies = [pair for pair in pairs if who(pair) in planted.copies and pair.own >= 2 * FLOOR]
    # Who drew the same answer of the bank has the same text, which is no chance either.
    others = [
        pair
        for pair in pairs
        if who(pair) not in planted.copies and signs(pair.first.text) != signs(pair.second.text)
    ]

    assert {planted.copies[who(pair)] for pair in copies} >= {
        "reordered",
        "while",
        "split",
        "helper",
    }
    assert len(copies) >= 7
    assert len(others) >= 10
    assert min(pair.nearness for pair in copies) > max(pair.nearness for pair in others)


def test_a_pairs_rank_says_how_many_are_as_near(handed: Handed) -> None:
    found = compare(handed, "manual-conv", 1000)

    for pair in found.pairs:
        assert pair.as_near == sum(other.nearness >= pair.nearness for other in found.pairs)
        assert 0 < pair.shared <= pair.own
    assert found.pairs == sorted(found.pairs, key=lambda pair: -pair.nearness)
    assert found.all_pairs > 10 * len(found.pairs)


def test_fewer_pairs_can_be_asked_for_and_the_rest_is_counted(handed: Handed) -> None:
    everything, some = (compare(handed, "manual-conv", most) for most in (1000, 2))

    assert [who(pair) for pair in some.pairs] == [who(pair) for pair in everything.pairs[:2]]
    assert some.more == len(everything.pairs) - 2


def made(assignment: Assignment, exercise: str, texts: Iterable[str]) -> Handed:
    """A class that answered so, each one another file."""
    answers = [Answer([f"s{at}"], text, cut=False) for at, text in enumerate(texts)]
    return Handed(assignment, answers={exercise: answers})


def test_right_answers_on_file_and_what_was_handed_out_are_no_copies(
    assignment: Assignment,
) -> None:
    (exercise,) = (one for one in assignment.exercises if one.name == "pool")
    assert exercise.folder
    stub = cell_of(assignment.release, "pool").source
    texts = [*exercise.folder.answers.values(), stub] * 2

    found = compare(made(assignment, "pool", texts), "pool", 100)

    assert found.pairs == []
    assert found.short == len(texts)


def test_what_much_of_the_class_has_is_no_copy(assignment: Assignment) -> None:
    few, many = (
        compare(made(assignment, "pool", [PLAIN] * count), "pool", 100)
        for count in (near.ALWAYS_RARE, near.ALWAYS_RARE + 1)
    )

    assert len(few.pairs) == 6
    assert many.pairs == []


def test_an_answer_that_is_too_short_tells_nothing_and_is_counted(assignment: Assignment) -> None:
    found = compare(made(assignment, "pool", ["x = image.median()"] * 2), "pool", 100)

    assert (found.pairs, found.short, found.all_pairs) == ([], 2, 0)


def test_answers_in_words_are_compared_by_words(assignment: Assignment) -> None:
    loud = OWN_WORDS.upper().replace(",", " ,").replace("THERE'S", "There's")
    texts = [f"I think: {OWN_WORDS}", f"{loud} Isn't it?", "Because it is so, as I was told. " * 3]

    (pair,) = compare(made(assignment, "why-pool", texts), "why-pool", 100).pairs

    assert (pair.first.students, pair.second.students) == (["s0"], ["s1"])
    assert pair.nearness > 0.6
    assert pair.in_words


def test_a_class_of_a_thousand_takes_seconds(assignment: Assignment) -> None:
    texts = [
        f"{PLAIN.replace('0.5', f'{number}.25')}\n{PLAIN.replace('0.5', f'{number % 50}.75')}"
        for number in range(1000)
    ]
    begun = time.process_time()

    found = compare(made(assignment, "pool", texts), "pool", 100)

    assert len(found.pairs) == 100
    assert found.more > 5_000
    assert time.process_time() - begun < 20


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 500_000,
        "'" * 1_000_000,
        "a." * 500_000,
        '"""' + "\\" * 999_997,
        "é=" * 500_000,
    ],
    ids=["brackets", "quotes", "names", "open string", "foreign"],
)
def test_a_cell_of_a_megabyte_costs_little_and_only_its_beginning_counts(text: str) -> None:
    begun = time.process_time()

    tokens = code_tokens(text)

    assert time.process_time() - begun < 5
    assert all(token.end <= MOST_CHARS for token in tokens)


# What was handed in


def hand_in(folder: Path, student: str, assignment: Assignment, **cells: str) -> Path:
    """Hand in a notebook with answers; underscores in ids stand for hyphens."""
    notebook = nbformat.from_dict(assignment.release)
    for name, source in cells.items():
        cell_of(notebook, name.replace("_", "-")).source = source
    path = folder / student / assignment.name / f"{assignment.notebook}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    return path


def read(folder: Path, assignment: Assignment) -> Handed:
    names = [exercise.name for exercise in assignment.exercises]
    return read_class(assignment, submissions.find(folder, assignment), names)


def test_the_same_file_of_several_is_one_answer_and_said_to_be_the_same_file(
    tmp_path: Path, assignment: Assignment
) -> None:
    for student in ("ada", "alan", "emmy"):
        hand_in(tmp_path, student, assignment, pool=PLAIN)
    for student in ("tim", "vera"):
        hand_in(tmp_path, student, assignment)

    found = read(tmp_path, assignment)

    assert found.same_files == [["ada", "alan", "emmy"]]
    assert compare(found, "pool", 100).pairs == []


def test_an_answer_is_found_in_another_cell_and_a_copy_of_the_stub_is_none(
    tmp_path: Path, assignment: Assignment
) -> None:
    hand_in(tmp_path, "ada", assignment, pool=PLAIN.replace("smooth", "pool2d"))
    path = hand_in(tmp_path, "alan", assignment)
    notebook = nbformat.read(path, as_version=4)
    cell = cell_of(notebook, "pool")
    cell.metadata.pop("nbgrader")
    cell.source = rewritten(PLAIN.replace("smooth", "pool2d"), "names")
    nbformat.write(notebook, path)

    found = read(tmp_path, assignment)

    assert [len(answers) for answers in found.answers.values() if answers] == [2]
    assert len(compare(found, "pool", 100).pairs) == 1


def test_who_cannot_be_read_is_named_and_the_rest_compared(
    tmp_path: Path, assignment: Assignment
) -> None:
    hand_in(tmp_path, "ada", assignment, pool=PLAIN)
    hand_in(tmp_path, "kurt", assignment).write_text("")

    found = read(tmp_path, assignment)

    assert found.unread == [("kurt", "The file is empty.")]
    assert len(found.answers["pool"]) == 1


# The page


def shown(found: Handed, exercise: str) -> BeautifulSoup:
    compared = [compare(found, exercise, 100)]
    pairs = near.nearest(compared, 100)
    return BeautifulSoup(page.page("A course", [found], compared, pairs), "html.parser")


def test_the_page_shows_both_texts_with_what_they_share_marked(assignment: Assignment) -> None:
    tail = "\nprint(smooth(torch.rand(3, 3), 2).median(), 'is mine alone', 4 ** 3 // 7)"
    texts = [PLAIN, rewritten(PLAIN, "names") + tail]

    found = shown(made(assignment, "pool", texts), "pool")

    assert [one.text for one in found.select("pre")] == texts
    assert "clamp" in " ".join(mark.text for mark in found.select("mark"))
    assert "is mine alone" not in " ".join(mark.text for mark in found.select("mark"))
    assert "accuses nobody" in found.text


def test_the_page_says_where_the_same_two_are_near_as_well(assignment: Assignment) -> None:
    handed = made(assignment, "pool", [PLAIN, PLAIN])
    handed.answers["channels"] = handed.answers["pool"]
    compared = [compare(handed, name, 100) for name in ("pool", "channels")]
    text = page.page("A course", [handed], compared, near.nearest(compared, 100))

    links = [link["href"] for link in BeautifulSoup(text, "html.parser").select(".pair a")]

    assert links == ["#pair-2", "#pair-1"]


def test_the_page_names_students_where_names_are_known(assignment: Assignment) -> None:
    handed = made(assignment, "pool", [PLAIN, PLAIN])
    compared = [compare(handed, "pool", 100)]
    pairs = near.nearest(compared, 100)
    first, second = pairs[0].first.students[0], pairs[0].second.students[0]

    text = page.page("A course", [handed], compared, pairs, {first: "Ada Lovelace"})

    named = BeautifulSoup(text, "html.parser").select_one(".pair summary b")
    assert named and named.text == f"Ada Lovelace ({first}) · {second}"


def test_hostile_texts_and_names_do_nothing(assignment: Assignment) -> None:
    evil = "<script>alert(1)</script>\u202e\x1b[2J</pre>"
    handed = made(assignment, "pool", [f"{PLAIN}\n# {evil}"] * 2)
    handed.answers["pool"][0].students[0] = f'=HYPERLINK("x"){evil}'
    compared = [compare(handed, "pool", 100)]
    pairs = near.nearest(compared, 100)

    text = page.page("A course", [handed], compared, pairs)
    (row,) = csv.DictReader(io.StringIO(page.table(compared, pairs)))

    assert "<script" not in text
    assert not {"\u202e", "\x1b"} & {*text, *row["first"]}
    assert row["first"].startswith("'=")
    assert BeautifulSoup(text, "html.parser").select("pre")[0].text.count("</pre>") == 1


def test_a_page_without_pairs_says_so(assignment: Assignment) -> None:
    assert "No two answers are nearer" in shown(made(assignment, "pool", [PLAIN]), "pool").text
