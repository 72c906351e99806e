"""Everything that may be asked of a slice, gathered once: for the command line, notebooks and reports alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.network import project
from kg.network.analysis import Network
from kg.network.comparison import Comparison, compared, periods
from kg.network.evidence import Evidence
from kg.network.firmness import TIMES
from kg.network.plans import Plans, plans
from kg.network.project import Weight
from kg.network.projections import DEFAULT
from kg.network.roles import Overlap, Role, overlaps, roles
from kg.network.rollup import RollUp, rolled
from kg.network.slices import Slice, changed, take, times


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report tells: the network, what its mechanisms do, and what else was asked for."""

    network: Network
    roles: Sequence[Role] = ()
    overlaps: Sequence[Overlap] = ()
    comparison: Comparison | None = None
    plans: Plans | None = None
    periods: Sequence[tuple[str, Network]] = ()


def report(
    evidence: Evidence,
    part: Slice | None = None,
    *,
    weight: Weight = "claims",
    projection: str = DEFAULT,
    roll_up: RollUp | None = None,
    resamples: int = TIMES,
    seed: int = 0,
    compare: str = "",
    over: str = "",
    planned: bool = True,
) -> Report:
    """A slice analysed, with what its mechanisms do and what its plans would change.

    ``compare`` names a second slice by what differs (``language=en``), ``over`` periods to set side by side
    (``2017..2020,2021..2024``). Every analysis has the same weights, projection, seed and number of resamples.
    """
    part = part or Slice()
    second = changed(part, compare) if compare else None
    spans = times(part, over) if over else ()
    parts = [part, *([second] if second else []), *(span for _, span in spans)]
    found = periods(
        evidence, parts, weight=weight, resamples=resamples, seed=seed, projection=projection, roll_up=roll_up
    )
    first, rest = found[0], found[1:]
    seats = project.membership(rolled(take(evidence, part), roll_up or "state"), weight=weight)
    both = compared(evidence, first, rest[0]) if second else None
    over_time = list(zip([title for title, _ in spans], rest[1 if second else 0 :], strict=True))
    return Report(
        first,
        roles(seats, first.clusters),
        overlaps(seats),
        both,
        plans(evidence, first) if planned else None,
        over_time,
    )
