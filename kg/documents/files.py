"""Paths → the files to read, each with the id of its document."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from kg.documents.manifest import NAME
from kg.documents.values import File, shown
from kg.model import Problem

MAGIC = re.compile(r"[*?[]")
LONGEST_ID = 100
LISTED = 10


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, in order, and what could not be found or is of no known kind."""

    files: tuple[File, ...]
    problems: tuple[Problem, ...] = ()


def search(paths: Iterable[str | Path], suffixes: Collection[str]) -> Found:
    """The files of known suffix that paths name: files, folders (with all below, sorted) and glob patterns.

    A file named twice counts once, at its first place. Hidden files and folders, lock files (``~$…``) and manifests
    are passed over, links to folders are not followed inside a folder. What is missing, empty or of unknown suffix
    becomes a `Problem`; unknown files of one folder share one.
    """
    found: dict[Path, Path] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            for file in _files(path, suffixes, problems):
                found.setdefault(file.resolve(), file)
        except (OSError, RuntimeError, ValueError) as error:
            said = f"it cannot be reached ({shown(error)})"
            problems.append(Problem(said, where=shown(path), cure="check path and rights"))
    return Found(name_files(found.values()), tuple(problems))


def _files(given: str | Path, suffixes: Collection[str], problems: list[Problem]) -> Iterator[Path]:
    path, where = Path(given), shown(given)
    known = " ".join(sorted(suffixes))
    if str(given) and path.is_dir():
        files = sorted(_below(path, problems), key=lambda p: p.parts)
        yield from _known(files, suffixes, problems, where)
        if all(file.name == NAME for file in files):
            problems.append(Problem("the folder holds no files", where=where, cure=f"put documents there: {known}"))
    elif str(given) and path.is_file():
        if path.suffix.lower() in suffixes:
            yield path
        else:
            said = f"the suffix {shown(path.suffix)!r} is unknown" if path.suffix else "it has no suffix"
            problems.append(Problem(said, where=where, cure=f"convert it to one of {known}"))
    elif str(given) and path.exists():
        problems.append(Problem("it is neither a file nor a folder", where=where, cure="name a regular file"))
    elif MAGIC.search(str(given)):
        matches = _matches(path)
        yield from _known([p for p in matches if p.is_file()], suffixes, problems, where)
        for folder in (p for p in matches if p.is_dir() and "**" not in path.parts):
            yield from _files(folder, suffixes, problems)
        if not matches:
            problems.append(Problem("nothing matches the pattern", where=where, cure="check it with ls"))
    else:
        siblings = sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() else []
        near = get_close_matches(path.name, siblings, 1)
        cure = f"did you mean {shown(near[0])}?" if near else "check the spelling; only local files are read"
        problems.append(Problem("there is no such file or folder", where=where, cure=cure))


def _known(files: Iterable[Path], suffixes: Collection[str], problems: list[Problem], where: str) -> Iterator[Path]:
    unknown = []
    for file in files:
        if file.suffix.lower() in suffixes:
            yield file
        elif file.name != NAME:
            unknown.append(shown(file.name))
    if unknown:
        more = f" and {len(unknown) - LISTED} more" if len(unknown) > LISTED else ""
        said = f"{len(unknown)} of unknown suffix passed over: {', '.join(unknown[:LISTED])}{more}"
        problems.append(Problem(said, where=where, cure="convert or move them; known: " + " ".join(sorted(suffixes))))


def _below(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Every visible file below a folder."""

    def tell(error: OSError) -> None:
        said = f"it cannot be listed ({shown(error.strerror)})"
        problems.append(Problem(said, where=shown(error.filename), cure="check its rights"))

    for root, folders, names in os.walk(folder, onerror=tell):
        folders[:] = [name for name in folders if _visible(name)]
        yield from (path for name in names if _visible(name) and (path := Path(root, name)).is_file())


def _matches(pattern: Path) -> list[Path]:
    """What a glob pattern matches, sorted; wildcards match no hidden names."""
    parts = pattern.parts
    fixed = next(i for i, part in enumerate(parts) if MAGIC.search(part))
    root = Path(*parts[:fixed])
    found = root.glob(str(Path(*parts[fixed:])))
    return sorted((p for p in found if all(map(_visible, p.relative_to(root).parts))), key=lambda p: p.parts)


def _visible(name: str) -> bool:
    return not name.startswith((".", "~$"))


def identify(stem: str) -> str:
    """A file's stem as a document id, safe in an IRI and a file name: letters, digits, ``-``, ``_``, ``.``.

    Normalised to NFC; other runs become ``-``; never empty; at most 100 characters, of which a hash of the whole
    stem keeps long ones apart.

    >>> identify("美国 出口管制（2023）"), identify("../.."), identify("sample-zh-controls")
    ('美国-出口管制-2023', 'document', 'sample-zh-controls')
    """
    text = unicodedata.normalize("NFC", stem)
    text = "".join(c if c.isalnum() or c in "-_." else "\x00" for c in text)
    text = re.sub(r"-*\x00[-\x00]*", "-", text).strip("-.")
    if len(text) > LONGEST_ID:
        digest = hashlib.sha256(stem.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        text = f"{text[: LONGEST_ID - 9].rstrip('-.')}-{digest}"
    return text or "document"


def name_files(paths: Iterable[Path]) -> tuple[File, ...]:
    """The files with distinct ids: where stems agree (case aside), each gets the hash of its bytes as a suffix.

    So an id depends on names and bytes, not on the order of arguments; copies of one file are counted (``-2``).
    """
    paths = tuple(paths)
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        groups[identify(path.stem).casefold()].append(path)
    taken = {key for key, group in groups.items() if len(group) == 1}
    ids = {group[0]: identify(group[0].stem) for group in groups.values() if len(group) == 1}
    for group in groups.values():
        for path in sorted(group) if len(group) > 1 else ():
            base, number = f"{identify(path.stem)}-{_digest(path)}", 1
            name = base
            while name.casefold() in taken:
                number += 1
                name = f"{base}-{number}"
            taken.add(name.casefold())
            ids[path] = name
    return tuple(File(path, ids[path]) for path in paths)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:8]
    except OSError:
        return "unreadable"
