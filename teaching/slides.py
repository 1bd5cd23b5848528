"""Make a lecture's slides, with the pictures and outputs of its solution notebook.

    python -m teaching.slides [04-convolution …]

writes ``build/slides/04-convolution.html``, by nbconvert and reveal.js. A deck is the file
``teaching/04-convolution/slides.md``: slides stand between lines of ``---``. A line ``@ cell-id``
shows what the notebook's cell shows, ``@code cell-id`` its code, too; what follows a line
``Notes:`` is for the speaker alone.
"""

from __future__ import annotations

import difflib
import re
import sys
from pathlib import Path

import click
import nbformat
from nbconvert import SlidesExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from autograder.course.layout import Course
from autograder.errors import AutograderError

ROOT = Path(__file__).parents[1]
REVEAL = "https://unpkg.com/reveal.js@4.6.1"
HIDDEN = "hide-input"
_CELL = re.compile(r"^@(?P<code>code)? +(?P<id>[\w-]+)$")
# A slide is 960×700 pixels; reveal.js scales it to the window.
_STYLE = """<style>
.reveal { font-size: 30px; }
.reveal img { max-height: 470px; max-width: 100%; background: white; }
.reveal pre { font-size: 0.62em; }
</style>"""


class DeckError(click.ClickException):
    """A deck can't be made: which line of which file, and why."""


def deck(text: str, solution: NotebookNode, place: str) -> NotebookNode:
    """Return a notebook whose cells are slides, as nbconvert reads them.

    Args:
        text: of the deck.
        solution: the executed notebook whose cells it shows.
        place: of the deck, for errors.

    Raises:
        DeckError: it names a cell that isn't there or shows nothing.
    """
    cells = {cell.id: cell for cell in solution.cells if cell.cell_type == "code"}
    made: list[NotebookNode] = []
    for number, slide in enumerate(re.split(r"^---$", text, flags=re.MULTILINE), 1):
        shown, _, notes = slide.partition("\nNotes:")
        kinds = iter(["slide"])
        for part in _parts(shown):
            found = _CELL.match(part)
            cell = (
                _shown(cells, found["id"], bool(found["code"]), f"{place}, slide {number}")
                if found
                else new_markdown_cell(part)
            )
            cell.metadata["slideshow"] = {"slide_type": next(kinds, "-")}
            made.append(cell)
        if notes.strip():
            made.append(
                new_markdown_cell(notes.strip(), metadata={"slideshow": {"slide_type": "notes"}})
            )
    return new_notebook(cells=made, metadata=solution.metadata)


def _parts(slide: str) -> list[str]:
    """Split a slide into lines that name a cell, and the texts between them."""
    pieces = re.split(r"^(@.*)$", slide, flags=re.MULTILINE)
    return [piece.strip() for piece in pieces if piece.strip()]


def _shown(cells: dict[str, NotebookNode], name: str, code: bool, place: str) -> NotebookNode:
    if name not in cells:
        near = difflib.get_close_matches(name, cells, 1)
        raise DeckError(
            f"{place}: the solution has no cell {name!r}"
            + (f"; is {near[0]!r} meant?" if near else "")
        )
    if not code and not cells[name].outputs:
        raise DeckError(f"{place}: cell {name!r} shows nothing: write @code {name}")
    return new_code_cell(
        cells[name].source,
        outputs=cells[name].outputs,
        metadata={} if code else {"tags": [HIDDEN]},
    )


def page(notebook: NotebookNode, title: str, reveal: str = REVEAL) -> str:
    """Return the slides as a page that takes reveal.js from an address or a folder."""
    notebook.metadata["title"] = title
    settings = Config(
        SlidesExporter={
            "reveal_url_prefix": reveal,
            "exclude_input_prompt": True,
            "exclude_output_prompt": True,
        },
        TagRemovePreprocessor={"enabled": True, "remove_input_tags": [HIDDEN]},
    )
    html, _ = SlidesExporter(config=settings).from_notebook_node(notebook)
    return str(html).replace("</head>", f"{_STYLE}\n</head>", 1)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("assignments", nargs=-1)
@click.option(
    "--reveal", default=REVEAL, show_default=True, help="Address or folder of reveal.js, version 4."
)
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), default=ROOT / "build/slides"
)
def main(assignments: tuple[str, ...], reveal: str, output: Path) -> None:
    """Make the slides of ASSIGNMENTS, or of all."""
    course = Course(ROOT)
    output.mkdir(parents=True, exist_ok=True)
    for name in course.chosen(assignments):
        written = ROOT / "teaching" / name / "slides.md"
        solution = nbformat.read(course.solutions / name / course.notebook(name).name, as_version=4)
        made = deck(written.read_text(encoding="utf-8"), solution, f"teaching/{name}/slides.md")
        path = output / f"{name}.html"
        path.write_text(page(made, name, reveal), encoding="utf-8")
        click.echo(path)


if __name__ == "__main__":
    try:
        main()
    except AutograderError as error:
        sys.exit(f"Error: {error}")
