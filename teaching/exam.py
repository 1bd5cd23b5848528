"""Make an exam of drawn numbers: a sheet for each variant, and the answers to all of them.

    python -m teaching.exam 04-convolution --variants 30 --seed 7

writes ``build/exam/04-convolution.html`` and ``build/exam/04-convolution-answers.html``, to be
printed from a browser. The bank is ``teaching/04-convolution/questions.py``: each of its public
functions takes a source of random numbers and returns a `Question`, whose answer it works out.
The same seed gives the same exam.
"""

from __future__ import annotations

import inspect
import random
import runpy
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

import click
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.filters import markdown2html

from autograder.course.layout import Course
from autograder.errors import AutograderError

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Question:
    """One question of an exam, with its numbers drawn."""

    text: str
    """Markdown."""
    answer: str
    """Markdown: the result, and how one gets there."""
    points: int


Bank = dict[str, Callable[[random.Random], Question]]
"""By name; the first line of a docstring is the title."""

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


def bank(assignment: str) -> Bank:
    """Load the questions of an assignment, by their titles.

    Raises:
        ClickException: there are none.
    """
    path = ROOT / "teaching" / assignment / "questions.py"
    if not path.is_file():
        raise click.ClickException(f"{path} is not there: {assignment} has no questions yet")
    functions = [
        function
        for name, function in runpy.run_path(str(path)).items()
        if isinstance(function, FunctionType)
        and function.__code__.co_filename == str(path)
        and not name.startswith("_")
    ]
    functions.sort(key=lambda function: function.__code__.co_firstlineno)
    return {str(inspect.getdoc(one)).splitlines()[0].rstrip("."): one for one in functions}


def _some(questions: Bank, titles: tuple[str, ...]) -> Bank:
    """Return the questions of these titles, in this order; all, where no title is given."""
    for title in titles:
        if title not in questions:
            known = "\n  ".join(questions)
            raise click.ClickException(f"No question is called {title!r}. There are:\n  {known}")
    return {title: questions[title] for title in titles} or questions


def draw(questions: Bank, seed: int, variant: int) -> list[tuple[str, Question]]:
    """Return one variant: each question with numbers of its own.

    Another question in the bank changes nothing of the rest.
    """
    return [
        (title, function(random.Random(f"{seed} {variant} {title}")))  # noqa: S311  no secret
        for title, function in questions.items()
    ]


def page(title: str, variants: list[list[tuple[str, Question]]], *, answers: bool) -> str:
    """Return the sheets, or all answers, as a page for printing on A4."""
    return _PAGES.get_template("exam.html").render(
        title=title,
        variants=variants,
        answers=answers,
        html=lambda text: Markup(markdown2html(text)),  # noqa: S704  the course's own text
    )


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("assignment")
@click.option(
    "--question", "chosen", multiple=True, metavar="TITLE", help="Ask this one; may be repeated."
)
@click.option("--variants", type=click.IntRange(1), default=4, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Another one, another exam.")
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), default=ROOT / "build/exam"
)
def main(assignment: str, chosen: tuple[str, ...], variants: int, seed: int, output: Path) -> None:
    """Make an exam on ASSIGNMENT, of all its questions or of some."""
    loaded = Course(ROOT).load(assignment)
    questions = _some(bank(assignment), chosen)
    drawn = [draw(questions, seed, number) for number in range(1, variants + 1)]
    output.mkdir(parents=True, exist_ok=True)
    for ending, answers in [("", False), ("-answers", True)]:
        path = output / f"{assignment}{ending}.html"
        path.write_text(page(loaded.title, drawn, answers=answers), encoding="utf-8")
        click.echo(path)


if __name__ == "__main__":
    try:
        main()
    except AutograderError as error:
        sys.exit(f"Error: {error}")
