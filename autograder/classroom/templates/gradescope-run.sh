#!/usr/bin/env bash
# Gradescope runs this for each submission. AUTOGRADER_ROOT and AUTOGRADER_VENV as in setup.sh.
set -euo pipefail

root="${AUTOGRADER_ROOT:-/autograder}"
venv="${AUTOGRADER_VENV:-$root/venv}"

# Should anything below fail, no older result stands for this submission.
rm -f "$root/results/results.json"
export PYTHONPATH="$root/source" PYTHONDONTWRITEBYTECODE=1
exec "$venv/bin/python" -m autograder.classroom.export.gradescope_run "$root"
