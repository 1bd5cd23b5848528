"""Late penalties and extensions in nbgrader's gradebook, by the course's own rule."""

from __future__ import annotations

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import selectinload
from traitlets.config import Config

from autograder.course.extensions import Extension, Extensions


class Penalties:
    """The rule that nbgrader's configuration names, as `AssignLatePenalties` applies it."""

    def __init__(self, config: Config) -> None:
        self._step = AssignLatePenalties(config=config)
        self._step.init_plugin()

    def apply(
        self, gradebook: Gradebook, student: str, seconds_late: float, submitted: SubmittedNotebook
    ) -> None:
        """Note what is taken off a submission, without a second session as nbgrader has it."""
        noted = None
        if seconds_late > 0:
            gradebook.db.flush()
            gradebook.db.refresh(submitted)  # its score, which the database adds up
            penalty = self._step.plugin_inst.late_submission_penalty(
                student, submitted.score, seconds_late
            )
            if penalty is not None:
                noted = self._step._check_late_penalty(submitted, penalty)
        submitted.late_submission_penalty = noted  # the same as before is not written


def settle(
    gradebook: Gradebook, name: str, config: Config, extensions: Extensions | None
) -> list[str]:
    """Bring due dates and late penalties of an assignment in line with what holds now.

    A due date, the rule for late work, an extension or a person's points may have changed since a
    submission was graded.

    Args:
        gradebook: it knows the assignment.
        name: the assignment's.
        config: nbgrader's.
        extensions: what single students may; None where the course never noted any, and what
            stands in the gradebook holds.

    Returns:
        Whose penalty could not be worked out, and why.
    """
    penalties = Penalties(config)
    submissions = (
        gradebook.db.query(SubmittedAssignment)
        .join(SubmittedAssignment.assignment)
        .filter(Assignment.name == name)
        .options(selectinload(SubmittedAssignment.notebooks))
    )
    failed = []
    for submission in submissions.all():
        own = (extensions or {}).get((submission.student_id, name), Extension())
        due = submission.assignment.duedate
        if due is None:
            submission.extension = None  # with one nbgrader would add it to nothing
        elif extensions is not None:
            submission.extension = own.due and own.due - due
        late = 0.0 if own.excused else submission.total_seconds_late
        for submitted in submission.notebooks:
            before = submitted.late_submission_penalty
            if not late and before is None:
                continue
            try:
                penalties.apply(gradebook, submission.student_id, late, submitted)
            except Exception as error:  # of the course's own rule
                reason = f"{type(error).__name__}: {error}"
                failed.append(
                    f"{submission.student_id} {name}: what is taken off for coming late can't be "
                    f"worked out ({reason})"
                )
    gradebook.db.commit()
    return failed
