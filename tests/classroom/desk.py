"""Downloads as platforms make them, and a desk to collect them at."""

from __future__ import annotations

import warnings
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from autograder.classroom.collect import Collected, collect
from autograder.course import submissions
from autograder.grading.assignment import Assignment

NAME = "04-convolution"
EVERY = ["01-images", "04-convolution"]
ADA, ALAN, EMMY = (
    f'{{"cells": [], "nbformat": 4, "metadata": {{"of": "{name}"}}}}'.encode()
    for name in ("ada", "alan", "emmy")
)

MOODLE = {
    "Ada Lovelace_4711_assignsubmission_file/convolution.ipynb": ADA,
    "Alan Turing_4712_assignsubmission_file_/My Homework (1).ipynb": ALAN,
    "Emmy Noether_4713_assignsubmission_file_convolution.ipynb": EMMY,
}
CANVAS = {
    "lovelaceada_81_901_convolution.ipynb": ADA,
    "turingalan_LATE_82_902_convolution-2.ipynb": ALAN,
    "noetheremmy_83_903_convolution_final.ipynb": EMMY,
}
METADATA = """---
submission_501:
  :submitters:
  - :name: Ada Lovelace
    :sid: '1815'
    :email: ada@example.org
  :created_at: 2025-03-14 11:00:00.123456000 Z
  :score: 0.0
  :history: []
submission_502:
  :submitters:
  - :name: Alan Turing
    :sid:
    :email: alan@example.org
  - :name: Emmy Noether
    :sid: '1882'
    :email: emmy@example.org
  :created_at: 2025-03-14 23:30:00.000000000 -07:00
"""
GRADESCOPE = {
    "assignment_7_export/submission_metadata.yml": METADATA.encode(),
    "assignment_7_export/submission_501/convolution.ipynb": ADA,
    "assignment_7_export/submission_502/work.ipynb": ALAN,
}


BLACKBOARD = {
    f"Convolution_{user}_attempt_2025-03-{day}-23-52-07{rest}": data
    for user, day, rest, data in (
        ("ada1", 13, "_convolution.ipynb", ALAN),
        ("ada1", 13, ".txt", b"Name: Ada Lovelace (ada1)\nAssignment: Convolution\n"),
        ("ada1", 14, "_convolution.ipynb", ADA),
        ("ada1", 14, ".txt", b"Name: Ada Lovelace (ada1)\nAssignment: Convolution\n"),
        ("al_t", 14, "_my_work.ipynb", ALAN),
        ("al_t", 14, ".txt", b"Name: Alan Turing (al_t)\nAssignment: Convolution\n"),
        ("emmy", 14, ".txt", b"Name: Emmy Noether (emmy)\nSubmission Field:\nNo file.\n"),
    )
}
BRIGHTSPACE = {
    "12345-6789 - Ada Lovelace - Mar 13, 2025 952 AM/convolution.ipynb": ALAN,
    "12345-6789 - Ada Lovelace - Mar 14, 2025 1152 PM/convolution.ipynb": ADA,
    "12346-6789 - Alan Turing - Mar 14, 2025 102 AM/work.ipynb": ALAN,
    "12347-6789 - Emmy Noether - 14 mars 2025 2352/convolution.ipynb": EMMY,
    "index.html": b"<html></html>",
}
SAKAI = {
    "Convolution/grades.csv": b"Convolution,Points\n\nDisplay ID,ID,Last Name,First Name,grade\n",
    "Convolution/Lovelace, Ada(ada1)/Submission attachment(s)/convolution.ipynb": ADA,
    "Convolution/Lovelace, Ada(ada1)/Submission attachment(s)/timestamp.txt": (
        b"2020-01-01T00:00:00Z"
    ),
    "Convolution/Lovelace, Ada(ada1)/timestamp.txt": b"2025-03-14T22:52:07.123Z",
    "Convolution/Lovelace, Ada(ada1)/comments.txt": b"",
    "Convolution/Turing, Alan(al_t)/Submission attachment(s)/work.ipynb": ALAN,
    "Convolution/Turing, Alan(al_t)/Feedback Attachment(s)/convolution.ipynb": EMMY,
}
ILIAS = {
    "Convolution/Lovelace_Ada_ada1_345/convolution.ipynb": ADA,
    "Convolution/Turing_Alan_al_t_346/Verspaetete Abgabe - convolution.ipynb": ALAN,
    "Convolution/Noether_Emmy_emmy_347/convolution.ipynb": EMMY,
}
OPENOLAT = {
    f"ita_Convolution_2025-03-14_12-00-00/{name}": data
    for name, data in (
        ("Course_2025-03-14.xlsx", b""),
        ("solutions/convolution.ipynb", EMMY),
        ("Lovelace_Ada_ada1/1_task/convolution.ipynb", EMMY),
        ("Lovelace_Ada_ada1/2_submissions/convolution.ipynb", ALAN),
        ("Lovelace_Ada_ada1/3_corrections/convolution.ipynb", EMMY),
        ("Lovelace_Ada_ada1/4_revisions_1/convolution.ipynb", ALAN),
        ("Lovelace_Ada_ada1/6_revisions_2/convolution.ipynb", ADA),
        ("Turing_Alan_alt/2_submissions/work.ipynb", ALAN),
    )
}
GOOGLE_CLASSROOM = {
    "Ada Lovelace - Convolution - part 1.ipynb": ADA,
    "Alan Turing - Convolution - part 1 (1).ipynb": ALAN,
    "Emmy Noether - Convolution - part 1.ipynb": EMMY,
    "Untitled3.ipynb": EMMY,
}


def zipped(path: Path, files: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name stands there twice
        for name, data in files.items() if isinstance(files, dict) else files:
            made.writestr(name, data)
    return path


def in_folder(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


class Desk:
    """Where things are collected: a source goes in, `submitted/` comes out."""

    def __init__(self, root: Path, assignment: Assignment) -> None:
        self.root, self.assignment, self.submitted = root, assignment, root / "submitted"

    def collect(
        self,
        source: Path | dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]],
        **options: Any,
    ) -> Collected:
        if not isinstance(source, Path):
            source = zipped(self.root / "download.zip", source)
        return collect(source, self.assignment, EVERY, self.submitted, **options)

    def placed(self) -> dict[str, bytes]:
        """Notebooks by student, where the grader looks for them."""
        return {
            s.student_id: s.read_notebook(self.assignment).data
            for s in submissions.find(self.submitted, self.assignment)
        }

    def times(self) -> dict[str, datetime]:
        """Times as nbgrader reads them."""
        return {
            p.parent.parent.name: parse_utc(p.read_text().strip())
            for p in sorted(self.submitted.glob("*/*/timestamp.txt"))
        }

    def everything(self) -> list[str]:
        return sorted(
            str(path.relative_to(self.root)) for path in self.root.rglob("*") if not path.is_dir()
        )
