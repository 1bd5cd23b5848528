"""Work goes to whoever handed it in: groups, nameless ones and lists in all forms and languages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from autograder.classroom.collect import NO_ZONE, Collected
from autograder.classroom.people import read_roster
from autograder.course.times import DateOrder
from autograder.grading.assignment import Assignment
from tests.classroom.desk import (
    ADA,
    ALAN,
    BLACKBOARD,
    BRIGHTSPACE,
    CANVAS,
    EMMY,
    GRADESCOPE,
    MOODLE,
    NAME,
    Desk,
)

TEAM = {"Team Red_7_assignsubmission_file/convolution.ipynb": ADA}
CANVAS_GROUPS = (
    "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
    '"Lovelace, Ada",81,,ada,Mon,Red Team,1,\n"Turing, Alan",82,,alan,Mon,Red Team,1,\n'
    '"Noether, Emmy",83,,emmy,Mon,,,\n'
)
GERMAN = (
    "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,"
    '"Bewertung kann geändert werden","Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)",'
    "Feedback als Kommentar\n"
    'Teilnehmer/in4711,Ada Lovelace,ada@example.org,Abgegeben,,"20,00",Ja,"Freitag, 14. März 2025, '
    '23:52",-,\n'
    'Teilnehmer/in4712,Alan Turing,alan@example.org,Nicht abgegeben,,"20,00",Ja,-,-,\n'
)
BLIND = (
    "Identifier,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission)\n"
    'Participant 101,Submitted,,20,Yes,"Friday, 14 March 2025, 11:52 PM"\n'
    "Participant 7,Submitted,,20,Yes,-\n"
)
NUMERIC = (
    "Identifier,Full name,Email address,Last modified (submission)\n"
    "Participant 4711,Ada Lovelace,ada@example.org,03/04/2025 10:00\n"
    "Participant 4712,Alan Turing,alan@example.org,{}\n"
)


@pytest.fixture
def desk(tmp_path: Path, convolution: Assignment) -> Desk:
    return Desk(tmp_path, convolution)


def collected(
    desk: Desk,
    source: dict[str, bytes],
    people: str,
    zone: str = "UTC",
    order: DateOrder | None = None,
) -> Collected:
    path = desk.root / "list.csv"
    path.write_text(people, encoding="utf-8")
    return desk.collect(source, roster=read_roster(path, ZoneInfo(zone), order))


# Groups


def test_a_moodle_teams_work_goes_to_its_members_and_not_to_who_has_its_number(desk: Desk) -> None:
    done = collected(
        desk,
        TEAM,
        "Identifier,Full name,Email address,Group\nParticipant 7,Kim Lee,kim@x.org,Team Blue\n"
        "Participant 8,Ada Byron,ada@x.org,Team Red\nParticipant 9,Bo Li,bo@x.org,Team Red\n",
    )

    assert desk.placed() == {"ada@x.org": ADA, "bo@x.org": ADA}
    assert done.notes[1:] == [
        "Team Red_7_assignsubmission_file: handed in by a group, for ada@x.org, bo@x.org"
    ]


@pytest.mark.parametrize(
    "people",
    [
        "Identifier,Full name,Email address\nParticipant 7,Kim Lee,kim@x.org\n",
        BLIND,
    ],
)
def test_without_groups_on_the_list_a_teams_work_is_not_placed(desk: Desk, people: str) -> None:
    done = collected(desk, TEAM, people)

    assert desk.placed() == {}
    ((origin, why),) = done.unplaced
    assert origin == "Team Red_7_assignsubmission_file"
    assert "'Team Red': on the list 7 is " in why
    assert "name a list that has the groups" in why


def test_a_canvas_groups_work_goes_to_all_members_on_its_list_of_groups(desk: Desk) -> None:
    done = collected(
        desk,
        {
            "redteam_81_901_convolution.ipynb": ADA,
            "noetheremmy_83_902_convolution.ipynb": EMMY,
        },
        CANVAS_GROUPS,
    )

    assert desk.placed() == {"ada": ADA, "alan": ADA, "emmy": EMMY}
    assert done.notes == ["redteam_81_901_convolution.ipynb: handed in by a group, for ada, alan"]


def test_a_canvas_groups_work_is_not_the_work_of_whoever_uploaded_it(desk: Desk) -> None:
    done = collected(
        desk,
        {"redteam_81_901_convolution.ipynb": ADA},
        'Student,ID,SIS Login ID\n"Lovelace, Ada",81,ada\n',
    )

    assert desk.placed() == {}
    assert "'redteam_81': on the list 81 is Ada Lovelace" in done.unplaced[0][1]


# Canvas


@pytest.mark.parametrize("late", ["", "LATE_"])
def test_links_and_texts_in_a_canvas_download_are_named_as_such_and_make_up_nobody(
    desk: Desk, late: str
) -> None:
    done = desk.collect(
        {
            "lovelaceada_81_901_convolution.ipynb": ADA,
            f"turingalan_{late}82_text.html": b"<p>done</p>",
            f"noetheremmy_{late}83_link.html": b"<a>there</a>",
        }
    )

    assert (done.platform, desk.placed()) == ("canvas", {"lovelaceada_81": ADA})
    assert done.unplaced == [
        (f"noetheremmy_{late}83_link.html", "a link was handed in, and no notebook"),
        (f"turingalan_{late}82_text.html", "a text was handed in, and no notebook"),
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_copies_in_one_canvas_attempt_the_newer_is_taken_and_that_is_said(
    desk: Desk, order: int
) -> None:
    files = {
        "lovelaceada_81_901_convolution.ipynb": ADA,
        "lovelaceada_81_1002_convolution-1.ipynb": ALAN,
    }

    done = desk.collect(dict(sorted(files.items())[::order]))

    assert desk.placed() == {"lovelaceada_81": ALAN}
    assert "lovelaceada_81: convolution-1.ipynb counts: it came last." in done.notes


def test_a_canvas_list_may_have_names_in_two_columns_and_no_login(desk: Desk) -> None:
    collected(
        desk,
        {k: v for k, v in CANVAS.items() if "noether" not in k},
        "LastName,FirstName,ID,Section\nPoints Possible,,,\nLovelace,Ada,81,Mon\nTuring,Alan,82,\n",
    )

    assert desk.placed() == {"81": ADA, "82": ALAN}


# Gradescope


def test_a_notebook_in_a_folder_of_a_gradescope_submission_is_found(desk: Desk) -> None:
    moved = {
        name.replace("submission_501/", f"submission_501/{NAME}/work/"): data
        for name, data in GRADESCOPE.items()
    }

    assert desk.collect(moved).unplaced == []
    assert desk.placed()["ada@example.org"] == ADA


# Moodle's worksheet


@pytest.mark.parametrize(
    "headings",
    [
        "First name,Last name,ID number,Email address,Groups",
        "Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Gruppen",
        "Prénom,Nom de famille,Numéro d’identification,Adresse de courriel,Groupes",
        "Nombre,Apellido(s),Número de ID,Dirección de correo,Grupos",
        "Nome,Cognome,Codice identificativo,Indirizzo email,Gruppi",
    ],
)
def test_moodles_list_of_participants_is_read_in_its_languages(
    tmp_path: Path, headings: str
) -> None:
    path = tmp_path / "courseid_7_participants.csv"
    path.write_text(
        f"{headings}\nAda,Lovelace,S1,ada@x.org,Team Red\nAlan,Turing,,al@x.org,\n",
        encoding="utf-8-sig",
    )

    ada, alan = read_roster(path).people

    assert (ada.id, ada.name, ada.email, ada.groups) == (
        *("S1", "Ada Lovelace", "ada@x.org"),
        ("Team Red",),
    )
    assert (alan.id, alan.last_name) == ("al@x.org", "Turing")


def test_names_in_another_language_are_read_beside_an_id(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,Vorname,Nachname\nada1,Ada,Lovelace\n")

    (ada,) = read_roster(path).people

    assert (ada.id, ada.name) == ("ada1", "Ada Lovelace")


def test_a_worksheet_of_a_blind_marking_places_participants_by_their_numbers(desk: Desk) -> None:
    collected(desk, {"Participant_101_assignsubmission_file/convolution.ipynb": ADA}, BLIND)

    assert desk.placed() == {"Participant 101": ADA}
    assert desk.times() == {"Participant 101": datetime(2025, 3, 14, 23, 52)}


@pytest.mark.parametrize(
    ("called", "notes"),
    [
        (
            "Grades-DL-Images-77.csv",
            ["the times are from Grades-DL-Images-77.csv, which is called like 01-images"],
        ),
        ("Grades-DL-Convolution-77.csv", []),
    ],
)
def test_times_of_another_assignments_worksheet_are_pointed_out(
    desk: Desk, called: str, notes: list[str]
) -> None:
    path = desk.root / called
    path.write_text(
        "Identifier,Full name,Last modified (submission)\n"
        'Participant 4711,Ada Lovelace,"Friday, 14 March 2025, 11:52 PM"\n'
    )
    files = {name: data for name, data in MOODLE.items() if "4711" in name}

    done = desk.collect(files, roster=read_roster(path), zone=UTC)

    assert done.notes == notes


def test_times_without_a_zone_are_told_to_be_taken_for_utc_unless_it_is_named(desk: Desk) -> None:
    path = desk.root / "worksheet.csv"
    line = "Identifier,Full name,Last modified (submission)\nParticipant 4711,Ada Lovelace,"
    files = {name: data for name, data in MOODLE.items() if "4711" in name}

    def told(time: str, source: dict[str, bytes], **zone: Any) -> bool:
        path.write_text(f'{line}"{time}"\n')
        done = desk.collect(source, roster=read_roster(path), **zone)
        return NO_ZONE in done.notes

    assert told("Friday, 14 March 2025, 11:52 PM", files)
    assert not told("Friday, 14 March 2025, 11:52 PM", files, zone=ZoneInfo("Europe/Berlin"))
    assert not told("-", files)
    assert told("-", BRIGHTSPACE) and told("-", BLACKBOARD)
    assert not told("-", CANVAS)


def test_a_worksheet_in_another_language_is_read_as_an_english_one(desk: Desk) -> None:
    done = collected(desk, MOODLE, GERMAN, "Europe/Berlin")

    assert desk.placed() == {"ada@example.org": ADA, "alan@example.org": ALAN}
    assert desk.times() == {"ada@example.org": datetime(2025, 3, 14, 22, 52)}
    assert [why for _, why in done.unplaced] == ["'Emmy Noether': not on the list of students"]


def test_a_blind_worksheet_in_another_language_gives_names_of_folders(desk: Desk) -> None:
    blind = "\n".join(
        ",".join(line.split(",")[:1] + line.split(",")[3:]) for line in GERMAN.splitlines()
    )

    collected(desk, {"Teilnehmerin_4711_assignsubmission_file/convolution.ipynb": ADA}, blind)

    assert desk.placed() == {"Teilnehmer-in4711": ADA}


def test_dates_that_could_be_two_days_are_told_by_others_by_an_option_or_not_at_all(
    desk: Desk,
) -> None:
    source = {name: data for name, data in MOODLE.items() if "Noether" not in name}
    ambiguous, clear = NUMERIC.format("05/04/2025 10:00"), NUMERIC.format("28/02/2025 10:00")

    done = collected(desk, source, ambiguous)

    assert desk.times() == {}
    assert done.notes == [
        "ada@example.org: '03/04/2025 10:00' could be two days: say how it is meant with "
        "--date-order",
        "alan@example.org: '05/04/2025 10:00' could be two days: say how it is meant with "
        "--date-order",
    ]
    collected(desk, source, ambiguous, order="MDY")
    assert desk.times()["ada@example.org"] == datetime(2025, 3, 4, 10)
    collected(desk, source, clear)
    assert desk.times()["ada@example.org"] == datetime(2025, 4, 3, 10)


def test_two_of_one_name_without_addresses_are_told_apart_by_their_identifiers(desk: Desk) -> None:
    collected(
        desk,
        {
            "Kim Lee_1_assignsubmission_file/convolution.ipynb": ADA,
            "Kim Lee_2_assignsubmission_file/convolution.ipynb": ALAN,
        },
        "Identifier,Full name\nParticipant 1,Kim Lee\nParticipant 2,Kim Lee\n",
    )

    assert desk.placed() == {"Kim Lee (1)": ADA, "Kim Lee (2)": ALAN}


def test_where_an_id_is_no_name_of_a_folder_the_address_serves(desk: Desk) -> None:
    collected(
        desk,
        {"Ada Lovelace_1_assignsubmission_file/convolution.ipynb": ADA},
        "Identifier,Full name,ID number,Email address\nParticipant 1,Ada Lovelace,EE/12,a@x.org\n",
    )

    assert desk.placed() == {"a@x.org": ADA}


def test_a_worksheet_with_a_long_text_written_online_is_read(desk: Desk) -> None:
    collected(
        desk,
        {"Ada Lovelace_1_assignsubmission_file/convolution.ipynb": ADA},
        "Identifier,Full name,Email address,Online text\nParticipant 1,Ada Lovelace,a@x.org,"
        f"{'x' * 200_000}\n",
    )

    assert desk.placed() == {"a@x.org": ADA}


# nbgrader's exchange


@pytest.mark.parametrize(
    ("zone", "hour"), [("+04", 8), ("-03", 15), ("+08", 4), ("EDT", 16), ("+04+a1b2", 8)]
)
def test_the_exchanges_folders_are_read_in_their_zone(desk: Desk, zone: str, hour: int) -> None:
    desk.collect({f"inbound/ada+{NAME}+2025-03-14 12:00:00.000000 {zone}/convolution.ipynb": ADA})

    assert desk.times() == {"ada": datetime(2025, 3, 14, hour)}


def test_an_abbreviation_of_several_zones_is_said_to_be_or_told_by_the_courses_zone(
    desk: Desk,
) -> None:
    source = {f"inbound/ada+{NAME}+2025-01-14 12:00:00.000000 CST/convolution.ipynb": ADA}

    assert desk.collect(source).notes == [
        "ada: when it was handed in can't be told: 'CST' could be UTC+0800 or UTC-0600"
    ]
    assert desk.times() == {}
    desk.collect(source, zone=ZoneInfo("Asia/Shanghai"))
    assert desk.times() == {"ada": datetime(2025, 1, 14, 4)}
