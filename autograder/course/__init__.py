"""The nbgrader course: its folders, what is built, its gradebook, and nbgrader's own commands."""
