"""Questions without points, which a notebook answers at once.

Beside a source notebook, ``quick-checks.toml`` holds for each question the right answer, and what
is said of it, of typical wrong ones and of any other. `build` puts that into the release, encoded,
so that nobody reads an answer by accident; it is no secret.
"""

from __future__ import annotations

import base64
import json
import re
import textwrap
import tomllib
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.errors import UsageError, sentence
from autograder.grading.cells import code_of

QUICK_CHECKS = "quick-checks.toml"
"""Beside a source notebook."""

EMPTY_TABLE = 'QUICK_CHECKS = ""'
"""Stands in a source notebook where its release has the table."""

WIDTH = 105
"""Of the encoded lines in a cell."""

Questions = dict[str, dict[str, Any]]
"""By name: `right`, `because`, `otherwise`, and `wrong`, a list of answers with their sentences."""

_ASKED = re.compile(r"^quick_check\(\s*[\"']([^\"']+)[\"']", re.MULTILINE)


def load_quick_checks(path: Path) -> Questions:
    """Read the questions of an assignment; none where there is no such file.

    Raises:
        UsageError: the file can't be read, or a question lacks something: which, and what.
    """
    if not path.exists():
        return {}
    try:
        questions = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no TOML: {error}") from None
    except OSError as error:
        raise UsageError(sentence(error, path)) from None
    return {name: _question(f"{path}: [{name}]", told) for name, told in questions.items()}


def _question(place: str, told: Any) -> dict[str, Any]:
    """Check one question, and return it with its wrong answers."""
    made = {"wrong": [], **told} if isinstance(told, dict) else {}
    if made.keys() != {"right", "because", "otherwise", "wrong"}:
        raise UsageError(f"{place} needs right, because and otherwise, and may have wrong, no more")
    if not isinstance(made["wrong"], list):
        raise UsageError(f"{place}: wrong must be a list, [[….wrong]]")
    answers = [made["right"]]
    for wrong in made["wrong"]:
        if not isinstance(wrong, dict) or wrong.keys() != {"answer", "because"}:
            raise UsageError(f"{place}: each wrong answer needs answer and because, no more")
        if wrong["answer"] in answers:
            raise UsageError(f"{place}: {wrong['answer']!r} stands there twice")
        answers.append(wrong["answer"])
    return made


def check_all_asked(notebook: NotebookNode, questions: Questions, path: Path) -> None:
    """See to it that a notebook asks what the file answers, each question once.

    Raises:
        UsageError: a question has no answer, is asked twice, or is never asked.
    """
    asked = [name for code in code_of(notebook) for name in _ASKED.findall(code)]
    for name in asked:
        if name not in questions:
            raise UsageError(f'the notebook asks quick_check("{name}", …), but {path} lacks it')
        if asked.count(name) > 1:
            raise UsageError(f'the notebook asks quick_check("{name}", …) twice')
    if never := questions.keys() - set(asked):
        raise UsageError(f"{path} answers {', '.join(sorted(never))}, which no cell asks")


def with_quick_checks(code: str, questions: Questions) -> str:
    """Put the encoded questions into the cell that waits for them."""
    if not questions or EMPTY_TABLE not in code.splitlines():
        return code
    encoded = base64.b64encode(json.dumps(questions).encode()).decode()
    lines = "\n".join(f'    "{line}"' for line in textwrap.wrap(encoded, WIDTH))
    return code.replace(EMPTY_TABLE, f"QUICK_CHECKS = (\n{lines}\n)", 1)
