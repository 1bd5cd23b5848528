"""Jinja's templates, set up in one way for pages and texts."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def environment(package: str, *, html: bool) -> Environment:
    """Return the environment for the templates of a package.

    Args:
        package: whose folder ``templates`` holds them, ``autograder.classroom``.
        html: whether what is filled in is escaped for a page.
    """
    return Environment(
        loader=PackageLoader(package),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=not html,
    )
