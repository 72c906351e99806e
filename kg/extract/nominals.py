"""Nominals: what noun phrases say without a verb: offices, seats, owners of policies, bodies and their parts.

美国商务部长雷蒙多 says that she holds office for the country, 荷兰企业阿斯麦 where the company sits, 美国商务部 whose
body it is. Which link says which relation is data, row by row in ``lexicon/joins.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.extract.joins import LINKS, Link
from kg.extract.mentions import Anchor
from kg.extract.names import Names
from kg.extract.rows import classes, one_of, rows
from kg.schema import default as schema


@dataclass(frozen=True, slots=True)
class Tie:
    """A statement that a noun phrase makes, with the rule that made it."""

    relation: str
    subject: Anchor
    object: Anchor
    rule: str


@dataclass(frozen=True, slots=True)
class Saying:
    """A row: what a link says, by the classes of owner and head; ``turned`` if the owner is the subject."""

    rule: str
    link: str
    relation: str
    turned: bool
    owner: frozenset[str]
    head: frozenset[str]
    once: bool


_FIELDS = {"name": str, "link": str, "relation": str, "subject": str, "owner": list, "head": list, "once": bool}


@cache
def sayings() -> tuple[Saying, ...]:
    """What links say, in order; a broken row is a `Problem` with a cure."""
    return tuple(
        Saying(
            rule=f"frame.{entry['name']}",
            link=one_of(row, "link", entry["link"], LINKS),
            relation=one_of(row, "relation", entry["relation"], schema().relations),
            turned=one_of(row, "subject", entry["subject"], ("owner", "head")) == "owner",
            owner=classes(row, entry, "owner"),
            head=classes(row, entry, "head"),
            once=entry.get("once", False),
        )
        for row, entry in rows("statement", _FIELDS, ("name", "link", "relation", "subject"))
    )


class Nominals:
    """Reads the noun phrases of one document, sentence by sentence; what lasts is told once."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.told: set[tuple[str, str]] = set()

    def read(self, links: Sequence[Link], anchors: Sequence[Anchor], near: Sequence[Anchor]) -> Iterator[Tie]:
        """What the links of a sentence and the names inside its names say; ``near`` are the names around it."""
        for link in links:
            held = self.of_title(link, links, near) if link.kind == "title" else link
            if held:
                yield from self.ties(held)
        for inner in anchors:
            outer = [a for a in anchors if _inside(inner, a)] if inner.inside else []
            if outer:
                yield from self.ties(Link("inside", inner, min(outer, key=lambda a: a.end - a.start)))

    def ties(self, link: Link) -> Iterator[Tie]:
        """What the first row that fits a link says, unless it was told already and need not be again."""
        owner, head = (self.names.entities[a.entity].cls for a in (link.owner, link.head))
        row = next((r for r in sayings() if r.link == link.kind and owner in r.owner and head in r.head), None)
        if row is None:
            return
        subject, object_ = (link.owner, link.head) if row.turned else (link.head, link.owner)
        pair = subject.entity, object_.entity
        if row.once:
            if pair in self.told:
                return
            self.told.add(pair)
        yield Tie(row.relation, subject, object_, row.rule)

    def of_title(self, link: Link, links: Sequence[Link], near: Sequence[Anchor]) -> Link | None:
        """The office behind a bare title: "Foreign Minister Park Jin" holds it for the country that the text names."""
        if any(x.kind == "office" and x.head == link.head for x in links):
            return None
        person = self.names.entities[link.head.entity]
        employer = self.names.entities.get(person.parent)
        state = employer is None or employer.cls != "Company"
        held = [x for x in near if state and x.entity == person.country]
        held += [x for x in near if x.entity == person.parent]
        return replace(link, owner=held[-1]) if held else None


def _inside(inner: Anchor, outer: Anchor) -> bool:
    return (
        outer.start <= inner.start and inner.end <= outer.end and (outer.start, outer.end) != (inner.start, inner.end)
    )
