"""A student's kernel: started, spoken to, interrupted, restarted and closed, whatever the code in it does.

Everything that comes back over Jupyter's channels is data. The kernel may send what it likes: what is said here of a run
(that it timed out, that the process died) is observed from outside.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import shutil
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil
import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

from autograder.student import bridge, wire
from autograder.student.transcript import GRACE_SECONDS, MAX_OUTPUT_CHARS, Outputs, Run, Transcript
from autograder.student.warm import BOXED, WarmKernelSpecs, environment

READY_SECONDS = 120
"""For starting a kernel on a busy machine; a fault of the grader where it is exceeded."""

MAX_MESSAGE_BYTES = 2 * wire.MAX_TENSOR_BYTES
"""Of one part of a message: tensors in base64 have a third more, and JSON around them."""

MAX_PLAYED_CHARS = 100 * MAX_OUTPUT_CHARS
"""Of one cell's outputs, pictures included, that a process sends at most; it is only asked to keep to that."""

MAX_GAINED_BYTES = 2**30
"""What the grader's own process may gain while a student's runs, before that is ended."""

MAX_GENERATIONS = 100
"""How often children that fork anew are ended before that is left to their limits."""

MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What jupyter_client, and we, raise over a message that is not as it should be. Such a message is dropped."""


class KernelFault(Exception):
    """The kernel could not be started or spoken to: not the student's doing."""


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
        self._transcripts: dict[str, Transcript] = {}
        self._resident = 0
        self._bridged = False
        """Whether the process that runs now has the bridge."""

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
        run, content = await self._execute(code, {}, Transcript([seconds]))
        if run.ended == "ok" and content.get("status") != "ok":
            run.raised(content)
        return run

    async def run_all(self, cells: list[str], seconds: list[float], until: float = math.inf) -> list[Run]:
        """Run cells in one message, which costs a fraction of one message each.

        Args:
            cells: their sources; none has a top-level ``await``.
            seconds: wall time that each may take, give or take a second.
            until: when the process is killed whatever runs, by `time.monotonic`.

        Returns:
            A run for each cell up to one that is interrupted, or that ends the process. None at all where the process is
            gone and it can't be told which cell was it.
        """
        playing = f"bridge.play(get_ipython(), {cells!r}, {MAX_PLAYED_CHARS})"
        whole = await self._call_bridge(playing, Transcript(seconds, until))
        try:
            runs = [_played(outcome) for outcome in whole.reply[: len(cells)]]
        except MALFORMED:
            runs = []
        if runs and whole.ended == "timeout":
            runs[-1].ended, runs[-1].error = "timeout", None
        if whole.ended != "dead" and (not runs or runs[-1].ended == "dead"):
            await self._kill()
        return runs

    async def ask(self, request: dict[str, Any], seconds: float) -> Run:
        """Have the bridge answer a request beside the student's code; `Run.reply` is what came back.

        Where operators are forbidden, the process's children are ended first: those that were forked earlier are not watched.
        """
        if any(watched for _, watched, _ in request["questions"]):
            self._end_children()
        answer = f"bridge.answer(bridge.wire, get_ipython().user_ns, {request!r})"
        return await self._call_bridge(answer, Transcript([seconds]))

    async def restart(self) -> None:
        """A fresh process in place of one that died or would not stop."""
        await self._stop()
        await self._start()

    async def _start(self) -> None:
        assert self._folder
        self.workdir.mkdir(exist_ok=True)
        self._bridged = False
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
            transcript = self._transcripts[sent] = Transcript([READY_SECONDS])
            try:
                if not await self._reply_to(client, sent, transcript):
                    raise KernelFault("its process ended at once")
                heard = await _within(transcript.idle.wait(), 0.05)
            finally:
                del self._transcripts[sent]

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

    async def _call_bridge(self, call: str, transcript: Transcript) -> Run:
        """Make a call of the bridge; `Run.reply` is what it returns. As an expression: a cell would pass through a student's hooks."""
        loaded, self._bridged = _LOADED if self._bridged else _LOAD, True
        run, content = await self._execute("", {"answers": f"(lambda bridge: bridge.Reply({call}))({loaded})"}, transcript)
        run.reply = _at(content, "user_expressions", "answers", "data", bridge.Reply.MIME)
        return run

    async def _execute(self, code: str, expressions: dict[str, str], transcript: Transcript) -> tuple[Run, dict[str, Any]]:
        """Have code run, and expressions evaluated after it: what became of it, and the content of the reply, if one came."""
        assert self._client and self._manager, "the kernel is not open"
        sent = self._client.execute(
            code, silent=not code, store_history=bool(code), user_expressions=expressions, allow_stdin=False, stop_on_error=False
        )
        self._transcripts[sent] = transcript
        try:
            reply = await self._reply_to(self._client, sent, transcript)
            if reply:
                # The reply may overtake the outputs: wait for the kernel's own "idle". One that never comes loses late outputs.
                await _within(transcript.idle.wait(), GRACE_SECONDS)
        finally:
            del self._transcripts[sent]
        run = Run("timeout" if transcript.interrupted else "ok", transcript.outputs.kept)
        if not reply:
            run.ended, run.killed_after_timeout = "dead", transcript.interrupted
        return run, reply["content"] if reply else {}

    async def _reply_to(self, client: AsyncKernelClient, sent: str, transcript: Transcript) -> dict[str, Any] | None:
        """Wait for the reply to a message; None where the process ended, or had to be killed."""
        assert self._manager
        reply = asyncio.create_task(_shell_reply(client, sent))
        death = asyncio.create_task(self._died())
        try:
            while True:
                done, _ = await asyncio.wait({reply, death}, timeout=max(0, transcript.left()), return_when=asyncio.FIRST_COMPLETED)
                if reply in done:
                    return reply.result()
                if death in done:
                    return None
                if transcript.left() > 0:  # another cell has begun meanwhile
                    continue
                if not transcript.interrupt():
                    await self._kill()
                    return None
                await self._manager.interrupt_kernel()
        finally:
            for task in (reply, death):
                task.cancel()
            await asyncio.gather(reply, death, return_exceptions=True)

    async def _died(self) -> None:
        assert self._manager
        while await self._manager.is_alive():
            # libzmq keeps a message until its last part is there, and one can have parts without end.
            if psutil.Process().memory_info().rss > self._resident + MAX_GAINED_BYTES:
                await self._kill()
            await asyncio.sleep(0.05)

    def _end_children(self) -> None:
        assert self._manager
        with contextlib.suppress(psutil.NoSuchProcess):
            kernel = psutil.Process(self._manager.provisioner.pid)
            for _ in range(MAX_GENERATIONS):
                children = kernel.children(recursive=True)
                for child in children:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        child.kill()
                if not children:
                    break

    async def _kill(self) -> None:
        assert self._manager
        await self._manager.shutdown_kernel(now=True)

    async def _listen(self, client: AsyncKernelClient) -> None:
        """Sort what the kernel publishes into the run that it belongs to; the rest is dropped."""
        while True:
            with contextlib.suppress(*MALFORMED):
                message = await client.get_iopub_msg()
                transcript = self._transcripts.get(message["parent_header"].get("msg_id", ""))
                if transcript:
                    transcript.take(message["msg_type"], message["content"])


async def _shell_reply(client: AsyncKernelClient, sent: str) -> dict[str, Any]:
    while True:
        with contextlib.suppress(*MALFORMED):
            message = await client.get_shell_msg()
            if message["parent_header"].get("msg_id") == sent and isinstance(message["content"], dict):
                return dict(message)


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
_LOAD = (
    f"(lambda sys: (lambda module: ({_RUN}, sys.modules.__setitem__('bridge', module), module)[2])(type(sys)('bridge')))(__import__('sys'))"
)
_LOADED = "__import__('sys').modules['bridge']"
"""A student who puts another module there only changes what values come back."""


def _played(outcome: Any) -> Run:
    """What `bridge.play` says of one cell; raises where it is malformed."""
    run, outputs = Run(), Outputs()
    for kind, content in outcome["outputs"]:
        outputs.take(kind, content)
    run.outputs = outputs.kept
    if outcome.get("exits"):
        run.ended = "dead"
    elif "ename" in outcome:
        run.raised(outcome)
    return run
