"""`make` sets up an environment with uv or with pip, here from a small lock and a small index."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.helpers import ROOT

UV = Path(sys.prefix) / "bin/uv"
PACKAGES = ("course-1.0", "torch-1.0", "torchvision-1.0", "tqdm-1.0")
FALLBACK = "uv is not there or failed: pip installs .venv instead"
pytestmark = pytest.mark.timeout(300)  # each makes an environment

BACKEND = """\
import shutil

def build_editable(folder, config_settings=None, metadata_directory=None):
    return shutil.copy("course-1.0-py3-none-any.whl", folder).rpartition("/")[2]
"""


class Quiet(SimpleHTTPRequestHandler):
    """Lists folders, which is all that a package index has to do."""

    def log_message(self, *_: object) -> None:
        pass


class Checkout:
    """The project's Makefile, with a lock of three packages, and the index that has them."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder / "checkout", address
        self.index, self.cpu = folder / "served/simple", folder / "served/cpu"
        self.programs = folder / "programs"
        for made in (self.folder, self.programs):
            made.mkdir()
        (self.folder / "Makefile").write_text((ROOT / "Makefile").read_text())
        (self.folder / "backend.py").write_text(BACKEND)
        (self.folder / "pyproject.toml").write_text(
            '[project]\nname = "course"\nversion = "1.0"\n'
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        )
        wheel(self.folder, "course")
        preload = self.folder / "autograder/student/inside/preload.py"
        preload.parent.mkdir(parents=True)
        preload.write_text(
            "ALL = ()\n\ndef preload():\n    import torch\n\ndef bring(names):\n    pass\n"
        )
        for name in ("classroom/grade_class.py", "classroom/worker.py", "grading/grade.py"):
            path = self.folder / "autograder" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("")
        pins = "torch==1.0\ntorchvision==1.0\n"
        (self.folder / "requirements.txt").write_text(pins)
        (self.folder / "requirements-dev.txt").write_text("")
        self.lock = self.folder / "requirements-dev.lock"
        self.lock.write_text(
            self.locked("torch") + self.locked("torchvision") + self.locked("tqdm")
        )

    def locks_uv(self) -> None:
        """Have a uv in the lock and the index."""
        text = self.locked("uv", script=f'#!/bin/sh\nexec {UV} "$@"\n')
        self.lock.write_text(self.lock.read_text() + text)

    def locked(self, name: str, script: str = "") -> str:
        """Put a package in the index, and return its entry in the lock."""
        made = wheel(self.index / name, name, script=script)
        return entry(name, hashlib.sha256(made.read_bytes()).hexdigest())

    def has(self, program: str, script: str) -> None:
        """Put a program on PATH."""
        path = self.programs / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", f"PYTHON={sys.executable}", *arguments, ".venv/.ready"],
            cwd=self.folder,
            env={
                "PATH": f"{self.programs}:/usr/bin:/bin",
                "HOME": str(self.folder),
                "PIP_CONFIG_FILE": os.devnull,
                "PIP_INDEX_URL": f"{self.address}/simple",
                "PIP_RETRIES": "0",
                "UV_INDEX_URL": f"{self.address}/simple",
                "UV_NO_CONFIG": "1",
                "PYTHONDONTWRITEBYTECODE": "1",  # as many containers have it
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @property
    def installed(self) -> dict[str, str]:
        """What is in the environment, by name and version, and what put it there."""
        (packages,) = self.folder.glob(".venv/lib/python*/site-packages")
        return {
            path.parent.name.removesuffix(".dist-info"): path.read_text().strip()
            for path in packages.glob("*.dist-info/INSTALLER")
            if not path.parent.name.startswith(("pip-", "setuptools-"))  # made with the environment
        }

    @property
    def is_ready(self) -> bool:
        return (self.folder / ".venv/.ready").exists()


def wheel(
    folder: Path, name: str, version: str = "1.0", *, code: str = "", script: str = ""
) -> Path:
    """Write a wheel of one module, and of a program of the same name where a script is given."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": code,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if script:
        files[f"{name}-{version}.data/scripts/{name}"] = script
    files[f"{about}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            info = zipfile.ZipInfo(file)
            info.external_attr = (stat.S_IFREG | 0o755) << 16  # programs are started
            archive.writestr(info, text)
    return path


def entry(name: str, digest: str) -> str:
    return f"{name}==1.0 \\\n    --hash=sha256:{digest}\n    # via -r requirements.txt\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    served = tmp_path / "served"
    served.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Checkout(tmp_path, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()


def test_a_uv_on_the_path_installs_what_is_locked(checkout: Checkout) -> None:
    checkout.has("uv", f'exec {UV} "$@"')

    ended = checkout.make()

    assert ended.returncode == 0 and checkout.is_ready, ended.stdout
    assert checkout.installed == dict.fromkeys(PACKAGES, "uv")
    assert FALLBACK not in ended.stdout
    compiled = checkout.folder.glob(".venv/lib/python*/site-packages/__pycache__/*.pyc")
    assert {path.name.partition(".")[0] for path in compiled} == {"torch"}, (
        "what a student's process imports"
    )


@pytest.mark.soak
def test_where_there_is_no_uv_pip_fetches_the_locked_one_which_does_the_rest(
    checkout: Checkout,
) -> None:
    checkout.locks_uv()

    ended = checkout.make()

    assert ended.returncode == 0 and checkout.is_ready, ended.stdout
    assert checkout.installed == {**dict.fromkeys(PACKAGES, "uv"), "uv-1.0": "pip"}
    assert FALLBACK not in ended.stdout


def test_where_uv_fails_pip_installs_the_same_and_says_so(checkout: Checkout) -> None:
    checkout.has("uv", 'test "$1" = --version')

    ended = checkout.make()

    assert ended.returncode == 0 and checkout.is_ready, ended.stdout
    assert FALLBACK in ended.stdout
    assert checkout.installed == dict.fromkeys(PACKAGES, "pip")


@pytest.mark.soak
@pytest.mark.parametrize("name", ["tqdm", "uv"])
def test_a_file_with_another_hash_is_neither_installed_nor_run(
    checkout: Checkout, name: str
) -> None:
    checkout.locks_uv()
    ran = checkout.folder / "ran"
    wheel(checkout.index / name, name, code="other = 1", script=f"#!/bin/sh\ntouch {ran}\n")

    ended = checkout.make()

    assert ended.returncode == 2 and not checkout.is_ready
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in ended.stdout, "pip was asked, too"
    assert checkout.installed.keys() <= {"uv-1.0"} - {f"{name}-1.0"}
    assert not ran.exists()


@pytest.mark.soak
@pytest.mark.parametrize("by", ["uv", "pip"])
def test_torchs_cpu_build_comes_from_its_own_index_and_all_else_by_its_hash(
    checkout: Checkout, by: str
) -> None:
    checkout.has("uv", f'exec {UV} "$@"' if by == "uv" else 'test "$1" = --version')
    for name in ("torch", "torchvision"):
        wheel(checkout.cpu / name, name, "1.0+cpu")
        wheel(checkout.cpu / name, name, "1.1+cpu")
    wheel(checkout.cpu / "tqdm", "tqdm", code="not what is locked")
    cuda = "".join(entry(name, "0" * 64) for name in ("cuda-toolkit", "nvidia-nvtx", "triton"))
    checkout.lock.write_text(cuda + checkout.lock.read_text())

    ended = checkout.make("TORCH=cpu", f"TORCH_CPU={checkout.address}/cpu")

    assert ended.returncode == 0 and checkout.is_ready, ended.stdout
    assert checkout.installed == dict.fromkeys(
        ("course-1.0", "torch-1.0+cpu", "torchvision-1.0+cpu", "tqdm-1.0"), by
    )


def test_a_build_of_torch_that_is_not_known_is_refused(checkout: Checkout) -> None:
    ended = checkout.make("TORCH=CPU")

    assert ended.returncode == 2
    assert "TORCH=CPU is not known: it can be cpu" in ended.stdout
    assert not (checkout.folder / ".venv").exists()
