"""What late work costs: the table ``[late]`` of ``course.toml``, as a plugin of nbgrader's.

A rule of the course's own, as nbgrader's documentation has it
(https://nbgrader.readthedocs.io/en/stable/plugins/late-plugin.html), stands in its place.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Enum, Float, TraitError
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.course.layout import CONFIG, LATE, SETTINGS, Course, CourseError

OURS = "autograder.course.late.LatePolicy"
SECONDS = {"hour": 3600, "day": 86400}
MUST_BE = {
    "percent": "a number from 0 to 100",
    "points": "a number of at least 0",
    "per": '"hour" or "day"',
    "grace_minutes": "a number of at least 0",
    "cap": "a number of at least 0",
}
"""What each line of the table can be, in words."""


class LatePolicy(LateSubmissionPlugin):
    """Takes off so many points, or so many percent of what was earned, for each hour or day.

    One that has begun counts whole. Without any of them it does what nbgrader does.
    """

    percent = Float(0.0, min=0.0, max=100.0).tag(config=True)
    """Of what was earned."""
    points = Float(0.0, min=0.0).tag(config=True)
    per = Enum(tuple(SECONDS), default_value="day").tag(config=True)
    grace_minutes = Float(0.0, min=0.0).tag(config=True)
    """So much is not late; whoever is later is so from the due date on."""
    cap = Float(math.inf, min=0.0).tag(config=True)
    """No more than this is taken off: percent or points, as above."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points to take off; None where nothing is."""
        if not self.percent and not self.points:
            by_nbgrader: float | None = super().late_submission_penalty(
                student_id, score, total_seconds_late
            )
            return by_nbgrader
        if total_seconds_late <= self.grace_minutes * 60:
            return None
        begun = math.ceil(total_seconds_late / SECONDS[self.per])
        share = min(begun * (self.percent or self.points), self.cap)
        return float(round(min(share * score / 100 if self.percent else share, score), 2))


def take_late_policy(config: Config, file: str) -> None:
    """Have nbgrader's commands take off what ``course.toml`` says; for ``nbgrader_config.py``.

    Args:
        config: nbgrader's.
        file: the course's ``nbgrader_config.py``.

    Raises:
        CourseError: the table can't be used.
    """
    _take(config, Course(Path(file).resolve().parent))


def grace_of(course: Course) -> float:
    """Return for how many seconds after its due date work is not late, by ``course.toml``.

    Raises:
        CourseError: the table can't be used.
    """
    config = Config()
    _take(config, course)
    return float(LatePolicy(config=config).grace_minutes * 60)


def config_of(course: Course) -> Config:
    """Return nbgrader's configuration of a course, with its rule for late work.

    Raises:
        CourseError: it can't be run, or names a rule where ``course.toml`` has one, too.
    """
    config = course.config()
    _take(config, course)
    if named := config.AssignLatePenalties.get("plugin_class"):
        with _importable(course.root):
            try:
                config.AssignLatePenalties.plugin_class = (
                    import_item(named) if isinstance(named, str) else named
                )
            except Exception as error:  # whatever the course's own module raises
                raise CourseError(
                    f"the rule for late work that {CONFIG} names, {named}, can't be imported "
                    f"({type(error).__name__}: {error}): mend it, or leave it out"
                ) from None
    return config


def _take(config: Config, course: Course) -> None:
    said = course.late()
    named = config.AssignLatePenalties.get("plugin_class")
    if not said:
        return
    if named not in (None, OURS):
        raise CourseError(
            f"{course.root / SETTINGS} has a table [{LATE}], and nbgrader_config.py names "
            f"{named}: leave one of them out"
        )
    if unknown := said.keys() - MUST_BE.keys():
        raise _refusal(
            course, f"{', '.join(sorted(unknown))} is not known; there are: {', '.join(MUST_BE)}"
        )
    if "percent" in said and "points" in said:
        raise _refusal(course, "percent and points: name one of them")
    for name, value in said.items():
        try:
            LatePolicy(**{name: value})
        except TraitError:
            raise _refusal(course, f"{name} = {value!r} must be {MUST_BE[name]}") from None
    config.AssignLatePenalties.plugin_class = OURS
    config.LatePolicy = Config(said)


def _refusal(course: Course, why: str) -> CourseError:
    return CourseError(f"{course.root / SETTINGS}, [{LATE}]: {why}")


@contextmanager
def _importable(root: Path) -> Iterator[None]:
    """Let modules beside ``nbgrader_config.py`` be imported, as nbgrader's own commands do."""
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))
