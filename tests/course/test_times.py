"""Times are read in UTC as they were meant, or it is said why they can't be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograder.course.times import NotTold, in_zone, order_of, time_of, until, utc_of

BERLIN = ZoneInfo("Europe/Berlin")
LATE = datetime(2025, 3, 14, 22, 52)


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("Asia/Baku", 8, 0),
        ("America/Sao_Paulo", 15, 0),
        ("Asia/Singapore", 4, 0),
        ("Asia/Shanghai", 4, 0),
        ("Asia/Kolkata", 6, 30),
        ("+04", 8, 0),
        ("-03", 15, 0),
        ("+0530", 6, 30),
        ("EDT", 16, 0),
        ("CDT", 17, 0),
        ("PDT", 19, 0),
        ("JST", 3, 0),
        ("CET", 11, 0),
        ("UTC", 12, 0),
        ("", 12, 0),
    ],
)
def test_a_zone_is_known_by_its_name_its_offset_or_what_it_calls_itself_then(
    written: str, hour: int, minute: int
) -> None:
    assert utc_of(f"2025-03-14 12:00:00.5 {written}") == datetime(
        2025, 3, 14, hour, minute, 0, 500_000
    )


def test_british_summer_time_is_told_from_a_word_that_is_no_zone() -> None:
    assert utc_of("2025-07-14 12:00:00 BST") == datetime(2025, 7, 14, 11)
    with pytest.raises(NotTold, match="'BST' is no time zone at that time"):
        utc_of("2025-01-14 12:00:00 BST")


@pytest.mark.parametrize(
    ("name", "meant", "course", "hour"),
    [
        ("CST", "UTC+0800 or UTC-0600", "Asia/Shanghai", 4),
        ("CST", "UTC+0800 or UTC-0600", "America/Chicago", 18),
        ("IST", "UTC+0200 or UTC+0530", "Asia/Jerusalem", 10),
    ],
)
def test_a_name_that_several_zones_have_is_told_by_the_courses_zone_or_not_at_all(
    name: str, meant: str, course: str, hour: int
) -> None:
    text = f"2025-01-14 12:00:00 {name}"

    with pytest.raises(NotTold, match=f"'{name}' could be {meant}".replace("+", r"\+")):
        utc_of(text)
    assert utc_of(text, ZoneInfo(course)).hour == hour


@pytest.mark.parametrize(
    "text",
    [
        "Friday, 14 March 2025, 11:52 PM",
        "Friday, March 14, 2025, 11:52 PM",
        "Freitag, 14. März 2025, 23:52",
        "vendredi 14 mars 2025, 23:52",
        "viernes, 14 de marzo de 2025, 23:52",
        "sexta-feira, 14 de março de 2025, 23:52",
        "venerdì, 14 marzo 2025, 23:52",
        "14 Mart 2025, Cuma, 23:52",
        "пятница, 14 марта 2025, 23:52",
        "2025年 03月 14日(金曜日) 23:52",
        "2025年03月14日 星期五 23:52",
        "الجمعة، 14 مارس 2025، 11:52 م",
        "14.03.2025 23:52",
        "03/14/2025 11:52 PM",
        "2025-03-14 23:52",
    ],
)
def test_a_platforms_time_is_read_in_its_language_and_the_courses_zone(text: str) -> None:
    assert time_of(text, BERLIN) == LATE


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "/etc/localtime", "Europe/"])
def test_what_is_called_like_no_zone_is_none(name: str) -> None:
    with pytest.raises(NotTold):
        utc_of(f"2025-03-14 12:00:00 {name}")


def test_half_of_a_day_is_no_zone() -> None:
    assert utc_of("Mar 14, 2025 11:52 pm") == datetime(2025, 3, 14, 23, 52)


@pytest.mark.parametrize("text", ["", "-", " – "])
def test_where_nobody_handed_in_there_is_no_time(text: str) -> None:
    assert time_of(text) is None


def test_a_date_that_could_be_two_days_is_read_only_as_it_is_said_to_be() -> None:
    with pytest.raises(NotTold, match="'03/04/2025 10:00' could be two days"):
        time_of("03/04/2025 10:00")
    assert time_of("03/04/2025 10:00", order="DMY") == datetime(2025, 4, 3, 10)
    assert time_of("03/04/2025 10:00", order="MDY") == datetime(2025, 3, 4, 10)


@pytest.mark.parametrize("text", ["soon", "5", "12:00", "14 March", "2025-13-14 12:00:00 UTC"])
def test_what_is_no_whole_time_is_not_filled_up(text: str) -> None:
    with pytest.raises(NotTold):
        time_of(text)
    with pytest.raises(NotTold):
        utc_of(text)


def test_the_dates_of_a_list_show_their_order_together() -> None:
    assert order_of(["03/04/2025", "-", "28/02/2025"]) == "DMY"
    assert order_of(["03/04/2025", "02/28/2025"]) == "MDY"
    assert order_of(["03/04/2025", "05/06/2025"]) is None
    assert order_of(["03.04.2025"]) == "DMY"


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("2025-03-16", 22, 59),
        ("2025-03-16 UTC", 23, 59),
        ("2025-03-16 America/New_York", 27, 59),
        ("16.3.2025", 22, 59),
        ("16 March 2025", 22, 59),
        ("2025-03-16 00:00", -1, 0),
        ("2025-03-16 12:00", 11, 0),
        ("2025-03-16 12:00 UTC", 12, 0),
        ("Sonntag, 16. März 2025, 12:00", 11, 0),
    ],
)
def test_a_mere_date_lasts_until_the_end_of_its_day(written: str, hour: int, minute: int) -> None:
    assert until(written, BERLIN) == datetime(2025, 3, 16) + timedelta(hours=hour, minutes=minute)


def test_a_day_with_another_number_of_hours_ends_at_its_own_end() -> None:
    assert until("2025-03-30", BERLIN) == datetime(2025, 3, 30, 21, 59)
    assert in_zone(datetime(2025, 3, 30, 21, 59), BERLIN) == (
        "2025-03-30 23:59 CEST (2025-03-30 21:59 UTC)"
    )
    assert in_zone(datetime(2025, 3, 30, 21, 59), UTC) == "2025-03-30 21:59 UTC"
