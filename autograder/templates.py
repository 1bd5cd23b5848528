"""Jinja's templates, set up in one way for pages and texts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.plain import plain

_BREAKS = re.compile(r"(?<=[@._+-])(?=\w)")


@cache
def environment(package: str, *, html: bool, **filters: Callable[..., str]) -> Environment:
    """Return the environment for the templates of a package.

    Args:
        package: whose folder ``templates`` holds them, ``autograder.classroom``.
        html: whether they are pages: then what is filled in is escaped.
        filters: filters of their own, by name.
    """
    made = Environment(
        loader=PackageLoader(package),
        autoescape=html,  # noqa: S701  only pages are HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=not html,
        finalize=_shown if html else None,
    )
    made.filters |= filters
    return made


def breakable(text: str) -> Markup:
    """Return a text that a narrow column breaks after its dots, dashes and the like, as HTML.

    An address would be cut within a word.

    >>> breakable("ada@example.org")
    Markup('ada@<wbr>example.<wbr>org')
    """
    return Markup(_BREAKS.sub("<wbr>", str(escape(plain(text)))))  # noqa: S704  escaped


def csp_hash(text: str) -> str:
    """Return what names a script or a style in a Content-Security-Policy, ``sha256-…``.

    A page whose policy names its own runs and uses no other.
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _shown(value: object) -> object:
    """Return what is filled into a page so that no character of it does anything there."""
    if isinstance(value, Markup):
        return Markup(plain(value))  # noqa: S704  as safe as it was
    return plain(value) if isinstance(value, str) else value
