"""The program that students' processes are forked from: source text alone, and its environment."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.student import inside
from autograder.student.inside import box

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ", "OPENBLAS_CORETYPE")
"""The only environment variables of the grader that a student's process has, too."""

PROGRAM = (
    "bounds",
    "filters",
    "root",
    "box",
    "channel",
    "wire",
    "libraries",
    "unwritten",
    "originals",
    "files",
    "settings",
    "bridge",
    "going_on",
    "compiler",
    "shell",
    "preload",
    "jupyter",
    "forkserver",
    "zygote",
)
"""The modules of `inside` that a zygote is made of, each after those that it imports."""


def environment() -> dict[str, str]:
    """Return environment variables for the forkserver, and for students' processes."""
    # One thread each, or processes that run side by side fight over the cores.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # A set's order depends on the hash seed, and with it what a training draws and adds up.
    # In which letters a file is read depends on the machine's language without UTF8.
    same = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    # What a student compiles runs as it is written: to compile it takes half a minute.
    compiled = {"TORCHDYNAMO_DISABLE": "1"}
    # torch asks for the user's name, which the system may not know.
    return passed_on | threads | same | compiled | {"MPLBACKEND": box.INLINE, "USER": "student"}


def program_of(*modules: str) -> str:
    """Return one program made of the sources of modules, which runs without this package.

    It ends in the namespace of the last module. Each stays a module of its own that can't be
    imported: a student's `import box` doesn't find it.
    """
    folder = Path(inside.__file__).parent
    sources = {name: (folder / f"{name}.py").read_text(encoding="utf-8") for name in modules}
    return f"SOURCES, PACKAGE = {sources!r}, {PACKAGE!r}\n{_LOADER}"


PACKAGE = "inside"
"""Of modules in a student's process."""

_LOADER = """
import sys
from types import ModuleType

sys.modules[PACKAGE] = package = ModuleType(PACKAGE)
package.__path__ = []
for name, source in SOURCES.items():
    module = sys.modules[f"{PACKAGE}.{name}"] = ModuleType(f"{PACKAGE}.{name}")
    module.__package__ = PACKAGE
    setattr(package, name, module)
    exec(compile(source, f"<{name}>", "exec"), module.__dict__)
for name in (PACKAGE, *(f"{PACKAGE}.{name}" for name in SOURCES)):
    del sys.modules[name]
globals().update(module.__dict__)
"""
