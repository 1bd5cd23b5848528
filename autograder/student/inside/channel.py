"""Messages between the grader and a student's process: JSON, each with its length before it, on a Unix stream socket.

Both ends use this module; its source is also sent to run beside the student's code, so it imports the standard library only.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import threading
from typing import Any

MAX_MESSAGE_BYTES = 128 * 2**20
"""Twice what tensors may take: in base64 they have a third more, and JSON around them."""

MAX_ENTRIES = 3_000_000
"""Commas and brackets of one message: what JSON becomes in memory is many times what it was on the way."""

_LENGTH = struct.Struct(">Q")
_AT_ONCE = 1 << 20
_RAISING = {signal.SIGINT, signal.SIGALRM, signal.SIGTERM}
"""Signals whose handlers may raise, in the middle of what is being sent."""


class Malformed(ValueError):
    """What came can't be told apart into messages."""


def pack(message: dict[str, Any]) -> bytes:
    """A message as it travels."""
    body = json.dumps(message, ensure_ascii=False).encode(
        errors="replace"
    )  # half a character is no text
    return _LENGTH.pack(len(body)) + body


class Unpacker:
    """Messages out of bytes that come in pieces."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> None:
        """Take what came."""
        self._bytes += data

    def next(self) -> Any:
        """The next message; None if it isn't all there yet.

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
            if b"\\ud" in body or b"\\uD" in body:  # half a character, which no file can hold
                message = json.loads(
                    json.dumps(message, ensure_ascii=False).encode(errors="replace")
                )
            return message
        except (ValueError, RecursionError) as error:
            raise Malformed(f"a message that is no JSON ({type(error).__name__})") from None


class Channel:
    """The student's end: waits for the grader's requests, and sends what becomes of them."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._unpacker = Unpacker()
        self._sending = threading.Lock()
        self._owner = os.getpid()

    def receive(self) -> Any:
        """The next request; None when the grader has closed its end."""
        while (message := self._unpacker.next()) is None:
            data = self._connection.recv(_AT_ONCE)
            if not data:
                return None
            self._unpacker.feed(data)
        return message

    def send(self, message: dict[str, Any]) -> None:
        """Send a message whole, whatever signals and threads there are; of a process that the student's forked, nothing."""
        if os.getpid() != self._owner:
            return
        data = pack(message)
        signal.pthread_sigmask(signal.SIG_BLOCK, _RAISING)
        try:
            with self._sending:
                self._connection.sendall(data)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _RAISING)
