"""What a student might try against the grader: one module per family of attacks, and a run that grades them all."""
