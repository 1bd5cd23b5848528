"""The student's process: how it is started, spoken to and confined. Knows Jupyter; knows no test."""
