"""Warm kernels behave as Jupyter expects of any kernel, start fast, and leave nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager

from autograder.student.kernel import StudentKernel
from autograder.student.warm import BOXED, WARM, Forkserver, WarmKernelSpecs, install_kernels

pytestmark = pytest.mark.alone

KERNELS = 500


def outputs(run) -> str:
    return "".join(output.get("text", "") for output in run.outputs)


async def printed(kernel: StudentKernel, code: str) -> str:
    return outputs(await kernel.run(code, 10)).strip()


@pytest.mark.parametrize("name", [BOXED, WARM])
def test_a_kernel_computes_and_keeps_its_state(name):
    async def session() -> str:
        async with StudentKernel(name) as kernel:
            await kernel.run("import torch; x = torch.arange(6.).reshape(2, 3)", 10)
            return await printed(kernel, "print((x @ x.T).tolist())")

    assert asyncio.run(session()) == "[[5.0, 14.0], [14.0, 50.0]]"


def test_kernels_of_the_same_forkserver_do_not_share_random_numbers_or_names():
    code = "import random, numpy; print(random.random(), numpy.random.rand(), 'mine' in globals()); mine = 1"

    async def session() -> list[str]:
        said = []
        for _ in range(2):
            async with StudentKernel(WARM) as kernel:
                said.append(await printed(kernel, code))
        return said

    first, second = asyncio.run(session())

    assert first != second
    assert first.endswith("False") and second.endswith("False")


@pytest.mark.parametrize("name", [BOXED, WARM])
def test_an_interrupt_stops_a_cell_and_keeps_the_kernel(name):
    async def session() -> tuple[str, str]:
        async with StudentKernel(name) as kernel:
            await kernel.run("x = 41", 10)
            ended = (await kernel.run("while True: pass", 1)).ended
            return ended, await printed(kernel, "print(x + 1)")

    assert asyncio.run(session()) == ("timeout", "42")


@pytest.mark.parametrize("name", [BOXED, WARM])
def test_a_kernel_that_ignores_interrupts_is_killed_and_can_be_started_again(name):
    deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"

    async def session() -> tuple[str, bool, str]:
        async with StudentKernel(name) as kernel:
            run = await kernel.run(deaf, 1)
            await kernel.restart()
            return run.ended, run.killed_after_timeout, await printed(kernel, "print('deaf' in globals())")

    assert asyncio.run(session()) == ("dead", True, "False")


def test_a_kernel_that_dies_is_noticed_at_once():
    async def session() -> tuple[str, float]:
        async with StudentKernel() as kernel:
            began = time.monotonic()
            run = await kernel.run("import os; os._exit(3)", 60)
            return run.ended, time.monotonic() - began

    ended, seconds = asyncio.run(session())

    assert ended == "dead"
    assert seconds < 10


def test_a_forkserver_that_dies_takes_its_kernels_along_and_the_next_kernel_gets_a_new_one():
    async def session() -> tuple[str, str]:
        async with StudentKernel() as kernel:
            await kernel.run("1", 10)
            Forkserver.running()._process.kill()
            ended = (await kernel.run("import time; time.sleep(30)", 60)).ended
            await kernel.restart()
            return ended, await printed(kernel, "print('again')")

    assert asyncio.run(session()) == ("dead", "again")


def test_the_forkserver_has_one_thread_and_nothing_of_this_package_or_the_environment(monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_COURSE", "do not tell")
    look = (
        "import sys, os, gc\n"
        "print([name for name in sys.modules if name.startswith('autograder')], 'SECRET_OF_THE_COURSE' in os.environ)\n"
        "print(any('do not tell' in value for value in gc.get_objects() if isinstance(value, str)))"
    )

    async def session() -> str:
        async with StudentKernel(WARM) as kernel:
            return await printed(kernel, look)

    assert asyncio.run(session()).split() == ["[]", "False", "False"]
    server = psutil.Process(Forkserver.running()._process.pid)
    assert server.num_threads() == 1
    assert "SECRET_OF_THE_COURSE" not in server.environ()


def test_what_a_kernel_started_ends_with_it():
    async def session() -> int:
        async with StudentKernel(WARM) as kernel:
            return int(await printed(kernel, "import subprocess; print(subprocess.Popen(['sleep', '1000']).pid)"))

    pid = asyncio.run(session())

    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_many_kernels_leave_no_process_socket_file_or_mount_behind():
    def state() -> dict[str, object]:
        server = psutil.Process(Forkserver.running()._process.pid)
        return {
            "children": len(server.children(recursive=True)),
            "descriptors of the forkserver": server.num_fds(),
            "descriptors of the grader": psutil.Process().num_fds(),
            "folders": len(list(Path("/tmp").glob("ag-*"))),
            "mounts": Path("/proc/mounts").read_text().count("\n"),
        }

    async def one() -> None:
        manager = AsyncKernelManager(kernel_name=BOXED, kernel_spec_manager=WarmKernelSpecs())
        await manager.start_kernel()
        await manager.shutdown_kernel(now=True)

    async def many(count: int) -> None:
        for _ in range(count // 5):
            await asyncio.gather(*(one() for _ in range(5)))

    asyncio.run(many(10))
    before = state()
    asyncio.run(many(KERNELS))

    assert state() == before


def test_other_programs_use_an_installed_kernel_through_its_kernelspec(tmp_path, course):
    install_kernels(tmp_path)
    notebook = course.solutions / "04-convolution" / "convolution.ipynb"
    copied = tmp_path / "one.ipynb"
    cells = json.loads(notebook.read_text())
    cells["cells"] = [cell for cell in cells["cells"] if cell["cell_type"] == "code"][:1]
    cells["metadata"]["kernelspec"] = {"name": WARM, "display_name": "warm", "language": "python"}
    copied.write_text(json.dumps(cells))
    environment = os.environ | {"JUPYTER_PATH": str(tmp_path / "share/jupyter")}

    by_nbclient = subprocess.run([sys.executable, "-m", "jupyter", "execute", str(copied)], env=environment, capture_output=True, text=True)
    by_nbval = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", str(copied)],
        env=environment,
        capture_output=True,
        text=True,
    )

    assert by_nbclient.returncode == 0, by_nbclient.stderr
    assert by_nbval.returncode == 0, by_nbval.stdout
    assert "1 passed" in by_nbval.stdout


def test_a_grader_that_is_killed_leaves_no_forkserver_and_no_kernel():
    program = (
        "import asyncio\n"
        "from autograder.student.kernel import StudentKernel\n"
        "from autograder.student.warm import Forkserver\n"
        "async def main():\n"
        "    async with StudentKernel() as kernel:\n"
        "        print(Forkserver.running()._process.pid, flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as grader:
        assert grader.stdout
        server = psutil.Process(int(grader.stdout.readline()))
        kernels = server.children(recursive=True)
        assert kernels
        grader.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs([server, *kernels], timeout=10)

    assert not alive
