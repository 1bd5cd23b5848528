"""All fixed bounds in one table: how much of what students control is taken, and why not more.

Whatever is within them is handled in time that grows with its bytes; what is beyond them is left
out, cut, or told to the student. `docs/security.md` shows this table. It goes along into the
student's process, so it imports nothing.
"""

# -- what a platform's download holds --------------------------------------------------------------

MAX_COLLECTED_FILES = 50_000
"""Files of one source: a class of a thousand with fifty files each."""

MAX_COLLECTED_BYTES = 20 * 2**30
"""Bytes of all files of a source together, unpacked."""

MAX_RATIO = 200
"""Unpacked size to packed size of a large file. Notebooks full of the same printed line stay below
it; bombs don't."""

LARGE_BYTES = 10 * 2**20
"""Bytes from which on a file is large."""

MAX_NAME_BYTES = 255
"""Bytes of one part of a path: what Linux's file systems take."""

# -- the file that is handed in ------------------------------------------------------------------

MAX_FILE_BYTES = 200 * 2**20
"""Bytes of a notebook's file. Outputs alone can make one some ten MB."""

MAX_BRACKETS = 3_000_000
"""Lists and objects in a notebook's file: in memory each takes many times its text."""

MAX_CELLS = 1_000
"""Cells of a notebook. Those of this course have about sixty."""

MAX_CODE_CHARS = 200_000
"""Characters of a code cell; a longer one is left out. Texts have no such limit: a picture in one
is long."""

MAX_ALL_CODE_CHARS = 500_000
"""Characters of all code cells together; those after it are left out. Python's parser takes about
a second for them."""

MAX_MARKS = 100
"""Accents and the like on one letter of code. Python puts those of a name in order, in time that
grows with the square of their count; text has no more than 30 (UAX #15, stream-safe)."""

MAX_LOOKUPS = 1_000_000
"""Names times functions of a cell, for Python's own table of names looks for each name among all
functions beside it. Of a cell with more, names are searched line by line."""

MAX_NAME_CHARS = 200
"""Characters of a cell's id and of a picture's name. Longer ones are cut, or are none."""

MAX_PICTURES = 200
"""Pictures that a text shows and that are attached to a notebook. Each is looked up in the text."""

MAX_NOTES = 50
"""Notes on what was put right, of which a student reads the first."""

MOST_FILES = 100
"""Files beside a notebook that come along with it, the smallest first."""

MOST_BYTES = 10 * 2**20
"""Bytes of these files together."""

# -- what a student's process sends ----------------------------------------------------------------

MAX_MESSAGE_BYTES = 128 * 2**20
"""Bytes of a message: twice what tensors may take, since base64 adds a third, and JSON stands
around them."""

MAX_ENTRIES = 3_000_000
"""Commas and brackets of one message: in memory JSON takes many times what it takes as text."""

MAX_DEPTH = 20
"""Lists in lists of a value: deeper than any right answer, shallower than Python can go."""

MAX_ITEMS = 200_000
"""Entries of lists, sets, dicts and tables in one answer."""

MAX_KEYS = 2_000
"""Entries of sets, and keys of dicts that are no texts, in one answer. Numbers can be chosen so
that each collides with all before: then the time grows with the square of their count."""

MAX_TENSORS = 10_000
"""Tensors and arrays in one answer, empty ones too."""

MAX_HEADER_BYTES = 2**20
"""Bytes that describe these tensors: about a hundred each."""

MAX_TENSOR_BYTES = 64 * 2**20
"""Bytes of these tensors together."""

MAX_TEXT = 2_000
"""Characters kept of a text in an answer; a right one has none longer."""

MOST_MATCHED = 500
"""Elements of a set that are compared one by one, each with each; more must agree without any
tolerance."""

MOST_ENTRIES = 1_000
"""Values that are asked of a generator and the like: it may have no end."""

MOST_REORDERED = 1_000
"""Entries of a list that are looked at for whether they stand in another order."""

MAX_SENT_CHARS = 2_000_000
"""Characters that are sent of one cell's outputs, pictures included."""

MAX_OUTPUT_CHARS = 20_000
"""Characters that are kept of one cell's output; a picture's count a twentieth."""

MAX_PICTURE_CHARS = 2_000_000
"""Characters of one picture in base64, or of anything else shown; a larger one is left out."""

MAX_ALL_OUTPUT_CHARS = 20_000_000
"""Characters of the outputs of a whole notebook; cells after it show nothing."""

# -- what people read ------------------------------------------------------------------------------

MAX_COLOURED_CHARS = 10_000
"""Characters of a code cell that is shown in colours; a longer one is shown plain. What colours it
can take the square of its length."""

COLOURING_SECONDS = 2
"""CPU time for the colours of all answers on one page; those after it are shown plain."""

MAX_FORMATTED_CHARS = 20_000
"""Characters of a text that is formatted, without the pictures in it; a longer one is shown as it
was written. What reads Markdown can take the square of its length."""

MAX_SHOWN_PICTURES_CHARS = 20_000_000
"""Characters of the pictures that a text shows on a page, each as often as it is shown."""

# -- the grader's own work -------------------------------------------------------------------------

STEP_SHARE = 0.1
"""Part of `--submission-seconds` that a step of grading may compute: to put cells in order, to
judge an exercise, to name its mistake, to write the page. A tenth of a second is usual."""

LEAST_STEP_SECONDS = 5
"""CPU time that a step may take in any case, also on a slow machine."""

MOST_OVERRUNS = 5
"""Steps that run over before the grading of a submission is stopped as a whole."""
