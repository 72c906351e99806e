"""The figure of several periods: how actors move between clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from kg.network import Network, moves
from kg.network.comparison import continued
from kg.views.figures.style import Axes, Figure, Names, colour, plain, wrapped, zh

WIDE, GAP = 0.05, 1.6
STEPS = 24
NAMED = 12
SHADE = {"facecolor": "white", "alpha": 0.72, "linewidth": 0, "pad": 1.0}
Seats = dict[str, float]


def alluvial(periods: Sequence[tuple[str, Network]], named: Names, language: str = "en") -> Callable[[], Figure]:
    """How actors move between clusters from period to period: a column of blocks each, a band for each actor.

    A cluster keeps its colour while it continues. Who stands in no cluster in a period has no band to it.
    """

    def draw() -> Figure:
        networks = [network for _, network in periods]
        columns = _columns(networks)
        height = max((_height(column) for column in columns), default=1.0)
        figure, axes = plain(3.0 * len(periods), max(1.6, 0.16 * height))
        colours = _carried(networks)
        seats: list[Seats] = []
        for x, ((title, _), column) in enumerate(zip(periods, columns, strict=True)):
            place, at = {}, 0.0
            side, far = ("right", x - WIDE - 0.03) if x == 0 else ("left", x + WIDE + 0.03)
            for number, members in column:
                tone = colours[x][number]
                axes.fill_between([x - WIDE, x + WIDE], at, at + len(members), color=tone, linewidth=0)
                for member in members:
                    place[member] = at
                    at += 1
                who = [named(m) for m in members[:NAMED]] + (["…"] if len(members) > NAMED else [])
                text = wrapped(("、" if zh(language) else ", ").join(who), 44, language)
                axes.text(
                    far, at - len(members) / 2, text, fontsize=6.5, va="center", ha=side, linespacing=1.15, bbox=SHADE
                )
                at += GAP
            seats.append(place)
            axes.text(x, -1, title, ha="center", va="bottom", fontsize=9)
        for x, (before, after) in enumerate(pairwise(networks)):
            for move in moves(before.clusters, after.clusters):
                if move.first and move.second:
                    ends = seats[x][move.key], seats[x + 1][move.key]
                    _band(axes, x, ends, colours[x][move.first], 0.25 if move.stays else 0.6)
        axes.set_xlim(-0.6, len(periods) - 0.4)
        axes.set_ylim(height, -1)
        axes.set_axis_off()
        return figure

    return draw


def _columns(networks: Sequence[Network]) -> list[list[tuple[int, list[str]]]]:
    """The clusters of each period and their members, ordered so that bands cross little.

    Clusters and members follow the places that their actors had in the period before; in the first, members follow
    the clusters that they go to.
    """
    found: list[list[tuple[int, list[str]]]] = []
    for i, network in enumerate(networks):
        clusters = {c.number: list(c.members) for c in network.clusters if c.number}
        if i:
            before = {m: at for at, m in enumerate(m for _, members in found[-1] for m in members)}
        else:
            before = dict(networks[1].cluster) if len(networks) > 1 else {}
        for members in clusters.values():
            members.sort(key=lambda m: (before.get(m, 1e6), m))

        def middle(
            number: int, clusters: Mapping[int, list[str]] = clusters, before: Mapping[str, float] = before
        ) -> float:
            known = [before[m] for m in clusters[number] if m in before]
            return sum(known) / len(known) if known else 1e6

        order = sorted(clusters, key=lambda n: (middle(n), n) if i else (0.0, n))
        found.append([(n, clusters[n]) for n in order])
    return found


def _height(column: Sequence[tuple[int, Sequence[str]]]) -> float:
    return sum(len(members) + GAP for _, members in column)


def _band(axes: Axes, x: int, ends: tuple[float, float], tone: str, shade: float) -> None:
    """A band of one actor's width that leaves level and arrives level."""
    along = [step / STEPS for step in range(STEPS + 1)]
    rise = [t * t * (3 - 2 * t) for t in along]
    across = [x + WIDE + t * (1 - 2 * WIDE) for t in along]
    top = [ends[0] + (ends[1] - ends[0]) * r for r in rise]
    axes.fill_between(across, top, [y + 0.92 for y in top], color=tone, alpha=shade, linewidth=0)


def _carried(networks: Sequence[Network]) -> list[dict[int, str]]:
    """The colour of each cluster in each period: that of the cluster which it continues, or one not used yet."""
    fresh = iter(range(1, 10**6))
    found: list[dict[int, str]] = []
    for i, network in enumerate(networks):
        became = continued(networks[i - 1].clusters, network.clusters) if i else {}
        numbers = [c.number for c in network.clusters if c.number]
        found.append({n: found[-1][became[n]] if n in became else colour(next(fresh)) for n in numbers})
    return found
