"""Every platform, by name: a new one is a module beside this one, and a row here."""

from __future__ import annotations

from autograder.classroom.platforms import (
    blackboard,
    brightspace,
    canvas,
    exchange,
    folder,
    google_classroom,
    gradescope,
    ilias,
    moodle,
    openolat,
    repositories,
    sakai,
)
from autograder.classroom.platforms.platform import Platform

PLATFORMS: dict[str, Platform] = {
    "gradescope": gradescope.PLATFORM,
    "repositories": repositories.PLATFORM,
    "moodle": moodle.PLATFORM,
    "blackboard": blackboard.PLATFORM,
    "brightspace": brightspace.PLATFORM,
    "sakai": sakai.PLATFORM,
    "openolat": openolat.PLATFORM,
    "exchange": exchange.PLATFORM,
    "canvas": canvas.PLATFORM,
    "ilias": ilias.PLATFORM,
    "google-classroom": google_classroom.PLATFORM,
    "folder": folder.PLATFORM,
}
"""The first is asked first, where the names fit several as well."""
