"""Puts a check's questions to a student's process, as grading does."""

from __future__ import annotations

from autograder.checks.check import Ask, Check
from autograder.checks.judged import Failure, Kind
from autograder.checks.judging import judge
from autograder.grading.ask import answers_of, request_for
from autograder.student.process import StudentProcess

MISSING = Failure("", "There was no answer.", "", Kind.ERROR)


def told(process: StudentProcess, cell: str, ask: Ask) -> list[str]:
    """Return what a student with that cell is told, for each part; empty where it is right."""
    assert process.run(cell, 60).ended == "ok"
    questions = Check(ask, "").questions(1)
    reply = process.ask(request_for(questions.asked), 30).reply
    parts = judge(questions, answers_of(reply, len(questions.asked)), MISSING)
    return [str(part.failure) if part.failure else "" for part in parts]
