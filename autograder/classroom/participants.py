"""The columns of Moodle's list of participants in the languages that it comes in."""

from __future__ import annotations

from collections.abc import Sequence

SAID = {
    "first name": ("vorname", "prénom", "nombre", "nome"),
    "last name": ("nachname", "nom de famille", "apellido(s)", "cognome"),
    "email address": (
        "e-mail-adresse",
        "adresse de courriel",
        "dirección de correo",
        "indirizzo email",
    ),
    "groups": ("gruppen", "groupes", "grupos", "gruppi"),
    "id number": (
        "id-nummer",
        "numéro d'identification",
        "número de id",
        "codice identificativo",
    ),
    "username": ("anmeldename", "nom d'utilisateur", "nombre de usuario"),
}
"""What the language packs of Moodle call ``firstname``, ``lastname``, ``email``, ``groups``,
``idnumber`` and ``username``: de, fr, es, it."""

_ENGLISH = {name: english for english, names in SAID.items() for name in names}


def columns_of(columns: Sequence[str]) -> dict[str, str]:
    """Return a list's columns by what they are called in English, in small letters.

    What is in none of these languages keeps its name.
    """
    found = {}
    for column in columns:
        name = column.casefold().replace("’", "'")
        found[_ENGLISH.get(name, name)] = column
    return found
