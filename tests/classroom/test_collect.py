"""What platforms and people hand over arrives in submitted/.

Each student's last submission, its time, and a list of the rest.
"""

from __future__ import annotations

import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.classroom.archive import BadSource
from autograder.classroom.people import BadRoster, Roster, read_roster
from autograder.grading.assignment import Assignment
from tests.classroom.desk import (
    ADA,
    ALAN,
    BLACKBOARD,
    BRIGHTSPACE,
    CANVAS,
    EMMY,
    GRADESCOPE,
    METADATA,
    MOODLE,
    NAME,
    SAKAI,
    Desk,
    in_folder,
    zipped,
)
from tests.helpers import ROOT


@pytest.fixture
def desk(tmp_path: Path, convolution: Assignment) -> Desk:
    return Desk(tmp_path, convolution)


UNTIMED = (
    "no times: Moodle gives them in its grading worksheet alone, which --roster takes; until then "
    "nobody is late"
)


# Each platform's own names


def test_moodles_download_is_placed_by_full_name_in_folders_old_and_new_and_flat(
    desk: Desk,
) -> None:
    done = desk.collect(MOODLE)

    assert done.platform == "moodle"
    assert desk.placed() == {"Ada Lovelace": ADA, "Alan Turing": ALAN, "Emmy Noether": EMMY}
    assert done.placed == ["Ada Lovelace", "Alan Turing", "Emmy Noether"]
    assert done.unplaced == []
    assert done.notes == [UNTIMED]
    assert desk.times() == {}, "a zip's own times are those of the download"


@pytest.mark.parametrize(
    ("word", "numbers"),
    [("Participant", [101]), ("Participant", [1, 7]), ("Teilnehmerin", [1, 7, 9])],
)
def test_whoever_moodle_hides_is_called_by_the_number_without_a_list(
    desk: Desk, word: str, numbers: list[int]
) -> None:
    done = desk.collect(
        {f"{word}_{one}_assignsubmission_file/convolution.ipynb": ADA for one in numbers}
    )

    assert (done.placed, done.unplaced) == ([f"{word} {one}" for one in numbers], [])


def test_who_has_no_time_where_others_have_one_is_named(desk: Desk) -> None:
    del (source := dict(SAKAI))["Convolution/Lovelace, Ada(ada1)/timestamp.txt"]
    source["Convolution/Turing, Alan(al_t)/timestamp.txt"] = b"2025-03-14T22:52:07Z"

    done = desk.collect(source)

    assert done.notes[-1] == "no time is known, as it is of others, so they aren't late: 'ada1'"


def test_canvas_download_is_placed_by_name_and_number_and_late_ones_are_pointed_out(
    desk: Desk,
) -> None:
    done = desk.collect(CANVAS)

    assert done.platform == "canvas"
    assert desk.placed() == {"lovelaceada_81": ADA, "turingalan_82": ALAN, "noetheremmy_83": EMMY}
    assert [note for note in done.notes if "late" in note] == [
        "turingalan_82: Canvas says it came late, but not when: write the time into its "
        "timestamp.txt, or nothing is taken off"
    ]


def test_an_anonymous_download_of_canvas_is_placed_too_and_said_to_be_one(desk: Desk) -> None:
    done = desk.collect(
        {"anon_x7Qp2_901_convolution.ipynb": ADA, "LATE_anon_Zk31a_902_convolution.ipynb": ALAN}
    )

    assert desk.placed() == {"anon_x7Qp2": ADA, "anon_Zk31a": ALAN}
    assert len([note for note in done.notes if "Canvas hides who this is" in note]) == 2


def test_blackboards_download_is_placed_by_user_with_its_times(desk: Desk) -> None:
    done = desk.collect(BLACKBOARD, zone=ZoneInfo("America/New_York"))

    assert (done.platform, done.earlier) == ("blackboard", 1)
    assert desk.placed() == {"ada1": ADA, "al_t": ALAN}
    assert desk.times() == dict.fromkeys(("ada1", "al_t"), datetime(2025, 3, 15, 3, 52, 7))
    assert done.unplaced == [
        (
            "Convolution_emmy_attempt_2025-03-14-23-52-07.txt",
            "a text was handed in, and no notebook",
        )
    ]


def test_a_files_name_in_blackboard_makes_nobody_else_of_who_handed_it_in(desk: Desk) -> None:
    forged = "x_emmy_attempt_2020-01-01-00-00-00_convolution.ipynb"

    desk.collect({f"Homework_ada1_attempt_2025-03-14-23-52-07_{forged}": ADA})

    assert desk.placed() == {"ada1": ADA}
    assert desk.times() == {"ada1": datetime(2025, 3, 14, 23, 52, 7)}


def test_a_time_in_blackboards_name_that_is_none_is_named(desk: Desk) -> None:
    name = "Homework_ada1_attempt_2025-13-14-23-52-07_convolution.ipynb"

    done = desk.collect({name: ADA})

    assert done.unplaced == [(name, "2025-13-14-23-52-07 in its name is no time")]


def test_brightspaces_download_is_placed_by_name_with_its_times_in_its_language(
    desk: Desk,
) -> None:
    done = desk.collect(BRIGHTSPACE, zone=ZoneInfo("Europe/Paris"))

    assert (done.platform, done.earlier, done.unplaced) == ("brightspace", 1, [])
    assert desk.placed() == {"Ada Lovelace": ADA, "Alan Turing": ALAN, "Emmy Noether": EMMY}
    assert desk.times() == {
        "Ada Lovelace": datetime(2025, 3, 14, 22, 52),
        "Alan Turing": datetime(2025, 3, 14, 0, 2),
        "Emmy Noether": datetime(2025, 3, 14, 22, 52),
    }


def test_brightspaces_own_grades_give_user_names(desk: Desk) -> None:
    people = roster(
        desk,
        "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n"
        "#A1,#ada1,Lovelace,Ada,ada@x.org,#\n#A2,#al_t,Turing,Alan,al@x.org,#\n",
    )

    desk.collect(BRIGHTSPACE, roster=people)

    assert desk.placed() == {"ada1": ADA, "al_t": ALAN}


def test_sakais_download_is_placed_by_user_with_the_times_that_sakai_wrote(desk: Desk) -> None:
    done = desk.collect(SAKAI)

    assert (done.platform, done.unplaced) == ("sakai", [])
    assert desk.placed() == {"ada1": ADA, "al_t": ALAN}
    assert desk.times() == {"ada1": datetime(2025, 3, 14, 22, 52, 7, 123_000)}


def test_folders_that_are_only_called_as_sakai_calls_them_are_folders(desk: Desk) -> None:
    done = desk.collect(
        {
            "Lovelace, Ada (ada1)/convolution.ipynb": ADA,
            "Turing, Alan (al_t)/convolution.ipynb": ALAN,
        }
    )

    assert done.platform == "folder"
    assert desk.placed() == {"Lovelace, Ada (ada1)": ADA, "Turing, Alan (al_t)": ALAN}


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Ada Lovelace_4711_assignsubmission_file/{}", "Ada Lovelace"),
        ("lovelaceada_81_901_{}", "lovelaceada_81"),
        ("Convolution_ada1_attempt_2025-03-14-23-52-07_{}", "ada1"),
        ("12345-6789 - Ada Lovelace - Mar 14, 2025 1152 PM/{}", "Ada Lovelace"),
    ],
)
def test_a_students_own_timestamp_does_not_make_them_earlier(
    desk: Desk, name: str, student: str
) -> None:
    files = {name.format("convolution.ipynb"): ADA}
    desk.collect(files)
    times = desk.times()

    done = desk.collect(files | {name.format("timestamp.txt"): b"2020-01-01 00:00:00 UTC"})

    assert desk.placed() == {student: ADA}
    assert desk.times() == times
    assert f"{student}: the student's own timestamp.txt was left out" in done.notes


def repositories(root: Path, files: dict[str, bytes]) -> Path:
    """Clones, one of each student."""
    folder = in_folder(root / "clones", files)
    for path in {folder.joinpath(*Path(name).parts[:2]) for name in files}:
        subprocess.run(["git", "init", "--quiet", path], check=True)
    return folder


def test_repositories_of_students_are_placed_without_the_assignments_name_before_theirs(
    desk: Desk,
) -> None:
    source = repositories(
        desk.root,
        {
            "hw-4-submissions/hw-4-ada-l/convolution.ipynb": ADA,
            "hw-4-submissions/hw-4-ada-l/README.md": b"# Mine",
            "hw-4-submissions/hw-4-alan/work/convolution.ipynb": ALAN,
        },
    )
    people = roster(desk, "identifier,github_username,name\nada@x.org,ada-l,\nal@x.org,alan,\n")

    done = desk.collect(source)

    assert (done.platform, done.unplaced) == ("repositories", [])
    assert desk.placed() == {"ada-l": ADA, "alan": ALAN}
    assert "those in a repository are the committer's own" in done.notes[0]
    assert desk.collect(source, roster=people).placed == ["ada@x.org", "al@x.org"]


@pytest.mark.parametrize("students", [["ada"], ["ada", "alan"]])
@pytest.mark.parametrize("named", ["clones", "clones/hw-submissions", "clones/latest"])
def test_students_are_called_the_same_whichever_folder_of_the_clones_is_named(
    desk: Desk, students: list[str], named: str
) -> None:
    files = {f"hw-submissions/hw-{student}/convolution.ipynb": ADA for student in students}
    folder = repositories(desk.root, files)
    (folder / "latest").symlink_to("hw-submissions")

    done = desk.collect(desk.root / named)

    assert (done.platform, done.placed) == ("repositories", students)


def test_clones_of_two_assignments_lose_the_name_of_their_own(desk: Desk) -> None:
    files = {
        f"hw-{part}-submissions/hw-{part}-{student}/convolution.ipynb": ADA
        for part, student in (("a", "ada"), ("b", "alan"))
    }

    assert desk.collect(repositories(desk.root, files)).placed == ["ada", "alan"]


def test_forks_of_the_whole_course_give_the_assignment_that_is_collected(desk: Desk) -> None:
    source = repositories(
        desk.root,
        {
            f"forks/ada/release/{NAME}/convolution.ipynb": ADA,
            "forks/ada/release/01-images/images.ipynb": ALAN,
            "forks/ada/README.md": b"# The course",
            f"forks/alan/release/{NAME}/convolution.ipynb": ALAN,
        },
    )

    done = desk.collect(source)

    assert desk.placed() == {"ada": ADA, "alan": ALAN}
    assert done.others == 2


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], "is empty: nobody's work is in it"),
        (["__MACOSX/", "__MACOSX/._ada"], "is empty: nobody's work is in it"),
        (
            ["ada/", "emmy/", "emmy/hw/"],
            r"holds no file, only folders: ada, emmy \(no platform's names\): download it again",
        ),
        (
            ["Ada Lovelace_4711_assignsubmission_file/"],
            r"only folders: Ada Lovelace_4711_assignsubmission_file \(the names are moodle's\)",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["zip", "folder"])
def test_a_source_without_files_is_an_error_that_says_what_is_in_it(
    desk: Desk, names: list[str], told: str, kind: str
) -> None:
    source = zipped(desk.root / "download.zip", dict.fromkeys(names, b""))
    if kind == "folder":
        with zipfile.ZipFile(source) as archive:
            archive.extractall(desk.root / "download")
        source = desk.root / "download"
        source.mkdir(exist_ok=True)

    with pytest.raises(BadSource, match=told):
        desk.collect(source)
    assert not desk.submitted.exists()


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (["ada/notes.pdf", "emmy/x.txt"], "ada/notes.pdf, emmy/x.txt (no platform's names)"),
        (["all.zip"], "all.zip (no platform's names); unpack all.zip first"),
        (
            ["lovelaceada_81_901_link.html", "noetheremmy_83_903_text.html"],
            "lovelaceada_81_901_link.html, noetheremmy_83_903_text.html (the names are canvas's)",
        ),
    ],
)
def test_a_source_without_notebooks_says_what_is_in_it_and_places_nothing(
    desk: Desk, files: list[str], told: str
) -> None:
    done = desk.collect(dict.fromkeys(files, b""))

    assert f"no file is a notebook: {told}" in done.notes
    assert (done.placed, len(done.unplaced)) == ([], len(files))


def test_files_side_by_side_that_no_platform_named_make_up_no_students(desk: Desk) -> None:
    files = {f"{name}.ipynb": ADA for name in ("draft", "final", "Untitled3")}

    with pytest.raises(BadSource, match="no platform's names, but 3 files side by side: draft"):
        desk.collect(files)
    assert desk.placed() == {}
    assert len(desk.collect(files, platform="folder").placed) == 3


def test_gradescopes_download_is_placed_by_address_with_its_times_and_for_each_of_a_group(
    desk: Desk,
) -> None:
    done = desk.collect(GRADESCOPE)

    assert done.platform == "gradescope"
    assert desk.placed() == {
        "ada@example.org": ADA,
        "alan@example.org": ALAN,
        "emmy@example.org": ALAN,
    }
    assert desk.times() == {
        "ada@example.org": datetime(2025, 3, 14, 11, 0, 0, 123456),
        "alan@example.org": datetime(2025, 3, 15, 6, 30),
        "emmy@example.org": datetime(2025, 3, 15, 6, 30),
    }
    assert done.unplaced == []


def test_an_offset_from_utc_in_nbgraders_exchange_is_one(desk: Desk) -> None:
    inbound = "exchange/kernels-to-cnn/inbound"
    files = {
        f"{inbound}/ada+{NAME}+2025-03-14 09:00:00.000000 +0400/convolution.ipynb": ADA,
        f"{inbound}/alan+{NAME}+2025-03-14 09:00:00 -0400+x1y2/convolution.ipynb": ALAN,
        f"{inbound}/emmy+{NAME}+2025-03-14 09:00:00 UTC+x1y2/convolution.ipynb": EMMY,
        f"{inbound}/emmy+{NAME}+2025-03-14 09:00:00 UTC+x1y2/timestamp.txt": (
            b"2025-03-14 09:00:00 +0530"
        ),
    }

    desk.collect(files)

    assert desk.times() == {
        "ada": datetime(2025, 3, 14, 5),
        "alan": datetime(2025, 3, 14, 13),
        "emmy": datetime(2025, 3, 14, 3, 30),
    }


def test_nbgraders_exchange_gives_the_last_submission_of_each_with_its_time(desk: Desk) -> None:
    inbound = "exchange/kernels-to-cnn/inbound"
    source = in_folder(
        desk.root / "in",
        {
            f"{inbound}/ada+{NAME}+2025-03-14 09:00:00.000000 UTC+x1y2/convolution.ipynb": b"first",
            f"{inbound}/ada+{NAME}+2025-03-14 10:00:00.000000 UTC+a0/convolution.ipynb": ADA,
            f"{inbound}/ada+{NAME}+2025-03-14 10:00:00.000000 UTC+a0/timestamp.txt": (
                b"2025-03-14 10:00:00.000000 UTC"
            ),
            f"{inbound}/ada+{NAME}+2025-03-14 10:00:00.000000 UTC+a0/helper.py": b"",
            f"{inbound}/al+an+{NAME}+2025-03-15 01:30:00.000000 CET/convolution.ipynb": ALAN,
            f"{inbound}/al+an+{NAME}+2025-03-15 01:30:00.000000 CET/timestamp.txt": (
                b"2025-03-15 01:30:00.000000 Europe/Berlin\r\n"
            ),
            f"{inbound}/ada+01-images+2025-03-20 10:00:00.000000 UTC/images.ipynb": b"another",
            f"exchange/kernels-to-cnn/outbound/{NAME}/convolution.ipynb": b"as released",
        },
    )

    done = desk.collect(source)

    assert done.platform == "exchange"
    assert desk.placed() == {"ada": ADA, "al+an": ALAN}
    assert desk.times() == {"ada": datetime(2025, 3, 14, 10), "al+an": datetime(2025, 3, 15, 0, 30)}
    assert (done.earlier, done.others, done.unplaced) == (1, 2, [])
    assert done.notes == ["ada: helper.py came along, and is there when it is graded"]


@pytest.mark.parametrize("top", ["", "download/"])
def test_a_folder_in_nbgraders_layout_keeps_its_times_and_other_assignments_stay_out(
    desk: Desk, top: str
) -> None:
    files = {
        f"{top}ada/{NAME}/convolution.ipynb": ADA,
        f"{top}ada/{NAME}/timestamp.txt": b"2025-03-14 10:00:00 UTC",
        f"{top}ada/01-images/images.ipynb": b"another",
        f"{top}alan/{NAME}/homework.ipynb": ALAN,
    }

    done = desk.collect(in_folder(desk.root / "in", files))

    assert done.platform == "folder"
    assert desk.placed() == {"ada": ADA, "alan": ALAN}
    assert desk.times() == {"ada": datetime(2025, 3, 14, 10)}
    assert (done.others, done.unplaced) == (1, [])


def test_folders_named_by_students_and_files_named_by_students_are_taken(desk: Desk) -> None:
    done = desk.collect(
        {"ada/convolution.ipynb": ADA, "alan/sub/convolution.ipynb": ALAN, "emmy.ipynb": EMMY}
    )

    assert desk.placed() == {"ada": ADA, "alan": ALAN, "emmy": EMMY}
    assert done.unplaced == []


def test_a_download_that_was_unpacked_by_hand_is_as_good(desk: Desk) -> None:
    desk.collect(
        in_folder(desk.root / "in", {f"Exercise 4/{name}": data for name, data in MOODLE.items()})
    )

    assert desk.placed() == {"Ada Lovelace": ADA, "Alan Turing": ALAN, "Emmy Noether": EMMY}


def test_what_macos_windows_and_jupyter_leave_behind_is_passed_over(desk: Desk) -> None:
    noise = (
        "__MACOSX/Ada Lovelace_4711_assignsubmission_file/._convolution.ipynb",
        ".DS_Store",
        "a/Thumbs.db",
        "b/.ipynb_checkpoints/x.ipynb",
    )

    done = desk.collect(MOODLE | dict.fromkeys(noise, b""))

    assert (len(done.placed), done.unplaced) == (3, [])


# Who is who


MOODLE_LIST = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade)\r\n"
    'Participant 4711,Ada Lovelace,ada@example.org,Submitted for grading,,20.00,Yes,"Friday, 14 '
    'March 2025, 11:30 PM",-\r\n'
    "Participant 4712,Alan Turing,alan@example.org,Submitted for grading,,20.00,Yes,-,-\r\n"
)
CANVAS_LIST = (
    "Student,ID,SIS User ID,SIS Login ID,Section,04-convolution (77)\n"
    "    Points Possible,,,,,20\n"
    '"Lovelace, Ada",81,S1815,al15,Mon,\n'
    '"Turing, Alan",82,S1912,at12,Mon,\n'
)
NBGRADER_LIST = """id,first_name,last_name,email,lms_user_id
ada,Ada,Lovelace,ada@example.org,81
alan,Alan,Turing,,82
emmy,Emmy,Noether,EMMY@example.org,
"""


def roster(desk: Desk, text: str, zone: str = "UTC") -> Roster:
    path = desk.root / "list.csv"
    path.write_bytes(text.encode())
    return read_roster(path, ZoneInfo(zone))


def test_moodles_grading_worksheet_gives_addresses_and_times_in_its_zone(desk: Desk) -> None:
    done = desk.collect(MOODLE, roster=roster(desk, "\ufeff" + MOODLE_LIST, "Europe/Berlin"))

    assert desk.placed() == {"ada@example.org": ADA, "alan@example.org": ALAN}
    assert desk.times() == {"ada@example.org": datetime(2025, 3, 14, 22, 30)}
    assert done.unplaced == [
        (
            "Emmy Noether_4713_assignsubmission_file_convolution.ipynb",
            "'Emmy Noether': not on the list of students",
        ),
    ]


def test_canvas_own_gradebook_gives_login_ids(desk: Desk) -> None:
    done = desk.collect(CANVAS, roster=roster(desk, CANVAS_LIST))

    assert desk.placed() == {"al15": ADA, "at12": ALAN}
    assert done.unplaced == [
        (
            "noetheremmy_83_903_convolution_final.ipynb",
            "'noetheremmy_83': not on the list of students",
        )
    ]


@pytest.mark.parametrize(
    "source", [MOODLE, GRADESCOPE, {k: v for k, v in CANVAS.items() if "noether" not in k}]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_nbgraders_list_of_students_serves_every_platform(
    desk: Desk, source: dict[str, bytes], separator: str
) -> None:
    done = desk.collect(source, roster=roster(desk, NBGRADER_LIST.replace(",", separator)))

    assert {"ada", "alan"} <= set(desk.placed()) <= {"ada", "alan", "emmy"}
    assert done.unplaced == []


def test_two_of_the_same_name_are_not_merged_but_named_and_a_list_tells_them_apart(
    desk: Desk,
) -> None:
    source = {
        "Kim Lee_1_assignsubmission_file/convolution.ipynb": ADA,
        "Kim Lee_2_assignsubmission_file/convolution.ipynb": ALAN,
    }

    done = desk.collect(source)
    told = desk.collect(
        source,
        roster=roster(
            desk, "id,first_name,last_name,lms_user_id\nkim1,Kim,Lee,1\nkim2,Kim,Lee,2\n"
        ),
    )

    assert (done.placed, len(done.unplaced)) == ([], 2)
    assert done.unplaced[0][1] == (
        "2 students are called 'Kim Lee' (1, 2): say who is who with a list of students (--roster)"
    )
    assert (told.placed, desk.placed()) == (["kim1", "kim2"], {"kim1": ADA, "kim2": ALAN})


def test_a_name_that_two_on_the_list_have_is_not_guessed(desk: Desk) -> None:
    people = roster(desk, "id,first_name,last_name\nkim1,Kim,Lee\nkim2,Kim,Lee\n")

    done = desk.collect({"Kim Lee_1_assignsubmission_file/convolution.ipynb": ADA}, roster=people)

    assert desk.placed() == {}
    assert done.unplaced[0][1] == "'Kim Lee': 2 on the list are called 'kim lee': kim1, kim2"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "has no column that says who is meant"),
        (b"colour,size\nred,1\n", "it has: colour, size"),
        (b"id\n\xff\xfe\n", "is not UTF-8"),
        (b"id,first_name\nada,Ada\nada,Adah\n", r"names ada \(lines 2 and 3\) more than once"),
        (b"id,first_name\n", "names nobody"),
        (b"PK\x03\x04\x14\x00", "is a workbook or a zip: save it as “CSV UTF-8”"),
    ],
)
def test_a_list_of_students_that_can_not_be_used_says_why(
    tmp_path: Path, text: bytes, problem: str
) -> None:
    (tmp_path / "list.csv").write_bytes(text)

    with pytest.raises(BadRoster, match=problem):
        read_roster(tmp_path / "list.csv")


def test_who_lies_there_and_is_not_on_the_list_is_named(desk: Desk) -> None:
    desk.collect({"Ada Lovelace_1_assignsubmission_file/convolution.ipynb": ADA})
    people = roster(desk, "id,first_name,last_name\nada,Ada,Lovelace\n")

    done = desk.collect(
        {"Ada Lovelace_1_assignsubmission_file/convolution.ipynb": ADA}, roster=people
    )

    assert set(desk.placed()) == {"Ada Lovelace", "ada"}
    assert [note for note in done.notes if note.startswith("not on the list, but in")] == [
        f"not on the list, but in {desk.submitted}: 'Ada Lovelace': they are graded, too; remove "
        "whom you don't want there and in autograded/"
    ]


def test_excels_line_about_the_delimiter_is_no_heading(desk: Desk) -> None:
    people = roster(desk, "sep=;\nid;first_name\nada;Ada\n").people

    assert [(person.id, person.first_name) for person in people] == [("ada", "Ada")]


def test_the_test_student_of_canvas_is_nobody(desk: Desk) -> None:
    head = "Student,ID,SIS User ID,SIS Login ID,Section\n"
    ada, test = '"Lovelace, Ada",81,s1,ada,A\n', '"Student, Test",99,,0f9c2e,A\n'

    assert [person.id for person in roster(desk, head + ada + test).people] == ["ada"]


# Which one counts


def test_collecting_again_changes_nothing_and_a_later_download_replaces(desk: Desk) -> None:
    desk.collect(GRADESCOPE)
    before = {path: path.stat().st_mtime_ns for path in desk.submitted.rglob("*") if path.is_file()}

    again = desk.collect(GRADESCOPE)
    later = GRADESCOPE | {
        "assignment_7_export/submission_metadata.yml": METADATA.replace(
            "11:00:00", "12:00:00"
        ).encode(),
        "assignment_7_export/submission_501/convolution.ipynb": b"better",
    }
    newer = desk.collect(later)
    older = desk.collect(GRADESCOPE)

    assert (again.placed, len(again.unchanged)) == ([], 3)
    assert {path for path, time in before.items() if path.stat().st_mtime_ns != time} == set(
        (desk.submitted / "ada@example.org" / NAME).iterdir()
    )
    assert newer.placed == ["ada@example.org"]
    assert newer.notes == ["ada@example.org: replaces an earlier submission"]
    assert desk.placed()["ada@example.org"] == b"better"
    assert [note for note in older.notes if "a later submission is in" in note]


def test_a_submission_of_gradescopes_without_a_file_is_named(desk: Desk) -> None:
    files = {path: data for path, data in GRADESCOPE.items() if "submission_502" not in path}

    done = desk.collect(files)

    assert done.placed == ["ada@example.org"]
    ((_, why),) = done.unplaced
    assert why == "Alan Turing and Emmy Noether handed in submission_502, which holds no file"


def test_another_assignments_notebook_is_named_and_replaces_nothing(desk: Desk) -> None:
    other = (ROOT / "release/01-images/images.ipynb").read_bytes()
    desk.collect({"ada/convolution.ipynb": ADA})

    done = desk.collect({"ada/convolution.ipynb": other, "alan/convolution.ipynb": other})

    holds = "convolution.ipynb holds flat-size, flatten-flatten, flatten-reshape and nothing of"
    assert desk.placed() == {"ada": ADA, "alan": other}
    assert done.unplaced == [("ada", f"{holds} {NAME}: what was handed in before stays")]
    assert f"alan: {holds} {NAME}: is it another assignment's?" in done.notes


def test_an_old_time_does_not_stay_with_a_new_submission_that_has_none(desk: Desk) -> None:
    desk.collect(
        {
            f"ada/{NAME}/convolution.ipynb": ALAN,
            f"ada/{NAME}/timestamp.txt": b"2025-03-14 10:00:00 UTC",
        }
    )

    desk.collect({f"ada/{NAME}/convolution.ipynb": ADA})

    assert desk.placed() == {"ada": ADA}
    assert desk.times() == {}


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["convolution.ipynb", "scratch.ipynb"], "convolution.ipynb"),
        (["convolution-3.ipynb", "scratch.ipynb"], "convolution-3.ipynb"),
        (["convolution (2).ipynb", "notes.pdf"], "convolution (2).ipynb"),
        (["Convolution-Copy1.ipynb", "other.ipynb"], "Convolution-Copy1.ipynb"),
        (["homework.IPYNB", "notes.pdf"], "homework.IPYNB"),
    ],
)
def test_of_several_files_the_notebook_that_was_handed_out_is_taken(
    desk: Desk, names: list[str], chosen: str
) -> None:
    desk.collect({f"Ada_1_assignsubmission_file/{name}": name.encode() for name in names})

    assert desk.placed() == {"Ada": chosen.encode()}


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (
            ["a.ipynb", "b.ipynb"],
            "convolution.ipynb is missing, and which of these is meant can't be told: a.ipynb, "
            "b.ipynb.",
        ),
        (
            ["x/convolution.ipynb", "y/convolution.ipynb"],
            "Which of these is meant can't be told: x/convolution.ipynb, y/convolution.ipynb.",
        ),
        (
            ["convolution.pdf", "work.zip"],
            "No notebook was handed in: convolution.ipynb is missing. There is only "
            "convolution.pdf, work.zip. Archives are not opened: hand in the notebook itself.",
        ),
    ],
)
def test_what_leaves_a_doubt_is_not_placed_but_named(
    desk: Desk, names: list[str], reason: str
) -> None:
    done = desk.collect(
        {f"Ada_1_assignsubmission_file/{name}": name.encode() for name in names} | MOODLE
    )

    assert done.unplaced == [("Ada_1_assignsubmission_file", reason)]
    assert len(done.placed) == 3


def test_of_attempts_without_times_none_is_taken_for_the_last(desk: Desk) -> None:
    people = roster(desk, "id,email\nada,ada@example.org\n")
    listing = METADATA.replace("alan@", "ada@").replace(":created_at", ":uploaded")

    done = desk.collect(
        GRADESCOPE | {"assignment_7_export/submission_metadata.yml": listing.encode()},
        roster=people,
    )

    assert desk.placed() == {}
    assert (
        "submission_501",
        "the same student handed in submission_502 too, and no time says which came last",
    ) in done.unplaced
