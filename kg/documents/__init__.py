"""Files → documents: text with true offsets, and what is known about it.

`find` names the files, `read` turns one into a `Document`, `stream` and `read_all` do both for many. Text files are
decoded here; HTML, Word and PDF are read in a child process with limits on time, memory and output, because their
parsers meet files of strangers. Nothing is ever fetched from a network.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kg.documents.decode import read_text
from kg.documents.files import Found, identify, search
from kg.documents.language import document_language, language_of
from kg.documents.manifest import Manifest, manifest
from kg.documents.metadata import document
from kg.documents.pdf import read_pdf
from kg.documents.sandbox import Sandbox
from kg.documents.values import Content, Facts, File, Limits, Reader, shown
from kg.documents.webpage import read_html
from kg.documents.word import read_docx
from kg.model import Document, Problem

__all__ = [
    "READERS",
    "Content",
    "Facts",
    "File",
    "Found",
    "Limits",
    "Manifest",
    "Reader",
    "Sandbox",
    "document_language",
    "find",
    "identify",
    "language_of",
    "manifest",
    "read",
    "read_all",
    "stream",
]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
}

# Readers that need no sandbox; every other one gets it.
TRUSTED = (read_text,)


def find(paths: Iterable[str | Path]) -> Found:
    """The files that paths (files, folders, globs) name, in stable order with distinct ids, and what went wrong."""
    return search(paths, READERS)


def read(
    path: str | Path | File,
    *,
    told: Mapping[str, Facts] | None = None,
    limits: Limits | None = None,
    sandbox: Sandbox | None = None,
) -> Document:
    """The document in one file; a file that cannot be read, or has no text, is a `Problem`.

    ``told`` is what the folder's manifest says per file name. If not given, the folder's manifest is read, and one that
    says nothing but faults is a `Problem`; `manifest` tells lesser faults. ``sandbox`` is a child process to use again,
    with the limits it was made with.
    """
    file = path if isinstance(path, File) else File(Path(path), identify(Path(path).stem))
    where = shown(file.path)
    limits = sandbox.limits if sandbox else limits or Limits()
    reader = READERS.get(file.path.suffix.lower())
    if reader is None:
        cure = "convert it to one of " + " ".join(sorted(READERS))
        raise Problem(f"the suffix {shown(file.path.suffix)!r} is unknown", where=where, cure=cure)
    if told is None:
        found = manifest(file.path.parent)
        if found.problems and not found.facts:
            raise found.problems[0]
        told = found.facts
    try:
        data = _bytes(file.path, limits)
        if reader in TRUSTED:
            content = reader(data)
        elif sandbox:
            content = sandbox.read(reader, data)
        else:
            with Sandbox(limits) as own:
                content = own.read(reader, data)
        if not content.text.strip():
            raise Problem("there is no text in it", cure="leave it out, or save it with its text")
    except Problem as problem:
        raise Problem(problem.message, where=where, cure=problem.cure) from None
    facts = told.get(unicodedata.normalize("NFC", file.path.name), Facts())
    return document(file, content, facts, sha256=hashlib.sha256(data).hexdigest())


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise Problem("there is no such file", cure="check the spelling")
        with path.open("rb") as file:
            data = file.read(limits.file + 1)
    except (OSError, ValueError) as error:
        raise Problem(f"it cannot be opened ({shown(error)})", cure="check path and rights") from None
    if len(data) > limits.file:
        raise Problem(f"it is larger than {limits.file >> 20} MB", cure="split it, or raise the limit")
    if not data:
        raise Problem("the file is empty", cure="leave it out, or save it with its text")
    return data


def stream(paths: Iterable[str | Path], *, limits: Limits | None = None) -> Iterator[Document | Problem]:
    """The documents that paths name, one at a time, and every problem where it turns up; one child serves them all."""
    found = find(paths)
    yield from found.problems
    manifests: dict[Path, Manifest] = {}
    with Sandbox(limits) as sandbox:
        for file in found.files:
            folder = file.path.parent
            if folder not in manifests:
                manifests[folder] = manifest(folder)
                yield from manifests[folder].problems
            try:
                yield read(file, told=manifests[folder].facts, sandbox=sandbox)
            except Problem as problem:
                yield problem


def read_all(
    paths: Iterable[str | Path], *, limits: Limits | None = None
) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Everything `stream` yields at once: documents and problems, each in order."""
    results = tuple(stream(paths, limits=limits))
    documents = tuple(result for result in results if isinstance(result, Document))
    return documents, tuple(result for result in results if isinstance(result, Problem))
