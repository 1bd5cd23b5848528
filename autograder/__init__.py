"""An auto-graded PyTorch course, and the grader under it."""

__version__ = "0.1.0"
