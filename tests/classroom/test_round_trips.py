"""A class goes in by each platform's door, and grades and pages come out by it.

Each platform is played by what its source or documentation says that it writes and reads.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.classroom.documents import feedback_path
from autograder.classroom.export import book, formats
from autograder.classroom.export.download import Download
from autograder.classroom.people import read_roster
from autograder.course import journal
from autograder.course.gradebook import recorder
from autograder.course.layout import Course
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.classroom.desk import EVERY, NAME, Desk, in_folder, zipped
from tests.helpers import SMALL, make_course

ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Student:
    """One of a class, with what platforms know of them."""

    number: int
    user: str
    first: str
    last: str

    @property
    def email(self) -> str:
        return f"{self.user}@example.org"

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def notebook(self) -> bytes:
        return b'{"cells": [], "nbformat": 4, "metadata": {"of": "%d"}}' % self.number

    @property
    def came(self) -> datetime:
        """When it was handed in, by the clock of the course."""
        return datetime(2025, 3, 14, 23, 40) + timedelta(minutes=self.number)

    @property
    def points(self) -> float:
        return 1 + self.number / 4

    @property
    def page(self) -> bytes:
        return f"<p>For {self.number}</p>".encode()


CLASS = [
    Student(number, *names)
    for number, names in enumerate(
        [
            ("ada1", "Ada", "Lovelace"),
            ("jm", "Jörg", "Müller"),
            ("am", "Anna", "Müller"),
            ("s.on", "Sinéad", "O'Neil"),
            ("sd", "Sammy", "Davis, Jr."),
            ("a_b", "Ana_Lu", "Bell"),
            ("shira", "שירה", "לוי"),
        ],
        start=1,
    )
]
Files = dict[str, bytes]


def table(header: str, line: Callable[[Student], list[object]], above: str = "") -> str:
    """A list of the class as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([header.split(","), *map(line, CLASS)])
    return above + text.getvalue()


def cells(text: str, key: str, points: str) -> dict[str, float]:
    """Points by a column of a table that came out."""
    return {
        row[key]: float(row[points].replace(",", "."))
        for row in csv.DictReader(io.StringIO(text))
        if row[points]
    }


def pages_of(path: Path, key: Callable[[str], str]) -> Files:
    """Pages in a zip, by what a platform reads of their names."""
    with zipfile.ZipFile(path) as archive:
        return {key(name): archive.read(name) for name in archive.namelist()}


# What platforms write


def moodle() -> Files:
    """Without apostrophes, and spaces for underscores: clean_filename, and downloader.php."""
    return {
        f"{s.full.replace('_', ' ').replace(chr(39), '')}_{100 + s.number}_assignsubmission_file/"
        "convolution.ipynb": s.notebook
        for s in CLASS
    }


WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments"
)
IN_GERMAN = (
    "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert "
    "werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar"
)


def worksheet(s: Student) -> list[object]:
    when = f"{s.came:%A, %d %B %Y, %I:%M %p}"
    return [f"Participant {100 + s.number}", s.full, s.email, "", "", "4.00", "Yes", when, "-", ""]


def in_german(s: Student) -> list[object]:
    when = f"Freitag, {s.came:%d}. März 2025, {s.came:%H:%M}"
    return [f"Teilnehmer/in{100 + s.number}", s.full, s.email, "", "", "4,00", "Ja", when, "-", ""]


def canvas() -> Files:
    """Letters and digits of “Last, First” alone: content_zipper.rb."""
    files = {}
    for s in CLASS:
        name = "".join(filter(str.isalnum, s.last + s.first)).lower()
        files[f"{name}_{80 + s.number}_{900 + s.number}_convolution.ipynb"] = s.notebook
    return files


def gradescope() -> Files:
    listing = "".join(
        f"submission_{s.number}:\n  :submitters:\n  - :name: {json.dumps(s.full)}\n"
        f"    :email: {s.email}\n  :created_at: {s.came:%Y-%m-%d %H:%M:%S} +01:00\n"
        for s in CLASS
    )
    files = {f"export/submission_{s.number}/convolution.ipynb": s.notebook for s in CLASS}
    return files | {"export/submission_metadata.yml": listing.encode()}


def blackboard() -> Files:
    files = {}
    for s in CLASS:
        attempt = f"Convolution_{s.user}_attempt_{s.came:%Y-%m-%d-%H-%M-%S}"
        files[f"{attempt}_convolution.ipynb"] = s.notebook
        files[f"{attempt}.txt"] = f"Name: {s.full} ({s.user})\nAssignment: Convolution\n".encode()
    return files


def brightspace() -> Files:
    return {
        f"{5000 + s.number}-77 - {s.full} - {s.came:%b %d, %Y %I%M %p}/"
        "convolution.ipynb": s.notebook
        for s in CLASS
    }


def sakai() -> Files:
    grades = table(
        "Display ID,ID,Last Name,First Name,grade,Submission date,Late submission",
        lambda s: [s.user, s.user, s.last, s.first, "", "", ""],
        above='"Convolution","SCORE_GRADE_TYPE"\n""\n',
    )
    files = {"Convolution/grades.csv": grades.encode()}
    for s in CLASS:
        folder = f"Convolution/{in_ascii(f'{s.last}, {s.first}')}({s.user})"
        files[f"{folder}/Submission attachment(s)/convolution.ipynb"] = s.notebook
        utc = s.came - timedelta(hours=1)
        files[f"{folder}/timestamp.txt"] = f"{utc:%Y-%m-%dT%H:%M:%S}Z".encode()
    return files


def in_ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def written_out(text: str) -> str:
    for letter, others in zip("ÄÖÜäöüß", ["Ae", "Oe", "Ue", "ae", "oe", "ue", "ss"], strict=True):
        text = text.replace(letter, others)
    return text


def ilias_folder(s: Student) -> str:
    """ilFileUtils::getASCIIFilename: accents dropped, another byte becomes an underscore."""
    letters = written_out(f"{s.last}_{s.first}_{s.user}_{300 + s.number}")
    return "".join(
        in_ascii(letter) or "_" * len(letter.encode())
        for letter in unicodedata.normalize("NFC", letters)
    )


def ilias() -> Files:
    return {f"Convolution/{ilias_folder(s)}/convolution.ipynb": s.notebook for s in CLASS}


def openolat() -> Files:
    """FileUtils.normalizeFilename: what is no letter, digit or underscore is dropped."""

    def folder(s: Student) -> str:
        name = written_out(f"{s.last}_{s.first}_{s.user}".replace(" ", "_"))
        return re.sub(r"\W", "", in_ascii(name))

    return {
        f"ita_Hw_2025-03-15/{folder(s)}/1_submissions/convolution.ipynb": s.notebook for s in CLASS
    }


def google_classroom() -> Files:
    return {f"Hw/{s.full} - convolution.ipynb": s.notebook for s in CLASS}


def exchange() -> Files:
    files: Files = {}
    for s in CLASS:
        stamp = f"{s.came:%Y-%m-%d %H:%M:%S.%f} CET"
        folder = f"inbound/{s.user}+{NAME}+{stamp}"
        files |= {
            f"{folder}/convolution.ipynb": s.notebook,
            f"{folder}/timestamp.txt": stamp.encode(),
        }
    return files


def folder() -> Files:
    files = {}
    for s in CLASS:
        files[f"{s.user}/{NAME}/convolution.ipynb"] = s.notebook
        files[f"{s.user}/{NAME}/timestamp.txt"] = f"{s.came:%Y-%m-%d %H:%M:%S} CET".encode()
    return files


def repositories() -> Files:
    return {f"hw-submissions/hw-{s.user}/convolution.ipynb": s.notebook for s in CLASS}


USERS = table("Username,First name,Last name", lambda s: [s.user, s.first, s.last])
NBGRADER = table("id,first_name,last_name,email", lambda s: [s.user, s.first, s.last, s.email])
IN_CANVAS = table(
    f"Student,ID,SIS Login ID,Section,{NAME} (77)",
    lambda s: [f"{s.last}, {s.first}", 80 + s.number, s.user, "Mon", ""],
    above="",
)
IN_BLACKBOARD = table(
    f"Last Name,First Name,Username,{NAME} [Total Pts: 4 Score] |12345",
    lambda s: [s.last, s.first, s.user, ""],
)
IN_BRIGHTSPACE = table(
    "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator",
    lambda s: [f"#A{s.number}", f"#{s.user}", s.last, s.first, s.email, "#"],
)


# What platforms read


def by_user(
    key: str = "Username", points: str = NAME, before: str = ""
) -> Callable[[str], dict[str, float]]:
    """Points of a table that has a column of users."""
    return lambda text: {
        user.removeprefix(before): total for user, total in cells(text, key, points).items()
    }


def of_openolat(text: str) -> dict[str, float]:
    """DataStepForm.java, splitRawData."""
    lines = (line.split("\t") for line in text.splitlines())
    return {user: float(total) for user, total in lines}


def numbered(text: str, before: int) -> str:
    """The user who has a number on a platform."""
    return next(s.user for s in CLASS if s.number == int(text) - before)


def moodle_page(name: str) -> str:
    """importziplib.php, is_valid_filename_for_import."""
    _, number, _, _, file = name.split("_", 4)
    assert file == "convolution.html"
    return numbered(number, 100)


def canvas_page(name: str) -> str:
    """assignment.rb, infer_comment_context_from_filename."""
    user, attachment = [part for part in name.split("_") if part.isdecimal()][:2]
    assert int(attachment) - 900 == int(user) - 80
    return numbered(user, 80)


def brightspace_page(name: str) -> str:
    assert name.partition("/")[0] in {came.partition("/")[0] for came in brightspace()}
    return numbered(name.partition("-")[0], 5000)


def ilias_page(name: str) -> str:
    """ilExAssignment, getMultiFeedbackFiles."""
    top, folder, _ = name.split("/")
    assert top.startswith("multi_feedback")
    return numbered(folder.split("_")[-1], 300)


def openolat_page(name: str) -> str:
    """DataStepForm.java, processReturnFiles."""
    return name.split("/")[-2]


@dataclass(frozen=True)
class Trip:
    """How a class goes in by a platform, and how grades and pages come out."""

    download: Callable[[], Files]
    listed: str
    to: str
    points: Callable[[str], dict[str, float]]
    pages: str = ""
    page: Callable[[str], str] = str
    timed: bool = True


IN_TABLE = by_user("student_id", "score")
TRIPS = {
    "moodle": Trip(
        moodle,
        table(WORKSHEET, worksheet),
        "moodle-worksheet",
        lambda text: {
            numbered(name.removeprefix("Participant "), 100): total
            for name, total in cells(text, "Identifier", "Grade").items()
        },
        "moodle-feedback",
        moodle_page,
    ),
    "moodle in German": Trip(
        moodle,
        table(IN_GERMAN, in_german),
        "moodle-worksheet",
        lambda text: {
            numbered(name.removeprefix("Teilnehmer/in"), 100): total
            for name, total in cells(text, "ID", "Bewertung").items()
        },
        "moodle-feedback",
        moodle_page,
    ),
    "canvas": Trip(
        canvas,
        IN_CANVAS,
        "canvas",
        lambda text: {
            numbered(number, 80): total
            for number, total in cells(text, "ID", f"{NAME} (77)").items()
            if number
        },
        "canvas-feedback",
        canvas_page,
        timed=False,
    ),
    "gradescope": Trip(gradescope, NBGRADER, "csv", IN_TABLE),
    "blackboard": Trip(
        blackboard,
        IN_BLACKBOARD,
        "blackboard",
        by_user(points=f"{NAME} [Total Pts: 4 Score] |12345"),
    ),
    "brightspace": Trip(
        brightspace,
        IN_BRIGHTSPACE,
        "brightspace",
        by_user(points=f"{NAME} Points Grade", before="#"),
        "brightspace-feedback",
        brightspace_page,
    ),
    "ilias": Trip(ilias, USERS, "csv", IN_TABLE, "ilias-feedback", ilias_page, timed=False),
    "openolat": Trip(
        openolat, USERS, "openolat", of_openolat, "openolat-feedback", openolat_page, timed=False
    ),
    "google-classroom": Trip(google_classroom, NBGRADER, "csv", IN_TABLE, timed=False),
    "exchange": Trip(exchange, NBGRADER, "csv", IN_TABLE),
    "folder": Trip(folder, NBGRADER, "csv", IN_TABLE),
    "repositories": Trip(repositories, NBGRADER, "csv", IN_TABLE, timed=False),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("trips") / "course", cells=SMALL)


@pytest.fixture
def course(built: Course, tmp_path: Path) -> Course:
    return Course(shutil.copytree(built.root, tmp_path / "course"))


@dataclass
class Journey:
    """A class that was collected and graded, on its way out."""

    course: Course
    download: Path
    listed: Path
    ids: dict[str, str]
    """Users of the platform by their ids in the course."""
    times: dict[str, datetime]

    def export(self, to: str, output: Path | None = None) -> formats.Exported:
        roster = read_roster(self.listed, ZONE)
        read = book.read_book(self.course, self.course.root, [NAME], roster)
        download = Download(self.download, self.course.load(NAME), EVERY, roster)
        return formats.export(read, to, output, self.listed, download)


def taken_in(course: Course, root: Path, platform: str, files: Files, listed: str) -> Journey:
    """Collect a download, and put grades and pages where grading leaves them."""
    assignment = course.load(NAME)
    desk = Desk(root, assignment)
    source = zipped(root / "download.zip", files)
    if platform == "repositories":
        source = in_folder(root / "clones", files)
        for path in (source / "hw-submissions").iterdir():
            subprocess.run(["git", "init", "--quiet", path], check=True)
    (root / "list.csv").write_text(listed)

    done = desk.collect(source, roster=read_roster(root / "list.csv", ZONE), zone=ZONE)

    assert (done.platform, done.unplaced) == (platform.partition(" ")[0], [])
    placed = desk.placed()
    whose = {s.notebook: s for s in CLASS}
    ids = {student_id: whose[data].user for student_id, data in placed.items()}
    assert sorted(ids.values()) == sorted(s.user for s in CLASS)
    by_user_ = {s.user: s for s in CLASS}
    with recorder(course.root / "gradebook.db", assignment, course.config()) as open_book:
        for student_id, user in ids.items():
            s = by_user_[user]
            own = [
                Verdict("output-size", "Size", s.points - 1, 3, Status.PARTIAL),
                Verdict("why-pool", "Why", 1.0, 1, Status.PASSED),
            ]
            open_book.record(student_id, own, s.came)
            journal.write_entry(
                course.root / "autograded" / student_id / NAME, Result(student_id, NAME, own)
            )
            page = feedback_path(course.root, student_id, assignment)
            page.parent.mkdir(parents=True)
            page.write_bytes(s.page)
    return Journey(course, source, root / "list.csv", ids, desk.times())


def everybody(value: Callable[[Student], object]) -> dict[str, object]:
    return {s.user: value(s) for s in CLASS}


@pytest.mark.parametrize("platform", TRIPS)
def test_each_gets_their_own_grade_and_page_back_by_the_way_that_the_work_came(
    course: Course, tmp_path: Path, platform: str
) -> None:
    trip = TRIPS[platform]

    journey = taken_in(course, tmp_path, platform, trip.download(), trip.listed)
    done = journey.export(trip.to)

    assert {journey.ids[id]: time for id, time in journey.times.items()} == (
        everybody(lambda s: s.came - timedelta(hours=1)) if trip.timed else {}
    )
    assert trip.points(done.text) == everybody(lambda s: s.points)
    assert (done.problems, done.count) == ([], len(CLASS))
    if trip.pages:
        back = journey.export(trip.pages, tmp_path / "pages.zip")
        assert pages_of(tmp_path / "pages.zip", trip.page) == everybody(lambda s: s.page)
        assert (back.problems, back.count) == ([], len(CLASS))


def test_sakai_takes_its_download_back_with_grades_and_pages(
    course: Course, tmp_path: Path
) -> None:
    """AssignmentAction.java, uploadAll_parseZipFile."""
    files = sakai()
    listed = files["Convolution/grades.csv"].decode()

    journey = taken_in(course, tmp_path, "sakai", files, listed)
    done = journey.export("sakai", tmp_path / "upload.zip")

    assert {journey.ids[id]: time for id, time in journey.times.items()} == everybody(
        lambda s: s.came - timedelta(hours=1)
    )
    pages = pages_of(tmp_path / "upload.zip", str)
    grades = pages.pop("Convolution/grades.csv").decode()
    lines = list(csv.reader(io.StringIO(grades)))[3:]
    assert {line[1]: float(line[4]) for line in lines} == everybody(lambda s: s.points)
    assert grades.splitlines()[:3] == listed.splitlines()[:3]
    assert {
        name.split("/")[1].rpartition("(")[2].rstrip(")"): page
        for name, page in pages.items()
        if name.split("/")[2:] == ["Feedback Attachment(s)", "convolution.html"]
    } == everybody(lambda s: s.page)
    assert (done.problems, done.count, len(pages)) == ([], len(CLASS), len(CLASS))


def test_gradescope_gets_each_ones_results(course: Course, tmp_path: Path) -> None:
    journey = taken_in(course, tmp_path, "gradescope", gradescope(), NBGRADER)

    journey.export("gradescope", tmp_path / "out")

    assert {
        path.parent.name: json.loads(path.read_text())["score"]
        for path in (tmp_path / "out").rglob("results.json")
    } == everybody(lambda s: s.points)
