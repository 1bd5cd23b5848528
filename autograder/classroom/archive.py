"""Look into a folder or a zip that came from elsewhere, and trust nothing in it.

Nothing is ever unpacked: an item is a name to be read and bytes to be asked for, within limits. So
a name that leads out of the archive leads nowhere.
"""

from __future__ import annotations

import itertools
import lzma
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.errors import UsageError
from autograder.student.inside.bounds import (
    LARGE_BYTES,
    MAX_COLLECTED_BYTES,
    MAX_COLLECTED_FILES,
    MAX_FILE_BYTES,
    MAX_NAME_BYTES,
    MAX_RATIO,
)

_NOISE = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.ipynb_checkpoints/|\.git/|\._[^/]*$|\.DS_Store$|Thumbs\.db$|desktop\.ini$)",
    re.IGNORECASE,
)
"""What operating systems and Jupyter leave behind."""

_UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
)
"""What zipfile raises of a file that is damaged, encrypted or packed in an unknown way."""


class BadSource(UsageError):
    """A source can't be looked into at all: which, and what to do."""


class BadItem(Exception):
    """One item can't be taken: why."""


@dataclass(frozen=True)
class Item:
    """A file in a source."""

    path: str
    """Its name from the source's top, with ``/`` between its parts, NFC."""
    _read: Callable[[], bytes]
    repository: str = ""
    """The path of the git repository that it lies in, from the source's top."""
    around: str = ""
    """The name of the folder in which that repository lies."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of its folders, and its own."""
        return tuple(self.path.split("/"))

    @property
    def name(self) -> str:
        """Its own name, without folders."""
        return self.parts[-1]

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            BadItem: it is too large, or damaged.
        """
        return self._read()


@dataclass
class Contents:
    """What was found in a source."""

    items: list[Item] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Names of what can't be taken, each with the reason."""
    folders: list[str] = field(default_factory=list)
    """Paths of its folders, empty ones too, where they are known."""
    repositories: list[str] = field(default_factory=list)
    """Paths of the git repositories in a folder, without those that lie in another one."""


@contextmanager
def opened(source: Path) -> Iterator[Contents]:
    """Look into a folder or a zip; its items can be read until the end.

    Raises:
        BadSource: it is neither, is damaged, or holds more than anybody hands in.
    """
    if source.is_dir():
        yield _of_folder(source)
        return
    if not source.exists():
        raise BadSource(f"there is no {source}: name the folder or the zip that was downloaded")
    try:
        archive = zipfile.ZipFile(source)
    except _UNREADABLE as error:
        raise BadSource(
            f"{source} is neither a folder nor a zip that can be opened ({error}): download it "
            "again"
        ) from None
    with archive:
        yield _of_zip(archive, source)


def _of_zip(archive: zipfile.ZipFile, source: Path) -> Contents:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    total = sum(info.file_size for info in infos)
    if len(infos) > MAX_COLLECTED_FILES or total > MAX_COLLECTED_BYTES:
        gibs = MAX_COLLECTED_BYTES // 2**30
        most = f"no more than {MAX_COLLECTED_FILES:,} and {gibs} GiB are looked at"
        raise BadSource(
            f"{source} holds {len(infos):,} files of {total / 2**30:,.1f} GiB together; {most}"
        )
    if _overlap(infos):
        raise BadSource(
            f"{source} holds files that lie over each other, as in a zip bomb: nothing of it was "
            "read"
        )
    folders = [_decoded(info) for info in archive.infolist() if info.is_dir()]
    contents = Contents(folders=[one.strip("/") for one in folders if not _NOISE.search(one)])
    for info in infos:
        path = unicodedata.normalize("NFC", _decoded(info).replace("\\", "/"))
        if _NOISE.search(path):
            continue
        if reason := _bad_path(path) or _bad_entry(info):
            contents.refused.append((path, reason))
        else:
            contents.items.append(Item(path, _reader(archive, info)))
    return contents


def _of_folder(source: Path) -> Contents:
    contents, top = Contents(), source.resolve().name
    repositories: set[Path] = set()
    for folder, folders, files in os.walk(source, followlinks=False):
        if ".git" in folders and Path(folder) != source:
            folders.remove(".git")
            repositories.add(Path(folder))
        outer = (*reversed(Path(folder).parents), Path(folder))
        outermost = next((one for one in outer if one in repositories), None)
        repository = str(outermost.relative_to(source)) if outermost else ""
        around = folder_around(top, repository) if repository else ""
        if outermost == Path(folder):
            contents.repositories.append(repository)
        # os.path.islink is False where Path.is_symlink raises, of a name that is too long.
        linked = [
            name
            for name in folders
            if os.path.islink(os.path.join(folder, name))  # noqa: PTH114, PTH118  see above
        ]
        for name in sorted(files + linked):
            whole = Path(folder, name)
            path = os.fsencode(whole.relative_to(source)).decode(errors="backslashreplace")
            if _NOISE.search(path):
                continue
            if len(contents.items) >= MAX_COLLECTED_FILES:
                raise BadSource(
                    f"{source} holds more than {MAX_COLLECTED_FILES:,} files: name the folder of "
                    "the submissions"
                )
            if reason := _bad_file(whole, path) or _bad_path(path):
                contents.refused.append((path, reason))
            else:
                named = unicodedata.normalize("NFC", path)
                contents.items.append(Item(named, _file_reader(whole), repository, around))
        folders[:] = sorted(set(folders) - set(linked))
        found = [f"{Path(folder, name).relative_to(source)}/" for name in folders]
        contents.folders += [one.strip("/") for one in found if not _NOISE.search(one)]
    return contents


def folder_around(top: str, repository: str) -> str:
    """Return the name of the folder in which a repository lies; `top` is the source's own."""
    return PurePosixPath(repository).parent.name or top


def admitted(
    path: str, size: int, read: Callable[[], bytes], repository: str, around: str
) -> Item | str | None:
    """Return a file of a repository; or why it can't be taken; or None if it is nobody's work."""
    path = unicodedata.normalize("NFC", path)
    if _NOISE.search(path):
        return None
    return _bad_path(path) or _bad_size(size) or Item(path, read, repository, around)


def _decoded(info: zipfile.ZipInfo) -> str:
    """Return an entry's name: macOS writes UTF-8 unsaid, which zipfile takes for cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _bad_path(path: str) -> str:
    """Why a name can't be one that a platform gave; empty if it can."""
    parts = path.split("/")
    if path.startswith("/") or {"..", ""} & set(parts) or re.match(r"[A-Za-z]:", path):
        return "its name leads out of the archive"
    if len(parts) > 20 or any(
        len(part.encode(errors="replace")) > MAX_NAME_BYTES for part in parts
    ):
        return "its name is too long"
    if any(unicodedata.category(char) in ("Cc", "Cs", "Co") or char in BIDI for char in path):
        return "its name holds characters that can't be shown"
    return ""


BIDI = {
    chr(code) for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Characters that turn the direction of text, and so make a name look like another."""


def _bad_entry(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "it is a link"
    if kind not in (0, stat.S_IFREG):
        return "it is no file"
    if info.flag_bits & 1:
        return "it is encrypted"
    if info.file_size > LARGE_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size):
        return (
            f"it unpacks to {info.file_size // max(1, info.compress_size)} times its size, as in "
            f"a zip bomb"
        )
    return _bad_size(info.file_size)


def _bad_file(whole: Path, path: str) -> str:
    status = whole.lstat()
    if stat.S_ISLNK(status.st_mode):
        return "it is a link"
    if not stat.S_ISREG(status.st_mode):
        return "it is no file"
    if "\\x" in path and not _is_utf8(whole):
        return "its name is not UTF-8"
    return _bad_size(status.st_size)


def _is_utf8(path: Path) -> bool:
    try:
        os.fsencode(path).decode()
    except UnicodeDecodeError:
        return False
    return True


def _bad_size(size: int) -> str:
    return (
        f"it has {size // 2**20} MB; more than {MAX_FILE_BYTES // 2**20} MB are not taken"
        if size > MAX_FILE_BYTES
        else ""
    )


def _overlap(infos: list[zipfile.ZipInfo]) -> bool:
    """Whether entries share bytes, as in D. Fifield's “A better zip bomb” (2019)."""
    spans = sorted((info.header_offset, info.header_offset + info.compress_size) for info in infos)
    return any(end > start for (_, end), (start, _) in itertools.pairwise(spans))


def _reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with archive.open(info) as file:
                return _limited(file)
        except _UNREADABLE as error:
            raise BadItem(f"it can't be unpacked ({type(error).__name__}: {error})") from None

    return read


def _file_reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            # Should it have become a link since it was looked at, it is not followed.
            with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123  a descriptor
                return _limited(file)
        except OSError as error:
            raise BadItem(f"it can't be read ({error.strerror})") from None

    return read


def _limited(file: IO[bytes]) -> bytes:
    """Read a file; what its directory entry says of its size is not believed."""
    data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise BadItem(_bad_size(len(data)))
    return data
