"""What right is: one module per assignment, with checks and misconceptions. Knows torch; knows no Jupyter."""
