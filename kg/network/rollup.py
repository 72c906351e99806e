"""Who counts as whom: officials and bodies as their state, or all organisations and people as their country."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kg.network.evidence import Evidence, Statement
from kg.schema import default as default_schema

RollUp = Literal["none", "state", "country"]
STATE = ("GeopoliticalEntity", "GovernmentBody", "Administration", "PoliticalParty")


def counts_as(key: str, evidence: Evidence, roll_up: RollUp = "state") -> str:
    """Whom an actor counts as when actors are rolled up: its country (or union) or, by default, itself.

    "state": who speaks for a state counts as it: government bodies, administrations, and people, unless the registry
    places them in a company, university, think tank or other body outside the state. "country": every person, company,
    agency or other organisation counts as the country that the registry gives for it, so a ban on Huawei (华为) is one
    on China. Places and unions of states count as themselves in any case.
    """
    schema, entity = default_schema(), evidence.entities.get(key)
    if roll_up == "none" or not entity or entity.country not in evidence.entities:
        return key
    if roll_up == "country":
        folds = schema.is_a(entity.cls, "Actor") and not schema.is_any(entity.cls, ("GeopoliticalEntity", "Region"))
    else:
        folds = schema.is_any(entity.cls, ("GovernmentBody", "Administration")) or (
            entity.cls == "Person" and (not entity.parent or schema.is_any(evidence.cls(entity.parent), STATE))
        )
    return entity.country if folds else key


def rolled(evidence: Evidence, roll_up: RollUp = "state") -> Evidence:
    """The same evidence with those who count as another replaced by it (`counts_as`)."""
    named = {key for s in evidence.statements for key in (s.subject, s.object)} if roll_up != "none" else ()
    whole = {key: other for key in named if (other := counts_as(key, evidence, roll_up)) != key}
    if not whole:
        return evidence

    def moved(s: Statement) -> Statement:
        if s.subject not in whole and s.object not in whole:
            return s
        return replace(s, subject=whole.get(s.subject, s.subject), object=whole.get(s.object, s.object))

    return Evidence(tuple(map(moved, evidence.statements)), evidence.entities)
