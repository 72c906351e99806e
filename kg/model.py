"""The values that travel through the project: frozen, flat, identified by their content.

Offsets count Unicode code points in a document's text, end exclusive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

BASE = "https://w3id.org/techpolicy-kg/"


class Problem(Exception):
    """Something a user can cure: what happened, where, and what to do about it.

    ``excerpt`` shows the place on lines of its own, the last one a caret; it is a note, which `str` leaves out.
    """

    def __init__(self, message: str, *, where: str = "", cure: str = "", excerpt: str = "") -> None:
        self.message, self.where, self.cure, self.excerpt = message, where, cure, excerpt
        super().__init__(str(self))
        if excerpt:
            self.add_note(excerpt)

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head} ({self.cure})" if self.cure else head

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback."""
        return [str(self), *self.excerpt.splitlines()]


class Modality(StrEnum):
    """How a saying presents its claim."""

    ASSERTED = "asserted"
    PLANNED = "planned"
    NEGATED = "negated"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of a document's text: ``document.text[start:end] == text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A stretch of text that is not read (page furniture, bibliography), and why."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known about it; ``date`` is EDTF, ``pages`` are offsets where pages begin.

    ``body`` is where prose begins (after a front-matter block).
    """

    id: str
    text: str
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    publisher: str = ""
    language: str = ""
    note: str = ""
    sha256: str = ""
    reader: str = ""
    source: str = ""
    pages: tuple[int, ...] = ()
    body: int = 0


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing with identity: one row of the registry, or a provisional one learned from text.

    A ``given`` one is described by a user's own file (`kg.additions`), not as the registry that ships does.
    ``aliases`` denote it anywhere, ``context`` only where the surroundings decide (国务院, "Commerce").
    """

    key: str
    cls: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    country: str = ""
    parent: str = ""
    since: str = ""
    until: str = ""
    wikidata: str = ""
    source: str = ""
    provisional: bool = False
    given: bool = False

    def label(self, language: str = "en") -> str:
        """The label in ``language`` ("zh…" or other), or the other one where it is missing."""
        return (self.zh or self.en) if language.startswith("zh") else (self.en or self.zh)


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A span that denotes an entity (by key); ``how`` says what recognised it."""

    start: int
    end: int
    text: str
    entity: str
    how: str


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as a number of units of an ISO 4217 currency, and as written (520亿美元)."""

    value: float
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """One saying of a claim: subject, predicate and object by key, and everything that qualifies it."""

    subject: str
    predicate: str
    object: str
    modality: Modality
    evidence: Span
    rule: str
    date: str = ""
    attribution: str = ""
    amount: Amount | None = None
    trigger: Span | None = None
    cue: Span | None = None
    subject_span: Span | None = None
    object_span: Span | None = None

    @property
    def triple(self) -> tuple[str, str, str]:
        return self.subject, self.predicate, self.object

    @property
    def order(self) -> tuple[int, int, str, str, str, str, str]:
        return (
            self.evidence.start,
            self.evidence.end,
            self.subject,
            self.predicate,
            self.object,
            self.modality,
            self.rule,
        )


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document says: sorted mentions and assertions, new entities, and what was not read."""

    document: Document
    mentions: tuple[Mention, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    entities: tuple[Entity, ...] = ()
    regions: tuple[Region, ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()
    sentences: int = 0


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything a build found: extractions by document id, entities by key."""

    extractions: tuple[Extraction, ...]
    entities: tuple[Entity, ...]


def content_hash(*parts: str) -> str:
    """A short stable name for content: 16 hex digits of the SHA-256 of the parts.

    >>> content_hash("huawei", "listedOn", "entity-list")
    'f2d0b361dcd3674f'
    """
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def claim_id(subject: str, predicate: str, object_: str) -> str:
    """The identity of a claim: a hash of its subject, predicate and object."""
    return content_hash(subject, predicate, object_)


def assertion_id(assertion: Assertion, document: str) -> str:
    """The identity of a saying: a hash of its claim, document and evidence offsets."""
    claim = claim_id(*assertion.triple)
    return content_hash(claim, document, str(assertion.evidence.start), str(assertion.evidence.end))


def split(cell: str) -> tuple[str, ...]:
    """The ``|``-separated values of a table cell."""
    return tuple(part for part in cell.split("|") if part)


def join(values: Iterable[str]) -> str:
    """Values as one ``|``-separated table cell."""
    return "|".join(values)
