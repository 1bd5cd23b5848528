"""The bank of attacks: each is a few lines, and a sentence that says what they try.

The decorated function is never called: its *body* is the cell that the attacker hands in. Before it stands the `KIT`,
whose names it may use::

    @attack()
    def always_equal():
        \"\"\"Returns an object that says it equals everything.\"\"\"
        class Yes: ...
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from nbformat import NotebookNode

FAMILIES = (
    "forging",
    "reading",
    "reaching",
    "breaking_out",
    "exhausting",
    "poisoning",
    "forbidden",
)

KIT = '''\
import base64, ctypes, json, os, re, socket, stat, sys, threading, time
KNOWN = json.loads(base64.b64decode("{known}"))
libc = ctypes.CDLL(None, use_errno=True)

def loot(what):
    """Print the planted secrets that lie in something."""
    for found in set(re.findall("CAN" "ARY-[a-z]+-[0-9a-f]+", what if isinstance(what, str) else repr(what))):
        print(found)

def broke(how):
    """Print that a wall gave way."""
    print("BRO" "KEN:", how)

def tried(*steps):
    """Make every step, whatever the others raise."""
    for step in steps:
        try:
            step()
        except BaseException as error:
            print(type(error).__name__)

def is_kind(kind, fd):
    """Whether a descriptor is open, and of a kind."""
    try:
        return kind(os.fstat(fd).st_mode)
    except OSError:
        return False

def first(kind):
    """A copy of the first descriptor of a kind."""
    return os.dup(next(fd for fd in range(3, 256) if is_kind(kind, fd)))

def packed(message):
    """A message as it travels; bytes are taken for JSON already."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return len(body).to_bytes(8, "big") + body

def say(*messages):
    """Send the grader messages past the session that should speak for this process."""
    for message in messages:
        LINE.sendall(packed(message))

def number():
    """Of the request that is served."""
    return SESSION._number

def replace(thing, name, new):
    """Put something in another's place, which must be there; the other."""
    old = getattr(thing, name)
    setattr(thing, name, new)
    return old

LINE, PIPE = socket.socket(fileno=first(stat.S_ISSOCK)), first(stat.S_ISFIFO)
SESSION = get_ipython().show.__self__
BRIDGE = type(SESSION)._do.__globals__["bridge"]
ALL_RIGHT = {"answers": [{"value": {"json": "true", "tensors": ""}, "passed": True, "score": 5}] * 50, "score": 5}
'''
"""A cell that every attacker's notebook begins with. ``KNOWN`` is what a well-informed attacker knows: where on the host
the course lies, and where somebody listens. ``LINE`` is the channel on which the grader asks, ``PIPE`` that for outputs,
``SESSION`` serves them, and ``BRIDGE`` puts the questions: none has a name that a notebook could import."""


@dataclass(frozen=True)
class Attack:
    """One attack submission.

    Args:
        family: the module it stands in.
        name: its function's name.
        tries: what it tries.
        exercise: the exercise that it attacks.
        cell: what it hands in there; empty where `notebook` or `folder` does it all.
        earns: points that its honest part earns.
        honest: exercises that it solves honestly and must get full points for. The others stay as they were released.
        notebook: changes the whole notebook before it is handed in.
        folder: changes the folder that is handed in.
        evades: why nothing stops it yet, for an attack that is known to succeed.
    """

    family: str
    name: str
    tries: str
    exercise: str
    cell: str
    earns: float
    honest: tuple[str, ...]
    notebook: Callable[[NotebookNode], None] | None = None
    folder: Callable[[Path, Path], None] | None = None
    evades: str = ""

    @property
    def student(self) -> str:
        """The name that it hands in under."""
        return f"{self.family}-{self.name}".replace("_", "-")


BANK: list[Attack] = []

Register = Callable[[Callable[..., None]], Callable[..., None]]


def attack(
    exercise: str = "manual-conv",
    *,
    earns: float = 0,
    honest: tuple[str, ...] = (),
    evades: str = "",
) -> Register:
    """An attack from within the solution cell of an exercise."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        BANK.append(
            Attack(
                _family(function.__module__),
                function.__name__,
                docstring_of(function),
                exercise,
                body_of(function),
                earns,
                honest,
                evades=evades,
            )
        )
        return function

    return register


def on_notebook(
    exercise: str = "manual-conv", *, earns: float = 0, honest: tuple[str, ...] = ()
) -> Register:
    """An attack by what the notebook's file says: metadata, tags, ids. The function gets the notebook and changes it."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        BANK.append(
            Attack(
                _family(function.__module__),
                function.__name__,
                docstring_of(function),
                exercise,
                "",
                earns,
                honest,
                notebook=function,
            )
        )
        return function

    return register


def on_folder(exercise: str = "manual-conv", *, earns: float = 0) -> Register:
    """An attack by the files that are handed in. The function gets their folder, and the course's."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        BANK.append(
            Attack(
                _family(function.__module__),
                function.__name__,
                docstring_of(function),
                exercise,
                "",
                earns,
                (),
                folder=function,
            )
        )
        return function

    return register


def everything() -> list[Attack]:
    """All attacks, family by family."""
    for name in sorted(path.stem for path in Path(__file__).parent.glob("*.py")):
        if _family(name):
            import_module(f"tests.attacks.{name}")
    return sorted(BANK, key=lambda attack: FAMILIES.index(attack.family))


def _family(module: str) -> str:
    """The family that a module holds attacks of: its name begins with the family's."""
    return next((family for family in FAMILIES if module.rpartition(".")[2].startswith(family)), "")


def docstring_of(function: Callable[..., None]) -> str:
    return " ".join((inspect.getdoc(function) or "").split())


def body_of(function: Callable[[], object]) -> str:
    """The body of a function, as the text of a cell."""
    lines, _ = inspect.getsourcelines(function)
    start = next(i for i, line in enumerate(lines) if line.startswith("def "))
    return textwrap.dedent("".join(lines[start + 1 :])).strip() + "\n"
