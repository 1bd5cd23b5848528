"""Messages between the grader and a student's process: JSON on a Unix stream socket.

Each has its length before it. What a cell shows goes into a pipe beside the socket while there is
room: nobody is woken for it. A message on the socket says behind how many in the pipe it comes.

Both ends use this module. Its source is also sent to the student's process, so it imports the
standard library only.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import threading
from typing import Any

from .bounds import MAX_ENTRIES, MAX_MESSAGE_BYTES

_LENGTH = struct.Struct(">Q")
_AT_ONCE = 1 << 16
MOST_IN_A_PIPE = 4096
"""Bytes that Linux writes into a pipe as a whole or not at all, pipe(7)."""
RAISING = {
    *(signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2),
    *(signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF),
}
"""Signals whose handlers may raise, and for which a student's code may have its own."""


class Malformed(ValueError):
    """The bytes that came are no messages."""


def pack(message: dict[str, Any]) -> bytes:
    """Return a message as bytes."""
    # A lone surrogate can't be encoded.
    body = json.dumps(message, ensure_ascii=False).encode(errors="replace")
    return _LENGTH.pack(len(body)) + body


class Unpacker:
    """Puts messages together from bytes that come in pieces."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> None:
        """Take bytes that came."""
        self._bytes += data

    def next(self) -> Any:
        """Return the next message, or None if it isn't all there yet.

        Raises:
            Malformed: it is longer than messages are, or no JSON.
        """
        if len(self._bytes) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._bytes)
        end = _LENGTH.size + length
        if length > MAX_MESSAGE_BYTES:
            raise Malformed(f"a message of {length:,} bytes")
        if len(self._bytes) < end:
            return None
        body = bytes(self._bytes[_LENGTH.size : end])
        del self._bytes[:end]
        if sum(map(body.count, (b",", b"[", b"{"))) > MAX_ENTRIES:
            raise Malformed("a message of too many entries")
        try:
            message = json.loads(body.decode())
            if b"\\ud" in body or b"\\uD" in body:  # a lone surrogate, which no file can hold
                message = json.loads(
                    json.dumps(message, ensure_ascii=False).encode(errors="replace")
                )
            return message
        except (ValueError, RecursionError) as error:
            raise Malformed(f"a message that is no JSON ({type(error).__name__})") from None


class Channel:
    """The student's end: takes the grader's requests, and sends what becomes of them."""

    def __init__(self, connection: socket.socket, pipe: int) -> None:
        self._connection, self._pipe = connection, pipe
        self._unpacker = Unpacker()
        self._sending = threading.Lock()
        self._shown = 0
        self._owner = os.getpid()

    def receive(self) -> Any:
        """Return the next request, or None when the grader has closed its end."""
        while (message := self._unpacker.next()) is None:
            data = self._connection.recv(_AT_ONCE)
            if not data:
                return None
            self._unpacker.feed(data)
        return message

    def send(self, message: dict[str, Any]) -> None:
        """Send a message whole, whatever signals and threads there are.

        A process that the student's own forked sends nothing.
        """
        self._send(message, at_once=True)

    def show(self, message: dict[str, Any]) -> None:
        """Send a message that need not be read before the next one of `send`."""
        self._send(message, at_once=False)

    def _send(self, message: dict[str, Any], *, at_once: bool) -> None:
        if os.getpid() != self._owner:
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, RAISING)
        try:
            with self._sending:
                data = pack(message | {"behind": self._shown})
                if at_once or not self._fits(data):
                    self._connection.sendall(data)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _fits(self, data: bytes) -> bool:
        """Write into the pipe, and return whether it had room."""
        if len(data) > MOST_IN_A_PIPE:
            return False
        try:
            os.write(self._pipe, data)
        except OSError:  # it is full, or the student's code has closed it
            return False
        self._shown += 1
        return True
