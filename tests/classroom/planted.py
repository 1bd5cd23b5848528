"""A class of sixty in which some have their answers of others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.classroom.sample import make_class
from autograder.course.layout import Course
from tests.classroom.rewriting import WAYS, rewritten
from tests.exercises.fresh_answers import WRONG
from tests.helpers import ROOT, cell_of

NAME = "04-convolution"
LONG = ("manual-conv", "channels", "pool")
"""Exercises whose answers have room for a style of one's own."""


@dataclass
class Planted:
    """Where the class is, and who has what of whom."""

    submitted: Path
    copies: dict[tuple[str, frozenset[str]], str]
    """By exercise and the two students: the way in which it was rewritten."""
    texts: dict[tuple[str, str], str]
    """What was handed in, by exercise and student."""


def plant(submitted: Path, count: int = 60) -> Planted:
    """Write a class of made-up students, some in styles of their own, and copies of these."""
    assignment = Course(ROOT).load(NAME)
    students = make_class([assignment], submitted, count, seed=0)
    planted = Planted(submitted, {}, {})
    answers = {name: [text for text, _ in WRONG[NAME][name].values()] for name in LONG}
    for at, student in enumerate(students):
        path = submitted / student / NAME / f"{assignment.notebook}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for name, own in answers.items():
            cell = cell_of(notebook, name)
            copied = at - len(own)
            if at < len(own):
                cell.source = own[at]
            elif copied < len(WAYS):
                way = [*WAYS][copied]
                cell.source = rewritten(own[copied], way)
                planted.copies[name, frozenset((student, students[copied]))] = way
            planted.texts[name, student] = cell.source
        nbformat.write(notebook, path)
    return planted
