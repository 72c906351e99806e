"""What an analysis found, as values: who is central, how firm that is and which documents carry it; which blocs.

The words for them are elsewhere (`kg.network.words`), so a page or a notebook may tell them in its own way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from kg.network.analysis import Network
from kg.network.cluster import Cluster
from kg.network.firmness import FIRST
from kg.network.project import CLUB
from kg.schema import default as default_schema

LIKELY, STABLE = 0.5, 0.75
CLEAR = 0.1


class Verdict(StrEnum):
    """How far a finding may be trusted; UNKNOWN where nothing was resampled."""

    FIRM = "firm"
    LIKELY = "likely"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one entity stands: its rank among all ``whole`` and, as ``own``, among the ``kin`` of its family.

    ``low`` and ``high`` hold nine of ten resamples of ``own``; ``first`` is the share of resamples in which it is among
    the first three of its family. The ``verdict`` says whether it is one of them: firm where all of the interval lies
    there, likely from one resample of two. ``document`` is the one without which it falls furthest, to ``without``
    among all (0: it would be gone), "" if none does; ``documents`` are those that speak of it, of ``spoken`` in all.
    """

    key: str
    family: str
    rank: int
    whole: int
    own: int
    kin: int
    low: int
    high: int
    first: float
    verdict: Verdict
    document: str
    without: int
    documents: tuple[str, ...]
    spoken: int


@dataclass(frozen=True, slots=True)
class Gathering:
    """One cluster: its members, the mechanisms that bind them, and how far runs and resamples agree on it (0 to 1).

    The verdict is firm (stable) from three of four resampled pairs of members, likely (partly) from one of two.
    ``also`` names members that sit in other clusters too: key, number of that cluster, share of their ties there, and
    what nine of ten resamples make of that share; those for whom these leave less than a tenth are not named.
    ``seatless`` have no seat in the mechanisms: cooperation or support brings them here.
    """

    number: int
    name: str
    name_zh: str
    members: tuple[str, ...]
    mechanisms: tuple[str, ...]
    runs: float
    resamples: float
    verdict: Verdict
    also: tuple[tuple[str, int, float, float, float], ...]
    seatless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """The most central actors and mechanisms, best first, and all clusters, by number.

    ``others`` are the most central policies and technologies, where these are what was measured.
    """

    actors: tuple[Place, ...]
    mechanisms: tuple[Place, ...]
    clusters: tuple[Gathering, ...]
    others: tuple[Place, ...] = ()


def findings(network: Network, count: int = 3) -> Findings:
    """What to tell of a network: its ``count`` most central actors and mechanisms, and its clusters.

    >>> findings(network).actors[0].documents  # doctest: +SKIP
    ('sample-zh-controls', 'sample-en-controls')
    """

    def leading(family: str) -> tuple[Place, ...]:
        return tuple(place(network, key) for key in first(network, family, count))

    return Findings(
        leading("Actor"),
        leading("Mechanism"),
        tuple(gathering(network, c) for c in network.clusters if c.number),
        (*leading("Policy"), *leading("Technology")) if network.projection == "policy-technology" else (),
    )


def first(network: Network, family: str, count: int = 3) -> tuple[str, ...]:
    """The keys of the first entities of a family (Actor, Mechanism, Policy) by rank."""
    own = [key for key in network.metrics if family_of(network, key) == family]
    return tuple(sorted(own, key=lambda key: (network.metrics[key]["rank"], key))[:count])


def family_of(network: Network, key: str) -> str:
    """The family as which a node stands in the network."""
    return "Mechanism" if key.endswith(CLUB) else default_schema().family(network.entities[key].cls)


def place(network: Network, key: str) -> Place:
    """Where an entity stands, and how firmly."""
    row, firm, family = network.metrics[key], network.firm[key], family_of(network, key)
    kin = Counter(family_of(network, other) for other in network.metrics)
    spoken = {document for one in network.firm.values() for document in one.documents}
    drawn = bool(network.resamples)
    return Place(
        key,
        family,
        int(row["rank"]),
        len(network.metrics),
        int(row["family_rank"]),
        kin[family],
        int(firm.low["family_rank"]) if drawn else 0,
        int(firm.high["family_rank"]) if drawn else 0,
        firm.first,
        _verdict(firm.high["family_rank"] <= FIRST, firm.first, drawn),
        firm.document,
        firm.without,
        firm.documents,
        len(spoken),
    )


def gathering(network: Network, found: Cluster) -> Gathering:
    """One cluster, and how firm it is."""
    size, drawn = len(found.members), network.support
    held = sum(drawn.members.get(member, 0.0) for member in found.members) / size
    also = [
        (member, number, *drawn.also[member, number])
        for member, sits in zip(found.members, found.also, strict=False)
        for number in sits
        if not drawn.also[member, number][1] < CLEAR
    ]
    return Gathering(
        found.number,
        network.names[found.number],
        network.names_zh[found.number],
        found.members,
        found.mechanisms,
        sum(found.stability) / size,
        held if drawn.times else float("nan"),
        _verdict(held >= STABLE, held, bool(drawn.times)),
        tuple(sorted(also, key=lambda row: (-row[2], row[:2]))),
        found.seatless,
    )


def _verdict(sure: bool, share: float, drawn: bool) -> Verdict:
    if not drawn:
        return Verdict.UNKNOWN
    return Verdict.FIRM if sure else Verdict.LIKELY if share >= LIKELY else Verdict.OPEN
