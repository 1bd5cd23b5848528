"""Archives and names that mean harm, or only come from another system.

Nothing lands outside, nobody is merged, nothing is lost.
"""

from __future__ import annotations

import io
import os
import stat
import unicodedata
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom import archive
from autograder.classroom.archive import BadSource
from autograder.classroom.people import read_roster
from autograder.grading.assignment import Assignment
from autograder.student.inside.bounds import LARGE_BYTES
from tests.classroom.desk import (
    ADA,
    ALAN,
    EMMY,
    GRADESCOPE,
    METADATA,
    MOODLE,
    NAME,
    Desk,
    in_folder,
    zipped,
)


@pytest.fixture
def desk(tmp_path: Path, convolution: Assignment) -> Desk:
    return Desk(tmp_path, convolution)


# Names and archives that mean harm


SLIPS = (
    "../evil.ipynb",
    "/tmp/evil.ipynb",
    "C:\\evil.ipynb",
    "..\\evil.ipynb",
    "ada/../../evil.ipynb",
)


@pytest.mark.parametrize(
    "name", [*SLIPS, *(f"Eve_1_assignsubmission_file/{slip}" for slip in SLIPS if slip[0] != "C")]
)
def test_a_name_that_leads_out_of_the_archive_is_named_and_nothing_is_written_there(
    desk: Desk, name: str
) -> None:
    done = desk.collect([(name, b"evil"), *MOODLE.items()])

    assert done.unplaced == [(name.replace("\\", "/"), "its name leads out of the archive")]
    assert done.placed == ["Ada Lovelace", "Alan Turing", "Emmy Noether"]
    assert [path for path in desk.everything() if not path.startswith("submitted/")] == [
        "download.zip"
    ]
    assert not Path("/tmp/evil.ipynb").exists()


@pytest.mark.parametrize(
    "student",
    [
        "..",
        ".",
        ".hidden",
        "...",
        " ",
        "\u202egro.elpmaxe",
        "new\nline",
        "nul\x01",
        "x" * 200,
        "é" * 128,
    ],
)
def test_absurd_names_of_students_are_refused_or_kept_harmless(desk: Desk, student: str) -> None:
    done = desk.collect(
        {f"{student}_1_assignsubmission_file/convolution.ipynb": ADA} | MOODLE, platform="moodle"
    )

    assert len(done.unplaced) == 1
    assert sorted(desk.placed()) == ["Ada Lovelace", "Alan Turing", "Emmy Noether"]


@pytest.mark.parametrize(
    "student", ["=1+1", "[red]", "<b>", "O'Brien", "a b", "-rf", "$(id)", "ñ", "李", "x;y", "100%"]
)
def test_odd_but_honest_names_are_placed_as_they_are(desk: Desk, student: str) -> None:
    desk.collect({f"{student}_1_assignsubmission_file/convolution.ipynb": ADA})

    assert desk.placed() == {student: ADA}


def test_a_file_name_can_not_pass_for_another_students(desk: Desk) -> None:
    desk.collect(
        {
            "Ada_1_assignsubmission_file_Bob_2_assignsubmission_file_convolution.ipynb": ADA,
            "Bob_2_assignsubmission_file_convolution.ipynb": ALAN,
        }
    )
    desk.collect({"turingalan_82_902_lovelaceada_81_901_convolution.ipynb": EMMY})

    assert desk.placed() == {"Ada": ADA, "Bob": ALAN, "turingalan_82": EMMY}


def test_a_list_of_people_among_a_students_files_does_not_count(desk: Desk) -> None:
    forged = METADATA.replace("ada@example.org", "mallory@example.org").encode()

    desk.collect(
        GRADESCOPE | {"assignment_7_export/submission_502/submission_metadata.yml": forged}
    )
    desk.collect(
        MOODLE | {"Ada Lovelace_4711_assignsubmission_file/submission_metadata.yml": forged}
    )

    assert "mallory@example.org" not in desk.placed()
    assert {"ada@example.org", "Ada Lovelace"} <= set(desk.placed())


def test_links_are_not_followed(desk: Desk) -> None:
    link = zipfile.ZipInfo("Mallory_9_assignsubmission_file/convolution.ipynb")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    in_zip = desk.collect([(link, b"/etc/passwd"), *MOODLE.items()])
    source = in_folder(desk.root / "in", {"ada/convolution.ipynb": ADA})
    (source / "mallory").mkdir()
    (source / "mallory/convolution.ipynb").symlink_to("/etc/passwd")
    (source / "trent").symlink_to("/etc")
    os.mkfifo(source / "pipe.ipynb")
    in_a_folder = desk.collect(source)

    assert in_zip.unplaced == [
        ("Mallory_9_assignsubmission_file/convolution.ipynb", "it is a link")
    ]
    assert in_a_folder.unplaced == [
        ("mallory/convolution.ipynb", "it is a link"),
        ("pipe.ipynb", "it is no file"),
        ("trent", "it is a link"),
    ]
    assert set(desk.placed()) == {"Ada Lovelace", "Alan Turing", "Emmy Noether", "ada"}


def test_nothing_is_written_through_a_link_in_submitted(desk: Desk) -> None:
    outside = desk.root / "outside"
    outside.mkdir()
    desk.submitted.mkdir()
    (desk.submitted / "Ada Lovelace").symlink_to(outside)

    done = desk.collect(MOODLE)

    assert list(outside.iterdir()) == []
    assert [why for _, why in done.unplaced] == [
        f"{desk.submitted / 'Ada Lovelace'} is a link, through which nothing is written"
    ]
    assert len(done.placed) == 2


def test_a_file_that_unpacks_to_a_thousand_times_its_size_is_not_unpacked(desk: Desk) -> None:
    done = desk.collect(
        MOODLE | {"Eve_9_assignsubmission_file/convolution.ipynb": bytes(LARGE_BYTES + 1)}
    )

    assert len(done.placed) == 3
    ((name, why),) = done.unplaced
    assert name == "Eve_9_assignsubmission_file/convolution.ipynb"
    assert why.startswith("it unpacks to ") and why.endswith(" times its size, as in a zip bomb")


def test_a_file_beyond_what_the_grader_reads_is_not_taken_whatever_the_archive_says_of_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1000)
    source = zipped(
        desk.root / "x.zip",
        MOODLE | {"Eve_9_assignsubmission_file/convolution.ipynb": os.urandom(2000)},
    )
    lying = source.read_bytes().replace((2000).to_bytes(4, "little"), (500).to_bytes(4, "little"))
    (desk.root / "lying.zip").write_bytes(lying)

    honest = desk.collect(source)
    liar = desk.collect(desk.root / "lying.zip")

    assert [why for _, why in honest.unplaced] == ["it has 0 MB; more than 0 MB are not taken"]
    assert [name for name, _ in liar.unplaced] == ["Eve_9_assignsubmission_file"]
    assert "Eve" not in desk.placed()


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_COLLECTED_FILES", 2), ("MAX_COLLECTED_BYTES", 100)]
)
def test_an_archive_of_too_much_is_not_looked_into(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(archive, limit, value)

    with pytest.raises(BadSource, match="holds 3 files"):
        desk.collect(MOODLE)

    assert not desk.submitted.exists()


def test_an_archive_whose_files_lie_over_each_other_is_not_looked_into(desk: Desk) -> None:
    path = zipped(desk.root / "x.zip", MOODLE)
    with zipfile.ZipFile(path) as made:
        offsets = [info.header_offset for info in made.infolist()]
    data = bytearray(path.read_bytes())
    central = data.rindex(b"PK\x01\x02")
    data[central + 42 : central + 46] = offsets[0].to_bytes(4, "little")
    path.write_bytes(data)

    with pytest.raises(BadSource, match="lie over each other"):
        desk.collect(path)


def test_a_damaged_or_encrypted_file_is_named_and_the_others_are_placed(desk: Desk) -> None:
    path = zipped(desk.root / "x.zip", MOODLE)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as made:
        first, second, _ = made.infolist()
        data[made.infolist()[0].header_offset + 30 + len(first.filename) + 5] ^= 0xFF
    central = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    assert data[central + 46 :].startswith(second.filename.encode())
    data[central + 8] |= 1
    path.write_bytes(data)

    done = desk.collect(path)

    assert done.placed == ["Emmy Noether"]
    assert [why.split(" (")[0] for _, why in done.unplaced] == [
        "it can't be unpacked",
        "it is encrypted",
    ]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and then nothing", b"a,b\n1,2\n"])
def test_what_is_no_archive_is_refused(desk: Desk, data: bytes) -> None:
    (desk.root / "x.zip").write_bytes(data)

    with pytest.raises(BadSource, match="neither a folder nor a zip that can be opened"):
        desk.collect(desk.root / "x.zip")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b\n",
        "submission_501: nobody",
        ":x: [",
        "a: &a [*a, *a]\n",
        "submission_501:\n  :submitters: 7\n",
    ],
)
def test_a_list_of_people_that_is_damaged_places_nobody(desk: Desk, text: str) -> None:
    source = GRADESCOPE | {"assignment_7_export/submission_metadata.yml": text.encode()}

    try:
        done = desk.collect(source)
    except BadSource as error:
        assert "submission_metadata.yml can't be read" in str(error)
    else:
        assert len(done.unplaced) == 2
    assert desk.placed() == {}


def test_the_same_name_twice_is_placed_only_if_both_are_the_same(desk: Desk) -> None:
    name = "Ada_1_assignsubmission_file/convolution.ipynb"

    same = desk.collect([(name, ADA), (name, ADA)])
    different = desk.collect(
        [(name.replace("Ada_1", "Eve_2"), ADA), (name.replace("Ada_1", "Eve_2"), ALAN)]
    )

    assert (same.placed, same.unplaced) == (["Ada"], [])
    assert different.placed == []
    assert different.unplaced[0][1].startswith("Which of these is meant can't be told")


# Unicode and line ends


def test_one_name_in_two_normal_forms_is_one_student(desk: Desk) -> None:
    decomposed = unicodedata.normalize("NFD", "Zoë")
    desk.collect({"Zoë_1_assignsubmission_file/convolution.ipynb": ADA})

    desk.collect({f"{decomposed}_1_assignsubmission_file/convolution.ipynb": ALAN})

    assert desk.placed() == {"Zoë": ALAN}


def test_names_that_look_alike_are_kept_apart_and_pointed_out(desk: Desk) -> None:
    done = desk.collect(
        {f"{name}/convolution.ipynb": name.encode() for name in ("ada", "аda", "bob")}
    )

    assert set(desk.placed()) == {"ada", "аda", "bob"}
    assert done.notes == [
        "'ada' and '\\u0430da' look alike; they were kept apart as different students"
    ]


def test_a_name_that_looks_like_one_already_there_is_pointed_out(desk: Desk) -> None:
    desk.collect({"Ilya_1_assignsubmission_file/convolution.ipynb": ADA})

    done = desk.collect({"llya_2_assignsubmission_file/convolution.ipynb": ALAN})

    assert [note for note in done.notes if "look alike" in note] == [
        "'Ilya' and 'llya' look alike; they were kept apart as different students"
    ]


def test_names_in_utf8_that_the_archive_does_not_mark_as_such_are_read(desk: Desk) -> None:
    path = zipped(desk.root / "x.zip", {"Zoë_1_assignsubmission_file/convolution.ipynb": ADA})
    with zipfile.ZipFile(path) as made:
        (info,) = made.infolist()
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flags = data.index(mark) + at
        assert data[flags + 1] & 0x08
        data[flags + 1] &= ~0x08
    path.write_bytes(data)

    desk.collect(path)

    assert info.filename.startswith("Zoë")
    assert desk.placed() == {"Zoë": ADA}


def test_a_folder_whose_name_is_no_utf8_is_named(desk: Desk) -> None:
    os.makedirs(os.fsencode(desk.root / "in") + b"/caf\xe9")
    with open(os.fsencode(desk.root / "in") + b"/caf\xe9/convolution.ipynb", "wb") as file:
        file.write(ADA)
    in_folder(desk.root / "in", {"ada/convolution.ipynb": ADA})

    done = desk.collect(desk.root / "in")

    assert done.unplaced == [("caf\\xe9/convolution.ipynb", "its name is not UTF-8")]
    assert desk.placed() == {"ada": ADA}


def test_windows_line_ends_in_lists_times_and_notebooks_do_no_harm(desk: Desk) -> None:
    windows = ADA.replace(b" ", b"\r\n")
    source = {
        f"ada/{NAME}/convolution.ipynb": windows,
        f"ada/{NAME}/timestamp.txt": b"\xef\xbb\xbf2025-03-14 10:00:00 UTC\r\n",
    }
    (desk.root / "list.csv").write_bytes(b"id,first_name\r\nada,Ada\r\n")
    desk.collect(source, roster=read_roster(desk.root / "list.csv"))
    desk.collect(
        GRADESCOPE
        | {"assignment_7_export/submission_metadata.yml": METADATA.replace("\n", "\r\n").encode()}
    )

    assert desk.placed()["ada"] == windows
    assert desk.times()["ada"] == datetime(2025, 3, 14, 10)
    assert desk.times()["ada@example.org"] == datetime(2025, 3, 14, 11, 0, 0, 123456)


def test_a_time_that_can_not_be_read_is_pointed_out(desk: Desk) -> None:
    done = desk.collect(
        {f"ada/{NAME}/convolution.ipynb": ADA, f"ada/{NAME}/timestamp.txt": b"soon"}
    )

    assert desk.times() == {}
    assert done.notes == ["ada: timestamp.txt: 'soon' is no time that can be read"]


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.dictionaries(
        st.one_of(
            st.text(max_size=40),
            st.builds(
                "{}_{}_assignsubmission_file/{}".format,
                st.text(max_size=9),
                st.integers(0, 9),
                st.text(max_size=9),
            ),
            st.builds(
                "{}_{}_{}_{}".format,
                st.text(max_size=9),
                st.integers(0, 9),
                st.integers(0, 9),
                st.text(max_size=9),
            ),
            st.builds("{}/submission_metadata.yml".format, st.text(max_size=5)),
        ).map(lambda name: name.encode(errors="replace").decode()[:200]),
        st.binary(max_size=30),
        max_size=6,
    )
)
def test_whatever_an_archive_holds_nothing_lands_outside_and_no_file_goes_unmentioned(
    tmp_path_factory: pytest.TempPathFactory, convolution: Assignment, files: dict[str, bytes]
) -> None:
    root = tmp_path_factory.mktemp("any")
    desk = Desk(root, convolution)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in files.items():
            if name and not name.startswith("\0"):
                made.writestr(zipfile.ZipInfo(name), data)
    (root / "x.zip").write_bytes(buffer.getvalue())

    try:
        done = desk.collect(root / "x.zip")
    except BadSource:
        return

    outside = [path for path in desk.everything() if not path.startswith("submitted/")]
    assert outside == ["x.zip"]
    assert {path.name for path in desk.submitted.glob("[!.]*/*/*")} <= {
        "convolution.ipynb",
        "timestamp.txt",
    }
    there = list(desk.submitted.glob("[!.]*"))
    assert len(done.placed) == len(set(done.placed)) == len(there)
