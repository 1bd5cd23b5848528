"""Warm kernels behave as Jupyter expects of any kernel, and leave nothing behind."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

from autograder.course.layout import Course
from autograder.student.provisioner import BOXED, WARM, install_kernels
from tests.student.traces import left_behind

pytestmark = pytest.mark.alone


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_kernels(tmp_path)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share/jupyter"))


@pytest.mark.parametrize("name", [BOXED, WARM])
def test_a_kernel_answers_is_interrupted_and_restarted(name: str) -> None:
    async def session() -> list[str]:
        manager = AsyncKernelManager(kernel_name=name)
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        said = []
        try:
            await client.wait_for_ready(timeout=30)
            waiting = client.execute("while True: pass")
            await asyncio.sleep(0.5)
            await manager.interrupt_kernel()
            while (reply := await client.get_shell_msg(timeout=30))["parent_header"][
                "msg_id"
            ] != waiting:
                pass
            said.append(reply["content"]["ename"])
            await manager.restart_kernel(now=True)
            await client.wait_for_ready(timeout=30)
            said.append(
                (await client.execute("6 * 7", reply=True, timeout=30))["content"]["status"]
            )
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)
        return said

    assert asyncio.run(session()) == ["KeyboardInterrupt", "ok"]


def test_many_kernels_leave_no_process_socket_file_or_mount_behind() -> None:
    async def one() -> None:
        manager = AsyncKernelManager(kernel_name=BOXED)
        await manager.start_kernel()
        await manager.shutdown_kernel(now=True)

    async def many(count: int) -> None:
        for _ in range(count // 5):
            await asyncio.gather(*(one() for _ in range(5)))

    asyncio.run(many(10))
    before = left_behind()
    asyncio.run(many(100))

    assert left_behind() == before


def test_other_programs_use_an_installed_kernel_through_its_kernelspec(
    tmp_path: Path, course: Course
) -> None:
    notebook = course.solutions / "04-convolution" / "convolution.ipynb"
    copied = tmp_path / "one.ipynb"
    cells = json.loads(notebook.read_text())
    cells["cells"] = [cell for cell in cells["cells"] if cell["cell_type"] == "code"][:1]
    cells["metadata"]["kernelspec"] = {"name": WARM, "display_name": "warm", "language": "python"}
    copied.write_text(json.dumps(cells))
    by_nbclient = subprocess.run(
        [sys.executable, "-m", "jupyter", "execute", str(copied)], capture_output=True, text=True
    )
    by_nbval = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", str(copied)],
        capture_output=True,
        text=True,
    )

    assert by_nbclient.returncode == 0, by_nbclient.stderr
    assert by_nbval.returncode == 0, by_nbval.stdout
    assert "1 passed" in by_nbval.stdout
