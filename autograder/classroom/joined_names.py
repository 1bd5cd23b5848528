"""Names as ILIAS and OpenOlat write them into a folder's: ``Lovelace_Ada_ada1``, in ASCII.

Spaces become underscores in one and stay in the other, both write umlauts out, accents are
dropped, and what else is no letter of ASCII becomes an underscore or nothing
(``ilFileUtils::getASCIIFilename``; ``FileUtils.normalizeFilename`` of OpenOlat). So names are
compared word by word, by what both leave of them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.classroom.people import Person

_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae"})


def of(person: Person) -> set[str]:
    """Return a person's last name, first name and id or user name, joined and made plain."""
    names = _names(person)
    return {" ".join(names + key) for key in _keys(person)}


def plain(joined: str) -> str:
    """Return what platforms leave of a joined name, whichever it is."""
    return " ".join(_words(joined))


def named(joined: str, person: Person) -> bool:
    """Tell whether these are a person's names, with whatever user name behind."""
    names, words = _names(person), _words(joined)
    return bool(names) and len(words) > len(names) and words[: len(names)] == names


def ended(joined: str, person: Person) -> bool:
    """Tell whether it ends with a person's id or user name, and has one of the names before it.

    A letter that has no likeness in ASCII may be missing from the other.
    """
    words, names = _words(joined), set(_names(person))
    return any(
        words[-len(key) :] == key and (not names or names & set(words[: -len(key)]))
        for key in _keys(person)
    )


def _keys(person: Person) -> list[list[str]]:
    said = (person.row.get(column, "") for column in ("Username", "Login"))
    return [words for key in (person.id, person.login, *said) if (words := _words(key))]


def _names(person: Person) -> list[str]:
    return _words(f"{person.last_name} {person.first_name}")


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).casefold().translate(_WRITTEN_OUT)
    ascii_alone = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = (re.sub(r"\W", "", word) for word in re.split(r"[\s_]+", ascii_alone))
    return [word for word in words if word]
