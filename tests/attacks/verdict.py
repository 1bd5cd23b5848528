"""What an attack gained, judged by what the grader wrote."""

from __future__ import annotations

from tests.attacks.bank import Attack
from tests.attacks.world import CHECKS, World
from tests.helpers import grades_of


def of(world: World, attack: Attack) -> list[str]:
    """What an attack gained, or broke; nothing where the grader held."""
    rows = grades_of(world.course.root).get(attack.student)
    if not rows:
        return ["has no row in grades.csv"]
    gained = []
    for name, row in rows.items():
        wanted = attack.earns if name == attack.exercise else float(row["max_score"]) if name in attack.honest else 0
        if float(row["score"] or 0) != wanted:
            gained.append(f"{name}: {row['score'] or 'no score'} points ({row['status']}) instead of {wanted:g}: {row['message'][:300]}")
        if row["status"] == "grader-error":
            gained.append(f"{name}: the grader broke: {row['message'][:300]}")
        if row["status"] != "passed" and not row["message"]:
            gained.append(f"{name}: {row['status']} without a message")
    for place, text in world.artefacts(attack.student).items():
        gained += [f"{secret} in {place}" for secret in (*world.canaries, *CHECKS) if secret in text]
        gained += [f"a host path in {place}" for path in (world.course.root, world.tmp) if str(path) in text]
        gained += [f"{line.strip()[:200]} in {place}" for line in text.splitlines() if "BROKEN:" in line]
        if place.endswith(".html") and "<script>forged" in text:
            gained.append(f"markup in {place}")
    return gained
