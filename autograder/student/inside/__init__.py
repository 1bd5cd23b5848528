"""What travels into a student's process: forkserver, box, channel, wire, bridge, shell.

The sources of these modules are sent there (see `autograder.student.warm`). They import each other
by relative imports alone, so that they run there as they stand, and name nothing of the grader.
"""
