"""What this machine can do for a course: each thing, and a remedy where it is missing."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from autograder.student.warm import box_layers
from autograder.student.zygote import NOT_LINUX

REMEDIES = {
    "namespaces": "allow user namespaces: on Ubuntu 23.10 and newer "
    "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`, on Debian "
    "`sudo sysctl kernel.unprivileged_userns_clone=1`, in a container "
    "`--security-opt seccomp=.devcontainer/seccomp.json` (docs/other-machines.md)",
    "landlock": "use Linux 5.13 or newer, with “landlock” in the boot parameter lsm= "
    "(see /sys/kernel/security/lsm)",
    "seccomp": "use a Linux with CONFIG_SECCOMP_FILTER on x86_64 or aarch64",
    "all together": "see what it says; until then, `--isolation none` grades code that you trust",
}


ASKS_TORCH = """
import json, torch, torchvision
torchvision.ops.nms(torch.zeros(1, 4), torch.zeros(1), 0.5)
there = torch.accelerator.is_available()
accelerator = str(torch.accelerator.current_accelerator()) if there else ""
print(json.dumps([torch.__version__, torchvision.__version__, accelerator]))
"""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    good: bool
    text: str
    needed: bool = True
    """Whether grading can't do without it."""


def examine(folder: Path) -> Iterator[Finding]:
    """Look at everything that a course's commands rely on, one thing after the other.

    Args:
        folder: the course directory, or one in it.

    Raises:
        CourseError: there is no course.
    """
    yield Finding(
        "Python",
        sys.version_info >= (3, 11),
        f"{platform.python_version()} (3.11 or newer is needed)",
    )
    yield _alembic()
    if sys.platform == "linux":
        for layer, problem in box_layers().items():
            said = f"{problem}: {REMEDIES[layer]}" if problem else "works"
            yield Finding(f"box: {layer}", not problem, said)
    else:
        yield Finding("box", False, NOT_LINUX)
    yield _kernel()
    yield _data(folder)
    yield from _torch()


def _torch() -> Iterator[Finding]:
    """Ask a process of its own, which may crash over it."""
    ran = subprocess.run(
        [sys.executable, "-c", ASKS_TORCH], capture_output=True, encoding="utf-8", check=False
    )
    if ran.returncode:
        found = f"torch {_version('torch')} and torchvision {_version('torchvision')}"
        said = (ran.stderr.strip() or f"it ended with {ran.returncode}").splitlines()[-1]
        advice = "pip install -r requirements.txt"
        yield Finding("torch", False, f"{found} don't fit ({said}): {advice}")
        return
    torch, torchvision, accelerator = json.loads(ran.stdout)
    yield Finding("torch", True, f"{torch}, torchvision {torchvision}")
    none = "none: notebooks train on the CPU; grading never uses one"
    yield Finding("accelerator", bool(accelerator), accelerator or none, needed=False)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def _alembic() -> Finding:
    found = shutil.which("alembic")
    return Finding(
        "alembic",
        bool(found),
        "found" if found else "nbgrader calls it by name: put this environment's bin on PATH",
    )


def _kernel() -> Finding:
    from jupyter_client.kernelspec import find_kernel_specs

    from autograder.student.provisioner import BOXED

    installed = BOXED in find_kernel_specs()
    text = (
        "installed for Jupyter"
        if installed
        else "not installed for other programs: autograder doctor --install-kernel"
    )
    return Finding("warm kernels", installed, text, needed=False)


def _data(folder: Path) -> Finding:
    # Here: they take long to import.
    from autograder.course import data
    from autograder.course.layout import Course, CourseError

    course = Course.find(folder)
    try:
        needed = any(data.needs_data(course, name) for name in course.assignments())
    except CourseError as error:
        return Finding("data", False, str(error), needed=False)
    if not needed:
        return Finding("data", True, "no notebook needs any", needed=False)
    if data.at_hand(course):
        return Finding("data", True, "in data/", needed=False)
    return Finding("data", False, "none in data/ yet: `autograder data` fetches it", needed=False)
