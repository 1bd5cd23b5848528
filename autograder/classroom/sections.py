"""Sections of a class, of which a student can be in several."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.classroom.people import Person

BETWEEN = "; "
"""What stands between them in one cell of ours."""

_JOINTS = [re.compile(joint) for joint in (", ", r",? \w+ ")]
"""What stands between them in a sentence."""


def of(cell: str) -> tuple[str, ...]:
    """Return the sections that a cell of a list names."""
    return tuple(filter(None, map(str.strip, cell.split(BETWEEN.strip()))))


def in_a_cell(sections: Collection[str]) -> str:
    """Return sections as one cell, which `of` reads."""
    return BETWEEN.join(sections)


def told_apart(people: list[Person]) -> list[Person]:
    """Return people with the sections that Canvas joined: “01, 02, and 03”, in its own language.

    It writes a sentence of them (lib/gradebook_exporter.rb, ``to_sentence``). Those in it are known
    where each of them is some student's section by itself.
    """
    every = {section for person in people for section in person.sections}
    parts = {section: _cut(section, every - {section}) or (section,) for section in every}
    return [
        replace(
            person, sections=tuple(dict.fromkeys(p for one in person.sections for p in parts[one]))
        )
        if any(len(parts[one]) > 1 for one in person.sections)
        else person
        for person in people
    ]


def _cut(text: str, names: Collection[str]) -> tuple[str, ...]:
    """Return the names that a text consists of; nothing where it doesn't."""
    if text in names:
        return (text,)
    for name in filter(text.startswith, names):
        for joint in (found for one in _JOINTS if (found := one.match(text, len(name)))):
            if rest := _cut(text[joint.end() :], names):
                return (name, *rest)
    return ()
