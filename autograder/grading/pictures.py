"""Pictures that a student's text shows: each is there under its name, or said to be missing."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from autograder.student.inside.bounds import MAX_FORMATTED_CHARS, MAX_NAME_CHARS, MAX_PICTURES

SCHEME = "attachment:"
"""What the address of a picture begins with that is kept in the cell itself."""

Pictures = dict[str, dict[str, str]]
"""Pictures by name and type, in base64."""

DATA = re.compile(r"(?<=;base64,)[A-Za-z0-9+/=]+")
"""A picture that stands in a text itself, in base64."""

_TAG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def mend_pictures(text: str, pictures: Pictures) -> tuple[str, Pictures, list[str]]:
    """Let nbconvert show all pictures of a text that are there, and stumble over none.

    It knows a picture by the name that the text has, where a space may be written ``%20``, shows
    none that stands in a tag, and refuses the whole notebook where one is missing. In a text that
    is too long to be looked through, none is shown.

    Args:
        text: Markdown, as Jupyter reads it.
        pictures: what is attached to the cell.

    Returns:
        The text, its pictures, and the names of those that are missing.
    """
    if SCHEME not in text:
        return text, pictures, []
    if len(DATA.sub("", text)) > MAX_FORMATTED_CHARS:
        return _without(text), pictures, []
    text = _TAG.sub(_as_markdown, text)
    asked = _asked_for(text)
    if len(asked) > MAX_PICTURES or any(len(name) > MAX_NAME_CHARS for name in asked):
        return _without(text), pictures, []
    named, missing = dict(pictures), []
    for name in asked:
        if name in named:
            continue
        if unquote(name) in pictures:
            named[name] = pictures[unquote(name)]
            continue
        missing.append(unquote(name))
        for written in (name, unquote(name)):
            address = re.escape(f"{SCHEME}{written}")
            text = re.sub(rf"!\[[^\[\]\n]*\]\(<?{address}>?\)", f"(picture {written})", text)
            text = text.replace(f"{SCHEME}{written}", f"missing-{SCHEME}{written}")
    return text, named, missing


def _without(text: str) -> str:
    """Return a text in which every picture that is kept in the cell counts as missing."""
    return text.replace(SCHEME, f"missing-{SCHEME}")


def _as_markdown(tag: re.Match[str]) -> str:
    """Return a picture's tag as Markdown, if the picture is kept in the cell."""
    found = {name.lower(): "".join(values) for name, *values in _ATTRIBUTE.findall(tag[0])}
    address = found.get("src", "")
    if not address.startswith(SCHEME):
        return tag[0]
    name = quote(unquote(address.removeprefix(SCHEME)))
    return f"![{found.get('alt', '')}]({SCHEME}{name})"


def _asked_for(text: str) -> list[str]:
    """Return the names of the attached pictures that a text shows, as nbconvert looks them up."""
    # Only here: most notebooks have no such picture.
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    class Asking(IPythonRenderer):
        def image(self, text: str, url: str, title: str | None = None) -> str:
            addresses.append(url)
            return ""

    addresses: list[str] = []
    MarkdownWithMath(renderer=Asking(escape=False)).render(DATA.sub("", text))
    return [
        address.removeprefix(SCHEME)
        for address in dict.fromkeys(addresses)
        if address.startswith(SCHEME)
    ]
