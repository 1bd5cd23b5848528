"""A student's process: started, spoken to, interrupted, restarted and closed, as seen from outside.

The process may send anything over its channel, so all that comes is taken as data. That a run timed
out, or that the process died, is observed from outside.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import signal
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.student.fair_time import FairTime, TooBusy
from autograder.student.inside import box
from autograder.student.inside.channel import Malformed
from autograder.student.inside.libraries import needed_by
from autograder.student.line import Line
from autograder.student.outputs import Death, Outputs, Run
from autograder.student.program import environment
from autograder.student.warm import KILL_SECONDS, Forked
from autograder.student.zygote import ForkserverGone

GRACE_SECONDS = 2
"""How long an interrupted process may take to stop before it is killed."""

FILES_SECONDS = 30
"""How long writing files into a working directory may take."""

MAX_GENERATIONS = 100
"""How often a process's children are ended, should they fork anew each time."""

CRASHES = (
    *(signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL),
    *(signal.SIGABRT, signal.SIGTRAP, signal.SIGSYS, signal.SIGXFSZ),
)
"""Signals that Linux sends a process for what it does itself, signal(7)."""

MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What is raised over a malformed message. Such a message is dropped."""


class ProcessFault(Exception):
    """The process could not be started, which is never the student's fault."""


class StudentProcess:
    """One student's process, with a working directory that is removed with it.

    Args:
        boxed: lock it in; see `box`.
        data: the folder of the course's data, shown to the notebook as ``COURSE_DATA``.
        hidden: folders that the box hides, also where they lie in one that it shows.
        files: what lies in its working directory, by path.
        given: the course's files, which lie there, too, and are put back before each question.
        seed: what random numbers begin with, at the start and whenever something is asked.
        refuses: patterns of the operators that questions will forbid. To look up what they match
            takes long, so the forkserver does it, once for all processes.
        code: of what will be run; the forkserver imports libraries that it needs.
    """

    def __init__(
        self,
        *,
        boxed: bool = True,
        data: Path | None = None,
        hidden: Iterable[Path] = (),
        seed: int = 0,
        files: Mapping[str, bytes] | None = None,
        given: Mapping[str, bytes] | None = None,
        refuses: Iterable[str] = (),
        code: Iterable[str] = (),
    ) -> None:
        self.boxed = boxed
        self.data = data
        self.seed = seed
        # Sorted: the order in which they are written is that in which a listing names them.
        self.files = {
            name: b64encode(data).decode()
            for name, data in sorted({**(files or {}), **(given or {})}.items())
        }
        self.given = list(given or ())
        self.hidden = [str(path) for path in hidden]
        self.refuses = sorted(set(refuses) - {""})
        self.needs = needed_by(code)
        self._folder: Path | None = None
        self._forked: Forked | None = None
        self._line: Line
        self._number = 0
        self.charged = 0.0
        """Seconds that its requests took, as they count; see `FairTime`."""

    def __enter__(self) -> Self:
        if not self.boxed:  # the box has a working directory of its own
            self._folder = Path(tempfile.mkdtemp(prefix="ag-"))
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, code: str, seconds: float, most: float = math.inf, *, given: bool = False) -> Run:
        """Run a cell. If it takes too long, interrupt it; if it goes on, kill the process.

        Args:
            code: its source.
            seconds: wall time that it may take.
            most: after which the process is killed in any case.
            given: it is the course's own cell; see `inside.settings`.

        Raises:
            ProcessFault: the machine is too busy to give it its time.
        """
        return self._request({"code": code, "given": given}, seconds, most)

    def ask(self, request: dict[str, Any], seconds: float) -> Run:
        """Put a request to `bridge.answer` in the process. `Run.reply` is what came back.

        Where operators are forbidden, they are refused first. Then the process's children are
        ended: those that were forked earlier refuse nothing, those that are forked from now on do.
        """
        if patterns := {watched for _, watched, _ in request["questions"] if watched}:
            run = self._request({"refuse": sorted(patterns)}, seconds)
            if run.ended != "ok":
                return run
            self._end_children()
        return self._request({"ask": request}, seconds)

    def restart(self) -> None:
        """Start a fresh process in place of one that died or would not stop."""
        self._stop()
        self._start()

    def _start(self) -> None:
        env = self._environment()
        job: dict[str, Any] = {"env": env, "cwd": str(self._folder)}
        if self.boxed:
            job = box.job("", env, box.ResourceLimits(), self.hidden)
        job |= {"needs": self.needs, "refuses": list(self.refuses), "seed": self.seed}
        self._line = Line()
        try:
            with self._line.theirs() as theirs:
                self._forked = Forked(job, theirs)
        except (ForkserverGone, RuntimeError, OSError) as error:
            self._line.close()
            raise ProcessFault(
                f"a student's process did not start ({type(error).__name__}: {error})"
            ) from error
        assert self._forked.pidfd is not None
        self._line.watch(self._forked.pidfd)
        if self.files:
            self._request({"files": self.files, "kept": self.given}, FILES_SECONDS)

    def _stop(self) -> None:
        if self._forked:
            self._forked.kill()
            self._forked.close()
            self._forked = None
            self._line.close()

    def _environment(self) -> dict[str, str]:
        """Return the variables for the process: of the grader's own only those that it needs."""
        data = {"COURSE_DATA": str(self.data)} if self.data else {}
        folders = {"HOME": str(self._folder), "TMPDIR": str(self._folder)}
        if not self.boxed:  # the box has a folder of its own for it
            folders["MPLCONFIGDIR"] = _matplotlib_cache()
        # What nbgrader sets too: notebooks train for seconds where they see it.
        return environment() | data | folders | {"NBGRADER_EXECUTION": "autograde"}

    def _request(self, message: dict[str, Any], seconds: float, most: float = math.inf) -> Run:
        """Make a request, and return what comes of it."""
        assert self._forked, "the process is not open"
        self._number += 1
        run, outputs = Run(), Outputs()
        took = FairTime(self._forked.pid, seconds, most)
        self._line.send(message | {"number": self._number})
        done: Any = None
        try:
            while done is None:
                try:
                    done = self._take(self._line.receive(took), outputs)
                except TimeoutError:
                    if run.ended == "timeout":
                        raise
                    if took.more():
                        continue
                    if not took.grace(GRACE_SECONDS):
                        raise
                    run.ended = "timeout"
                    self._forked.send_signal(signal.SIGINT)
        except TooBusy as busy:
            raise ProcessFault(str(busy)) from busy
        except TimeoutError:
            run.ended, run.death = "dead", Death.TIME
        except (EOFError, OSError, Malformed) as error:
            run.death = Death.TIME if run.ended == "timeout" else self._death(error)
            run.ended = "dead"
        self.charged += took.charged
        if done is None:
            self._forked.kill()
            for shown in self._line.left():
                self._take(shown, outputs)
        elif "reply" in done:
            run.reply = done["reply"]
        elif "ename" in done and run.ended == "ok":
            run.raised(done)
        run.outputs, run.shown = outputs.nodes(), outputs.size
        return run

    def _death(self, error: Exception) -> Death:
        """Return why the process says nothing more that can be read."""
        assert self._forked
        # It can close its end, and live.
        if isinstance(error, Malformed) or not self._forked.has_ended(KILL_SECONDS):
            return Death.NONSENSE
        end = self._forked.end()
        if end.cause:
            return Death(end.cause)
        if end.status >= 0:
            return Death.EXIT
        return Death.CRASH if -end.status in CRASHES else Death.KILLED

    def _take(self, message: Any, outputs: Outputs) -> dict[str, Any] | None:
        """Take one message. Return what became of the request, if the message says so."""
        with contextlib.suppress(*MALFORMED):
            if message["number"] == self._number:
                if "done" in message:
                    return dict(message["done"])
                outputs.take(*message["output"])
        return None

    def _end_children(self) -> None:
        assert self._forked
        for _ in range(MAX_GENERATIONS):
            _, *descendants = box.family(self._forked.pid)
            for pid in descendants:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if not descendants:
                break


def _matplotlib_cache() -> str:
    """Return the grader's own cache of fonts: to make a new one takes each process a second."""
    from matplotlib import get_cachedir

    return get_cachedir()
