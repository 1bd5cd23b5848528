"""The columns of Moodle's grading worksheet in the languages that it comes in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

SUBMITTED = frozenset(
    {
        "last modified (submission)",
        "zuletzt geändert (abgabe)",
        "dernière modification (travail remis)",
        "última modificación (entrega)",
        "última modificação (envio)",
        "última modificação (submissão)",
        "ultima modifica (consegna)",
        "son düzenleme (gönderim)",
        "последнее изменение (ответ)",
        "最終更新日時 (提出)",
        "آخر تعديل (التسليم)",
    }
)
"""What the language packs of mod/assign call ``lastmodifiedsubmission``: en, de, fr, es, pt_br, pt,
it, tr, ru, ja, ar."""

NO = frozenset({"no", "nein", "non", "não", "hayır", "нет", "いいえ", "لا"})
"""What stands under *Grade can be changed* where it can't, in these languages."""

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_NAME = re.compile("nam|nom|имя|имени|фио|adı|isim|名|ネーム|اسم")
"""Of what a name is called, and no status is, in these languages."""
_NUMBERED = re.compile(r"\D+\d+")
_POINTS = re.compile(r"\d+(?:[.,]\d+)?")


def columns_of(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> dict[str, str] | None:
    """Return what the columns of a worksheet in any known language are in English.

    They are told by their order (mod/assign/gradingtable.php): the first is the *Identifier*, and
    the full name follows it unless students are marked blindly; grade, maximum grade, perhaps a
    state, and whether the grade can be changed stand before the time of the submission; that of the
    grade comes after it, and then the comments. Addresses are known by what they look like.

    Args:
        columns: the headings.
        rows: the lines, by heading.

    Returns:
        The headings by their English names; None where this is no worksheet, or an English one,
        whose columns have their names.
    """
    time = next((name for name in columns if name.casefold() in SUBMITTED), None)
    if time is None or time.casefold() == "last modified (submission)" or not rows:
        return None
    identifier, second = columns[0], columns[1]
    if not all(_NUMBERED.fullmatch(row[identifier]) for row in rows):
        return None
    found = {"identifier": identifier, "last modified (submission)": time}
    address = next((name for name in columns if _all_addresses(row[name] for row in rows)), None)
    if address:
        found["email"] = address
    if _NAME.search(second.casefold()):
        found["full name"] = second
    return found | _of_grades(columns, rows, columns.index(time))


def identifier(row: Mapping[str, str]) -> str:
    """Return a line's *Identifier*, in any known language; empty where there is none."""
    if "Identifier" in row or not any(name.casefold() in SUBMITTED for name in row):
        return row.get("Identifier", "")
    first = next(iter(row.values()))
    return first if _NUMBERED.fullmatch(first) else ""


def _of_grades(
    columns: Sequence[str], rows: Sequence[Mapping[str, str]], time: int
) -> dict[str, str]:
    """Return those of the columns around the submission's time that have to do with its grade."""
    found = {}
    for at in (time - 2, time - 3):
        maxima = {row[columns[at]] for row in rows} if at > 1 else set()
        if len(maxima) == 1 and all(map(_POINTS.fullmatch, maxima)):
            found["grade"], found["maximum grade"] = columns[at - 1], columns[at]
            found["grade can be changed"] = columns[time - 1]
            break
    said = columns[time].partition("(")[0]  # as in “Last modified (submission)”
    graded = next(
        (at for at in range(time + 1, len(columns)) if columns[at].startswith(said)), None
    )
    if graded:
        found["last modified (grade)"] = columns[graded]
        if graded == len(columns) - 2:
            found["feedback comments"] = columns[-1]
    return found


def _all_addresses(values: Iterable[str]) -> bool:
    filled = [value for value in values if value]
    return bool(filled) and all(map(_ADDRESS.fullmatch, filled))
