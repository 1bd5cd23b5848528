"""Cells that are run in one message: the same comes out as of one message each, and a bad one is found."""

from __future__ import annotations

import asyncio
import time

from nbformat import NotebookNode

from autograder.student.kernel import MAX_PLAYED_CHARS, StudentKernel
from autograder.student.transcript import MAX_OUTPUT_CHARS, Run

TELLING = [
    "import sys, warnings\nimport torch\nfrom IPython.display import clear_output, display\nimport matplotlib.pyplot as plt",
    "print('before')\ndisplay({'text/plain': 'shown'}, raw=True)\nprint('after', end='')\nprint(' all', file=sys.stderr)",
    "torch.arange(3) * 2",
    "_ + 1",
    "plt.plot([1, 2]);\nprint('drawn')",
    "1 / 0",
    "def broken(:\n    pass",
    "print('gone')\nclear_output()\nprint('stays')",
    "%timeit -n1 -r1 pass\n!echo from a shell",
    "input('Your name? ')",
    "warnings.warn('careful')",
    "import subprocess\nsubprocess.run(['echo', 'to a file'], stdout=sys.stdout, check=True).returncode",
    "import logging\nlogging.basicConfig()\nlogging.warning('logged')\nsys.stdout.isatty(), sys.stdout.encoding.lower()",
    f"print('x' * {MAX_OUTPUT_CHARS + 5})",
    f"print('x' * {MAX_PLAYED_CHARS + 5})",
    "In[2][:6], len(Out)",
]


def together(cells: list[str], seconds: float = 20) -> tuple[list[Run], str]:
    """What becomes of cells in one message, and of one after them."""

    async def session() -> tuple[list[Run], str]:
        async with StudentKernel() as kernel:
            runs = await kernel.run_all(cells, [seconds] * len(cells))
            after = await kernel.run("print(6 * 7)", 20)
            return runs, "".join(output.get("text", "") for output in after.outputs).strip() or after.ended

    return asyncio.run(session())


def one_by_one(cells: list[str]) -> list[Run]:
    async def session() -> list[Run]:
        async with StudentKernel() as kernel:
            return [await kernel.run(cell, 20) for cell in cells]

    return asyncio.run(session())


def shown(run: Run) -> tuple[str, dict[str, str] | None, list[NotebookNode]]:
    outputs = [dict(output) for output in run.outputs]
    for output in outputs:
        output.pop("execution_count", None)
        if "text" in output:  # of times and temporary names nothing is asked but that they are told
            output["text"] = "".join(c for c in output["text"] if not c.isdigit())
        if "traceback" in output:
            output["traceback"] = len(output["traceback"]) > 0
    return run.ended, run.error, outputs


def test_cells_in_one_message_give_what_they_give_one_by_one():
    runs, _ = together(TELLING)

    assert [shown(run) for run in runs] == [shown(run) for run in one_by_one(TELLING)]


def test_an_interrupted_cell_is_the_last_and_the_process_goes_on():
    runs, after = together(["x = 1", "while True: pass", "x = 2"], seconds=1.5)

    assert [run.ended for run in runs] == ["ok", "timeout"]
    assert after == "42"


def test_each_cell_has_the_time_of_its_own():
    runs, after = together([f"import time; time.sleep(1.2); print({i})" for i in range(4)], seconds=2)

    assert [run.ended for run in runs] == ["ok"] * 4
    assert after == "42"


def test_a_cell_that_asks_for_the_end_is_named():
    runs, after = together(["x = 1", "exit()", "x = 2"])

    assert [run.ended for run in runs] == ["ok", "dead"]
    assert after == "dead"


def test_of_cells_that_ended_the_process_without_a_word_nothing_is_claimed():
    runs, after = together(["x = 1", "import os; os._exit(1)", "x = 2"])

    assert runs == []
    assert after == "dead"


def test_cells_end_when_all_has_to_end():
    async def session() -> tuple[list[Run], float]:
        async with StudentKernel() as kernel:
            began = time.monotonic()
            return await kernel.run_all(["import time; time.sleep(60)"] * 3, [50.0] * 3, until=began + 1), time.monotonic() - began

    runs, seconds = asyncio.run(session())

    assert runs == []
    assert seconds < 20


def test_a_process_that_tells_nonsense_of_its_cells_is_ended():
    runs, after = together(["import sys\nsys.modules['bridge'].time = None", "x = 1"])

    assert runs == []
    assert after == "dead"
