"""The report of a class: one page, and the tables of what it counts."""
