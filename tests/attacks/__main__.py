"""`python -m tests.attacks`: grade a class of attackers, and print what was tried and what held, as docs/security.md shows it."""

from __future__ import annotations

from tests.attacks import verdict
from tests.attacks.bank import FAMILIES, everything
from tests.attacks.world import HONEST, grade, make_world
from tests.helpers import grades_of

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


if __name__ == "__main__":
    main()
