"""A graded class whose answers in words wait, made without grading: its page, and who asks it."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import nbformat

from autograder.classroom.read.desk import open_desk
from autograder.classroom.read.server import SECRET_HEADER, Server
from autograder.course import journal
from autograder.course.gradebook import recorder
from autograder.course.layout import Course
from autograder.grading.assignment import Assignment
from autograder.grading.rebuild import rebuild
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict, by_hand
from tests.conftest import Submit

NAME = "04-convolution"
TEXT = "why-pool"


def graded(
    course: Course, assignment: Assignment, texts: dict[str, str | None], submit: Submit
) -> None:
    """Write what `autograder grade` leaves of a class: each solved all, and wrote a text or none.

    Args:
        course: where to.
        assignment: whose release they had.
        texts: what each student wrote.
        submit: the fixture.
    """
    with recorder(course.root / "gradebook.db", assignment, course.config()) as book:
        for student, text in texts.items():
            handed_in = submit(assignment, {TEXT: text} if text else {})
            rebuilt = rebuild(assignment, handed_in)
            folder = journal.folder_of(course.root, student, assignment.name)
            folder.mkdir(parents=True, exist_ok=True)
            nbformat.write(rebuilt.notebook, folder / f"{assignment.notebook}.ipynb")
            book.record(student, verdicts(assignment, rebuilt.unchanged), None)


def verdicts(assignment: Assignment, unchanged: set[str]) -> list[Verdict]:
    """Full points for code, and what a text gets."""
    return [
        Verdict(one.name, one.title, one.points, one.points, Status.PASSED)
        if one.folder
        else by_hand(one, one.name in unchanged)
        for one in assignment.exercises
    ]


@dataclass
class Reader:
    """Who asks a page's server over HTTP, as its script does unless told otherwise."""

    server: Server

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: Any = None,
        headers: dict[str, str | None] | None = None,
    ) -> tuple[int, Any, dict[str, str]]:
        """Return status, body and headers; a header that is None is left out."""
        address = f"127.0.0.1:{self.server.port}"
        sent: dict[str, str | None] = {
            "Host": address,
            SECRET_HEADER: self.server.secret,
            "Sec-Fetch-Site": "same-origin",
        }
        if method != "GET":
            sent["Origin"] = f"http://{address}"
        sent |= headers or {}
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        connection.putrequest(method, path, skip_host=True)
        for name, value in sent.items():
            if value is not None:
                connection.putheader(name, value)
        if data is not None:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        is_json = answer.headers.get_content_type() == "application/json"
        return answer.status, json.loads(text) if is_json else text, dict(answer.headers)

    def question(self, exercise: str = TEXT) -> dict[str, Any]:
        """Return a question with all that is written, as the page has it in the end."""
        status, found, _ = self.ask(f"/api/question/{exercise}")
        assert status == 200, found
        keys = urlencode([("key", answer["key"]) for answer in found["answers"]])
        status, written, _ = self.ask(f"/api/answers/{exercise}?{keys}")
        assert status == 200, written
        return dict(found) | {
            "answers": [answer | written[answer["key"]] for answer in found["answers"]]
        }

    def answer_of(self, student: str, exercise: str = TEXT) -> dict[str, Any]:
        (found,) = (
            answer
            for answer in self.question(exercise)["answers"]
            if answer["whose"] in (student, f"({student})")
        )
        return {"exercise": exercise} | dict(found)

    def give(self, answer: dict[str, Any], **fields: Any) -> tuple[int, Any]:
        named = {name: answer[name] for name in ("exercise", "key", "version")}
        status, said, _ = self.ask("/api/give", "PUT", named | fields)
        return status, said


@contextmanager
def reading(
    course: Course,
    assignment: Assignment,
    exercise: str | None = None,
    *,
    anonymous: bool = False,
) -> Iterator[Reader]:
    """Serve the page from a thread."""
    begun = threading.Event()
    ended: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = []
    servers: list[Server] = []
    failed: list[BaseException] = []

    async def serve(server: Server) -> None:
        task = asyncio.create_task(server.serve(begun.set))
        ended.append((asyncio.get_running_loop(), task))
        await asyncio.gather(task, return_exceptions=True)

    def run() -> None:
        try:
            with open_desk(assignment, course.root, exercise, anonymous=anonymous) as desk:
                servers.append(Server(desk))
                asyncio.run(serve(servers[0]))
        except BaseException as error:
            failed.append(error)
            begun.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(30)
    if failed:
        thread.join()
        raise failed[0]
    try:
        yield Reader(servers[0])
    finally:
        loop, task = ended[0]
        loop.call_soon_threadsafe(task.cancel)
        thread.join(30)
        assert not thread.is_alive() and not failed, failed
