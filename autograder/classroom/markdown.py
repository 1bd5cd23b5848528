"""A student's text as HTML that shows it and does nothing."""

from __future__ import annotations

from collections.abc import Mapping

import bleach
from markupsafe import escape
from nbconvert.filters.markdown_mistune import (
    InvalidNotebook,
    IPythonRenderer,
    MarkdownWithMath,
)

TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "ol", "ul", "li"),
    *("a", "b", "code", "del", "em", "i", "img", "s", "strong", "sub", "sup", "u"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_PICTURE = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp"))


def as_html(text: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
    """Return a text in Markdown as HTML.

    Pictures are shown if they are in the text or attached to it: the page fetches nothing. Tags
    that could do something are shown as text.

    Args:
        text: Markdown, as Jupyter reads it.
        attachments: pictures by name and type, in base64.
    """
    renderer = _Renderer(escape=False, attachments=dict(attachments), exclude_anchor_links=True)
    html = MarkdownWithMath(renderer=renderer).render(text)
    return str(
        bleach.clean(html, tags=TAGS, attributes=_allowed, protocols={"http", "https", "data"})
    )


class _Renderer(IPythonRenderer):
    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return a picture; its name where it isn't there."""
        try:
            return str(super().image(text, url, title))
        except InvalidNotebook:
            return str(escape(f"(picture {text or url})"))

    def block_code(self, code: str, info: str | None = None) -> str:
        """Return code without colours, which would need more tags."""
        return f"<pre><code>{escape(code)}</code></pre>\n"


def _allowed(tag: str, name: str, value: str) -> bool:
    """Whether a tag may have an attribute."""
    if tag == "img":
        return name == "alt" or (name == "src" and value.startswith(_PICTURE))
    return tag == "a" and name == "href" and value.startswith(("http://", "https://"))
