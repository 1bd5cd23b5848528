"""The check of 01-start/count-words: a dict of counts, and the word that leads it."""

from __future__ import annotations

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

WORDS = ("tensor", "loss", "batch", "epoch", "pixel")


@check()
def count_words(student: Student, draw: Draw) -> None:
    """Counting words"""
    counts = {word: 2 * place + draw.number(1, 2) for place, word in enumerate(WORDS)}
    text = " ".join(word for word, count in counts.items() for _ in range(count))
    mixed = "Loss loss LOSS batch\nbatch  tensor"
    with student.part("the counts"):
        student.call("count_words", text).equals(counts)
    # Without any work an empty dict would be right: it counts beside a right one only.
    with student.part("a text without words", share=0.5, needs="the counts"):
        student.call("count_words", "").equals({})
    with student.part("capital letters and line breaks"):
        student.call("count_words", mixed).equals({"loss": 3, "batch": 2, "tensor": 1})
    with student.part("the most frequent word"):
        student.call("most_frequent", text).is_text("pixel")
        student.call("most_frequent", mixed).is_text("loss")
