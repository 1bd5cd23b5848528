"""The grader's end of the channel to a student's process.

The process may send anything, so all that comes is taken as data.
"""

from __future__ import annotations

import select
import socket
from typing import Any

from autograder.student.fair_time import FairTime
from autograder.student.inside.channel import Unpacker, pack

_AT_ONCE = 1 << 18
"""Bytes that are read at a time."""

_WAITING = 1 << 20
"""Bytes that are still read when the time is over: more than a socket keeps, less than a process
that never stops talking has to say."""


class Line:
    """Sends requests, and receives messages until the time is over or the process has ended."""

    def __init__(self) -> None:
        self._socket, self.theirs = socket.socketpair()
        """The other one goes to the process."""
        self._socket.setblocking(False)
        self._unpacker = Unpacker()
        self._outgoing = memoryview(b"")
        self._late = 0
        """Bytes that were read after the time was over."""
        self._events = select.poll()

    def watch(self, pidfd: int) -> None:
        """Watch the process's end, too."""
        self._events.register(pidfd, select.POLLIN)

    def close(self) -> None:
        """Close both ends."""
        self._socket.close()
        self.theirs.close()

    def send(self, message: dict[str, Any]) -> None:
        """Have a message sent while others are received."""
        self._outgoing = memoryview(pack(message))

    def receive(self, time: FairTime) -> Any:
        """Return the next message. What waits already is read before the clock is looked at.

        Raises:
            TimeoutError: none came in time.
            EOFError: the process has ended.
            OSError: it takes no more.
            Malformed: what came is none.
        """
        while (message := self._unpacker.next()) is None:
            if self._late > _WAITING:
                self._late = 0
                raise TimeoutError
            out = select.POLLOUT if self._outgoing else 0
            self._events.register(self._socket, select.POLLIN | out)
            glance = time.glance
            ready = dict(self._events.poll(glance * 1000))
            time.look(glance)
            if not ready and time.is_over:
                raise TimeoutError
            events = ready.get(self._socket.fileno(), 0)
            if events & select.POLLOUT:
                self._outgoing = self._outgoing[self._socket.send(self._outgoing) :]
            if events & ~select.POLLOUT:
                data = self._socket.recv(_AT_ONCE)
                if not data:
                    raise EOFError
                self._unpacker.feed(data)
                self._late = self._late + len(data) if time.is_over else 0
            elif ready and not events:  # it has ended, and what it sent before is read
                raise EOFError
        return message
