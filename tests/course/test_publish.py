"""What is published is all that students need, and nothing that they should not have.

Each leak is planted here, and refused.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from autograder.course.bundle import write_zip
from autograder.course.layout import Course
from autograder.course.publish import PublishError, publish, requirements
from tests.helpers import ROOT, SMALL, cell_of, command, make_course

NAME = "04-convolution"
NOTEBOOK = f"{NAME}/convolution.ipynb"
FILES = [NOTEBOOK, "README.md", "environment.yml", "requirements.txt"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A small course with its release. To be read, not written."""
    course = make_course(tmp_path_factory.mktemp("publish") / "course", cells=SMALL)
    for name in ("environment.yml", "requirements.txt"):
        shutil.copy(ROOT / name, course.root / name)
    ended = command("autograder", "build", cwd=course.root)
    assert ended.returncode == 0, ended.stderr
    return course


@pytest.fixture
def own(built: Course, tmp_path: Path) -> Course:
    """The same, to do anything with."""
    return Course(shutil.copytree(built.root, tmp_path / "course"))


def released(course: Course) -> Path:
    return course.release / NOTEBOOK


def change(path: Path, edit: Callable[[NotebookNode], object]) -> None:
    """Edit a notebook and write it as a build would."""
    notebook = nbformat.read(path, as_version=4)
    edit(notebook)
    path.write_text(nbformat.writes(notebook, indent=1).rstrip("\n") + "\n")


def release_again(course: Course) -> None:
    """What a build writes, without running the solution and the checks first."""
    released(course).write_text(nbformat.writes(course.load(NAME).release, indent=1) + "\n")


def refusal(course: Course) -> list[str]:
    """Why a course can't be published; and nothing of it has been."""
    target = course.root.parent / "out" / "students"
    with pytest.raises(PublishError) as refused:
        publish(course, [NAME], target)
    assert not target.parent.exists(), "something was written all the same"
    return str(refused.value).removeprefix("not published:\n").splitlines()


def test_the_folder_and_the_zip_hold_the_same_files_and_no_others(
    built: Course, tmp_path: Path
) -> None:
    done = publish(built, [NAME], tmp_path / "students")

    in_folder = {
        path.relative_to(done.folder).as_posix(): path.read_bytes()
        for path in done.folder.rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(tmp_path / "students.zip") as archive:
        in_zip = {name: archive.read(name) for name in archive.namelist()}
    assert sorted(in_folder) == done.names == sorted(FILES)
    assert in_zip == {f"kernels-to-cnn/{name}": data for name, data in in_folder.items()}
    badge = "[![Open in Colab]("
    published, there = (
        nbformat.reads(data.decode(), 4).cells
        for data in (in_folder[NOTEBOOK], released(built).read_bytes())
    )
    assert [cell for cell in published if badge not in cell.source] == published
    assert published[1:] == there[1:]


def test_publishing_again_elsewhere_and_later_gives_the_same_zip_byte_for_byte(
    built: Course, own: Course, tmp_path: Path
) -> None:
    released(own).touch()

    first = publish(built, [NAME], tmp_path / "here" / "students")
    second = publish(own, [NAME], tmp_path / "there" / "other-name")

    assert first.archive.read_bytes() == second.archive.read_bytes()


def test_publishing_again_into_the_same_folder_renews_it(built: Course, tmp_path: Path) -> None:
    publish(built, [NAME], tmp_path / "students")
    (tmp_path / "students/README.md").write_text("an older one")

    publish(built, [NAME], tmp_path / "students")

    assert "an older one" not in (tmp_path / "students/README.md").read_text()


@given(
    st.dictionaries(
        st.text("abc/é", min_size=1, max_size=8).filter(lambda name: "//" not in name),
        st.binary(max_size=50),
        max_size=6,
    )
)
def test_a_zip_depends_on_names_and_contents_alone(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("zip")

    write_zip(folder / "a.zip", files)
    write_zip(folder / "b.zip", dict(reversed(files.items())))

    assert (folder / "a.zip").read_bytes() == (folder / "b.zip").read_bytes()
    with zipfile.ZipFile(folder / "a.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
    assert sorted(path.name for path in folder.iterdir()) == ["a.zip", "b.zip"]


def test_the_readme_names_notebooks_titles_and_points_and_says_how_to_begin_everywhere(
    built: Course, tmp_path: Path
) -> None:
    text = (publish(built, [NAME], tmp_path / "students").folder / "README.md").read_text()

    assert f"| [{NOTEBOOK}]({NOTEBOOK}) | 4 · Padding, stride, channels, pooling | 4 |" in text
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## On your laptop",
        "## In Google Colab",
        "## On a JupyterHub",
        "## Before you hand in",
    ]
    assert "choose *Upload*" in text
    assert "conda activate autograder" in text
    assert "{" not in text


def test_without_an_address_the_readme_says_how_to_upload_to_colab(
    own: Course, tmp_path: Path
) -> None:
    (own.root / "course.toml").write_text("")
    release_again(own)

    done = publish(own, [NAME], tmp_path / "students")

    assert "choose *Upload*" in (done.folder / "README.md").read_text()
    assert done.notes == []


def test_an_address_of_colab_that_nobody_has_set_is_pointed_out(
    built: Course, tmp_path: Path
) -> None:
    notes = publish(built, [NAME], tmp_path / "students").notes

    assert notes == [
        "course.toml: `colab` is still the example's address, so that “Open in Colab” is left out"
    ]


def test_the_badge_that_leads_to_colab_is_there_only_where_it_leads_somewhere(
    own: Course, tmp_path: Path
) -> None:
    for number, (address, there) in enumerate(
        (("", False), ("https://x.example/your-name/your-course", False), ("https://x.org/c", True))
    ):
        (own.root / "course.toml").write_text(f'colab = "{address}"\n' if address else "")
        release_again(own)

        folder = publish(own, [NAME], tmp_path / str(number)).folder

        assert ("colab-badge.svg" in (folder / NOTEBOOK).read_text()) is there
        assert (f"{address}/{NOTEBOOK})" in (folder / "README.md").read_text()) is there


def test_students_install_what_the_notebooks_import_at_the_versions_that_are_tested(
    built: Course, tmp_path: Path
) -> None:
    folder = publish(built, [NAME], tmp_path / "students").folder
    pins = (folder / "requirements.txt").read_text().splitlines()
    everything = (ROOT / "requirements.txt").read_text().splitlines()

    assert [line.split("==")[0] for line in pins] == [
        "torch",
        "torchvision",
        "matplotlib",
        "scikit-image",
        "scikit-learn",
        "ipywidgets",
        "tqdm",
        "jupyterlab",
    ]
    assert set(pins) <= set(everything)
    assert yaml.safe_load((folder / "environment.yml").read_text())["dependencies"][-1] == {
        "pip": ["-r requirements.txt"]
    }


NEEDED = "# The course\ntorch==2\n\n# Notebooks\njupyterlab==4\n"


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (NEEDED.replace("# The course", "# Else"), "no heading “# The course”: write it as a line"),
        (NEEDED.replace("# The course\n", "# The course\n\n"), "no heading “# The course”: write"),
        (NEEDED.replace("jupyterlab", "jupyterlab-git"), "no line for jupyterlab, in which"),
        ("", "no heading “# The course”: write it as a line"),
    ],
)
def test_requirements_without_what_students_need_are_refused_with_what_to_write(
    text: str, advice: str
) -> None:
    with pytest.raises(PublishError, match=f"^requirements.txt has {advice}"):
        requirements(text)


def test_what_students_need_is_not_listed_twice() -> None:
    assert requirements(NEEDED) == "torch==2\njupyterlab==4\n"
    assert requirements("# The course\njupyterlab==4\ntorch==2") == "jupyterlab==4\ntorch==2\n"


@pytest.mark.parametrize("name", ["environment.yml", "requirements.txt"])
def test_a_course_that_does_not_say_what_students_install_is_told_where_to_take_it_from(
    own: Course, name: str
) -> None:
    (own.root / name).unlink()

    (said,) = refusal(own)

    assert said.startswith(f"{name} is missing in {own.root}: students install by it")


def test_requirements_that_are_no_text_are_refused(own: Course) -> None:
    (own.root / "requirements.txt").write_bytes(b"\xff\xfe")

    (said,) = refusal(own)

    assert said.startswith(f"{own.root / 'requirements.txt'} is no text in UTF-8")


@pytest.mark.parametrize(
    "text", ["", "name: x", "name: x\ndependencies: [pip]", "dependencies: [python]", "a: [", "- a"]
)
def test_an_environment_that_says_too_little_is_refused_with_what_to_write(
    own: Course, text: str
) -> None:
    (own.root / "environment.yml").write_text(text)

    (said,) = refusal(own)

    assert said.startswith("environment.yml must hold a line `name:` and, below `dependencies:`")


SOLUTION = "return (size + 2 * padding - kernel) // stride + 1"


def with_solution(notebook: NotebookNode) -> None:
    cell = cell_of(notebook, "output-size")
    cell.source = cell.source.replace("raise NotImplementedError()", SOLUTION)


def with_solution_in_metadata(notebook: NotebookNode) -> None:
    notebook.metadata["draft"] = [{"deep": f"  {SOLUTION}"}]


def with_solution_in_output(notebook: NotebookNode) -> None:
    next(cell for cell in notebook.cells if cell.cell_type == "code").outputs = [
        new_output("stream", text=f"    {SOLUTION}\n")
    ]


def with_hidden_test(notebook: NotebookNode) -> None:
    cell_of(notebook, "test-output-size").source += f'\ncheck("{NAME}/output-size")'


def with_marker(notebook: NotebookNode) -> None:
    cell_of(notebook, "output-size").source += "\n### BEGIN SOLUTION"


def with_mark_scheme(notebook: NotebookNode) -> None:
    cell_of(notebook, "why-pool").source += (
        "\nModel answer: Max pooling keeps the largest value of each window, so a feature that "
        "moves"
    )


def with_hash(notebook: NotebookNode) -> None:
    digest = hashlib.sha256(b"28").hexdigest()
    cell_of(
        notebook, "test-output-size"
    ).source += f"\nassert hashlib.sha256(answer).hexdigest() == '{digest}'"


def with_path(notebook: NotebookNode) -> None:
    notebook.cells.append(new_markdown_cell("Look at /home/ada/course/source/convolution.ipynb"))


def with_windows_path(notebook: NotebookNode) -> None:
    notebook.cells.append(new_markdown_cell(r"Look at C:\Users\ada\course"))


def with_output(notebook: NotebookNode) -> None:
    next(cell for cell in notebook.cells if cell.cell_type == "code").execution_count = 7


@pytest.mark.parametrize(
    ("plant", "what"),
    [
        (with_solution, f"a solution of {NAME}/output-size"),
        (with_solution_in_metadata, f"a solution of {NAME}/output-size"),
        (with_solution_in_output, f"a solution of {NAME}/output-size"),
        (with_hidden_test, f"a hidden test of {NAME}/test-output-size"),
        (with_marker, "the marker of a solution, “### BEGIN SOLUTION”"),
        (
            with_hash,
            f"a digest, “{hashlib.sha256(b'28').hexdigest()[:12]}…”, from which an answer could "
            "be guessed",
        ),
        (with_path, "the path “/home/ada” of the machine that made it"),
        (with_windows_path, "the path “C:\\Users” of the machine that made it"),
    ],
)
def test_what_is_planted_in_a_release_is_named_and_nothing_is_written(
    own: Course, plant: Callable[[NotebookNode], None], what: str
) -> None:
    change(released(own), plant)

    assert f"{NOTEBOOK}: holds {what}" in refusal(own)


def test_a_mark_scheme_in_a_release_is_named(own: Course) -> None:
    scheme = "Max pooling keeps the largest value, whatever its place."
    change(
        own.notebook(NAME),
        lambda notebook: cell_of(notebook, "why-pool").update(
            source=(
                f"YOUR ANSWER HERE\n\n=== BEGIN MARK SCHEME ===\n{scheme}\n=== END MARK SCHEME ==="
            )
        ),
    )
    change(
        released(own),
        lambda notebook: cell_of(notebook, "why-pool").update(
            source=f"YOUR ANSWER HERE\n\n{scheme}"
        ),
    )

    assert f"{NOTEBOOK}: holds a mark scheme of {NAME}/why-pool" in refusal(own)


def test_the_path_of_this_very_course_is_named(own: Course) -> None:
    change(
        released(own),
        lambda notebook: notebook.cells.append(new_markdown_cell(f"made in {own.root}")),
    )

    assert f"{NOTEBOOK}: holds the path “{own.root}” of the machine that made it" in refusal(own)


def test_a_checksum_of_the_sources_cell_which_is_a_hash_of_the_answer_is_named(own: Course) -> None:
    answer = hashlib.md5(b"a cell with its answer").hexdigest()
    change(
        released(own),
        lambda notebook: cell_of(notebook, "output-size").metadata.nbgrader.update(checksum=answer),
    )

    expected = (
        "the hash of another text than the cell “output-size” shows: it may be that of its answer"
    )
    assert f"{NOTEBOOK}: holds {expected}" in refusal(own)


def test_a_solution_that_the_source_itself_shows_outside_of_its_markers_is_named(
    own: Course,
) -> None:
    def show(notebook: NotebookNode) -> None:
        source = cell_of(notebook, "output-size").source
        solution = source.split("### BEGIN SOLUTION\n")[1].split("### END SOLUTION")[0]
        notebook.cells.insert(1, new_markdown_cell(f"For the impatient:\n\n{solution}"))

    change(own.notebook(NAME), show)
    release_again(own)

    assert refusal(own) == [f"{NOTEBOOK}: holds a solution of {NAME}/output-size"]


def test_a_solution_in_the_readme_of_another_assignment_is_found_too(own: Course) -> None:
    (own.root / "course.toml").write_text(f'colab = "https://example.org/{SOLUTION}"')
    release_again(own)

    assert f"README.md: holds a solution of {NAME}/output-size" in refusal(own)


def test_a_release_with_anything_else_that_its_source_does_not_give_is_refused(own: Course) -> None:
    change(released(own), with_output)

    assert refusal(own) == [
        f"release/{NOTEBOOK} is not what its source gives: run `autograder build {NAME}`"
    ]


def test_a_release_that_was_never_built_is_asked_for(own: Course) -> None:
    shutil.rmtree(own.release)

    assert refusal(own) == [f"release/{NOTEBOOK} is missing: run `autograder build {NAME}`"]


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b'{"nbformat": 4}'])
def test_a_release_that_is_no_notebook_is_refused(own: Course, text: bytes) -> None:
    released(own).write_bytes(text)

    assert f"{NOTEBOOK}: can't be looked through, it is no notebook" in refusal(own)


@pytest.mark.parametrize(
    "stray",
    [
        "gradebook.db",
        "__pycache__/solution.cpython-311.pyc",
        ".ipynb_checkpoints/x-checkpoint.ipynb",
        "solution.py",
    ],
)
def test_what_lies_beside_a_released_notebook_is_named(own: Course, stray: str) -> None:
    path = released(own).parent / stray
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")

    assert f"release/{NAME}/{stray} is not for students: remove it" in refusal(own)


def test_a_link_beside_a_released_notebook_is_named(own: Course) -> None:
    (released(own).parent / "data").symlink_to(own.source)

    assert refusal(own) == [f"release/{NAME}/data is not for students: remove it"]


@pytest.mark.parametrize(
    "stray",
    ["gradebook.db", "__pycache__/x.pyc", "source/convolution.ipynb", f"{NAME}/solution.ipynb"],
)
def test_a_folder_that_holds_other_files_is_not_published_into(
    built: Course, tmp_path: Path, stray: str
) -> None:
    path = tmp_path / "students" / stray
    path.parent.mkdir(parents=True)
    if stray == "gradebook.db":
        sqlite3.connect(path).execute("create table grade (score float)")
    else:
        path.write_text("")

    with pytest.raises(
        PublishError, match="is none of the files that are published: name an empty folder"
    ):
        publish(built, [NAME], tmp_path / "students")

    assert [p for p in (tmp_path / "students").rglob("*") if p.is_file()] == [path]
    assert not (tmp_path / "students.zip").exists()


def test_a_link_in_the_folder_is_not_written_through(built: Course, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("mine")
    (tmp_path / "students").mkdir()
    (tmp_path / "students/README.md").symlink_to(outside)

    with pytest.raises(PublishError, match=r"README\.md is none of the files"):
        publish(built, [NAME], tmp_path / "students")

    assert outside.read_text() == "mine"


def test_the_whole_course_as_it_stands_can_be_published(tmp_path: Path) -> None:
    course = Course(ROOT)

    done = publish(course, course.assignments(), tmp_path / "students")

    assert [name for name in done.names if name.endswith(".ipynb")] == [
        f"{n}/{course.notebook(n).name}" for n in course.assignments()
    ]
