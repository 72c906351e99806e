"""Two slices side by side: what only one of them says, who moves in rank, who moves between clusters, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.network.analysis import Network, analyse
from kg.network.cluster import Cluster
from kg.network.evidence import Evidence, Statement
from kg.network.firmness import TIMES
from kg.network.project import Weight, claim_of
from kg.network.projections import DEFAULT
from kg.network.rollup import RollUp, rolled
from kg.network.slices import Slice, take

Claim = tuple[str, str, str]
ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim that only one of two slices makes, and the statements that make it."""

    claim: Claim
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A rank in two slices (0: not there), whether the intervals are apart, and the differences behind it."""

    key: str
    first: int
    second: int
    firm: bool
    behind: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """An actor's cluster in two slices (0: in none), and whether the second is what became of the first."""

    key: str
    first: int
    second: int
    stays: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two slices side by side; ``became`` names for each cluster of the second the one of the first it continues."""

    first: Network
    second: Network
    only_first: tuple[Difference, ...]
    only_second: tuple[Difference, ...]
    shifts: tuple[Shift, ...]
    moves: tuple[Move, ...]
    became: Mapping[int, int]


def compare(
    evidence: Evidence,
    first: Slice,
    second: Slice,
    *,
    weight: Weight = "claims",
    resamples: int = TIMES,
    seed: int = 0,
    projection: str = DEFAULT,
    roll_up: RollUp | None = None,
) -> Comparison:
    """What two slices of the same evidence have apart: Chinese and English sources, two administrations.

    Shifts are in order of how far a rank moves, in proportion: from 2 to 4 is as far as from 20 to 40. One is firm
    when the two intervals do not meet.
    """

    def found(part: Slice) -> Network:
        return analyse(
            evidence,
            part=part,
            weight=weight,
            resamples=resamples,
            seed=seed,
            projection=projection,
            roll_up=roll_up,
        )

    return compared(evidence, found(first), found(second))


def compared(evidence: Evidence, a: Network, b: Network) -> Comparison:
    """What two analyses of the same evidence have apart."""
    said, also = (_said(rolled(take(evidence, n.part), n.roll_up)) for n in (a, b))
    mine, theirs = _only(said, also), _only(also, said)
    became = continued(a.clusters, b.clusters)
    return Comparison(a, b, mine, theirs, _shifts(a, b, (*mine, *theirs)), moves(a.clusters, b.clusters), became)


def continued(before: Sequence[Cluster], after: Sequence[Cluster]) -> dict[int, int]:
    """For each cluster of ``after`` the one of ``before`` that it continues: most members in common, one to one.

    Two clusters are one when what they share is `ALIKE` or more of what they hold together (D. Greene, D. Doyle,
    P. Cunningham, "Tracking the evolution of communities in dynamic social networks", ASONAM 2010).
    """
    pairs = []
    for old in before:
        for new in after:
            shared = len(set(old.members) & set(new.members))
            share = shared / len({*old.members, *new.members})
            if old.number and new.number and share >= ALIKE:
                pairs.append((-share, old.number, new.number))
    found: dict[int, int] = {}
    for _, old_number, new_number in sorted(pairs):
        if new_number not in found and old_number not in found.values():
            found[new_number] = old_number
    return found


def moves(before: Sequence[Cluster], after: Sequence[Cluster]) -> tuple[Move, ...]:
    """Where each actor that stands in a cluster before or after comes from and goes to, by key."""
    became = continued(before, after)
    old = {member: c.number for c in before for member in c.members if c.number}
    new = {member: c.number for c in after for member in c.members if c.number}
    return tuple(
        Move(key, old.get(key, 0), new.get(key, 0), key in old and key in new and became.get(new[key]) == old[key])
        for key in sorted({*old, *new})
    )


def periods(
    evidence: Evidence,
    parts: Sequence[Slice],
    *,
    weight: Weight = "claims",
    resamples: int = 0,
    seed: int = 0,
    projection: str = DEFAULT,
    roll_up: RollUp | None = None,
) -> tuple[Network, ...]:
    """The network of each of several slices, such as one per administration, in their order."""
    return tuple(
        analyse(
            evidence,
            part=part,
            weight=weight,
            resamples=resamples,
            seed=seed,
            projection=projection,
            roll_up=roll_up,
        )
        for part in parts
    )


def _said(evidence: Evidence) -> dict[Claim, list[Statement]]:
    found: dict[Claim, list[Statement]] = defaultdict(list)
    for s in evidence.statements:
        found[claim_of(s)].append(s)
    return found


def _only(said: Mapping[Claim, Sequence[Statement]], other: Mapping[Claim, object]) -> tuple[Difference, ...]:
    return tuple(Difference(claim, tuple(said[claim])) for claim in sorted(said.keys() - other.keys()))


def _shifts(a: Network, b: Network, differences: Sequence[Difference]) -> tuple[Shift, ...]:
    touching: dict[str, list[Difference]] = defaultdict(list)
    for difference in differences:
        for key in {s for d in difference.statements for s in (d.subject, d.object)}:
            touching[key].append(difference)
    rows: list[tuple[float, Shift]] = []
    for key in sorted({*a.metrics, *b.metrics}):
        first, second = (int(n.metrics[key]["rank"]) if key in n.metrics else 0 for n in (a, b))
        if first == second:
            continue
        far = [rank or 1 + len(n.metrics) for rank, n in ((first, a), (second, b))]
        firm = bool(first and second) and (
            a.firm[key].high["rank"] < b.firm[key].low["rank"] or b.firm[key].high["rank"] < a.firm[key].low["rank"]
        )
        rows.append((-max(far) / min(far), Shift(key, first, second, firm, tuple(touching[key]))))
    return tuple(shift for _, shift in sorted(rows, key=lambda row: (row[0], row[1].key)))
