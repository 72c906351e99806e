"""Competency questions: each a file of SPARQL with its words in two languages, asked by name.

A file in ``ontology/questions`` is a query that runs as it stands. Comment lines at its head say it in words and name
its parameters; each is bound by ``VALUES ?name { … }``, whose value is an example, or ``UNDEF`` for an option that was
not given. `bind` puts other values there and nowhere else.

    # en: Who is a member of this mechanism?
    # zh: 该机制有哪些成员？
    # parameter: mechanism entity Mechanism
    # option: since first-day
    # example: members-of aukus
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from kg import edtf, paths
from kg.answers import Answer
from kg.entities import Directory, iri_of, term
from kg.iris import ONTOLOGY
from kg.model import Modality, Problem
from kg.schema import default as default_schema
from kg.store import query
from kg.turtle import day, iri, literal

_LINE = re.compile(r"# *(en|zh|parameter|option|example): *(.*?) *")
_NAME = re.compile(r"[a-z][a-z_]*")
UNDEFINED = "UNDEF"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question needs, or may have: ``kind`` is one of `KINDS`; ``classes`` decide between namesakes."""

    name: str
    kind: str
    classes: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words and in SPARQL; ``example`` is how it is asked on the command line."""

    name: str
    en: str
    zh: str
    parameters: tuple[Parameter, ...]
    example: str
    sparql: str

    @property
    def usage(self) -> str:
        """How it is asked: its name, what it needs, and in brackets what it may have."""
        needed = [p.name.upper() for p in self.parameters if not p.optional]
        return " ".join([self.name, *needed, *(f"[--{p.name} …]" for p in self.parameters if p.optional)])


def load(folder: Path | None = None) -> dict[str, Question]:
    """The questions of a folder (those that ship) by name; a malformed file is a `Problem` with file, line and cure."""
    folder = folder or paths.ontology() / "questions"
    return {path.stem: read(path) for path in sorted(folder.glob("*.rq"))}


def named(name: str, folder: Path | None = None) -> Question:
    """The question of a name, or in the file that it names, ending in ``.rq``; else a `Problem` with what is near."""
    if name.endswith(".rq"):
        return read(Path(name))
    known = load(folder)
    if name not in known:
        close = get_close_matches(name, known, 3, 0.5)
        cure = f"did you mean {', '.join(close)}?" if close else "`kg ask` alone lists them"
        raise Problem("there is no such question", where=repr(name[:80]), cure=cure)
    return known[name]


def read(path: Path) -> Question:
    """The question in a file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        raise Problem("cannot be read", where=str(path), cure="give an existing UTF-8 file") from None
    words: dict[str, str] = {}
    parameters: list[Parameter] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.startswith("#"):
            break
        found = _LINE.fullmatch(line.rstrip())
        if not found:
            continue
        key, value = found.groups()
        if key in ("parameter", "option"):
            parameters.append(_parameter(value, optional=key == "option", text=text, where=f"{path}:{number}"))
        else:
            words[key] = value
    for key in ("en", "zh"):
        if not words.get(key):
            raise Problem(f"the head lacks a line '# {key}: …'", where=str(path), cure="say the question in words")
    given = tuple(sorted(parameters, key=lambda p: p.optional))
    return Question(path.stem, words["en"], words["zh"], given, words.get("example", path.stem), text)


def ask(
    question: Question,
    directory: Directory,
    arguments: Sequence[str] = (),
    options: Mapping[str, str] | None = None,
    *,
    timeout: float | None = None,
) -> tuple[Answer, str]:
    """The answer to a question about a graph, and the SPARQL that was asked."""
    sparql = bind(question, directory, arguments, options)
    return query(directory.store, sparql, timeout=timeout), sparql


def bind(
    question: Question, directory: Directory, arguments: Sequence[str] = (), options: Mapping[str, str] | None = None
) -> str:
    """The SPARQL of a question with these values: entities by key, label or alias, dates as EDTF.

    Too few or too many arguments, an option that it does not take, and a value that means nothing are a `Problem`.
    """
    needed = [p for p in question.parameters if not p.optional]
    if len(arguments) != len(needed):
        noun = "argument" if len(needed) == 1 else "arguments"
        said = f"it takes {len(needed)} {noun}, {len(arguments)} given"
        raise Problem(said, where=question.name, cure=f"kg ask {question.usage}; e.g. kg ask {question.example}")
    given = {p.name: p for p in question.parameters}
    values = {p.name: argument for p, argument in zip(needed, arguments, strict=True)}
    for name, value in (options or {}).items():
        if name not in given:
            raise Problem(f"it takes no --{name}", where=question.name, cure=f"kg ask {question.usage}")
        values[name] = value
    sparql = question.sparql
    for p in question.parameters:
        bound = KINDS[p.kind](values[p.name], p, directory) if p.name in values else UNDEFINED
        line = f"VALUES ?{p.name} {{ {bound} }}".replace("\\", r"\\")
        sparql = _slot(p.name).sub(line, sparql)
    return sparql


def _parameter(value: str, *, optional: bool, text: str, where: str) -> Parameter:
    name, kind, *classes = (*value.split(), "", "")[: max(2, len(value.split()))]
    schema = default_schema()
    if not _NAME.fullmatch(name) or kind not in KINDS:
        cure = f"write: name kind, with a kind of {', '.join(KINDS)}"
        raise Problem(f"{value!r} is no parameter", where=where, cure=cure)
    for cls in classes:
        if cls not in schema.ancestors:
            raise Problem(f"the ontology has no class {cls!r}", where=where, cure="see ontology/techpolicy.ttl")
    if not _slot(name).search(text):
        cure = f"bind it in a line VALUES ?{name} {{ {UNDEFINED if optional else 'an example'} }}"
        raise Problem(f"the query does not bind ?{name}", where=where, cure=cure)
    return Parameter(name, kind, tuple(classes), optional)


def _slot(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES \?{name} \{{[^{{}}]*\}}")


def _entity(value: str, parameter: Parameter, directory: Directory) -> str:
    return iri(iri_of(directory.key(value, classes=parameter.classes)))


def _relation(value: str, parameter: Parameter, directory: Directory) -> str:
    return iri(ONTOLOGY + term(value, default_schema().relations, what="relation"))


def _modality(value: str, parameter: Parameter, directory: Directory) -> str:
    return iri(ONTOLOGY + term(value, Modality, what="modality"))


def _day(value: str, parameter: Parameter, directory: Directory) -> str:
    first = parameter.kind == "first-day"
    days = edtf.period(value if first else "", "" if first else value)
    found = days[0] if first else days[1]
    return day(found) if found else UNDEFINED


KINDS: dict[str, Callable[[str, Parameter, Directory], str]] = {
    "entity": _entity,
    "relation": _relation,
    "modality": _modality,
    "first-day": _day,
    "last-day": _day,
    "text": lambda value, parameter, directory: literal(value),
}
