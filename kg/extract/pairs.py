"""Pairs of names in a sentence, described by features: what the trained component judges.

Rules say what a construction means; a pair of names that no rule related may still be related, and how the two stand
to each other and to the triggers tells which way. The features name no entity and no word but the triggers of the
rules, so what is learned from them is syntax and carries over to other texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.mentions import Anchor
from kg.extract.phrases import Parsed, Phrase
from kg.extract.rules import Trigger
from kg.model import Assertion, Entity
from kg.schema import Schema

# A sentence with more names than this is a table or a list; its first ones are read.
MOST = 24


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names in a relation that the ontology allows, what speaks for or against it, and the trigger in question."""

    subject: Anchor
    relation: str
    object: Anchor
    features: tuple[str, ...]
    trigger: Trigger | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands: its class, its phrase with role, and its clause (-1: in the sentence before)."""

    anchor: Anchor
    cls: str
    family: str
    phrase: Phrase | None
    role: str
    clause: int


def _near(distance: int) -> str:
    for limit in (2, 6, 15, 30, 60):
        if distance <= limit:
            return str(limit)
    return "far"


class Pairs:
    """The pairs of one parsed sentence."""

    def __init__(
        self,
        norm: str,
        parsed: Parsed,
        anchors: Sequence[Anchor],
        triggers: Sequence[Trigger],
        made: Collection[Assertion],
        topic: Sequence[Anchor],
        entities: dict[str, Entity],
        schema: Schema,
    ) -> None:
        self.norm, self.parsed, self.entities, self.schema = norm, parsed, entities, schema
        self.of: dict[str, list[Trigger]] = {}
        self.relations = [(trigger, {rule.relation for rule in trigger.rules}) for trigger in triggers]
        for trigger, relations in self.relations:
            for relation in relations:
                self.of.setdefault(relation, []).append(trigger)
        self.made = {(a.subject, a.predicate, a.object) for a in made}
        self.related = {frozenset((a.subject, a.object)) for a in made}
        self.subjects = {(a.subject, a.predicate) for a in made}
        self.objects = {(a.object, a.predicate) for a in made}
        self.active = {a.subject for a in made}
        self.said = {a.predicate for a in made}
        self.phrases = {(h.start, h.end): p for p in parsed.phrases for h in p.heads}
        here = [self.place(a) for a in anchors if not a.inside][:MOST]
        named = {p.anchor.entity for p in here}
        self.objects_here = here
        self.subjects_here = here + [self.place(a, before=True) for a in topic if a.entity not in named]

    def place(self, anchor: Anchor, before: bool = False) -> Place:
        """Where a name stands."""
        cls = self.entities[anchor.entity].cls
        phrase = None if before else self.phrases.get((anchor.start, anchor.end))
        role = "before" if before else (phrase.role or "bare") if phrase else "none"
        clause = -1 if before else self.parsed.clause(anchor.start)
        return Place(anchor, cls, self.schema.family(cls), phrase, role, clause)

    def __iter__(self) -> Iterator[Pair]:
        for s in self.subjects_here:
            for o in self.objects_here:
                a, b = s.anchor, o.anchor
                if a.entity == b.entity or (s.clause >= 0 and a.start < b.end and b.start < a.end):
                    continue
                relations = self.schema.between(s.cls, o.cls)
                if relations:
                    yield from self.judge(s, o, relations)

    def judge(self, s: Place, o: Place, relations: Sequence[str]) -> Iterator[Pair]:
        """A pair per relation that no rule has made, if something speaks for it: a trigger, a rule, the registry."""
        a, b = s.anchor, o.anchor
        shared, inside = None, []
        known = self.entities[a.entity]
        tied = b.entity in (known.country, known.parent)
        for relation in relations:
            if relation not in self.of and relation not in self.said and not tied:
                continue
            symmetric = self.schema.relations[relation].symmetric
            if (a.entity, relation, b.entity) in self.made or (
                symmetric and (a.entity > b.entity or (b.entity, relation, a.entity) in self.made)
            ):
                continue
            if shared is None:
                shared = self.shared(s, o)
                inside = [r for trigger, r in self.relations if self.between(trigger, s, o)]
            own, trigger = self.own(s, o, relation, inside)
            yield Pair(a, relation, b, (*shared, *own), trigger)

    def shared(self, s: Place, o: Place) -> list[str]:
        """What is true of the two names whatever the relation."""
        a, b = s.anchor, o.anchor
        if s.clause < 0:
            order, low, high = "before", self.parsed.sentence.start, b.start
        elif a.start < b.start:
            order, low, high = "first", a.end, b.start
        else:
            order, low, high = "second", b.end, a.start
        inner = [p for p in self.objects_here if low <= p.anchor.start and p.anchor.end <= high]
        free = high - low - sum(p.anchor.end - p.anchor.start for p in inner)
        roles = f"{s.role}>{o.role}"
        clauses = max(-3, min(3, o.clause - s.clause))
        found = [
            f"order {order}",
            f"gap {_near(free)}",
            f"names between {min(len(inner), 4)}",
            f"clauses {clauses}",
            f"subject {s.cls}",
            f"object {o.cls}",
            f"pair {s.cls} {o.cls}",
            f"families {s.family} {o.family} {order}",
            f"roles {roles} {order}",
            f"roles {roles} {clauses}",
            f"subject role {s.role}",
            f"object role {o.role}",
            f"language {self.parsed.sentence.language} {order}",
        ]
        if a.points_back:
            found.append("subject anaphor")
        if b.points_back:
            found.append("object anaphor")
        if s.phrase and s.phrase is o.phrase:
            found.append("one phrase")
        if o.phrase and any(owner.entity == a.entity for owner in o.phrase.owners.values()):
            found.append("subject owns object")
        if s.phrase and any(owner.entity == b.entity for owner in s.phrase.owners.values()):
            found.append("object owns subject")
        if frozenset((a.entity, b.entity)) in self.related:
            found.append("related otherwise")
        if a.entity in self.active:
            found.append("subject acts")
        rivals = sum(p.cls == s.cls and p.anchor.start < b.start for p in self.objects_here)
        found.append(f"rivals {min(rivals, 3)}")
        known = self.entities[a.entity]
        if known.country and known.country == b.entity:
            found.append("known country")
        if known.parent and known.parent == b.entity:
            found.append("known parent")
        if not inner and free <= 1:
            found.append(f"adjacent {order}")
        return found

    def own(self, s: Place, o: Place, relation: str, inside: list[set[str]]) -> tuple[list[str], Trigger | None]:
        """What the triggers and the other statements of a relation say of the two names.

        ``inside`` are the relations of each trigger between them.
        """
        a, b = s.anchor, o.anchor
        first, last = (b, b) if s.clause < 0 else (a, b) if a.start < b.start else (b, a)
        found: list[str] = []
        nearest: tuple[int, Trigger] | None = None
        places: set[str] = set()
        for trigger in self.of.get(relation, ()):
            word = self.norm[trigger.start : trigger.end]
            if s.clause < 0:
                where = "between" if trigger.end <= b.start else "after"
            elif trigger.end <= first.start:
                where = "left"
            elif trigger.start >= last.end:
                where = "right"
            else:
                where = "between" if trigger.start >= first.end and trigger.end <= last.start else "within"
            same = "same" if self.parsed.clause(trigger.start) == o.clause else "other"
            places.add(where)
            distance = min(abs(trigger.start - b.end), abs(b.start - trigger.end))
            path = f"{self.steps(trigger, a) if s.clause >= 0 else 'before'} {where} {self.steps(trigger, b)}"
            found += [
                f"word {where} {word}",
                f"trigger {where}",
                f"trigger {where} {same}",
                f"to object {_near(distance)}",
                f"path {path}",
                f"path {path} {s.role}>{o.role}",
                *(f"slots {r.subject}>{r.object} {path}" for r in trigger.rules if r.relation == relation),
            ]
            if nearest is None or distance < nearest[0]:
                nearest = (distance, trigger)
        if not places:
            found.append("no trigger")
        order = "before" if s.clause < 0 else "first" if a.start < b.start else "second"
        at = "between" if "between" in places else "beside" if places else "none"
        clauses = max(-2, min(2, o.clause - s.clause))
        found += [
            f"at {at} {order}",
            f"at {at} {order} {clauses}",
            f"at {at} {s.role}>{o.role}",
            f"at {at} {s.family} {o.family}",
        ]
        if any(relation not in relations for relations in inside):
            found.append(f"other trigger between {at}")
        if (a.entity, relation) in self.subjects:
            found.append("subject has the relation")
            if o.phrase and any((a.entity, relation, h.entity) in self.made for h in o.phrase.heads):
                found.append("object stands beside one")
        if (b.entity, relation) in self.objects:
            found.append("object has the relation")
            if s.phrase and any((h.entity, relation, b.entity) in self.made for h in s.phrase.heads):
                found.append("subject stands beside one")
        return list(dict.fromkeys(found)), nearest[1] if nearest else None

    def steps(self, trigger: Trigger, name: Anchor) -> int:
        """How many other names stand between a trigger and a name, at most three."""
        low, high = (name.end, trigger.start) if name.end <= trigger.start else (trigger.end, name.start)
        return min(3, sum(low <= p.anchor.start and p.anchor.end <= high for p in self.objects_here))

    def between(self, trigger: Trigger, s: Place, o: Place) -> bool:
        """Whether a trigger stands between two names."""
        a, b = s.anchor, o.anchor
        if s.clause < 0:
            return trigger.end <= b.start
        return min(a.end, b.end) <= trigger.start and trigger.end <= max(a.start, b.start)
