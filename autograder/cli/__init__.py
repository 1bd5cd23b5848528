"""The command `autograder`: parses, calls, prints."""
