"""Misconceptions about 01-start/count-words: each body is a cell, each docstring what a student reads."""


def capital_letters_kept():
    """You count “Loss” and “loss” apart: make the text lower case first."""

    def count_words(text):
        return {word: text.split().count(word) for word in text.split()}

    def most_frequent(text):
        counts = count_words(text)
        return max(counts, key=counts.get)


def split_at_single_spaces():
    """You split at single spaces: a line break and a double space end a word, too. split() does both."""

    def count_words(text):
        words = text.lower().split(" ")
        return {word: words.count(word) for word in words}

    def most_frequent(text):
        counts = count_words(text)
        return max(counts, key=counts.get)


def letters_for_words():
    """You count letters: going through a text gives its letters, text.split() its words."""

    def count_words(text):
        text = text.lower()
        return {letter: text.count(letter) for letter in text}

    def most_frequent(text):
        counts = count_words(text)
        return max(counts, key=counts.get)
