"""Times as programs and people write them, in UTC without zone, as nbgrader's gradebook has them.

What could be one of several times is none: a wrong hour makes somebody late, or nobody.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, available_timezones

if TYPE_CHECKING:
    from dateparser.date import DateData, DateDataParser

DateOrder = Literal["DMY", "MDY", "YMD"]
"""In which order the numbers of a date stand."""

_YEAR_FIRST = re.compile(r"\d{4}-\d\d-\d\d[ T]")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)((?:\s+[A-Za-z][\w/+-]*)?)", re.ASCII)
_NUMBERS = re.compile(r"\D*(\d{1,2})([./-])(\d{1,2})\2\d{2,4}\b")
_OFFSET = re.compile(r"\s*([+-]\d\d:?(?:\d\d)?)$", re.ASCII)
_ZONE = re.compile(r"\s+([A-Za-z][\w/+-]*)$", re.ASCII)
_HALF_OF_A_DAY = {"AM", "PM"}


class NotTold(ValueError):
    """A time can't be told: why."""


def utc_of(text: str, zone: tzinfo | None = None) -> datetime:
    """Return a time as nbgrader writes it: date and time, and the offset or the name of a zone.

    nbgrader's `parse_utc` drops names that dateutil doesn't know, and takes an offset that stands
    apart, as in `12:00:00 +0400`, for 400 seconds.

    Args:
        text: the time; without a zone it is in UTC.
        zone: that of the course, which says what an abbreviation means there.

    Raises:
        NotTold: it is no time, or could be several.

    >>> utc_of("2025-03-14 12:00:00.5 Asia/Kolkata")
    datetime.datetime(2025, 3, 14, 6, 30, 0, 500000)
    """
    text = text.strip()
    if found := _OFFSET.search(text):
        return in_utc(_local(text[: found.start()]), _fixed(found[1]))
    found = _ZONE.search(text)
    if found is None or found[1].upper() in _HALF_OF_A_DAY:
        return in_utc(_local(text), UTC)
    local = _local(text[: found.start()])
    return in_utc(local, _meant_by(found[1], local, zone))


def time_of(text: str, zone: tzinfo = UTC, order: DateOrder | None = None) -> datetime | None:
    """Return a time as a platform shows it to people, in their language; None where there is none.

    Args:
        text: the time; empty, or ``-`` where nobody handed in.
        zone: of a time without one.
        order: of the numbers in a date such as 03/04/2025.

    Raises:
        NotTold: it is no time, or could be several.

    >>> time_of("Freitag, 14. März 2025, 23:52", ZoneInfo("Europe/Berlin"))
    datetime.datetime(2025, 3, 14, 22, 52)
    """
    if not text.strip(" -–—"):
        return None
    if _YEAR_FIRST.match(text) and (_OFFSET.search(text) or _ZONE.search(text)):
        return utc_of(text, zone)
    found = _parsed(text, order)
    return in_utc(found, found.tzinfo or zone)


def until(text: str, zone: tzinfo = UTC) -> datetime | None:
    """Return until when somebody has time: as `time_of`, but a mere date lasts until 23:59.

    Raises:
        NotTold: it is no time, or could be several.

    >>> until("2025-03-16", ZoneInfo("Europe/Berlin"))
    datetime.datetime(2025, 3, 16, 22, 59)
    """
    if found := _DAY.fullmatch(text.strip()):
        return time_of(f"{found[1]} 23:59{found[2]}", zone)
    time = time_of(text, zone)
    if time is None or _YEAR_FIRST.match(text) or _data(text, None).period != "day":
        return time
    day = _parsed(text, None)
    return in_utc(day.replace(hour=23, minute=59), day.tzinfo or zone)


def order_of(texts: Iterable[str]) -> DateOrder | None:
    """Return the order that dates of one list show; None where they don't.

    Dates with points have the day first, wherever they are written so.
    """
    for found in filter(None, map(_NUMBERS.match, texts)):
        first, point, second = int(found[1]), found[2], int(found[3])
        if first > 12 or point == "." or first == second:
            return "DMY"
        if second > 12:
            return "MDY"
    return None


def _parsed(text: str, order: DateOrder | None, language: str | None = None) -> datetime:
    found: datetime | None = _data(text, order, language).date_obj
    if found is None:
        raise NotTold(f"{text!r} is no time that can be read")
    return found


def _data(text: str, order: DateOrder | None, language: str | None = None) -> DateData:
    order = order or order_of([text])
    if order is None and _NUMBERS.match(text):
        raise NotTold(f"{text!r} could be two days")
    return _parser(order or "DMY", language).get_date_data(text)


def _local(text: str) -> datetime:
    if not _YEAR_FIRST.match(text):
        return _parsed(text, None, "en")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise NotTold(f"{text!r} is no time that can be read") from None


def in_utc(time: datetime, zone: tzinfo) -> datetime:
    """Return a time of some zone in UTC, without zone.

    Raises:
        NotTold: it is none that there is.
    """
    try:
        return time.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        raise NotTold(f"{time} is none that there is") from None


def in_zone(time: datetime, zone: tzinfo) -> str:
    """Return a time that is in UTC as people in a zone write it, and in UTC beside.

    >>> in_zone(datetime(2025, 3, 16, 22, 59), ZoneInfo("Europe/Berlin"))
    '2025-03-16 23:59 CET (2025-03-16 22:59 UTC)'
    """
    utc = time.replace(tzinfo=UTC)
    local, said = utc.astimezone(zone), f"{utc:%Y-%m-%d %H:%M} UTC"
    return f"{local:%Y-%m-%d %H:%M} {local:%Z} ({said})" if local.utcoffset() else said


def _fixed(offset: str) -> tzinfo:
    try:
        zone = datetime.strptime(offset.replace(":", "").ljust(5, "0"), "%z").tzinfo
    except ValueError:
        raise NotTold(f"{offset!r} is no offset from UTC") from None
    assert zone
    return zone


def _meant_by(name: str, local: datetime, zone: tzinfo | None) -> tzinfo:
    """Return the zone of a name or an abbreviation at some time.

    An abbreviation is what the zones of the time zone database
    (https://data.iana.org/time-zones/theory.html) call themselves then. Where they differ, as CST
    does between America and China, only the course's own zone can tell. Cuba's CST and CDT are
    taken for those of the United States, as RFC 5322 (section 4.3) has them.
    """
    if name.upper() in ("UTC", "GMT", "Z"):
        return UTC
    if "/" in name:
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise NotTold(f"there is no time zone {name!r}") from None
    if zone and local.replace(tzinfo=zone).tzname() == name:
        return zone
    offsets = {
        str(there.utcoffset()): there
        for one in _zones()
        if (there := local.replace(tzinfo=one)).tzname() == name
    }
    if len(offsets) == 1:
        (only,) = offsets.values()
        assert only.tzinfo
        return only.tzinfo
    if not offsets:
        raise NotTold(f"{name!r} is no time zone at that time")
    meant = " or ".join(sorted(f"UTC{there:%z}" for there in offsets.values()))
    raise NotTold(f"{name!r} could be {meant}")


@cache
def _zones() -> list[ZoneInfo]:
    return [ZoneInfo(name) for name in sorted(available_timezones() - {"America/Havana", "Cuba"})]


@cache
def _parser(order: DateOrder, language: str | None) -> DateDataParser:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of what it imports
        from dateparser.date import DateDataParser
    return DateDataParser(
        languages=[language] if language else None,
        settings={
            "DATE_ORDER": order,
            "PREFER_LOCALE_DATE_ORDER": False,
            "STRICT_PARSING": True,  # nothing of today is filled in
            "PARSERS": ["absolute-time"],
            "RETURN_TIME_AS_PERIOD": True,  # else a mere date looks like midnight
        },
        try_previous_locales=language is None,
    )
