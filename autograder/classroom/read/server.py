"""Serves the page to this machine, and to nobody who does not know its secret.

Whoever reaches the port may be another user of this machine, or any page that is open in the same
browser. So the secret is in the page's address and in a header of each further request, which no
other page can send; and what names another host (DNS rebinding) or another origin is refused.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from autograder.classroom.feedback import code_style
from autograder.classroom.read.desk import Desk, Outdated
from autograder.course.gradebook_by_hand import MOST_CHARS, Refused
from autograder.errors import AutograderError, UsageError, sentence
from autograder.templates import csp_hash, environment

ADDRESS = "127.0.0.1"
HOSTS = {ADDRESS, "localhost"}
SECRET_HEADER = "X-Autograder-Secret"  # noqa: S105  a header's name
MOST_BYTES = 200_000
"""Of a request's body."""


class Server:
    """The page of a desk, on a port of this machine."""

    def __init__(self, desk: Desk, port: int = 0) -> None:
        """Take the port.

        Args:
            desk: what is read.
            port: 0 for any that is free.

        Raises:
            UsageError: it can't be had.
        """
        self.secret = secrets.token_urlsafe(24)
        self.ticket = secrets.token_urlsafe(24)
        """Opens the page once: other users see what a browser is called with, and would come
        too late."""
        try:
            self._socket = socket.create_server((ADDRESS, port))
        except OSError as error:
            raise UsageError(
                f"port {port} of this machine can't be had ({error.strerror}): name another one, "
                "or leave --port out"
            ) from None
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]
        shared = {"desk": desk, "server": self}
        self._application = Application(
            [
                (r"/api/questions", _Questions, shared),
                (r"/api/question/([^/]+)", _Question, shared),
                (r"/api/answers/([^/]+)", _Answers, shared),
                (r"/api/marks/([^/]+)", _Marks, shared),
                (r"/api/give", _Give, shared),
                (r"/open/([^/]+)", _Open, shared),
                (r"/([^/]+)/", _Page, shared),
                (r".*", _Nothing, shared),
            ],
            log_function=lambda handler: None,
        )

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{ADDRESS}:{self.port}/{self.secret}/"

    @property
    def address_once(self) -> str:
        """Where the page can be opened one time."""
        return f"http://{ADDRESS}:{self.port}/open/{self.ticket}"

    async def serve(self, ready: Callable[[], object] = lambda: None) -> None:
        """Answer requests until the task is cancelled."""
        http = HTTPServer(self._application, max_body_size=MOST_BYTES)
        http.add_socket(self._socket)
        ready()
        try:
            await asyncio.Event().wait()
        finally:
            http.stop()


class _Handler(RequestHandler):
    """What all have in common: who may ask, and what a browser is told of each answer."""

    def initialize(self, desk: Desk, server: Server) -> None:
        self.desk, self.server = desk, server

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in {
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-store",
        }.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse what does not come from the page itself."""
        host = self.request.headers.get("Host", "")
        if urlsplit(f"//{host}").hostname not in HOSTS:
            raise HTTPError(403, "another host's name")
        origin = self.request.headers.get("Origin")
        if origin is not None and origin != f"http://{host}":
            raise HTTPError(403, "another origin")
        self.check(origin)

    def check(self, origin: str | None) -> None:
        """Look for the secret in the header."""
        if self.request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise HTTPError(403, "another site")
        if not self.is_right(self.request.headers.get(SECRET_HEADER, ""), self.server.secret):
            raise HTTPError(403, "without the secret")

    @staticmethod
    def is_right(given: str, wanted: str) -> bool:
        return hmac.compare_digest(given.encode(errors="replace"), wanted.encode())

    def answer(self, value: Any) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(value))

    def write_error(self, status_code: int, **about: Any) -> None:
        """Say what is wrong in a sentence, and never what went on inside."""
        error = about.get("exc_info", (None, None))[1]
        said = {
            403: "This is not the address that `autograder read` printed, or that run is over: "
            "start it again and use its address.",
            404: "There is no such page.",
        }.get(status_code, f"{self._reason}.")
        if isinstance(error, AutograderError):
            said = str(error)
        elif isinstance(error, OSError) and (told := sentence(error)):
            said = told
        elif status_code == 500:
            said = f"`autograder read` failed ({type(error).__name__}): its terminal says more."
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(said)

    def log_exception(self, kind: Any, error: Any, traceback: Any) -> None:
        if not isinstance(error, (AutograderError, HTTPError)):
            super().log_exception(kind, error, traceback)

    def send_error(self, status_code: int = 500, **about: Any) -> None:
        error = about.get("exc_info", (None, None))[1]
        if isinstance(error, AutograderError):
            # 409: it was another one; 503: the gradebook can't be written now; 422: never.
            status_code = (
                409 if isinstance(error, Outdated) else 422 if isinstance(error, Refused) else 503
            )
        super().send_error(status_code, **about)


class _Questions(_Handler):
    def get(self) -> None:
        self.answer(self.desk.questions())


class _Question(_Handler):
    def get(self, exercise: str) -> None:
        self.answer(self.desk.question(exercise))


class _Answers(_Handler):
    def get(self, exercise: str) -> None:
        self.answer(self.desk.written(exercise, set(self.get_query_arguments("key"))))


class _Marks(_Handler):
    def get(self, exercise: str) -> None:
        self.answer(self.desk.marks(exercise))


class _Give(_Handler):
    def put(self) -> None:
        try:
            given = json.loads(self.request.body)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            raise Refused("that is no JSON object")
        self.answer(self.desk.give(given))


class _Page(_Handler):
    def check(self, origin: str | None) -> None:
        """Look for the secret in the address, which a link may lead to."""
        if not self.is_right(self.path_args[0], self.server.secret):
            raise HTTPError(403, "without the secret")

    def get(self, secret: str) -> None:
        templates = environment("autograder.classroom", html=True)
        script = templates.get_template("read.js").render()
        style = templates.get_template("read.css").render(code_style=code_style())
        allowed = {
            "default-src": "'none'",
            "script-src": f"'{csp_hash(script)}'",
            "style-src": f"'{csp_hash(style)}'",
            "img-src": "data:",
            "connect-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
        }
        self.set_header("Content-Security-Policy", "; ".join(map(" ".join, allowed.items())))
        self.finish(
            templates.get_template("read.html").render(
                title=self.desk.assignment.title,
                anonymous=self.desk.anonymous,
                most_chars=MOST_CHARS,
                script=Markup(script),  # noqa: S704  our own
                style=Markup(style),  # noqa: S704
            )
        )


class _Open(_Handler):
    def check(self, origin: str | None) -> None:
        if not self.server.ticket or not self.is_right(self.path_args[0], self.server.ticket):
            raise HTTPError(403, "no ticket, or one that was used")
        self.server.ticket = ""

    def get(self, ticket: str) -> None:
        self.redirect(f"/{self.server.secret}/")


class _Nothing(_Handler):
    def get(self) -> None:
        raise HTTPError(404)
