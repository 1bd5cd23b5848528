"""Students get the files that `course.toml` lists, and are graded with them."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.course.given_files import BadGivenFile
from autograder.course.layout import Course, CourseError
from autograder.grading.grade import grade
from autograder.grading.settings import Settings
from tests.helpers import cell_of, command, grades_of

NAME = "01-sales"
RIGHT = """
def total(path):
    return sum(float(line) for line in lines_of(path))
"""
HELPERS = b"""
def lines_of(path):
    with open(path) as file:
        return file.readlines()
"""
CHECK = '''"""The check of 01-sales/total."""

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student


@check()
def total(student: Student, draw: Draw) -> None:
    """Sums"""
    student.call("total", "sales.csv").equals(6.5)
    student.call("total", "older/sales.csv").equals(40.0)
'''
MISTAKES = '''"""Misconceptions about 01-sales/total."""


def lines_counted():
    """You count the lines: add up what stands in them."""

    def total(path):
        import helpers
        return float(len(helpers.lines_of(path)))


def always_the_first():
    """You add up the lines of the first file, whichever is asked for."""

    def total(path):
        return sum(map(float, sales))
'''
FILES = {
    "sales.csv": b"1.5\n2\n3\n",
    "older/sales.csv": b"10\n30\n",
    "helpers.py": HELPERS,
    "logo.png": b"\x89PNG\xff\xfe\x00",
    "ids.csv": b"d41d8cd98f00b204e9800998ecf8427e,/home/ada/sales\n",
}
LISTED = f"[files]\n{NAME} = {sorted(FILES)!r}\n"


def marked(name: str, **marks: object) -> dict[str, object]:
    usual = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": usual | {"grade_id": name} | marks}


def write_course(root: Path, listed: str) -> Course:
    """Make a course whose only exercise reads files that lie beside its notebook."""
    assert command("autograder", "init", root, cwd=root.parent).returncode == 0
    course = Course(root)
    shutil.rmtree(course.source / "01-start")
    shutil.rmtree(root / "exercises/01-start")
    settings = root / "course.toml"
    settings.write_text(settings.read_text() + "\n" + listed)
    here, folder = course.source / NAME, root / f"exercises/{NAME}/total"
    for name, data in FILES.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes(data)
    head, body = RIGHT.strip().split("\n", 1)
    solution = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
    test = (
        'assert total("sales.csv") is not None, "did you forget the return?"\n'
        f'### BEGIN HIDDEN TESTS\ncheck("{NAME}/total")\n### END HIDDEN TESTS'
    )
    # Read where the notebook begins, as most notebooks do.
    begin = (
        'first = open("sales.csv").readline()\nassert open("older/sales.csv").read()\n'
        "from helpers import lines_of\nsales = lines_of('sales.csv')\n"
        "assert 'spoilt' not in open('ids.csv').read()"
    )
    cells = [
        new_code_cell(begin, id="begin"),
        new_code_cell(solution, id="total", metadata=marked("total", solution=True)),
        new_code_cell(
            *(test,),
            id="test-total",
            metadata=marked("test-total", grade=True, locked=True, points=4),
        ),
    ]
    nbformat.write(new_notebook(cells=cells), here / "sales.ipynb")
    folder.mkdir(parents=True)
    (folder / "check.py").write_text(CHECK)
    (folder / "misconceptions.py").write_text(MISTAKES)
    return course


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Such a course, built. To be read, not written."""
    course = write_course(tmp_path_factory.mktemp("files") / "course", LISTED)
    ended = command("autograder", "build", cwd=course.root)
    assert ended.returncode == 0, ended.stderr
    assert "students don't get" not in ended.stdout
    return course


@pytest.fixture
def own(built: Course, tmp_path: Path) -> Course:
    """The same, to do anything with."""
    return Course(shutil.copytree(built.root, tmp_path / "course"))


def hand_in(course: Course, student: str, answer: str, **files: bytes) -> None:
    notebook = nbformat.read(course.release / NAME / "sales.ipynb", as_version=4)
    cell_of(notebook, "total").source = answer
    folder = course.root / "submitted" / student / NAME
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "sales.ipynb")
    for name, data in files.items():
        (folder / f"{name}.csv").write_bytes(data)


def files_in(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_listed_files_are_in_the_release_and_with_the_solution(built: Course) -> None:
    assert files_in(built.release / NAME) == files_in(built.solutions / NAME) == FILES


def test_a_class_is_graded_with_the_files_that_were_handed_out(own: Course) -> None:
    """None of them hands one in, but for one who has changed it."""
    hand_in(own, "right", RIGHT)
    hand_in(own, "changed", RIGHT, sales=b"100\n")
    hand_in(own, "counts", "def total(path): return float(len(lines_of(path)))")
    hand_in(own, "first", "def total(path): return sum(float(line) for line in sales)")
    hand_in(own, "writes", "open('sales.csv', 'w').write('7')\n" + RIGHT)

    ended = command("autograder", "grade", NAME, "--output", own.root / "out", cwd=own.root)

    assert ended.returncode == 0, ended.stderr
    rows = {student: all_of["total"] for student, all_of in grades_of(own.root / "out").items()}
    scores = {student: float(row["score"]) for student, row in rows.items()}
    assert scores == {"right": 4, "changed": 4, "counts": 0, "first": 2, "writes": 4}
    assert rows["counts"]["misconception"] == "lines_counted"
    assert rows["first"]["misconception"] == "always_the_first"
    (page,) = (own.root / "out/feedback/counts").rglob("*.html")
    assert "Read again" not in page.read_text(), "the notebook has no section"
    (page,) = (own.root / "out/feedback/changed").rglob("*.html")
    assert "Your sales.csv is not as the course has it now" in page.read_text()
    (page,) = (own.root / "out/feedback/right").rglob("*.html")
    assert "as the course has it now" not in page.read_text()


@pytest.mark.parametrize(
    "spoils",
    [
        'open("sales.csv", "w").write("9")',
        'open("sales.csv", "a").write("9")',
        'import os\nos.remove("sales.csv")',
        'import os\nos.remove("sales.csv")\nos.makedirs("sales.csv/older")',
        'import os\nos.remove("sales.csv")\nos.symlink("ids.csv", "sales.csv")',
        'import shutil\nshutil.rmtree("older")\nopen("older", "w").close()',
        'import os\nos.mkdir("mine")\nos.chdir("mine")\nos.remove("../sales.csv")\nos.chdir("..")',
    ],
)
def test_a_cell_that_spoils_a_given_file_costs_no_question_that_comes_later(
    built: Course, spoils: str
) -> None:
    assignment = built.load(NAME)
    assignment.load_checks()
    notebook = nbformat.read(built.release / NAME / "sales.ipynb", as_version=4)
    cell_of(notebook, "total").source = f"{RIGHT}\n{spoils}"

    result = grade(assignment, notebook, "ada", Settings(b"secret"))

    assert [verdict.score for verdict in result.verdicts] == [4], result.verdicts


def test_a_file_that_came_with_a_notebook_stays_as_its_cells_leave_it(built: Course) -> None:
    assignment = built.load(NAME)
    assignment.load_checks()
    notebook = nbformat.read(built.release / NAME / "sales.ipynb", as_version=4)
    cell_of(notebook, "total").source = (
        'open("mine.csv", "w").write("6.5")\n'
        "def total(path):\n"
        '    return float(open("mine.csv").read()) if path == "sales.csv" else 40.0\n'
    )

    result = grade(assignment, notebook, "ada", Settings(b"secret"), files={"mine.csv": b"1"})

    assert [verdict.score for verdict in result.verdicts] == [4], result.verdicts


def test_nbgraders_own_command_grades_with_them_too(own: Course) -> None:
    hand_in(own, "right", RIGHT)

    ended = command("nbgrader", "autograde", NAME, cwd=own.root)

    assert ended.returncode == 0, ended.stderr
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}") as book:
        assert book.find_submission(NAME, "right").score == 4


def test_another_file_makes_scores_outdated_and_runs_the_solution_again(own: Course) -> None:
    hand_in(own, "right", RIGHT)
    assert command("autograder", "grade", NAME, cwd=own.root).returncode == 0
    (own.source / NAME / "ids.csv").write_bytes(b"other\n")

    said = command("autograder", "report", cwd=own.root)
    again = command("autograder", "build", NAME, cwd=own.root)

    assert "with another version of the files beside the notebook" in said.stdout + said.stderr
    assert f"release/{NAME}/ids.csv" in again.stdout
    assert f"solutions/{NAME}/ids.csv" in again.stdout


def test_a_solution_that_fails_with_another_file_fails_again(own: Course) -> None:
    (own.source / NAME / "ids.csv").write_bytes(b"spoilt")

    ended = [command("autograder", "build", cwd=own.root) for _ in range(2)]

    assert [one.returncode for one in ended] == [1, 1]
    assert "the solution notebook fails" in ended[1].stderr


def test_what_is_published_has_the_files_and_says_what_to_upload(
    built: Course, tmp_path: Path
) -> None:
    ended = command("autograder", "publish", tmp_path / "handout", cwd=built.root)

    assert ended.returncode == 0, ended.stderr
    assert files_in(tmp_path / "handout" / NAME) == FILES
    readme = (tmp_path / "handout/README.md").read_text()
    assert f"{NAME}/older/sales.csv" in readme


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "is not what its source gives"),
        (lambda path: path.write_bytes(b"else"), "is not what its source gives"),
        (lambda path: path.with_name("more.csv").write_bytes(b""), "is not for students"),
    ],
    ids=["lost", "changed", "another"],
)
def test_a_release_with_other_files_is_not_published(
    own: Course, spoil: Callable[[Path], object], said: str
) -> None:
    spoil(own.release / NAME / "older/sales.csv")

    ended = command("autograder", "publish", own.root / "out", cwd=own.root)

    assert ended.returncode == 1
    assert said in ended.stderr


def test_a_solution_in_a_file_is_not_published(own: Course) -> None:
    for folder in (own.source, own.release):
        (folder / NAME / "ids.csv").write_text(RIGHT)

    ended = command("autograder", "publish", own.root / "out", cwd=own.root)

    assert ended.returncode == 1
    assert f"{NAME}/ids.csv: holds a solution of {NAME}/total" in ended.stderr


def test_gradescopes_autograder_holds_the_files(built: Course, tmp_path: Path) -> None:
    to = ["--to", "gradescope-autograder", "--output", str(tmp_path / "autograder.zip")]

    ended = command("autograder", "export", NAME, *to, cwd=built.root)

    assert ended.returncode == 0, ended.stderr
    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        for name, data in FILES.items():
            assert archive.read(f"course/source/{NAME}/{name}") == data


def test_build_names_files_that_nobody_gets(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course", f'[files]\n{NAME} = ["sales.csv", "helpers.py"]\n')
    notebook = course.source / NAME / "sales.ipynb"
    text = notebook.read_text().replace("older/sales.csv", "sales.csv")
    notebook.write_text(text.replace("ids.csv", "sales.csv"))
    check = course.root / f"exercises/{NAME}/total/check.py"
    check.write_text("".join(CHECK.splitlines(keepends=True)[:-1]))

    ended = command("autograder", "build", cwd=course.root)

    assert ended.returncode == 0, ended.stderr
    said = " ".join(ended.stdout.split())
    assert f"source/{NAME}: students don't get ids.csv, logo.png, older/sales.csv" in said
    assert f'{NAME} = ["sales.csv", "helpers.py", "ids.csv"]' in said


def test_a_large_file_is_not_what_build_suggests_to_list(own: Course) -> None:
    for name in ("all.csv", "more.csv"):
        (own.source / NAME / name).write_bytes(bytes(11 * 2**20))

    alone = command("autograder", "build", cwd=own.root)
    (own.source / NAME / "notes.txt").write_text("small")
    with_another = command("autograder", "build", cwd=own.root)

    said, then = (" ".join(ended.stdout.split()) for ended in (alone, with_another))
    assert "students don't get all.csv, more.csv" in said
    assert "What is so large, have a data cell fetch" in said
    assert '"sales.csv", "notes.txt"]' in then


def test_build_refuses_a_list_of_no_assignment(own: Course) -> None:
    settings = own.root / "course.toml"
    settings.write_text(settings.read_text().replace(f"{NAME} = ", "01-sale = "))

    ended = command("autograder", "build", cwd=own.root)

    assert ended.returncode == 1
    assert f"[files] names 01-sale, which is no assignment; did you mean {NAME}?" in ended.stderr


def test_a_misspelt_table_is_told(own: Course) -> None:
    settings = own.root / "course.toml"
    settings.write_text(settings.read_text().replace("\n[files]", "\n[file]"))

    with pytest.raises(CourseError, match=r"table \[file\].*did you mean files\?.*\[late\]"):
        own.load(NAME)


def test_build_names_what_is_left_in_release_of_a_file_that_is_listed_no_more(own: Course) -> None:
    (own.release / NAME / "old.csv").write_text("1")

    ended = command("autograder", "build", cwd=own.root)

    assert ended.returncode == 0, ended.stderr
    said = " ".join(ended.stdout.split())
    assert f"release/{NAME}/old.csv is not for students" in said


def test_who_grades_by_another_source_than_is_released_is_told(own: Course) -> None:
    hand_in(own, "ada", RIGHT)
    before = command("autograder", "grade", NAME, cwd=own.root)
    (own.source / NAME / "sales.csv").write_bytes(b"1.5\n5\n")

    after = command("autograder", "grade", NAME, "--changed", cwd=own.root)

    said = f"release/{NAME}/sales.csv is not what its source gives now"
    assert said not in before.stdout
    assert said in " ".join(after.stdout.split())


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ('"sales.csv"', "make it a list"),
        ("[1]", "make it a list"),
        ('["sale.csv"]', "which is not in"),
        ('["older"]', """which is a folder: list its files instead, ["older/sales.csv"]"""),
        ('["../secret.txt"]', "write the path of a file"),
        ('["/etc/passwd"]', "write the path of a file"),
        ('[""]', "write the path of a file"),
        ('["sales.ipynb"]', "leave it out"),
        ('["fingerprints.json"]', "leave it out"),
        ('[".env"]', "leave it out"),
        ('["large.csv"]', "have a data cell fetch what is large"),
    ],
)
def test_a_list_that_can_not_hold_is_refused_with_its_place(
    own: Course, listed: str, said: str
) -> None:
    (own.source / NAME / "large.csv").write_bytes(bytes(11 * 2**20))
    settings = own.root / "course.toml"
    settings.write_text(settings.read_text().replace(LISTED, f"[files]\n{NAME} = {listed}\n"))

    with pytest.raises(BadGivenFile) as refused:
        own.load(NAME)

    assert str(refused.value).startswith(f"course.toml: [files] {NAME}")
    assert said in str(refused.value)
