"""Downloads of platforms that name users, lists of them, and times that can't be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom.people import Roster, read_roster
from autograder.grading.assignment import Assignment
from tests.classroom.desk import (
    ADA,
    ALAN,
    BRIGHTSPACE,
    EMMY,
    GOOGLE_CLASSROOM,
    GRADESCOPE,
    ILIAS,
    METADATA,
    NAME,
    OPENOLAT,
    SAKAI,
    Desk,
)

LIST = """Username,First name,Last name
ada1,Ada,Lovelace
al.t,Alan,Turing
emmy,Emmy,Noether
"""


@pytest.fixture
def desk(tmp_path: Path, convolution: Assignment) -> Desk:
    return Desk(tmp_path, convolution)


def roster(desk: Desk, text: str | bytes) -> Roster:
    path = desk.root / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path)


# ILIAS: SubmissionManager.php, getDirectoryNameFromUserData and copySubmissionFilesToDir


def test_iliass_download_is_placed_by_user_and_late_ones_are_pointed_out(desk: Desk) -> None:
    done = desk.collect(ILIAS)

    assert (done.platform, done.unplaced) == ("ilias", [])
    assert desk.placed() == {"ada1": ADA, "Turing_Alan_al_t": ALAN, "emmy": EMMY}
    assert desk.times() == {}
    assert [note for note in done.notes if "late" in note] == [
        "ILIAS gives no times, so nobody is late by them",
        "Turing_Alan_al_t: its name begins with “Verspaetete Abgabe”, as ILIAS names what came "
        "late: write the time into its timestamp.txt, or nothing is taken off",
    ]


def test_a_list_tells_where_a_users_name_begins(desk: Desk) -> None:
    desk.collect(ILIAS, roster=roster(desk, LIST.replace("al.t", "al_t")))

    assert desk.placed() == {"ada1": ADA, "al_t": ALAN, "emmy": EMMY}


def test_work_of_a_team_in_ilias_goes_to_who_uploaded_it_and_the_others_are_asked_for(
    desk: Desk,
) -> None:
    done = desk.collect(
        {
            "Homework 1/Team 12/Lovelace_Ada_ada1_345/convolution.ipynb": ADA,
            "Homework 1/Team 13/Noether_Emmy_emmy_347/convolution.ipynb": EMMY,
        }
    )

    assert desk.placed() == {"ada1": ADA, "emmy": EMMY}
    assert (
        "ada1: Team 12 handed it in, and ILIAS doesn't say who else is in it: copy the submission "
        "for the others" in done.notes
    )


@pytest.mark.parametrize(
    ("around", "told"),
    [
        ("Homework 1/Team 12/", True),
        ("Team 12/", True),  # without the folder of the assignment
        ("download/Homework 1/", False),
        ("Homework 1/", False),
    ],
)
def test_the_only_team_of_ilias_is_told_as_one(desk: Desk, around: str, told: bool) -> None:
    done = desk.collect({f"{around}Lovelace_Ada_ada1_345/convolution.ipynb": ADA})

    assert desk.placed() == {"ada1": ADA}
    assert any("Team 12 handed it in" in note for note in done.notes) == told


@pytest.mark.parametrize("others", [False, True])
def test_the_only_team_of_ilias_in_another_language_is_asked_about(
    desk: Desk, others: bool
) -> None:
    source = {"Devoir/Équipe 12/Lovelace_Ada_ada1_345/convolution.ipynb": ADA}
    if others:  # then they lie in the folder of the assignment
        source["Devoir/Équipe 12/Noether_Emmy_emmy_347/convolution.ipynb"] = EMMY

    done = desk.collect(source)

    asked = "if Équipe 12 is a team, ILIAS doesn't say who else is in it"
    assert any(asked in note for note in done.notes) != others


@pytest.mark.parametrize(
    ("folder", "listed"),
    [
        ("Mueller_Joerg_jm_1", "jm,Jörg,Müller"),
        ("Guenes_Zoe Ayse_zg_1", "zg,Zoë Ayşe,Güneş"),  # letters without likeness are dropped
        ("O'Neil_Sinead_son_1", "son,Sinéad,O'Neil"),
        ("de la Cruz_Ana_a_c_1", "a_c,Ana,de la Cruz"),
        ("________________________shira_1", "shira,שירה,לוי"),
        ("__apek_Karel_kc_1", "kc,Karel,Čapek"),
    ],
)
def test_a_name_that_ilias_wrote_in_ascii_is_that_of_the_list(
    desk: Desk, folder: str, listed: str
) -> None:
    people = roster(desk, f"{LIST}{listed}\n")

    done = desk.collect({f"{folder}/convolution.ipynb": ADA}, roster=people)

    assert done.unplaced == []
    assert desk.placed() == {listed.partition(",")[0]: ADA}


def test_a_user_who_is_not_on_the_list_is_nobody_who_is_called_like_the_end_of_it(
    desk: Desk,
) -> None:
    people = roster(desk, "Username,First name,Last name\nb,Bo,Berg\n")

    done = desk.collect({"Arendt_Hannah_a_b_7/convolution.ipynb": ADA}, roster=people)

    assert done.placed == []
    assert "not on the list of students" in done.unplaced[0][1]


# OpenOlat: GTACourseNode.java, archiveNodeData


def test_openolats_archive_gives_the_last_round_and_none_of_the_instructors_files(
    desk: Desk,
) -> None:
    done = desk.collect(OPENOLAT, roster=roster(desk, LIST))

    assert (done.platform, done.unplaced) == ("openolat", [])
    assert desk.placed() == {"ada1": ADA, "al.t": ALAN}, "points are dropped from users' names"
    assert "ada1: revision 2 counts, and not what was handed in before it" in done.notes
    assert "OpenOlat gives no times: whoever was late needs a timestamp.txt" in done.notes


@pytest.mark.parametrize(
    ("folder", "listed"),
    [
        ("MuellerMeier_Anna_Lena_al", "a/l,Anna Lena,Müller/Meier"),  # FileUtils.normalizeFilename
        ("OConnor_Sinead_so", "s.o,Sinéad,O'Connor"),
    ],
)
def test_a_name_that_openolat_made_a_folder_of_is_that_of_the_list(
    desk: Desk, folder: str, listed: str
) -> None:
    source = {f"ita_Hw_2025-03-14/{folder}/1_submissions/convolution.ipynb": ADA}

    done = desk.collect(source, roster=roster(desk, f"{LIST}{listed}\n"))

    assert (done.unplaced, len(done.placed)) == ([], 1)


def test_a_group_of_openolat_is_no_user(desk: Desk) -> None:
    source = {"grouptask_Hw_2025-03-14_12-00-00/Red_7001/1_submissions/convolution.ipynb": ADA}
    people = roster(
        desk, "Username,First name,Last name,Group\nada1,Ada,Lovelace,Red\nalt,Alan,Turing,Red\n"
    )

    done = desk.collect(source, roster=people)

    assert desk.placed() == {"ada1": ADA, "alt": ADA}
    assert "Red_7001: handed in by a group, for ada1, alt" in done.notes
    assert desk.collect(source, roster=roster(desk, LIST)).placed == []


def test_a_group_of_openolat_is_not_placed_without_a_list(desk: Desk) -> None:
    done = desk.collect({"grouptask_Hw_2025/Red_7001/1_submissions/convolution.ipynb": ADA})

    assert (done.placed, done.unplaced) == (
        [],
        [
            (
                "Red_7001",
                "'Red': this is a group: who is in it says a list with the column Group (--roster)",
            )
        ],
    )


# Google Classroom: names are documented nowhere; the title that all share tells which side is one's


def test_copies_of_google_classroom_are_placed_by_the_name_beside_the_shared_title(
    desk: Desk,
) -> None:
    done = desk.collect(GOOGLE_CLASSROOM, roster=roster(desk, LIST))

    assert done.platform == "google-classroom"
    assert desk.placed() == {"ada1": ADA, "al.t": ALAN, "emmy": EMMY}
    assert done.unplaced == [
        (
            "Untitled3.ipynb",
            "“Convolution - part 1” is no part of its name, as it is of the others'",
        )
    ]


def test_the_title_may_stand_first(desk: Desk) -> None:
    desk.collect(
        {"Classroom/DL/Hw/start - Ada.ipynb": ADA, "Classroom/DL/Hw/start - Emmy.ipynb": EMMY}
    )

    assert desk.placed() == {"Ada": ADA, "Emmy": EMMY}


def test_names_with_a_dash_in_a_students_own_folder_are_no_google_classroom(desk: Desk) -> None:
    done = desk.collect({"ada/hw - final.ipynb": ADA, "emmy/hw - final.ipynb": EMMY})

    assert (done.platform, done.placed) == ("folder", ["ada", "emmy"])


# Sakai: AssignmentServiceImpl.java, zipSubmissions


def test_those_who_handed_in_together_in_sakai_all_get_the_work(desk: Desk) -> None:
    folder = "Homework/Lovelace, Ada(ada1); Turing, Alan(al_t)"

    desk.collect(
        {
            f"{folder}/Submission attachment(s)/convolution.ipynb": ADA,
            f"{folder}/timestamp.txt": b"2025-03-14T22:52:07Z",
        }
    )

    assert desk.placed() == {"ada1": ADA, "al_t": ADA}
    assert sorted(desk.times()) == ["ada1", "al_t"]


def test_sakais_own_grades_tell_who_is_who(desk: Desk) -> None:
    people = roster(
        desk,
        '"Convolution","SCORE_GRADE_TYPE"\n""\n"Display ID","ID","Last Name","First Name","grade"\n'
        '"ada1","ada1","Lovelace","Ada",""\n"al_t","al_t","Turing","Alan",""\n',
    )

    desk.collect(SAKAI, roster=people)

    assert desk.placed() == {"ada1": ADA, "al_t": ALAN}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_blackboards_own_grades_tell_who_is_who(desk: Desk, encoding: str) -> None:
    text = (
        '"Last Name"\t"First Name"\t"Username"\t"Convolution [Total Pts: 4 Score] |77"\n'
        '"Müller"\t"Jörg"\t"jm"\t""\n'
    )

    (person,) = roster(desk, text.encode(encoding)).people

    assert (person.id, person.name) == ("jm", "Jörg Müller")


# Times that can't be read


def test_a_time_of_gradescope_that_can_not_be_read_is_told(desk: Desk) -> None:
    listing = METADATA.replace("2025-03-14 11:00:00.123456000 Z", "yesterday")

    done = desk.collect(
        GRADESCOPE | {"assignment_7_export/submission_metadata.yml": listing.encode()}
    )

    assert desk.placed()["ada@example.org"] == ADA
    assert "ada@example.org" not in desk.times()
    assert [note for note in done.notes if note.startswith("ada@")] == [
        "ada@example.org: when it was handed in can't be told: 'yesterday' is no time that can be "
        "read"
    ]


@pytest.mark.parametrize(
    ("source", "student"),
    [
        (
            {"12345-6789 - Ada - Mar 34, 2025 1152 PM/convolution.ipynb": ADA}
            | {name: data for name, data in BRIGHTSPACE.items() if "Emmy" in name},
            "Ada",
        ),
        ({f"inbound/ada+{NAME}+2025-13-14 12:00:00 UTC/convolution.ipynb": ADA}, "ada"),
    ],
)
def test_that_a_time_can_not_be_told_is_said_once(
    desk: Desk, source: dict[str, bytes], student: str
) -> None:
    done = desk.collect(source)

    told = [note for note in done.notes if note.startswith(f"{student}: ")]
    assert len(told) == 1
    assert told[0].count("when it was handed in can't be told") == 1
