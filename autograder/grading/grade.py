"""The one core behind both doors: one submission in, one list of verdicts out."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property

from nbformat import NotebookNode

from autograder.checks.draw import seed_for
from autograder.checks.judged import Failure, Kind, Part
from autograder.checks.judging import UNSOLVED, Answer, ProbeFault, is_stub, judge
from autograder.checks.questions import Questions
from autograder.checks.surroundings import advice_on
from autograder.grading import verdicts
from autograder.grading.ask import answers_of, rehearse
from autograder.grading.assignment import Assignment, Exercise
from autograder.grading.cells import answers_in, code_of, marks_of
from autograder.grading.dependence import defined_below, used_by, with_references
from autograder.grading.diagnose import diagnose
from autograder.grading.exercises import ExerciseFolder
from autograder.grading.names import names_in
from autograder.grading.own_folder import NO_FILES
from autograder.grading.reading import findings
from autograder.grading.rebuild import Rebuilt, rebuild
from autograder.grading.redaction import without_paths
from autograder.grading.result import Result, now
from autograder.grading.run import MET, Heard, Played, in_words, play
from autograder.grading.settings import Settings
from autograder.grading.status import Status
from autograder.grading.steps import (
    LOOK,
    READ,
    Begin,
    all_of_them,
    judging,
    naming,
    retrying,
    too_long,
)
from autograder.grading.stubs import stands_above_code
from autograder.grading.unwritten import UNWRITTEN, reads_unwritten
from autograder.grading.verdicts import Verdict
from autograder.student.inside.bounds import MAX_NOTES
from autograder.student.process import ProcessFault, StudentProcess

NOT_RIGHT = (
    *(Status.PARTIAL, Status.FAILED, Status.ERROR, Status.TIMEOUT, Status.KILLED),
    Status.UNATTEMPTED,  # as one is, too, whose cell calls another one's stub
)
"""Statuses of an exercise that has not all points, and needs no person."""

ALIKE = 0.85
"""How alike two names are of which one is misspelt, by `difflib`."""

LEFT_ABOVE = Failure(
    "",
    "Your code stands below “raise NotImplementedError()”, so that it is never run.",
    "Delete that line.",
    Kind.ERROR,
)


def grade(
    assignment: Assignment,
    submitted: NotebookNode,
    student_id: str,
    settings: Settings,
    files: Mapping[str, bytes] = NO_FILES,
) -> Result:
    """Grade one submission.

    Args:
        assignment: what was handed out.
        submitted: what came back, as `rebuild.read_notebook` gave it.
        student_id: whose; hidden inputs depend on it.
        settings: secret, isolation, limits.
        files: what was handed in beside the notebook, by path.
    """
    rebuilt = rebuild(assignment, submitted)
    return grade_rebuilt(assignment, rebuilt, student_id, settings, files)


def grade_rebuilt(
    assignment: Assignment,
    rebuilt: Rebuilt,
    student_id: str,
    settings: Settings,
    files: Mapping[str, bytes] = NO_FILES,
    begin: Begin = all_of_them,
) -> Result:
    """Grade a submission that `rebuild` has put in order; see `grade`.

    Its notebook then has the outputs. Of each step that takes long by the student's doing `begin`
    is told, and says whether it is done.
    """
    began = time.monotonic()
    grading = _Grading(assignment, rebuilt, settings, student_id, files, begin)
    found = grading.verdicts()
    return Result(
        student_id,
        assignment.name,
        [replace(verdict, message=without_paths(verdict.message)) for verdict in found],
        [without_paths(note) for note in (rebuilt.notes + grading.notes)[:MAX_NOTES]],
        when=now(),
        seconds=round(time.monotonic() - began, 3),
        boxed=settings.boxed,
        hindered=grading.hindered,
    )


@dataclass
class _Grading:
    """One submission while it is graded."""

    assignment: Assignment
    rebuilt: Rebuilt
    settings: Settings
    student_id: str
    files: Mapping[str, bytes]
    begin: Begin
    notes: list[str] = field(default_factory=list)
    hindered: bool = False

    def verdicts(self) -> list[Verdict]:
        """Return a verdict for each exercise, in the notebook's order."""
        questions, faults = self._questions()
        read = self.begin(READ)
        try:
            played = self._play(self.rebuilt.notebook, questions) if read else Played()
        except ProcessFault as error:
            played, self.hindered = Played(), True
            faults |= dict.fromkeys(questions, str(error))
        self.notes = played.notes + self._altered_files()
        found: dict[str, Verdict] = {}
        for exercise in self.assignment.exercises:
            name, unchanged = exercise.name, exercise.name in self.rebuilt.unchanged
            if exercise.folder is None:
                found[name] = verdicts.by_hand(exercise, unchanged)
            elif name in faults:
                found[name] = verdicts.grader_error(exercise, faults[name])
            elif not read:
                found[name] = self._overrun(exercise, READ)
            else:
                step = judging(name)
                found[name] = (
                    self._judge(exercise, questions[name], played.heard[name], self.begin)
                    if self.begin(step)
                    else self._overrun(exercise, step)
                )
        if not read:
            return list(found.values())
        for exercise in self.assignment.exercises:
            # In order: what is right but for another one needs no right answer in its own place.
            found[exercise.name] = self._alone(exercise, questions, found)
        looked = self.begin(LOOK)
        for name, lines in (
            findings(self.assignment, self.rebuilt.notebook).items() if looked else ()
        ):
            found[name] = replace(found[name], look_at="\n".join(lines))
        return list(found.values())

    def _altered_files(self) -> list[str]:
        """Say which of the files that were given out came back otherwise than they are now."""
        given = self.assignment.given_files
        changed = sorted(name for name in given if self.files.get(name, given[name]) != given[name])
        are = "is" if len(changed) == 1 else "are"
        return [
            f"Your {' and '.join(changed)} {are} not as the course has it now: your code was "
            "graded with the course's."
        ] * bool(changed)

    def _questions(self) -> tuple[dict[str, Questions], dict[str, str]]:
        """Return what is asked for each exercise, and which checks could not be set up, and why."""
        questions: dict[str, Questions] = {}
        faults: dict[str, str] = {}
        for exercise in self.assignment.exercises:
            if exercise.folder:
                seed = seed_for(self.settings.secret, self.student_id, exercise.folder.key)
                try:
                    check = exercise.folder.check
                    questions[exercise.name] = check.questions(seed, self.settings.data)
                except (
                    Exception
                ) as error:  # a bug in a check: the grader's fault, for this one only
                    reason = f"({type(error).__name__}: {error})"
                    faults[exercise.name] = f"its check could not be set up {reason}"
        return questions, faults

    def _overrun(self, exercise: Exercise, step: str) -> Verdict:
        return verdicts.overrun(exercise, too_long(step, self.settings.limits))

    def _judge(
        self, exercise: Exercise, questions: Questions, heard: Heard, begin: Begin
    ) -> Verdict:
        assert exercise.folder
        unchanged = exercise.name in self.rebuilt.unchanged
        verdict = _verdict(
            *(self.assignment, exercise, exercise.folder, questions, heard, self._written, begin),
            unchanged=unchanged,
        )
        if verdict.status == Status.UNATTEMPTED and any(
            stands_above_code(cell.source)
            for cell in self.rebuilt.notebook.cells
            if exercise.name in answers_in(cell)
        ):
            return verdicts.failure(exercise, LEFT_ABOVE)
        if verdict.status != Status.PASSED and (said := self._misspelt(exercise)):
            return replace(verdict, misconception="another name", explanation=said)
        return verdict

    def _misspelt(self, exercise: Exercise) -> str:
        """Say which name of a student's own stands for one that is asked for and is not there."""
        bound = frozenset[str]().union(*map(names_in, self._written))
        missing = self.assignment.defined_by(exercise.name) - bound
        own = bound - set(self.assignment.given_names)
        for name in sorted(missing):
            plain = {one.casefold(): one for one in sorted(own)}
            if like := get_close_matches(name.casefold(), plain, n=1, cutoff=ALIKE):
                return (
                    f"{name} is asked for, and your code defines {plain[like[0]]}: keep the names "
                    "that were handed out."
                )
        return ""

    @cached_property
    def _written(self) -> list[str]:
        """The code of all cells that carry no points."""
        return [
            cell.source
            for cell in self.rebuilt.notebook.cells
            if cell.cell_type == "code" and not marks_of(cell).grade
        ]

    def _alone(
        self, exercise: Exercise, questions: dict[str, Questions], found: dict[str, Verdict]
    ) -> Verdict:
        """Give an exercise its points where it fails only because of what it uses.

        It is judged again with right answers in place of other exercises', and with what is defined
        below it. Nothing of that is shown or kept but whether all of it is right: the right answers
        are in reach there.
        """
        name = exercise.name
        if found[name].status not in NOT_RIGHT or name in self.rebuilt.unchanged:
            return found[name]
        if not self.begin(retrying(name)):
            return found[name]
        notebook = self.rebuilt.notebook
        # What stands below isn't there yet, whoever wrote it first.
        exercises = self.assignment.exercises
        below = {one.name for one in exercises[exercises.index(exercise) + 1 :]}
        wrong = {
            other
            for other in used_by(self.assignment, notebook, name)
            if found[other].status in NOT_RIGHT or other in below
        }
        by_others = {one for other in wrong for one in self.assignment.defined_by(other)}
        lacking = {
            one: cell for one, cell in defined_below(notebook, name).items() if one not in by_others
        }
        if not wrong and not lacking:
            return found[name]
        put_right = with_references(self.assignment, notebook, name, wrong, lacking.values())
        try:
            heard = self._play(put_right, {name: questions[name]}, patience=3).heard[name]
        except ProcessFault as error:
            self.hindered = True
            return verdicts.grader_error(exercise, str(error))
        again = self._judge(exercise, questions[name], heard, _nothing_more)
        if again.status != Status.PASSED:
            return found[name]
        why = []
        if wrong:
            others = " and ".join(other for other in self.assignment.solutions if other in wrong)
            are = "is" if len(wrong) == 1 else "are"
            why.append(f"it uses {others}, which {are} not right yet.")
        if lacking:
            are = "is" if len(lacking) == 1 else "are"
            why.append(
                f"{' and '.join(lacking)} {are} defined further down: move that above this "
                "exercise, so that “Restart and Run All” works."
            )
        said = " Also, ".join(why)
        message = f"Full points: your own code is right. It fails only because {said}"
        return replace(again, message=message)

    def _play(
        self, notebook: NotebookNode, questions: dict[str, Questions], patience: float = 1
    ) -> Played:
        """Run a notebook and ask questions; a right answer may be slower than a student's own."""
        checks = {
            exercise.name: exercise.folder.check
            for exercise in self.assignment.exercises
            if exercise.folder and exercise.name in questions
        }
        with StudentProcess(
            boxed=self.settings.boxed,
            data=self.settings.data,
            hidden=self.settings.hidden,
            seed=seed_for(self.settings.secret, self.student_id, self.assignment.name),
            files=self.files,
            given=self.assignment.given_files,
            refuses={check.forbids for check in checks.values()},
            code=code_of(notebook),
        ) as process:
            seconds = {name: patience * check.seconds for name, check in checks.items()}
            played = play(
                *(notebook, questions, seconds, process),
                *(self.settings.limits, self.assignment.given_cells),
            )
        self.hindered |= played.doubtful
        return played


_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


def _nothing_more(step: str) -> bool:
    """Leave out what would follow: only whether an answer is right is wanted."""
    return False


def _verdict(
    assignment: Assignment,
    exercise: Exercise,
    folder: ExerciseFolder,
    questions: Questions,
    heard: Heard,
    written: list[str],
    begin: Begin,
    *,
    unchanged: bool,
) -> Verdict:
    if heard.failure and heard.reply is None:
        failure = heard.failure
        subject = (
            f"Your code for {exercise.name}"
            if not failure.asked and failure.kind in (Kind.TIMEOUT, Kind.KILLED)
            else failure.asked
        )
        return verdicts.failure(
            exercise,
            Failure("", f"{subject} {failure.fact}".strip(), failure.advice, failure.kind),
        )
    missing = heard.failure or Failure("", "There was no answer.", "", Kind.ERROR)
    try:
        answers = answers_of(heard.reply, len(questions.asked))
        parts = judge(questions, answers, missing, folder.check.remedy)
        if stumbled := _stumbled(parts):
            # Over the right answer, too? Then the check is broken.
            solution = assignment.solutions[exercise.name].source
            right = rehearse(
                [solution], questions, assignment.definitions.fresh(), assignment.given_files
            )
            if _stumbled(judge(questions, right, missing, folder.check.remedy)):
                return verdicts.grader_error(exercise, f"its check broke ({stumbled})")
        verdict = verdicts.of_parts(exercise, parts)
        attempted = verdict.status not in (Status.UNATTEMPTED, Status.PASSED)
        unwritten = attempted and reads_unwritten(written, answers)
        found = (
            UNWRITTEN
            if unwritten
            else diagnose(
                *(folder, questions, answers, parts, assignment.definitions),
                solution=assignment.solutions[exercise.name].source,
                files=assignment.given_files,
            )
            if attempted and begin(naming(exercise.name))
            else None
        )
    except ProbeFault as fault:
        return verdicts.grader_error(exercise, str(fault))
    except Exception as error:  # a bug in a check: never the student's zero
        return verdicts.grader_error(exercise, f"its check broke ({type(error).__name__}: {error})")
    undefined = [a for a in answers if a.error and a.error["type"] == "NameError"]
    stubs = [a for a in answers if a.error and is_stub(a.error["type"], a.error["message"])]
    nothing = undefined and len(undefined) + len(stubs) == len(answers)
    if nothing and (unchanged or _not_implemented(heard)):
        return verdicts.failure(exercise, UNSOLVED)
    if undefined and heard.cell_error:
        kind, message = heard.cell_error["ename"], heard.cell_error["evalue"]
        fact = f"Your cell {exercise.name} {in_words(heard.cell_error)}"
        line = heard.cell_error.get("line", "")
        advice = advice_on(kind, message, line)
        if not advice and line:
            advice = "Python could not read the cell, so nothing of it was run."
        if not advice and heard.cell_error["met"] != MET:
            advice = "Nothing after that line was defined."
        if len(undefined) == len(answers):
            return verdicts.failure(exercise, Failure("", fact, advice, Kind.ERROR))
        verdict = replace(verdict, message=f"{fact} {advice}\n{verdict.message}".rstrip())
    elif why := _without_value(heard, undefined):
        verdict = replace(verdict, message=f"{why}\n{verdict.message}".rstrip())
    return (
        replace(verdict, misconception=found.name, explanation=found.sentence) if found else verdict
    )


def _without_value(heard: Heard, undefined: list[Answer]) -> str:
    """Say which cell failed that should have given a name its value; empty where none did."""
    for answer in undefined:
        name = _UNDEFINED.match(answer.error["message"]) if answer.error else None
        if name and (error := heard.without_value.get(name[1])):
            advice = advice_on(error["ename"], error["evalue"], error.get("line", ""))
            fact = f"the cell that should give it one {in_words(error)}"
            return f"{name[1]} has no value: {fact} {advice}".rstrip()
    return ""


def _stumbled(parts: list[Part]) -> str:
    """Return what a judge raised over an answer, if one did."""
    stumbled = (failure.stumbled for part in parts for failure in part.failures)
    return next(filter(None, stumbled), "")


def _not_implemented(heard: Heard) -> bool:
    error = heard.cell_error
    return bool(error and is_stub(error["ename"], error["evalue"]))
