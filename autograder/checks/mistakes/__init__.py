"""The misconceptions: a folder for each assignment, a module for each exercise.

The body of each function is the cell that a student with this misconception writes.
"""
