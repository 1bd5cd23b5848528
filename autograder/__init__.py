"""An auto-graded PyTorch course, and the grader under it."""

import sys

__version__ = "0.1.0"

# jsonschema, which nbformat imports, would compile a grammar of internationalised web addresses
# with it: a second at every start, of each process, for a format that no notebook's schema has.
# Where the package is missing it does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
