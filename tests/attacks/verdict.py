"""What an attack gained, judged by what the grader wrote."""

from __future__ import annotations

import json
import re

from tests.attacks.bank import Attack
from tests.attacks.world import CHECKS, World
from tests.helpers import grades_of

MAX_CHARS = 1_000_000
"""Of one text that is written about a student: more than any honest one, far less than would fill a disk in a large class."""

GONE = re.compile(
    r"\b(AttributeError|NameError)\b(?!: name '(conv2d_manual|conv2d_channels|conv_output_size)' is not defined)"
)


def of(world: World, attack: Attack) -> list[str]:
    """What an attack gained, or broke; nothing where the grader held."""
    rows = grades_of(world.course.root).get(attack.student)
    if not rows:
        return ["has no row in grades.csv"]
    gained = []
    for name, row in rows.items():
        wanted = (
            attack.earns
            if name == attack.exercise
            else float(row["max_score"])
            if name in attack.honest
            else 0
        )
        if float(row["score"] or 0) != wanted:
            gained.append(
                f"{name}: {row['score'] or 'no score'} points ({row['status']}) instead of {wanted:g}: {row['message'][:300]}"
            )
        if row["status"] == "grader-error":
            gained.append(f"{name}: the grader broke: {row['message'][:300]}")
        if row["status"] != "passed" and not row["message"]:
            gained.append(f"{name}: {row['status']} without a message")
    for place, text in world.artefacts(attack.student).items():
        gained += [
            f"{secret} in {place}" for secret in (*world.canaries, *CHECKS) if secret in text
        ]
        gained += [
            f"a host path in {place}"
            for path in (world.course.root, world.tmp)
            if str(path) in text
        ]
        gained += [
            f"{line.strip()[:200]} in {place}" for line in text.splitlines() if "BROKEN:" in line
        ]
        if len(text) > MAX_CHARS:
            gained.append(f"{len(text):,} characters in {place}")
        if place.endswith(".html") and "<script>forged" in text:
            gained.append(f"markup in {place}")
    return gained


def stumbled(world: World, attack: Attack) -> list[str]:
    """Where an attack failed on a name that is not there: an attack on something that is gone is none."""
    said = [grades_of(world.course.root)[attack.student][attack.exercise]["message"]]
    for place, text in world.artefacts(attack.student).items():
        for cell in json.loads(text)["cells"] if place.endswith(".ipynb") else []:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") in (None, attack.exercise):
                said += [
                    f"{output.get('ename')}: {output.get('evalue')} {''.join(output.get('text', []))}"
                    for output in cell.get("outputs", [])
                ]
    return [text[:300] for text in said if GONE.search(text)]
