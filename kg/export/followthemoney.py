"""Entities and asserted claims as FollowTheMoney entities, a line of JSON each; ``ontology/followthemoney.toml`` maps.

Plans, guesses and denials are left out, for FollowTheMoney has no word for them; so are entities that do not fit
(technologies, policies) and claims about them, but for listings, which become sanctions.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg import paths
from kg.entities import iri_of
from kg.iris import CLAIM, document_iri
from kg.model import Document, Entity, Modality, Problem, content_hash
from kg.sayings import Saying
from kg.schema import default as default_schema

FILE = "followthemoney.toml"
LANGUAGES = {"zh": "zho", "en": "eng"}
ORGANISATIONS = ("Organization", "Company", "PublicBody")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

Properties = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True)
class Mapped:
    """How classes, relations and countries are written."""

    classes: Mapping[str, str]
    relations: Mapping[str, Sequence[str]]
    countries: Mapping[str, str]

    def schema(self, cls: str) -> str:
        """The schema of a class or of its nearest ancestor that has one, "" where it does not fit."""
        above = default_schema().ancestors.get(cls, ())
        return next((self.classes[name] for name in above if name in self.classes), "")


@cache
def mapped() -> Mapped:
    """The mapping that ships, read once."""
    path = paths.ontology() / FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return Mapped(raw["classes"], raw["relations"], raw["countries"])
    except (OSError, ValueError, KeyError) as error:
        raise Problem(f"cannot be read ({error})", where=str(path), cure="put back the file that ships") from None


def followthemoney(said: Iterable[Saying], entities: Mapping[str, Entity]) -> Iterator[str]:
    """The lines, by id: entities that fit, documents that say something of them, and links between them."""
    rule = mapped()
    fit = {key: schema for key, e in sorted(entities.items()) if (schema := rule.schema(e.cls))}
    claims: dict[str, list[Saying]] = defaultdict(list)
    for s in said:
        if s.assertion.modality is Modality.ASSERTED:
            claims[s.claim].append(s)
    found = [_thing(entities[key], schema, entities, fit, rule) for key, schema in fit.items()]
    proofs: dict[str, Document] = {}
    for claim, sayings in sorted(claims.items()):
        link = _link(claim, sayings, entities, fit, rule)
        if link:
            found.append(link)
            proofs.update((s.document.id, s.document) for s in sayings)
    found += [_document(d) for d in proofs.values()]
    yield from (_line(entity) for entity in sorted(found, key=lambda entity: str(entity["id"])))


def _thing(
    e: Entity, schema: str, entities: Mapping[str, Entity], fit: Mapping[str, str], rule: Mapped
) -> dict[str, Any]:
    person = schema == "Person"
    own = rule.countries.get(e.key, "")
    return _entity(
        _id(e.key),
        schema,
        {
            "name": (e.en, e.zh),
            "alias": e.aliases,
            "weakAlias": e.context,
            "country": (own or rule.countries.get(e.country, ""),),
            "wikidataId": (e.wikidata,),
            "sourceUrl": (iri_of(e.key),),
            "incorporationDate": () if person else _dates(e.since),
            "dissolutionDate": () if person else _dates(e.until),
            "parent": () if person or e.parent not in fit else (_id(e.parent),),
        },
    )


def _link(
    claim: str, sayings: Sequence[Saying], entities: Mapping[str, Entity], fit: Mapping[str, str], rule: Mapped
) -> dict[str, Any] | None:
    subject, predicate, object_ = sayings[0].assertion.triple
    if subject not in fit:
        return None
    label = default_schema().label(predicate, "en")
    days = [s.assertion.date for s in sayings if s.assertion.date]
    about: dict[str, Iterable[str]] = {
        "date": [day for text in days for day in _dates(text)],
        "startDate": [day for text in days if "/" in text for day in _dates(text.partition("/")[0])],
        "endDate": [day for text in days if "/" in text for day in _dates(text.partition("/")[2])],
        "summary": [s.assertion.evidence.text for s in sayings],
        "publisher": [s.document.publisher for s in sayings],
        "proof": [_document_id(s.document) for s in sayings],
        "sourceUrl": [claim],
    }
    name = f"tpkg-claim-{claim.removeprefix(CLAIM)}"
    if predicate == "listedOn":
        listing = entities.get(object_)
        by = rule.countries.get(listing.country, "") if listing else ""
        program = listing.label("en") if listing else object_
        return _entity(name, "Sanction", {"entity": (_id(subject),), "program": (program,), "country": (by,), **about})
    if object_ not in fit:
        return None
    schema, source, target = rule.relations.get(predicate, ("", "", ""))
    if not schema or fit[object_] not in ORGANISATIONS or (source == "employee" and fit[subject] != "Person"):
        schema, source, target = "UnknownLink", "subject", "object"
    return _entity(name, schema, {source: (_id(subject),), target: (_id(object_),), "role": (label,), **about})


def _document(d: Document) -> dict[str, Any]:
    language = LANGUAGES.get(d.language.split("-")[0].lower(), "")
    return _entity(
        _document_id(d),
        "Document",
        {
            "title": (d.title or d.id,),
            "fileName": (d.source,),
            "author": d.authors,
            "publisher": (d.publisher,),
            "publishedAt": _dates(d.date),
            "language": (language,),
            "sourceUrl": (document_iri(d.id),),
        },
    )


def _entity(name: str, schema: str, properties: Properties) -> dict[str, Any]:
    kept = {key: sorted({value for value in values if value}) for key, values in sorted(properties.items())}
    return {"id": name, "schema": schema, "properties": {key: values for key, values in kept.items() if values}}


def _id(key: str) -> str:
    """An id that FollowTheMoney's tools accept: keys as they are, anything else by its hash."""
    return f"tpkg-{key}" if re.fullmatch(r"[a-z0-9-]+", key) else f"tpkg-x-{content_hash(key)}"


def _document_id(d: Document) -> str:
    return f"tpkg-document-{content_hash(d.id)}"


def _dates(text: str) -> tuple[str, ...]:
    """The date in a form that FollowTheMoney knows, if it is one: year, month or day."""
    return (text,) if _DATE.fullmatch(text) else ()


def _line(entity: Mapping[str, Any]) -> str:
    return json.dumps(entity, ensure_ascii=False) + "\n"
