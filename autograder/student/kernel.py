"""A student's kernel: started, spoken to, interrupted, restarted and closed, whatever the code in it does.

Everything that comes back over Jupyter's channels is data. The kernel may send what it likes: what is said here of a run
(that it timed out, that the process died) is observed from outside.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil
import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.student import bridge, wire
from autograder.student.warm import BOXED, WarmKernelSpecs, environment

READY_SECONDS = 120
"""For starting a kernel on a busy machine; a fault of the grader where it is exceeded."""

GRACE_SECONDS = 2
"""Between an interrupt and a kill."""

MAX_OUTPUT_CHARS = 20_000
"""Text kept of one cell's output."""


MAX_MESSAGE_BYTES = 2 * wire.MAX_TENSOR_BYTES
"""Of one part of a message: tensors in base64 have a third more, and JSON around them."""

MAX_GAINED_BYTES = 2**30
"""What the grader's own process may gain while a student's runs, before that is ended."""

SHOWN = ("text/plain", "text/latex", "image/png", "image/jpeg", "image/gif")
"""Kinds of output that are kept."""

MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What jupyter_client, and we, raise over a message that is not as it should be. Such a message is dropped."""


class KernelFault(Exception):
    """The kernel could not be started or spoken to: not the student's doing."""


@dataclass
class Run:
    """What became of one piece of code."""

    ended: str
    """``ok``, ``error`` (it raised), ``timeout`` (interrupted) or ``dead`` (the process is gone or had to be killed)."""
    seconds: float
    outputs: list[NotebookNode] = field(default_factory=list)
    error: dict[str, str] | None = None
    """Name and message of what it raised."""
    reply: Any = None
    """For an ask: what the bridge sent."""
    killed_after_timeout: bool = False


class StudentKernel:
    """One student's process, with a working directory of its own that goes with it.

    Args:
        kernel_name: ``autograder-boxed`` (a warm kernel in the box), ``autograder-warm`` (one without), or any kernelspec's.
        data: the folder of the course's data, shown to the notebook as ``COURSE_DATA``.
    """

    def __init__(self, kernel_name: str = BOXED, data: Path | None = None) -> None:
        self.kernel_name = kernel_name
        self.data = data
        self._manager: AsyncKernelManager | None = None
        self._client: AsyncKernelClient | None = None
        self._folder: Path | None = None
        self._listener: asyncio.Task[None] | None = None
        self._collectors: dict[str, _Collector] = {}
        self._resident = 0

    async def __aenter__(self) -> StudentKernel:
        # Short, since the path of a Unix socket has at most 107 characters (unix(7)).
        self._folder = Path(tempfile.mkdtemp(prefix="ag-"))
        try:
            await self._start()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._stop()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def workdir(self) -> Path:
        """Where the student's code runs; empty at the start."""
        assert self._folder, "the kernel is not open"
        return self._folder / "work"

    async def run(self, code: str, seconds: float) -> Run:
        """Run a cell; interrupt it, and failing that kill the process, after `seconds` of wall time."""
        return await self._execute(code, {}, seconds, silent=False)

    async def ask(self, request: dict[str, Any], seconds: float) -> Run:
        """Have the bridge answer a request beside the student's code; `Run.reply` is what came back."""
        # An expression, not a cell: a cell passes through hooks that a student can change by accident.
        answer = f"bridge.Reply(bridge.answer(bridge.wire, get_ipython().user_ns, {request!r}))"
        expression = f"(lambda sys: (lambda bridge: {answer})(sys.modules.get('bridge') or {_LOAD}))(__import__('sys'))"
        return await self._execute("", {"answers": expression}, seconds, silent=True)

    async def restart(self) -> None:
        """A fresh process in place of one that died or would not stop."""
        await self._stop()
        await self._start()

    async def _start(self) -> None:
        assert self._folder
        self.workdir.mkdir(exist_ok=True)
        self._resident = psutil.Process().memory_info().rss
        manager = AsyncKernelManager(
            kernel_name=self.kernel_name,
            kernel_spec_manager=WarmKernelSpecs(),
            transport="ipc",
            connection_file=str(self._folder / "kernel.json"),
        )
        try:
            await manager.start_kernel(cwd=str(self.workdir), env=self._environment())
            self._manager = manager
            self._client = manager.client()
            self._client.context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE_BYTES)  # zmq_setsockopt(3): who sends more is cut off
            self._client.start_channels(hb=False, stdin=False)
            self._listener = asyncio.create_task(self._listen(self._client))
            await asyncio.wait_for(self._ready(self._client), READY_SECONDS)
        except Exception as error:  # jupyter_client raises RuntimeError, OSError and its own kinds
            raise KernelFault(f"the kernel {self.kernel_name!r} did not start ({type(error).__name__}: {error})") from error

    async def _ready(self, client: AsyncKernelClient) -> None:
        """Wait until both channels work: the kernel has answered, and what it published then was heard.

        `wait_for_ready` of jupyter_client waits for the channel to be silent for 0.2 s instead.
        """
        heard = False
        while not heard:
            sent = client.kernel_info()
            collector = self._collectors[sent] = _Collector()
            try:
                ended, _ = await self._reply_to(client, sent, READY_SECONDS)
                if ended != "ok":
                    raise KernelFault("its process ended at once")
                heard = await _within(collector.idle.wait(), 0.2)
            finally:
                del self._collectors[sent]

    async def _stop(self) -> None:
        if self._listener:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
            self._listener = None
        if self._client:
            self._client.stop_channels()
            self._client = None
        if self._manager:
            await self._manager.shutdown_kernel(now=True)
            self._manager.cleanup_connection_file()
            self._manager = None

    def _environment(self) -> dict[str, str]:
        """The variables that a student's process has: none of the grader's but those it can't do without."""
        data = {"COURSE_DATA": str(self.data)} if self.data else {}
        return (
            environment()
            | data
            | {
                "HOME": str(self.workdir),
                "TMPDIR": str(self.workdir),
                "MPLCONFIGDIR": _matplotlib_cache(),
                # What nbgrader sets too: notebooks train for seconds where they see it.
                "NBGRADER_EXECUTION": "autograde",
            }
        )

    async def _execute(self, code: str, expressions: dict[str, str], seconds: float, *, silent: bool) -> Run:
        assert self._client and self._manager, "the kernel is not open"
        client = self._client
        began = time.monotonic()
        sent = client.execute(
            code, silent=silent, store_history=not silent, user_expressions=expressions, allow_stdin=False, stop_on_error=False
        )
        collector = self._collectors[sent] = _Collector()
        try:
            ended, reply = await self._reply_to(client, sent, seconds)
            if ended != "dead":
                # The reply may overtake the outputs: wait for the kernel's own "idle". One that never comes loses late outputs.
                await _within(collector.idle.wait(), GRACE_SECONDS)
        finally:
            del self._collectors[sent]
        run = Run(ended, time.monotonic() - began, collector.outputs)
        run.killed_after_timeout = ended == "dead" and run.seconds >= seconds
        content = reply.get("content", {}) if reply else {}
        if ended == "ok" and content.get("status") != "ok":
            run.ended = "error"
            run.error = {key: str(content.get(key, ""))[:2_000] for key in ("ename", "evalue")}
        run.reply = _at(content, "user_expressions", "answers", "data", bridge.Reply.MIME)
        return run

    async def _reply_to(self, client: AsyncKernelClient, sent: str, seconds: float) -> tuple[str, dict[str, Any] | None]:
        """Wait for the reply to a message: how it ended, and the reply if there is one."""
        assert self._manager
        reply = asyncio.create_task(_shell_reply(client, sent))
        death = asyncio.create_task(self._died())
        try:
            done, _ = await asyncio.wait({reply, death}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if reply in done:
                return "ok", reply.result()
            if death in done:
                return "dead", None
            await self._manager.interrupt_kernel()
            done, _ = await asyncio.wait({reply, death}, timeout=GRACE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if reply in done:
                return "timeout", reply.result()
            if death not in done:
                await self._manager.shutdown_kernel(now=True)
            return "dead", None
        finally:
            for task in (reply, death):
                task.cancel()
            await asyncio.gather(reply, death, return_exceptions=True)

    async def _died(self) -> None:
        assert self._manager
        while await self._manager.is_alive():
            # libzmq keeps a message until its last part is there, and one can have parts without end.
            if psutil.Process().memory_info().rss > self._resident + MAX_GAINED_BYTES:
                await self._manager.shutdown_kernel(now=True)
            await asyncio.sleep(0.05)

    async def _listen(self, client: AsyncKernelClient) -> None:
        """Sort what the kernel publishes into the run that it belongs to; the rest is dropped."""
        while True:
            with contextlib.suppress(*MALFORMED):
                message = await client.get_iopub_msg()
                collector = self._collectors.get(message["parent_header"].get("msg_id", ""))
                if collector:
                    collector.take(message["msg_type"], message["content"])


class _Collector:
    """The outputs of one run, up to a limit."""

    def __init__(self) -> None:
        self.outputs: list[NotebookNode] = []
        self.idle = asyncio.Event()
        self._chars = 0

    def take(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "status":
            if content.get("execution_state") == "idle":
                self.idle.set()
        elif kind == "clear_output":
            self.outputs.clear()
        elif kind in ("stream", "display_data", "execute_result", "error") and self._chars < MAX_OUTPUT_CHARS:
            self._add(_output(kind, content))

    def _add(self, output: NotebookNode) -> None:
        room = MAX_OUTPUT_CHARS - self._chars
        if output.output_type == "stream":
            text = output.text
            output.text = text[:room] + ("\n… (the rest was cut off)\n" if len(text) > room else "")
            self._chars += len(text)
            last = self.outputs[-1] if self.outputs else None
            if last and last.output_type == "stream" and last.name == output.name:
                last.text += output.text
                return
        else:
            self._chars += 20 + sum(map(len, output.get("data", {}).values())) // 20
        self.outputs.append(output)


async def _shell_reply(client: AsyncKernelClient, sent: str) -> dict[str, Any]:
    while True:
        with contextlib.suppress(*MALFORMED):
            message = await client.get_shell_msg()
            if message["parent_header"].get("msg_id") == sent and isinstance(message["content"], dict):
                return dict(message)


def _output(kind: str, content: dict[str, Any]) -> NotebookNode:
    """An output as nbformat has it, of what a message says: text and pictures, nothing that a browser would run."""
    if kind == "stream":
        return new_output(kind, name="stderr" if content["name"] == "stderr" else "stdout", text=str(content["text"]))
    if kind == "error":
        traceback = [str(line) for line in list(content["traceback"])[:100]]
        return new_output(kind, ename=str(content["ename"]), evalue=str(content["evalue"]), traceback=traceback)
    data = dict(content["data"])
    return new_output(kind, data={mime: data[mime] for mime in SHOWN if isinstance(data.get(mime), str)})


def _at(tree: Any, *path: str) -> Any:
    """What lies at the end of a path through dicts, or None where it breaks off."""
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


async def _within(awaitable: Awaitable[Any], seconds: float) -> bool:
    """Whether something happened in time."""
    try:
        await asyncio.wait_for(awaitable, seconds)
    except TimeoutError:
        return False
    return True


def _matplotlib_cache() -> str:
    """The grader's own cache of fonts: a fresh one costs a second per kernel."""
    from matplotlib import get_cachedir

    return get_cachedir()


def _module_source(module: Any) -> str:
    return Path(module.__file__).read_text()


_BRIDGE = (
    _module_source(bridge) + f"\nimport sys, types\nwire = types.ModuleType('autograder_wire')\nsys.modules[wire.__name__] = wire\n"
    f"exec(compile({_module_source(wire)!r}, '<wire>', 'exec'), wire.__dict__)\n"
)
"""Both modules as one text: the student's process need not have this package."""

_RUN = f"__import__('builtins').exec(compile({_BRIDGE!r}, '<bridge>', 'exec'), module.__dict__)"
_LOAD = f"(lambda module: ({_RUN}, sys.modules.__setitem__('bridge', module), module)[2])(type(sys)('bridge'))"
"""Compiled once in each process. A student who puts another module there only changes what values come back."""
