"""A class of attackers and honest students in a course full of planted secrets, graded by the real command."""

from __future__ import annotations

import base64
import contextlib
import copy
import ctypes
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from autograder.course.layout import Course
from autograder.grading.assignment import Assignment
from tests.attacks.bank import KIT, Attack
from tests.helpers import cell_of, grades_of, make_course

CELLS = "title setup manual-conv test-manual-conv output-size test-output-size channels test-channels pool test-pool"
"""Of 04-convolution, four exercises: no pictures, and nothing that is not attacked."""

HONEST = ("a-honest", "g-honest", "m-honest", "z-honest")
"""Graded before, between and after the attackers: in the order of their names."""

CELL_SECONDS, SUBMISSION_SECONDS = 2, 30
TOOLS = {"matplotlib", "torchinductor", "dask-scratch-space"}
"""Folders that the grader's own libraries leave in the temporary folder, whatever students do."""

CHECKS = ("def compare_with_torch", "BY_LOOP =")
"""Lines of the grader's checks, which no student may see."""

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, prctl(2)


@dataclass
class World:
    """The course, what was planted in it, and after `grade` what became of everybody."""

    course: Course
    tmp: Path
    """Temporary folder of the command."""
    canaries: list[str] = field(default_factory=list)
    doors: dict[str, socket.socket] = field(default_factory=dict)
    """Servers on this machine, of every kind that a student might reach."""
    left: dict[str, list[str]] = field(default_factory=dict)
    """What the command left behind: processes, mounts, sockets, files."""
    seconds: float = 0
    said: str = ""
    status: int = 0

    @property
    def assignment(self) -> Assignment:
        return self.course.load("04-convolution")

    def artefacts(self, student: str) -> dict[str, str]:
        """All texts that were written about a student."""
        root = self.course.root
        texts = {
            str(path.relative_to(root)): path.read_text(errors="replace")
            for kind in ("autograded", "feedback")
            for path in (root / kind / student).rglob("*")
            if path.is_file()
        }
        rows = grades_of(root)[student]
        return texts | {"grades.csv": json.dumps(rows)}

    def knocks(self) -> list[str]:
        """The doors at which somebody knocked."""
        found = []
        for name, door in self.doors.items():
            with contextlib.suppress(BlockingIOError):
                door.recv(10) if door.type == socket.SOCK_DGRAM else door.accept()
                found.append(name)
        return found


@contextlib.contextmanager
def make_world(attacks: list[Attack]) -> Iterator[World]:
    """A course with everybody's submissions, and servers that wait to be reached."""
    # Short: the path of a Unix socket has at most 107 characters, unix(7).
    base = Path(tempfile.mkdtemp(prefix="aga-", dir="/tmp"))
    try:
        cells = tuple(CELLS.split())
        world = World(make_course(base / "course", cells=cells), base / "t")
        world.tmp.mkdir()
        _plant(world)
        with _doors(world, base) as doors:
            known = {
                "course": str(world.course.root),
                "tmp": str(world.tmp),
                "pid": os.getpid(),
                "hostname": socket.gethostname(),
                **doors,
            }
            _hand_in(world, attacks, known)
            yield world
    finally:
        shutil.rmtree(base, ignore_errors=True)


def grade(world: World, *options: str) -> None:
    """Grade everybody with `autograder grade`, and look at what is left afterwards."""
    before = _traces(world)
    ctypes.CDLL(None).prctl(
        _SUBREAPER, 1, 0, 0, 0
    )  # whatever outlives the command becomes a child of this process
    began = time.monotonic()
    environment = os.environ | {
        "AUTOGRADER_SECRET": _canary(world, "secret"),
        "UNRELATED_TOKEN": _canary(world, "environment"),
        "TMPDIR": str(world.tmp),
    }
    limits = [
        "--cell-seconds",
        str(CELL_SECONDS),
        "--submission-seconds",
        str(SUBMISSION_SECONDS),
        "--workers",
        "2",
    ]
    command = [
        str(Path(sys.executable).with_name("autograder")),
        "grade",
        "04-convolution",
        *limits,
        *options,
    ]
    ran = subprocess.run(
        command,
        cwd=world.course.root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    world.seconds, world.said, world.status = (
        time.monotonic() - began,
        ran.stdout + ran.stderr,
        ran.returncode,
    )
    for _ in range(20):  # what is ending needs a moment
        after = _traces(world)
        world.left = {kind: sorted(after[kind] - before[kind]) for kind in before}
        if not any(world.left.values()):
            break
        time.sleep(0.5)
    ctypes.CDLL(None).prctl(_SUBREAPER, 0, 0, 0, 0)


def _plant(world: World) -> None:
    """Secrets in every file that a student must not see."""
    root = world.course.root
    source = root / "source/04-convolution/convolution.ipynb"
    notebook = nbformat.read(source, as_version=4)
    notebook.cells[
        1
    ].source = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"  # no pictures: half a second each
    for cell in notebook.cells:
        if "### END HIDDEN TESTS" in cell.source:
            cell.source = cell.source.replace(
                "### END HIDDEN TESTS", f"# {_canary(world, 'hidden')}\n### END HIDDEN TESTS"
            )
        elif "### END SOLUTION" in cell.source and cell.cell_type == "code":
            cell.source = cell.source.replace(
                "### END SOLUTION", f"# {_canary(world, 'solution')}\n    ### END SOLUTION", 1
            )
    nbformat.write(notebook, source)
    for name in (
        "source/04-convolution/notes.txt",
        "course.toml",
        ".autograder-secret",
        "source/exam.txt",
    ):
        with (root / name).open("a") as file:
            file.write(f"\n# {_canary(world, 'file')}\n")
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        gradebook.add_student("a-honest", first_name=_canary(world, "gradebook"))


def _hand_in(world: World, attacks: list[Attack], known: dict[str, object]) -> None:
    assignment = world.assignment
    for student in HONEST:
        notebook = _solve(assignment, [exercise.name for exercise in assignment.exercises])
        cell_of(notebook, "output-size").source += f"\n# {_canary(world, 'submission')}\n"
        _write(world, student, notebook)
    kit = KIT.replace("{known}", base64.b64encode(json.dumps(known).encode()).decode())
    for attack in attacks:
        notebook = _solve(assignment, list(attack.honest))
        if attack.cell:
            cell_of(notebook, attack.exercise).source = attack.cell
        if attack.notebook:
            attack.notebook(notebook)
        else:
            notebook.cells.insert(0, new_code_cell(kit))
        folder = _write(world, attack.student, notebook)
        if attack.folder:
            attack.folder(folder, world.course.root)


def _solve(assignment: Assignment, exercises: list[str]) -> NotebookNode:
    notebook = copy.deepcopy(assignment.release)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in exercises and cell.cell_type == "code" and name in assignment.solutions:
            lines = assignment.solutions[name].source.splitlines()
            cell.source = "\n".join(line for line in lines if "CANARY" not in line)
    return notebook


def _write(world: World, student: str, notebook: NotebookNode) -> Path:
    folder = world.course.root / "submitted" / student / "04-convolution"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "convolution.ipynb")
    return folder


def _canary(world: World, place: str) -> str:
    world.canaries.append(f"CANARY-{place}-{secrets.token_hex(8)}")
    return world.canaries[-1]


@contextlib.contextmanager
def _doors(world: World, base: Path) -> Iterator[dict[str, object]]:
    """Open `World.doors`: where they are."""
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = stream.getsockname()[1]
        datagrams = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        datagrams.bind(("127.0.0.1", port))
        path, abstract = str(base / "door"), base.name
        kinds = {"a socket in the file system": path, "an abstract socket": "\0" + abstract}
        waiting = world.doors = {"TCP": stream, "UDP": datagrams}
        for name, address in kinds.items():
            waiting[name] = stack.enter_context(socket.socket(socket.AF_UNIX))
            waiting[name].bind(address)
            waiting[name].listen()
        waiting["abstract datagrams"] = stack.enter_context(
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        )
        waiting["abstract datagrams"].bind("\0" + abstract + "-datagrams")
        for door in waiting.values():
            door.setblocking(False)
        yield {"port": port, "socket": path, "abstract": abstract}


def _traces(world: World) -> dict[str, set[str]]:
    """What a command could leave behind."""
    children = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = stat.read_text().partition(" (")[2].rpartition(") ")
            state, parent = rest.split()[:2]
            if int(parent) == os.getpid() and state != "Z":
                children.add(f"{stat.parent.name} {name}")
    mounts = {
        line.split(" ", 2)[2] for line in Path("/proc/self/mountinfo").read_text().splitlines()
    }
    sockets = {
        line for line in Path("/proc/net/unix").read_text().splitlines() if f"{world.tmp}" in line
    }
    files = {
        str(path)
        for path in world.tmp.rglob("*")
        if not TOOLS & {part.partition("_")[0] for part in path.parts}
    }
    return {"processes": children, "mounts": mounts, "sockets": sockets, "files": files}
