"""The figures of one slice: ranks with intervals, memberships by cluster, the signed matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import networkx as nx

from kg.network import Network
from kg.network.findings import family_of
from kg.views.figures.style import (
    BLUE,
    FAINT,
    MUTED,
    RED,
    Axes,
    Figure,
    Names,
    bracketed,
    colour,
    crossed,
    labelled,
    plain,
    zh,
)

TOP, ACTORS, CLUBS = 25, 40, 30
KINDS = {
    "Actor": ("o", "#3568a8", "actors", "行为体"),
    "Mechanism": ("D", "#b8862b", "mechanisms", "机制"),
    "Policy": ("s", "#77559b", "policies", "政策"),
    "Technology": ("^", "#4f8a4c", "technologies", "技术"),
    "": ("o", MUTED, "others", "其他"),
}


def ranks(network: Network, named: Names, language: str = "en") -> Callable[[], Figure]:
    """The first `TOP` by rank: a dot, and a line that holds nine of ten resamples; the axis is logarithmic."""

    def draw() -> Figure:
        order = sorted(network.metrics, key=lambda k: (network.metrics[k]["rank"], k))[:TOP]
        figure, axes = plain(7.0, 0.9 + 0.24 * len(order))
        seen: set[str] = set()
        for row, key in enumerate(order):
            family = family_of(network, key)
            mark, shade, *names = KINDS.get(family, KINDS[""])
            firm, rank = network.firm[key], network.metrics[key]["rank"]
            if network.resamples:
                ends = [firm.low["rank"], firm.high["rank"]]
                axes.plot(ends, [row, row], color=shade, linewidth=2.2, alpha=0.4, solid_capstyle="butt")
            label = names[zh(language)] if family not in seen else None
            axes.plot([rank], [row], mark, color=shade, markersize=5, label=label)
            seen.add(family)
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.set_xlim(0.85, max(2, len(network.metrics)) * 1.1)
        labelled(axes, [named(key) for key in order])
        axes.set_xlabel("名次及九成重抽样区间" if zh(language) else "rank, and where nine of ten resamples put it")
        axes.grid(axis="x", color=FAINT, linewidth=0.6)
        if seen:
            axes.legend(loc="upper right", frameon=False, fontsize=7)
        return figure

    return draw


def memberships(network: Network, membership: nx.Graph, named: Names, language: str = "en") -> Callable[[], Figure]:
    """Actors by mechanisms, both ordered by cluster; the largest mechanisms and their busiest members."""

    def draw() -> Figure:
        clubs = [n for n, side in membership.nodes(data="bipartite") if side]
        clubs = sorted(clubs, key=lambda c: (-len(membership[c]), c))[:CLUBS]
        seats = Counter(m for c in clubs for m in membership[c])
        actors = sorted(seats, key=lambda a: (-seats[a], a))[:ACTORS]
        actors.sort(key=lambda a: (network.cluster.get(a, 99), -seats[a], a))
        shown = set(actors)

        def home(club: str) -> int:
            counts = Counter(network.cluster.get(m, 99) for m in membership[club] if m in shown)
            return min(counts, key=lambda n: (-counts[n], n), default=99)

        clubs.sort(key=lambda c: (home(c), -len(membership[c]), c))
        figure, axes = plain(1.0 + 0.22 * len(clubs), 0.8 + 0.2 * len(actors))
        _ruled(axes, len(clubs), len(actors))
        for x, club in enumerate(clubs):
            for y, actor in enumerate(actors):
                if membership.has_edge(actor, club):
                    axes.plot([x], [y], "s", color=colour(network.cluster.get(actor, 0)), markersize=7)
        labelled(axes, [named(a) for a in actors])
        crossed(axes, [named(membership.nodes[c]["key"]) for c in clubs])
        bracketed(axes, network, actors, len(clubs), language)
        return figure

    return draw


def signs(network: Network, sides: nx.Graph, named: Names, language: str = "en") -> Callable[[], Figure]:
    """Who stands with whom (blue) and against whom (red), ordered by cluster; the most tied actors."""

    def draw() -> Figure:
        actors = sorted(sides, key=lambda a: (-len(sides[a]), a))[:ACTORS]
        actors.sort(key=lambda a: (network.cluster.get(a, 99), -len(sides[a]), a))
        figure, axes = plain(1.0 + 0.2 * len(actors), 1.0 + 0.2 * len(actors))
        _ruled(axes, len(actors), len(actors))
        for y, a in enumerate(actors):
            axes.plot([y], [y], "s", color=FAINT, markersize=7)
            for x, b in enumerate(actors):
                if sides.has_edge(a, b) and sides[a][b]["sign"]:
                    shade = min(1.0, 0.35 + 0.2 * abs(sides[a][b]["weight"]))
                    tone = BLUE if sides[a][b]["sign"] > 0 else RED
                    axes.plot([x], [y], "s", color=tone, alpha=shade, markersize=7, markeredgewidth=0)
        labelled(axes, [named(a) for a in actors])
        crossed(axes, [named(a) for a in actors])
        bracketed(axes, network, actors, len(actors), language)
        text = "蓝：友好；红：对立；越深越强" if zh(language) else "blue: together; red: against; darker is stronger"
        axes.set_xlabel(text, color=MUTED)
        return figure

    return draw


def _ruled(axes: Axes, columns: int, rows: int) -> None:
    """A faint line in every third row and column, to read along."""
    places: Sequence[tuple[Callable[..., object], int]] = ((axes.axvline, columns), (axes.axhline, rows))
    for line, count in places:
        for at in range(0, count, 3):
            line(at, color="#f1f1f1", linewidth=0.7, zorder=0)
