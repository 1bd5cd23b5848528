"""What runs in a student's process: IPython, which runs cells as Jupyter does and answers the bridge's questions, one request at a time.

Its source is sent to the forkserver, where one shell is made and warmed up that all processes begin with. It holds no test and no path.
"""

from __future__ import annotations

import ast
import base64
import builtins
import contextlib
import io
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from traitlets import Type
from traitlets.config import Config

from . import bridge
from .channel import Channel

MAX_SENT_CHARS = 2_000_000
"""Of one cell's outputs, pictures included."""

MAX_PIECES = 1_000
"""Of a line that is written piece by piece, before it is shown in part."""

Show = Callable[[str, dict[str, Any]], None]
"""Takes the type and the content of one output, as in Jupyter's messages."""


class _Displays(DisplayPublisher):
    """What `display` is called with."""

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
    """The value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        """It is the notebook's to show one."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        self.shell.show("execute_result", {"data": format_dict})

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Compiler(CachingCompiler):
    """Names cells by their number, and parses each once."""

    _parsed: tuple[str, ast.AST] | None = None

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"<cell {number}>"

    def parses(self, source: str, number: int) -> bool:
        """Whether a cell is Python; what it was parsed into is kept for when it runs."""
        try:
            self._parsed = (
                source,
                super().ast_parse(source, self.get_code_name(source, source, number)),
            )
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return True

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        parsed, self._parsed = self._parsed, None
        return (
            parsed[1]
            if parsed and parsed[0] == source
            else super().ast_parse(source, filename, symbol)
        )


class Shell(InteractiveShell):
    """IPython's shell, whose outputs `show` takes."""

    displayhook_class = Type(_Results)
    display_pub_class = Type(_Displays)
    compiler_class = Type(_Compiler)

    show: Show = staticmethod(lambda kind, content: None)
    system = InteractiveShell.system_raw  # the other way needs a terminal

    def enable_gui(self, gui: Any = None) -> None:
        """There is nobody to look at a window."""

    def init_virtualenv(self) -> None:
        """As in a kernel: the environment is that of the process."""

    def transform_cell(self, raw_cell: str) -> str:
        """What is Python already stays as it is: IPython's own syntax is none of Python's."""
        cell = raw_cell.rstrip("\n") + "\n"
        return (
            cell
            if self.compile.parses(cell, self.execution_count)
            else str(super().transform_cell(raw_cell))
        )

    def should_run_async(self, raw_cell: str, **options: Any) -> bool:
        return ("await" in raw_cell or "async" in raw_cell) and bool(
            super().should_run_async(raw_cell, **options)
        )

    def ask_exit(self) -> None:
        self.exit_now = True

    def _showtraceback(
        self, etype: type[BaseException], evalue: BaseException, stb: list[str]
    ) -> None:
        self.show(
            "error", {"ename": etype.__name__, "evalue": bridge.text_of(evalue), "traceback": stb}
        )


def make_shell() -> Shell:
    """The process's shell, with nothing in it; before matplotlib's inline backend is imported, which looks for one."""
    config = Config()
    config.HistoryManager.enabled = False  # it would write into a home directory
    # Jupyter's own style shows lines of source, for which it looks through all modules: that takes longer than any cell.
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.colors = "nocolor"
    with tempfile.TemporaryDirectory() as folder:
        return Shell.instance(
            config=config, ipython_dir=folder, profile_dir=ProfileDir(location=folder)
        )


def forget_shell() -> None:
    """Make room for another shell, Jupyter's."""
    Shell.instance().restore_sys_module_state()
    Shell.clear_instance()


class Session:
    """Serves the grader's requests with a shell until the grader closes the channel, or a cell asks for the end.

    A request has a ``number`` and ``code`` to run, an ``ask`` for `bridge.answer` or, before that, a pattern of operators to
    ``refuse`` until it is answered. What comes of it bears that number: any count of
    ``output``, as pairs of type and content, and at last ``done``: ``ename`` and ``evalue`` if the code raised, or a ``reply``.
    """

    def __init__(self, shell: Shell, channel: Channel) -> None:
        self.shell, self.channel = shell, channel
        self._number: Any = None
        self._left = 0
        self._running = False
        self._line: list[str] = []
        """Pieces that were written to the stream `_writing` since it last was shown."""
        self._writing = ""
        self._written: list[_Written] = []
        self._refused = contextlib.ExitStack()
        self._seen: list[str] | None = None

    def serve(self) -> None:
        """Serve; on the main thread."""
        self.shell.show = self._show
        builtins.input = _no_input
        signal.signal(signal.SIGINT, self._interrupt)
        self._written = [_Written(1, "stdout"), _Written(2, "stderr")]
        sys.stdout, sys.stderr = _Stream("stdout", 1, self), _Stream("stderr", 2, self)
        while (request := self.channel.receive()) is not None:
            self._number, self._left = request["number"], MAX_SENT_CHARS
            done = self._do(request)
            self.show_written()
            if self.shell.exit_now:
                break
            self.channel.send({"number": self._number, "done": done})

    def _do(self, request: dict[str, Any]) -> dict[str, Any]:
        error: BaseException | None = None
        self._running = True
        try:
            if "refuse" in request:
                self._seen = self._refused.enter_context(bridge.refused(request["refuse"]))
                return {}
            if "ask" in request:
                with self._refused.pop_all():
                    return {
                        "reply": bridge.answer(self.shell.user_ns, request["ask"], seen=self._seen)
                    }
            result = self.shell.run_cell(request["code"], store_history=True)
            error = result.error_before_exec or result.error_in_exec
        except KeyboardInterrupt as interrupt:  # it came as the cell had just ended
            error = interrupt
        finally:
            self._running = False
        return {"ename": type(error).__name__, "evalue": bridge.text_of(error)} if error else {}

    def _interrupt(self, *_: Any) -> None:
        if self._running:  # an interrupt that comes late meets nobody
            raise KeyboardInterrupt

    def _show(self, kind: str, content: dict[str, Any]) -> None:
        self.show_written()
        self._send(kind, content)

    def write(self, name: str, text: str) -> None:
        """Take what is written to a stream; it is shown line by line, in the order in which it came."""
        if name != self._writing:
            self.show_written()
        self._writing = name
        self._line.append(text[:MAX_SENT_CHARS])
        if "\n" in text or len(self._line) > MAX_PIECES:
            self.show_written()

    def show_written(self) -> None:
        """Show what was written, past Python's streams and to them, and isn't shown yet."""
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
            self.channel.send({"number": self._number, "output": [kind, _plain(content)]})


def _plain(content: Any) -> Any:
    """What JSON can hold of an output."""
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
    """Standard output or error, as Python's code writes to it."""

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
    """Standard output or error as everything else writes to it, programs and libraries: a file."""

    def __init__(self, fd: int, name: str) -> None:
        self.name = name
        self._fd = fd
        with tempfile.TemporaryFile(dir=".") as file:
            os.dup2(file.fileno(), fd)

    def take(self) -> str:
        """What came since the last time."""
        with contextlib.suppress(OSError):  # a student's code may have closed it
            if os.lseek(self._fd, 0, os.SEEK_CUR):
                text = os.pread(self._fd, MAX_SENT_CHARS, 0).decode(errors="replace")
                os.lseek(self._fd, 0, os.SEEK_SET)
                os.ftruncate(self._fd, 0)
                return text
        return ""
