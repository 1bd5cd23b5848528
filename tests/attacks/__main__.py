"""`python -m tests.attacks`: grade a class of attackers, and print what was tried and what held, as docs/security.md shows it."""

from __future__ import annotations

import os
from pathlib import Path

from tests.attacks import claims, verdict
from tests.attacks.bank import FAMILIES, everything
from tests.attacks.claim import CLAIMS, graded
from tests.attacks.world import HONEST, grade, make_world
from tests.helpers import grades_of
from tests.trusted import ASSIGNMENTS, AT_GRADING, namespaces

TITLES = {
    "forging": "forging the score",
    "reading": "reading what judges",
    "reaching": "reaching out",
    "breaking_out": "breaking out",
    "exhausting": "exhausting",
    "poisoning": "poisoning what comes after",
    "forbidden": "forbidden operations",
}


def main() -> None:
    """Print the table, then what did not hold."""
    attacks = everything()
    with make_world(attacks) as world:
        grade(world)
        gained = {attack.student: verdict.of(world, attack) for attack in attacks}
        print("| family | tried | held |\n| --- | ---: | ---: |")
        for family in FAMILIES:
            own = [attack for attack in attacks if attack.family == family]
            print(
                f"| {TITLES[family]} | {len(own)} | {sum(not gained[attack.student] for attack in own)} |"
            )
        print(
            f"| **all** | **{len(attacks)}** | **{sum(not found for found in gained.values())}** |\n"
        )
        for attack in attacks:
            if found := gained[attack.student]:
                print(f"* `{attack.student}` ({attack.tries}) {attack.evades or '; '.join(found)}")
        honest = [
            sum(float(row["score"] or 0) for row in grades_of(world.course.root)[student].values())
            for student in HONEST
        ]
        print(
            f"\nhonest students among them: {honest}; knocks outside: {world.knocks()}; left behind: {world.left}; {world.seconds:.0f} s"
        )

    print_claims()


def print_claims() -> None:
    """Print what claims earn in each assignment, and what is put before a person."""
    assert claims
    os.environ.update(AT_GRADING)
    namespaces("02-mlp")  # whose data cell makes the data
    found = {one: graded(one.key, one.cell, Path(AT_GRADING["COURSE_DATA"])) for one in CLAIMS}
    held = {
        one: (verdict.score or 0) <= one.most * verdict.max_score + 0.01 and not one.evades
        for one, verdict in found.items()
    }
    print("\n| assignment | tried | held | put before a person |\n| --- | ---: | ---: | ---: |")
    for name in ASSIGNMENTS:
        own = [one for one in CLAIMS if one.assignment == name]
        looked = sum(bool(found[one].look_at) for one in own)
        print(f"| `{name}` | {len(own)} | {sum(held[one] for one in own)} | {looked} |")
    print(
        "".join(f"\n* `{one.name}` ({one.tries}) {one.evades}" for one in CLAIMS if not held[one])
    )


if __name__ == "__main__":
    main()
