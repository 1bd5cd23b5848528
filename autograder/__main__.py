"""Entry point of the command `autograder`, and of ``python -m autograder``.

It imports nothing at the top: processes that Python spawns import this module too.
"""


def run() -> None:
    """Run the command."""
    from autograder.cli.main import run

    run()


if __name__ == "__main__":
    run()
