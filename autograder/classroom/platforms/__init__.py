"""How learning platforms name the files of a download: from a path to who handed in what, and when.

Each platform is a module here, which cites its source. A ``timestamp.txt`` counts only where the
platform writes it: elsewhere a student may have.
"""

from autograder.classroom.platforms.platform import Attempt, Platform
from autograder.classroom.platforms.sorting import Recognised, platform_of, recognise
from autograder.classroom.platforms.table import PLATFORMS

__all__ = ["PLATFORMS", "Attempt", "Platform", "Recognised", "platform_of", "recognise"]
