"""The command that shows a person the answers that no check can judge: `read`."""

from __future__ import annotations

import asyncio
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path

import click

from autograder.cli.options import FOLDER, open_course, section_option
from autograder.cli.say import begin, say
from autograder.counted import counted
from autograder.startup import uncollected


@click.command("read")
@click.argument("assignment")
@click.option("--exercise", metavar="ID", help="This one only, also where a check graded it.")
@section_option
@click.option("--output", type=FOLDER, help="Where the results are [default: the course directory]")
@click.option("--anonymous", is_flag=True, help="Without names, and without a way to see them.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Of this machine [default: any that is free]",
)
@click.option("--browser/--no-browser", default=True, help="Whether to open the page.")
@click.pass_obj
def read_answers(
    course_folder: Path,
    assignment: str,
    exercise: str | None,
    section: str | None,
    output: Path | None,
    anonymous: bool,
    port: int,
    browser: bool,
) -> None:
    """Read the answers to ASSIGNMENT's questions, and give points and comments.

    Serves a page to this machine alone, until Ctrl-C. It writes where formgrader writes, each
    change at once.
    """
    begin("Reading the answers …")
    with uncollected():
        from autograder.classroom import class_list
        from autograder.classroom.read.desk import open_desk
        from autograder.classroom.read.server import Server
    course, (name,) = open_course(course_folder, [assignment])
    results = output or course.root
    students = class_list.section(course, section) if section else None
    opened = open_desk(course.load(name), results, exercise, students, anonymous=anonymous)
    with opened as desk:
        server = Server(desk, port)

        def ready() -> None:
            say(f"Answers: {server.address}")
            say("Every change is saved at once. Ctrl-C ends.")
            if browser:
                # Some browsers keep whoever started them waiting.
                threading.Thread(
                    target=webbrowser.open, args=[server.address_once], daemon=True
                ).start()

        with suppress(KeyboardInterrupt):
            asyncio.run(server.serve(ready))
        read, waiting = len(desk.read), desk.waiting()
        say(f"{counted(read, 'answer')} read, {counted(waiting, 'still waits', 'still wait')}.")
        if read:
            where = f" --output {output}" if output else ""
            say(f"`autograder report{where}` takes the points into tables and report.")
