#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image in which submissions are graded.
# Elsewhere: AUTOGRADER_ROOT names the folder in place of /autograder, AUTOGRADER_VENV an environment that has everything,
# AUTOGRADER_PYTHON the Python to make one with.
set -euo pipefail

root="${AUTOGRADER_ROOT:-/autograder}"
venv="${AUTOGRADER_VENV:-$root/venv}"
python="${AUTOGRADER_PYTHON:-}"

if [ ! -x "$venv/bin/python" ]; then
    for candidate in python3.13 python3.12 python3.11; do
        if [ -z "$python" ] && { apt-get install --yes "$candidate" "$candidate-venv" || command -v "$candidate"; } > /dev/null 2>&1; then
            python="$candidate"
        fi
    done
    if [ -z "$python" ]; then
        echo "Python 3.11 or newer can't be installed here: choose a newer base image" >&2
        exit 1
    fi
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install --no-cache-dir --disable-pip-version-check \
        --requirement "$root/source/requirements.txt"
fi

export PYTHONPATH="$root/source"
exec "$venv/bin/python" -m autograder.classroom.export.gradescope_run --prepare "$root"
