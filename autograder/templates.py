"""Jinja's templates, set up in one way for pages and texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


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
    )
    made.filters |= filters
    return made
