"""What would change if the plans came true: what is asserted beside what is asserted or planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.model import Modality
from kg.network.analysis import Network, analyse
from kg.network.comparison import Comparison, Difference, compared
from kg.network.evidence import Evidence
from kg.network.project import SEATS
from kg.network.projections import PROJECTIONS


@dataclass(frozen=True, slots=True)
class Plans:
    """Planned ties, none of them a fact, and what they would change.

    ``seats`` are planned memberships, ``others`` other planned ties between what the network already or newly holds.
    Where members are tied to each other, not to their mechanism, a seat counts though the mechanism is no node.
    Neither is asserted anywhere in the slice. ``together`` are actors that would stand in a cluster and now stand
    in none, or would leave theirs for another.
    """

    comparison: Comparison
    seats: tuple[Difference, ...]
    others: tuple[Difference, ...]
    together: tuple[str, ...]


def plans(evidence: Evidence, network: Network) -> Plans | None:
    """What the plans that a slice knows would add to a network of what it asserts; None where it holds plans already.

    The plans are added to a copy of the slice, measured without intervals: nothing here enters the network itself.
    """
    if Modality.PLANNED in network.part.modalities:
        return None
    part = replace(network.part, modalities=(*network.part.modalities, Modality.PLANNED))
    after = analyse(
        evidence,
        part=part,
        weight=network.weight,
        resamples=0,
        seed=network.seed,
        projection=network.projection,
        roll_up=network.roll_up if network.roll_up != "none" else None,
    )
    both = compared(evidence, network, after)
    drawn: Sequence[Difference] = [d for d in both.only_second if _counts(d, after)]
    return Plans(
        both,
        tuple(d for d in drawn if d.claim[1] in SEATS),
        tuple(d for d in drawn if d.claim[1] not in SEATS),
        tuple(m.key for m in both.moves if m.second and not m.stays),
    )


def _counts(difference: Difference, network: Network) -> bool:
    """Whether a planned tie has its part in the network: both ends are in it, or its members are tied by such seats."""
    subject, relation, object_ = difference.claim
    if object_ in network.metrics:
        return subject in network.metrics
    relations = PROJECTIONS[network.projection].relations
    seated = relation in SEATS and relation in relations and object_ in network.entities
    return seated and subject in network.metrics
