"""Every check of the course, by its key."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from autograder.checks import exercise as _exercise
from autograder.checks.exercise import Exercise
from autograder.errors import UsageError


class UnknownCheck(UsageError):
    """A notebook names a check that no module of this package registers."""


def find(key: str) -> Exercise:
    """The check of that key, ``assignment/exercise``.

    Raises:
        UnknownCheck: there is none; the message lists those of the assignment.
    """
    registry = _all()
    if key not in registry:
        assignment = key.split("/")[0]
        known = (
            ", ".join(sorted(k for k in registry if k.startswith(f"{assignment}/")))
            or "none for this assignment"
        )
        raise UnknownCheck(f"no check is called {key!r}; known: {known}")
    return registry[key]


def keys() -> list[str]:
    """The keys of all checks, sorted."""
    return sorted(_all())


@cache
def _all() -> dict[str, Exercise]:
    package = import_module("autograder.checks")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    return _exercise.REGISTRY
