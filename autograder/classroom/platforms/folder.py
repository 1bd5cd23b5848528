"""nbgrader's ``submitted/``, or any folder with one of each student.

    ada/01-start/start.ipynb        ada/start.ipynb        ada.ipynb

The time is in ``timestamp.txt``, where there is one.
"""

from __future__ import annotations

from datetime import tzinfo

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    top = common(items)
    for item in items:
        parts = item.parts[top:]
        at = next((i for i, part in enumerate(parts[:-1]) if i and part in every), None)
        if at is not None and parts[at] != assignment:
            yield item, None
        elif at is not None:
            yield (
                item,
                (
                    (parts[at - 1],),
                    "/".join(parts[at + 1 :]),
                    Attempt(Sender(ids=(parts[at - 1],)), "/".join(parts[: at + 1])),
                ),
            )
        elif len(parts) > 1:
            yield (
                item,
                ((parts[0],), "/".join(parts[1:]), Attempt(Sender(ids=(parts[0],)), parts[0])),
            )
        else:
            student = item.name.removesuffix(".ipynb")
            yield item, ((student,), item.name, Attempt(Sender(ids=(student,)), item.path))


def common(items: list[Item]) -> int:
    """How many folders stand around everything, as a zip of a folder has one.

    Not those that may be a student's.
    """
    at = 0
    while items and all(
        len(item.parts) > at + 2 and item.parts[at] == items[0].parts[at] for item in items
    ):
        at += 1
    return at if len({item.parts[at] for item in items if len(item.parts) > at}) > 1 else 0


PLATFORM = Platform(lambda item: True, _sort, stamps=True)
