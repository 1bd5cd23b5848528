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

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_NAME = re.compile("nam|nom|имя|имени|фио|adı|isim|名|ネーム|اسم")
"""Of what a name is called, and no status is, in these languages."""
_NUMBERED = re.compile(r"\D+\d+")


def columns_of(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> dict[str, str] | None:
    """Return what the columns of a worksheet in any known language are in English.

    The first is the *Identifier*, and the full name follows it unless students are marked blindly
    (mod/assign/gradingtable.php). Addresses are known by what they look like.

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
    return found


def _all_addresses(values: Iterable[str]) -> bool:
    filled = [value for value in values if value]
    return bool(filled) and all(map(_ADDRESS.fullmatch, filled))
