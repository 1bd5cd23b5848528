"""The right answers of the notebooks' quick checks, worked out by torch: a module a notebook.

Each has `RIGHT`: what gives the answer of each question that is asked for a number or a shape.
"""
