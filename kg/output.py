"""Where a build's files go: made in a hidden folder beside the output, and put in its place when all are there.

Files are known as ours by their names. Of a folder among them (`FOLDERS`) every file must carry our sign, for people
name folders of their own ``documents``: one that holds anything else is neither replaced nor touched.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from kg.model import Problem

FILES = (
    "index.html",
    "entities.csv",
    "mentions.csv",
    "assertions.csv",
    "unknown.csv",
    "candidates.csv",
    "contradictions.csv",
    "metrics.csv",
    "clusters.csv",
    "graph.ttl",
    "graph.trig",
    "graph.html",
)
# The folders of pages that a build writes, and the line by which each page in them is known as ours.
FOLDERS = ("documents",)
SIGN = '<meta name="generator" content="techpolicy-kg">'
# What file managers leave in any folder that they show.
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")
_CURE = "give a folder that you may write to, on a disk with space, after -o"


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """A new, empty folder to write `FILES` into; it takes the place of those in ``out`` when the block ends well.

    When it does not, ``out`` is as it was. A folder that holds nothing but our files is replaced as a whole, so at no
    moment do files of two builds stand side by side; in any other, which keeps what else is in it, one file is
    replaced after the other, and all are put back when one fails. A process that is killed outright leaves a hidden
    folder ``.NAME-…`` beside ``out`` (or in it), which may be deleted. What cannot be written is a `Problem`, and so is
    a folder in ``out`` that has the name of one of ours and is not ours, or an ``index.html`` that stands alone.
    """
    try:
        if out.exists() and not out.is_dir():
            raise Problem("the output is a file, not a folder", where=str(out), cure="give another folder after -o")
        _check_ours(out)
        place = out.resolve()
        work = _workplace(place)
        new = work / "new"
        new.mkdir()
    except (OSError, RuntimeError, ValueError) as error:
        raise _unwritable(out, error) from None
    try:
        yield new
        _put(new, place, aside=work / "old")
    except BaseException as error:
        shutil.rmtree(new, ignore_errors=True)
        # Not whole: should putting back have failed, this holds the only copy of the old files.
        for folder in (work / "old", work):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise _unwritable(out, error) from error
        raise
    shutil.rmtree(work, ignore_errors=True)


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """A text file that replaces ``path`` once it is complete, so that a failure leaves no half file."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _unwritable(out: Path, error: Exception) -> Problem:
    return Problem(f"cannot write there ({getattr(error, 'strerror', None) or error})", where=str(out), cure=_CURE)


def _check_ours(out: Path) -> None:
    """Refuse to touch a folder that is not ours, and the start page of somebody's site."""
    start, others = out / FILES[0], FILES[1:]
    if (start.exists() or start.is_symlink()) and not any((out / name).exists() for name in others):
        raise Problem(
            "the start page would stand here, but nothing else of a build does, so no build wrote it",
            where=str(start),
            cure="give another folder after -o, or move this file elsewhere",
        )
    for name in FOLDERS:
        folder = out / name
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise _foreign(folder, "it is no folder of pages that a build wrote")
        if folder.is_dir():
            for file in sorted(folder.iterdir()):
                if not _is_ours(file):
                    raise _foreign(folder, f"it holds {file.name!r}, which no build wrote")


def _is_ours(file: Path) -> bool:
    if file.name in _LITTER:
        return True
    if file.is_symlink() or not file.is_file() or file.suffix != ".html":
        return False
    with file.open("rb") as opened:
        return SIGN.encode() in opened.read(1000)


def _foreign(folder: Path, why: str) -> Problem:
    cure = "give another folder after -o, or move this one elsewhere"
    return Problem(f"the pages of the documents would stand here, but {why}", where=str(folder), cure=cure)


def _workplace(place: Path) -> Path:
    """A hidden folder on the same disk: beside the output, or in it where only that is ours to write."""
    beside = next(folder for folder in place.parents if folder.exists())
    try:
        return Path(tempfile.mkdtemp(prefix=f".{place.name[:100]}-", dir=beside))
    except PermissionError:
        if not place.is_dir():
            raise
        return Path(tempfile.mkdtemp(prefix=".new-", dir=place))


def _put(new: Path, out: Path, *, aside: Path) -> None:
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        new.rename(out)
        return
    _check_ours(out)
    if not {p.name for p in out.iterdir()} <= {*FILES, *FOLDERS} or not _swapped(new, out, aside):
        _moved(new, out, aside)


def _swapped(new: Path, out: Path, aside: Path) -> bool:
    """Whether the folder could be replaced as a whole; a mount point, for one, cannot."""
    try:
        new.chmod(out.stat().st_mode & 0o7777)
        out.rename(aside)
    except OSError:
        return False
    try:
        new.rename(out)
    except BaseException:
        aside.rename(out)
        raise
    return True


def _moved(new: Path, out: Path, aside: Path) -> None:
    """Replace file by file; files of ours that the new build lacks go too, for they would contradict it."""
    aside.mkdir()
    taken: list[str] = []
    added: list[str] = []
    try:
        for name in (*FILES, *FOLDERS):
            if (out / name).exists():
                shutil.move(out / name, aside / name)
                taken.append(name)
            if (new / name).exists():
                if name not in taken:
                    added.append(name)
                shutil.move(new / name, out / name)
    except BaseException:
        for name in added:
            _remove(out / name)
        for old in sorted(aside.iterdir()):
            # One that was not moved away whole still stands where it was.
            if old.name in taken or not (out / old.name).exists():
                _remove(out / old.name)
                shutil.move(old, out / old.name)
        raise


def _remove(path: Path) -> None:
    """Remove a file, or a folder with all in it, where there is one."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
