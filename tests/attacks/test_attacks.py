"""Every attack is graded in one class, with honest students before, between and after the attackers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.attacks import verdict
from tests.attacks.bank import FAMILIES, Attack, everything
from tests.attacks.world import HONEST, World, grade, make_world
from tests.helpers import grades_of

ATTACKS = everything()
pytestmark = [pytest.mark.alone, pytest.mark.timeout(500)]  # the fixture grades the whole class


@pytest.fixture(scope="module")
def graded() -> Iterator[World]:
    with make_world(ATTACKS) as world:
        grade(world)
        yield world


def test_there_are_attacks_of_every_family():
    counted = Counter(attack.family for attack in ATTACKS)

    assert set(counted) == set(FAMILIES)
    assert len(ATTACKS) >= 60
    assert [attack.student for attack in ATTACKS if not attack.tries] == []
    assert len({attack.student for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.student)
def test_an_attack_earns_nothing_and_learns_nothing(
    graded: World, attack: Attack, request: pytest.FixtureRequest
):
    if attack.evades:
        request.applymarker(pytest.mark.xfail(strict=True, reason=attack.evades))

    assert verdict.of(graded, attack) == []


def test_an_attack_finds_what_it_aims_at(graded: World):
    stumbled = {
        attack.student: found for attack in ATTACKS if (found := verdict.stumbled(graded, attack))
    }

    assert stumbled == {}


@pytest.mark.parametrize("student", HONEST)
def test_an_honest_student_among_attackers_has_full_points(graded: World, student: str):
    rows = grades_of(graded.course.root)[student]
    lost = {name: row for name, row in rows.items() if row["score"] != row["max_score"]}

    assert lost == {}


def test_nobody_reached_what_waits_outside(graded: World):
    assert graded.knocks() == []


def test_nothing_is_left_behind(graded: World):
    assert graded.left == {"processes": [], "mounts": [], "sockets": [], "files": []}


def test_the_class_is_graded_on_time_and_wholly(graded: World):
    # 1: of those who hand in links, it is said that they could not be graded.
    assert graded.status in (0, 1), graded.said
    assert [
        line
        for line in graded.said.splitlines()
        if "not graded:" in line and "is a link" not in line
    ] == []
    assert graded.seconds < 150 * max(1, os.getloadavg()[1] / (os.cpu_count() or 1)), (
        "measured on two cores, with nothing beside it"
    )
