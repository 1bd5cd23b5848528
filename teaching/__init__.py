"""The instructor's half of the course: plans of classes, slides, questions for an exam."""
