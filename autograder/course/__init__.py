"""The nbgrader course: its folders, what is built from its source, its gradebook, and nbgrader's own commands."""
