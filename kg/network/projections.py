"""The projections by name: which relations each stands on, and the graph that measures are taken of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import networkx as nx

from kg.model import Problem
from kg.network import project
from kg.network.evidence import Evidence, Statement
from kg.network.project import SEATS, TECHNOLOGY, Weight
from kg.network.rollup import RollUp, rolled
from kg.network.signed import AGAINST, positive, signed

DEFAULT = "everything"


@dataclass(frozen=True, slots=True)
class Projection:
    """A projection: the relations it stands on (none: all), the graph it makes, and whom it counts as whom."""

    relations: tuple[str, ...]
    make: Callable[[Evidence, Weight], nx.Graph]
    roll_up: RollUp = "none"


PROJECTIONS = {
    "everything": Projection((), lambda e, w: project.everything(e, weight=w)),
    "membership": Projection(SEATS, lambda e, w: project.membership(e, weight=w)),
    "alignment": Projection(
        (*SEATS, "cooperatesWith"), lambda e, w: project.alignment(e, weight=w, roll_up="none"), "state"
    ),
    "signed": Projection(
        (*SEATS, "cooperatesWith", "supports", *AGAINST), lambda e, w: signed(e, weight=w, roll_up="none"), "state"
    ),
    "policy-technology": Projection(TECHNOLOGY, lambda e, w: project.policy_technology(e, weight=w)),
    "affiliation": Projection(("affiliatedWith",), lambda e, w: project.affiliation(e, weight=w)),
}


def named(name: str) -> Projection:
    """The projection of that name; a `Problem` lists them all."""
    if name not in PROJECTIONS:
        raise Problem(f"there is no projection {name!r}", where="network", cure=f"choose {', '.join(PROJECTIONS)}")
    return PROJECTIONS[name]


def graph(evidence: Evidence, name: str = DEFAULT, *, weight: Weight = "claims", roll_up: RollUp = "none") -> nx.Graph:
    """The graph of a projection, which says in its attributes on what it stands."""
    made = named(name).make(rolled(evidence, roll_up), weight)
    made.graph["roll_up"] = roll_up
    return made


def measured(made: nx.Graph) -> nx.Graph:
    """The graph that measures are taken of: a signed one without the ties against, for which there are no paths."""
    return positive(made) if made.graph["projection"] == "signed" else made


def relevant(evidence: Evidence, name: str) -> tuple[Statement, ...]:
    """The statements on which a projection stands."""
    relations = named(name).relations
    if name == DEFAULT:
        return project.standing(evidence)
    return tuple(s for s in evidence.statements if s.predicate in relations)
