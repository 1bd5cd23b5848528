"""What this machine can do for a course: each thing, and a remedy where it is missing."""

from __future__ import annotations

import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version

from autograder.course import data
from autograder.course.layout import Course, CourseError
from autograder.student.provisioner import BOXED
from autograder.student.warm import box_layers

REMEDIES = {
    "namespaces": "allow user namespaces: on Ubuntu 23.10 and newer "
    "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`, on Debian "
    "`sudo sysctl kernel.unprivileged_userns_clone=1`, in Docker "
    "`--security-opt seccomp=unconfined --cap-add SYS_ADMIN`",
    "landlock": "use Linux 5.13 or newer, with “landlock” in the boot parameter lsm= "
    "(see /sys/kernel/security/lsm)",
    "seccomp": "use a Linux with CONFIG_SECCOMP_FILTER on x86_64 or aarch64",
    "all together": "see what it says; until then, `--isolation none` grades code that you trust",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    good: bool
    text: str
    needed: bool = True
    """Whether grading can't do without it."""


def examine(course: Course) -> list[Finding]:
    """Look at everything that the course's commands rely on."""
    return [
        Finding(
            "Python",
            sys.version_info >= (3, 11),
            f"{platform.python_version()} (3.11 or newer is needed)",
        ),
        _torch(),
        _accelerator(),
        _alembic(),
        *(
            Finding(
                f"box: {layer}",
                not problem,
                f"{problem}: {REMEDIES[layer]}" if problem else "works",
            )
            for layer, problem in box_layers().items()
        ),
        _kernel(),
        _data(course),
    ]


def _torch() -> Finding:
    import torch

    try:
        import torchvision

        torchvision.ops.nms(torch.zeros(1, 4), torch.zeros(1), 0.5)
    except (ImportError, RuntimeError, AttributeError) as error:
        found = f"torch {version('torch')} and torchvision {version('torchvision')}"
        advice = "pip install -r requirements.txt"
        return Finding("torch", False, f"{found} don't fit ({error}): {advice}")
    return Finding("torch", True, f"{torch.__version__}, torchvision {torchvision.__version__}")


def _accelerator() -> Finding:
    import torch

    if torch.accelerator.is_available():
        return Finding(
            "accelerator", True, str(torch.accelerator.current_accelerator()), needed=False
        )
    return Finding(
        "accelerator",
        False,
        "none: notebooks train on the CPU; grading never uses one",
        needed=False,
    )


def _alembic() -> Finding:
    found = shutil.which("alembic")
    return Finding(
        "alembic",
        bool(found),
        "found" if found else "nbgrader calls it by name: put this environment's bin on PATH",
    )


def _kernel() -> Finding:
    from jupyter_client.kernelspec import find_kernel_specs

    installed = BOXED in find_kernel_specs()
    text = (
        "installed for Jupyter"
        if installed
        else "not installed for other programs: autograder doctor --install-kernel"
    )
    return Finding("warm kernels", installed, text, needed=False)


def _data(course: Course) -> Finding:
    try:
        needed = any(data.needs_data(course, name) for name in course.assignments())
    except CourseError as error:
        return Finding("data", False, str(error), needed=False)
    if not needed:
        return Finding("data", True, "no notebook needs any", needed=False)
    if data.at_hand(course):
        return Finding("data", True, "in data/", needed=False)
    return Finding("data", False, "none in data/ yet: `autograder data` fetches it", needed=False)
