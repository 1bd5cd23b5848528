"""IPython in a student's process: runs cells as Jupyter does, and answers a check's questions.

Its source is sent to the forkserver, which makes one shell and warms it up; all students' processes
begin with a copy of it.
"""

from __future__ import annotations

import asyncio
import base64
import builtins
import contextlib
import importlib
import io
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from IPython.core.async_helpers import get_asyncio_loop
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from traitlets import Type
from traitlets.config import Config

from . import bridge, libraries, unwritten
from .bounds import MAX_SENT_CHARS
from .channel import RAISING, Channel
from .compiler import Compiler, whole
from .files import Files
from .going_on import Lacking, line_of
from .settings import Settings

MAX_PIECES = 1_000
"""After so many writes without a line break, what was written is shown."""

MOST_OF_A_LINE = 80
"""Characters that are told of the line that failed."""

TASK_SECONDS = 1
"""How long tasks that a cell has left running go on behind it."""

Show = Callable[[str, dict[str, Any]], None]
"""Takes the type and the content of one output, as in Jupyter's messages."""


class _Displays(DisplayPublisher):
    """Shows what `display` is called with."""

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        update: bool = False,
        **options: Any,
    ) -> None:
        self._validate_data(data, metadata)
        if not update:
            self.shell.show("display_data", {"data": data})

    def clear_output(self, wait: bool = False) -> None:
        self.shell.show("clear_output", {})


class _Results(DisplayHook):
    """Shows the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        """Ignore: a notebook shows the prompt itself."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        self.shell.show("execute_result", {"data": format_dict})

    def finish_displayhook(self) -> None:
        self._is_active = False


class Shell(InteractiveShell):
    """IPython's shell, which passes its outputs to `show`."""

    displayhook_class = Type(_Results)
    display_pub_class = Type(_Displays)
    compiler_class = Type(Compiler)

    show: Show = staticmethod(lambda kind, content: None)
    system = InteractiveShell.system_raw  # system_piped needs a terminal

    def enable_gui(self, gui: Any = None) -> None:
        """Ignore: there is no GUI."""

    def init_virtualenv(self) -> None:
        """Ignore: the process has its environment already."""

    def transform_cell(self, raw_cell: str) -> str:
        """Translate IPython's own syntax. A cell that is Python already stays as it is."""
        cell = whole(raw_cell)
        return (
            cell
            if self.compile.parses(cell, self.execution_count)
            else str(super().transform_cell(raw_cell))
        )

    def transform_ast(self, node: Any) -> Any:
        """Let transformers that a notebook has added change a cell before it is compiled."""
        if self.ast_transformers:
            self.compile.forget()
        return super().transform_ast(node)

    @contextlib.contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        """Keep no second copy of what a cell prints: IPython's is for a history on disk."""
        yield

    loops = False
    """Whether cells run in an event loop, as all do in a kernel: from the first on that needs
    it."""

    def should_run_async(self, raw_cell: str, **options: Any) -> bool:
        """Tell whether a cell runs in an event loop; most can be told without parsing."""
        self.loops |= "asyncio" in raw_cell
        if self.loops:
            return True
        return ("await" in raw_cell or "async" in raw_cell) and bool(
            super().should_run_async(raw_cell, **options)
        )

    lacking = Lacking()

    def run_whole(self, cell: str) -> dict[str, Any]:
        """Run a cell, also what stands behind a line that fails for what isn't there.

        Returns:
            What it raised first, as `Session` tells it; empty where it raised nothing.
        """
        number = self.execution_count
        first, left = self._run(cell)
        if first is None:
            return {}
        told = told_of(first)
        if line := line_of(first, self.compile.get_code_name(cell, cell, number)):
            told["at"] = "".join(cell.split("\n")[line - 1 : line]).strip()[:MOST_OF_A_LINE]
        error: BaseException | None = first
        while error and left:
            error, left = self._run(left)
        return told | {"went_on": True} if error is None or left is not None else told

    def _run(self, cell: str) -> tuple[BaseException | None, str | None]:
        """Run a cell; return what it raised, and what `Lacking.left_of` leaves of it then."""
        name = self.compile.get_code_name(cell, cell, self.execution_count)
        result = self.run_cell(cell, store_history=True)
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        if error is None:
            return None, None
        return error, self.lacking.left_of(self.transform_cell(cell), error, name)

    def run_tasks(self) -> None:
        """Give tasks that a cell has left running some time, as they have it in a kernel."""
        if not self.loops:
            return
        loop = get_asyncio_loop()
        if tasks := asyncio.all_tasks(loop):
            loop.run_until_complete(asyncio.wait(tasks, timeout=TASK_SECONDS))

    def ask_exit(self) -> None:
        """End the cell, as `sys.exit` does: what is defined by then counts."""
        raise SystemExit("exit was called")

    def _showtraceback(
        self, etype: type[BaseException], evalue: BaseException, stb: list[str]
    ) -> None:
        self.show(
            "error", {"ename": etype.__name__, "evalue": bridge.text_of(evalue), "traceback": stb}
        )


def make_shell() -> Shell:
    """Return the process's shell, which matplotlib's inline backend needs when it is imported."""
    config = Config()
    config.HistoryManager.enabled = False  # it would write into a home directory
    # Jupyter's own style shows source, for which it searches all modules: longer than any cell.
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.colors = "nocolor"
    with tempfile.TemporaryDirectory() as folder:
        profile = ProfileDir(location=folder)
        shell: Shell = Shell.instance(config=config, ipython_dir=folder, profile_dir=profile)
        return shell


def forget_shell() -> None:
    """Remove the shell, so that Jupyter can make its own."""
    Shell.instance().restore_sys_module_state()
    Shell.clear_instance()


class Session:
    """Serves the grader's requests until the grader closes the channel.

    A request has a ``number``, and one of

    * ``code``: a cell to run, ``given`` where it is the course's own;
    * ``files``: contents in base64 by path, for the working directory, and ``kept``: see `Files`;
    * ``ask``: a request for `bridge.answer`;
    * ``refuse``: patterns of operators to refuse for the ``ask`` that follows.

    The messages that come of it bear its number: any number of ``output``, each a pair of type and
    content, and one ``done``: with ``ename`` and ``evalue`` if the code raised, the line that it
    was ``at``, and ``went_on`` if no more was left out for that; or a ``reply``.
    """

    def __init__(self, shell: Shell, channel: Channel, seed: int) -> None:
        self.shell, self.channel, self.seed = shell, channel, seed
        self._number: Any = None
        self._left = 0
        self._running = False
        self._line: list[str] = []
        """What was written to the stream `_writing` and is not shown yet."""
        self._writing = ""
        self._written: list[_Written] = []
        self._refused = contextlib.ExitStack()
        self._seen: list[str] | None = None
        self._fills = False
        self._settings = Settings()
        self._files = Files()

    def serve(self) -> None:
        """Serve requests, on the main thread."""
        self.shell.show = self._show
        builtins.input = _no_input
        sys.path.insert(0, "")  # the working directory, as in Jupyter
        _seed_all(self.seed)
        sys.modules["torch"].manual_seed(self.seed)  # of GPUs, too, once they are there
        signal.signal(signal.SIGINT, self._interrupt)
        self._written = [_Written(1, "stdout"), _Written(2, "stderr")]
        streams = {"stdout": _Stream("stdout", 1, self), "stderr": _Stream("stderr", 2, self)}
        sys.stdout, sys.stderr = streams["stdout"], streams["stderr"]
        signal.pthread_sigmask(signal.SIG_BLOCK, RAISING)  # but while a request is served
        while (request := self.channel.receive()) is not None:
            self._number, self._left = request["number"], MAX_SENT_CHARS
            self._put_back(streams)
            done = self._do(request)
            self.show_written()
            self.channel.send({"number": self._number, "done": done})

    def _do(self, request: dict[str, Any]) -> dict[str, Any]:
        self._running = True
        try:
            self._take_signals()
            if "files" in request:
                self._fills = bool(request["files"])  # whatever these do when they are imported
                self._files.take(request["files"], request["kept"])
                return {}
            self._fills = self._fills or bool(libraries.RESERVES.search(request.get("code", "")))
            if self._fills:  # anew each time: a cell may have changed it
                unwritten.fill()
            # What was refused stays so until the grader, which has the answers now, goes on.
            if "ask" not in request or not any(
                watched for _, watched, _ in request["ask"]["questions"]
            ):
                self._refused.close()
            if "refuse" in request:
                self._seen = self._refused.enter_context(bridge.refused(*request["refuse"]))
                return {}
            if "ask" in request:
                _seed_all(self.seed)  # whatever the cells before drew
                self._files.put_back()
                with self._settings.put_back():
                    names, seen = self.shell.user_ns, self._seen
                    return {"reply": bridge.answer(names, request["ask"], seen=seen)}
            importlib.invalidate_caches()  # for modules that a cell has just written
            with (
                self._settings.of_the_course() if request.get("given") else contextlib.nullcontext()
            ):
                told = self.shell.run_whole(request["code"])
                self.shell.run_tasks()
            return told
        except KeyboardInterrupt as interrupt:  # it came when the cell had just ended
            return told_of(interrupt)
        finally:
            self._running = False
            signal.pthread_sigmask(signal.SIG_BLOCK, RAISING)

    def _take_signals(self) -> None:
        """Let signals in. What a handler raises over one that came between cells harms no cell."""
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, RAISING)
        except BaseException as error:  # whatever a student's handler raises
            text = f"{type(error).__name__}: {bridge.text_of(error)}"
            self.write("stderr", f"Raised by a signal between two cells: {text}\n")

    def _put_back(self, streams: dict[str, _Stream]) -> None:
        """Put back a stream that nothing can be written to, and say so."""
        for name, stream in streams.items():
            if not callable(getattr(getattr(sys, name, None), "write", None)):
                setattr(sys, name, stream)
                self.write("stderr", f"sys.{name} could not be written to; it was put back.\n")

    def _interrupt(self, *_: Any) -> None:
        if self._running:  # otherwise it came too late
            raise KeyboardInterrupt

    def _show(self, kind: str, content: dict[str, Any]) -> None:
        self.show_written()
        self._send(kind, content)

    def write(self, name: str, text: str) -> None:
        """Take what is written to a stream, and show it line by line, in the order it comes in."""
        if name != self._writing:
            self.show_written()
        self._writing = name
        self._line.append(text[:MAX_SENT_CHARS])
        if "\n" in text or len(self._line) > MAX_PIECES:
            self.show_written()

    def show_written(self) -> None:
        """Show what was written to descriptors and to Python's streams and is not shown yet."""
        for written in self._written:
            if text := written.take():
                self._send("stream", {"name": written.name, "text": text})
        line, self._line = self._line, []
        if text := "".join(line):
            self._send("stream", {"name": self._writing, "text": text})

    def _send(self, kind: str, content: dict[str, Any]) -> None:
        if self._left > 0:
            texts = (content.get("data") or content).values()
            self._left -= sum(len(text) for text in texts if isinstance(text, str))
            self.channel.show({"number": self._number, "output": [kind, _plain(content)]})


def told_of(error: BaseException) -> dict[str, Any]:
    """Return what is told of an error that a cell raised."""
    return {"ename": type(error).__name__, "evalue": bridge.text_of(error)}


def _seed_all(seed: int) -> None:
    """Have everything that draws numbers begin anew, GPUs only where they have drawn some.

    For each kind of GPU that isn't there yet `torch.manual_seed` notes the stack of its caller,
    which takes longer than many a question.
    """
    random.seed(seed)
    sys.modules["numpy"].random.seed(seed % 2**32)
    torch = sys.modules["torch"]
    torch.default_generator.manual_seed(seed)
    for gpus in (torch.cuda, torch.xpu):
        if gpus.is_initialized():
            gpus.manual_seed_all(seed)


def _plain(content: Any) -> Any:
    """Return an output as JSON can hold it."""
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, bytes):  # a picture
        return base64.b64encode(content).decode()
    return content if isinstance(content, str) else str(content)


def _no_input(prompt: object = "") -> str:
    raise StdinNotImplementedError(
        "input was called, but there is nobody to ask while a notebook is graded."
    )


class _Stream(io.TextIOBase):
    """Standard output or error, as Python code writes to it."""

    encoding = "utf-8"

    def __init__(self, name: str, fd: int, session: Session) -> None:
        self.name = name
        self._fd, self._session = fd, session

    def fileno(self) -> int:
        return self._fd

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._session.write(self.name, text)
        return len(text)

    def flush(self) -> None:
        self._session.show_written()


class _Written:
    """Standard output or error as programs and libraries write to it: a file."""

    def __init__(self, fd: int, name: str) -> None:
        self.name = name
        self._fd = fd
        with tempfile.TemporaryFile(dir=".") as file:
            os.dup2(file.fileno(), fd)

    def take(self) -> str:
        """Return what came since the last call."""
        with contextlib.suppress(OSError):  # a student's code may have closed it
            if os.lseek(self._fd, 0, os.SEEK_CUR):
                text = os.pread(self._fd, MAX_SENT_CHARS, 0).decode(errors="replace")
                os.lseek(self._fd, 0, os.SEEK_SET)
                os.ftruncate(self._fd, 0)
                return text
        return ""
