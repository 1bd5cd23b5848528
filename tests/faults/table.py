"""Strike before each step, and print what became of it as the table of docs/reliability.md.

    python -m tests.faults.table
    python -m tests.faults.table --stride 10 --fault "the power is cut"

With a stride, each tenth step, say, is struck.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import click

from tests.faults.faults import FAULTS
from tests.faults.made_up import ONE_OF_EACH, make_class
from tests.faults.stage import Stage


@click.command()
@click.option("--stride", type=click.IntRange(1), default=1, show_default=True)
@click.option("--fault", "faults", multiple=True, type=click.Choice(list(FAULTS)))
def main(stride: int, faults: tuple[str, ...]) -> None:
    """Strike before each step, and print what became of it."""
    bad = []
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        stage, command = Stage(Path(folder)), make_class(Path(folder), ONE_OF_EACH)
        right = stage.undisturbed(command)
        print(
            "| what happens | steps before which it can | tried | wrong scores | other | minutes |"
        )
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        for fault in faults or FAULTS:
            began = time.monotonic()
            steps = [step for step in right.steps if FAULTS[fault].suits(step)]
            struck = [
                stage.strike(command, fault, step, right) for step in steps[stride // 2 :: stride]
            ]
            tried = [one for one in struck if one.happened]
            bad += [one for one in struck if one.wrongs or one.others]
            wrongs, others = (
                sum(bool(s.wrongs) for s in struck),
                sum(bool(s.others) for s in struck),
            )
            numbers = f"{len(steps)} | {len(tried)} | {wrongs} | {others}"
            minutes = (time.monotonic() - began) / 60
            print(f"| {fault} | {numbers} | {minutes:.1f} |", flush=True)
        stage.end()
    for one in bad:
        print(f"* {one}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
