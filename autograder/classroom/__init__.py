"""Many submissions: found, graded side by side, recorded and reported."""
