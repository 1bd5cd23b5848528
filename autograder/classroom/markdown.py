"""A student's text as HTML that shows it and does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from markupsafe import escape
from nbconvert.filters.markdown_mistune import (
    InvalidNotebook,
    IPythonRenderer,
    MarkdownWithMath,
)

from autograder.grading.pictures import DATA
from autograder.student.inside.bounds import MAX_FORMATTED_CHARS, MAX_SHOWN_PICTURES_CHARS

TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "ol", "ul", "li"),
    *("a", "b", "code", "del", "em", "i", "img", "s", "strong", "sub", "sup", "u"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_PICTURE = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp"))
_STAND_IN = re.compile(r"(?<=;base64,)picture(\d{1,9})x")


def as_html(text: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
    """Return a text in Markdown as HTML.

    Pictures are shown if they are in the text or attached to it: the page fetches nothing. Tags
    that could do something are shown as text. A text that is too long is shown as it was written.

    Args:
        text: Markdown, as Jupyter reads it.
        attachments: pictures by name and type, in base64.
    """
    pictures = _Pictures()
    text = DATA.sub(lambda found: pictures.take(found[0]), text)
    if len(text) > MAX_FORMATTED_CHARS:
        return f"<pre>{escape(text)}</pre>"
    attached = {
        name: {kind: pictures.take(data) for kind, data in bundle.items()}
        for name, bundle in attachments.items()
    }
    renderer = _Renderer(escape=False, attachments=attached, exclude_anchor_links=True)
    html = MarkdownWithMath(renderer=renderer).render(text)
    cleaner = Cleaner(
        TAGS, attributes=_allowed, protocols={"http", "https", "data"}, filters=[_NamedPictures]
    )
    return pictures.put_back(cleaner.clean(html))


class _Pictures:
    """Pictures in base64, which need not be read as Markdown and as HTML."""

    def __init__(self) -> None:
        self._taken: list[str] = []
        self._left = MAX_SHOWN_PICTURES_CHARS

    def take(self, data: str) -> str:
        """Take a picture, and return what stands in its place."""
        data = "".join(data.split())
        self._taken.append(data if DATA.fullmatch(f";base64,{data}", len(";base64,")) else "")
        return f"picture{len(self._taken) - 1}x"

    def put_back(self, html: str) -> str:
        """Return a page with its pictures, which a text may show again and again, up to a limit."""
        return _STAND_IN.sub(self._put_back, html)

    def _put_back(self, found: re.Match[str]) -> str:
        number = int(found[1])
        data = self._taken[number] if number < len(self._taken) else ""
        self._left -= len(data)
        return data if self._left >= 0 else ""


class _NamedPictures(Filter):
    """Has a picture that isn't shown, as one from the web, be named in its place."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            attributes = token.get("data") if token.get("name") == "img" else None
            if attributes is None or (None, "src") in attributes:
                yield token
            else:
                name = unescape(attributes.get((None, "alt"), ""))  # bleach keeps entities
                yield {"type": "Characters", "data": f"(picture {name})".replace(" )", ")")}


class _Renderer(IPythonRenderer):
    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return a picture; its name where it isn't there."""
        try:
            return str(super().image(text, url, title))
        except InvalidNotebook:
            return str(escape(f"(picture {text or url})"))

    def block_html(self, html: str) -> str:
        """Return HTML; a comment as text, since an answer may have been written into it."""
        shown = f"<p>{escape(html)}</p>" if html.lstrip().startswith("<!--") else html
        return str(super().block_html(shown))

    def inline_html(self, html: str) -> str:
        """Return HTML; a comment as text."""
        shown = str(escape(html)) if html.startswith("<!--") else html
        return str(super().inline_html(shown))

    def block_code(self, code: str, info: str | None = None) -> str:
        """Return code without colours, which would need more tags."""
        return f"<pre><code>{escape(code)}</code></pre>\n"


def _allowed(tag: str, name: str, value: str) -> bool:
    """Whether a tag may have an attribute."""
    if tag == "img":
        return name == "alt" or (name == "src" and value.startswith(_PICTURE))
    return tag == "a" and name == "href" and value.startswith(("http://", "https://"))
