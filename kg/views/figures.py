"""Figures of the network for a paper, as SVG and PNG: the same bytes each time, Chinese labels included.

The only module that knows matplotlib, an optional library (``pip install 'techpolicy-kg[figures]'``).
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx

from kg.model import Problem
from kg.network import Network, moves
from kg.network.comparison import continued

try:
    import matplotlib
    from matplotlib import font_manager
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
except ImportError as error:
    raise Problem("figures need matplotlib", where="figures", cure="pip install 'techpolicy-kg[figures]'") from error

CHINESE = ("Noto Sans CJK", "Source Han Sans", "WenQuanYi", "Microsoft YaHei", "PingFang", "SimHei", "Noto Serif CJK")
TOP, ACTORS, CLUBS = 25, 40, 30
INK, MUTED, BLUE, RED = "#222222", "#8a8a8a", "#3568a8", "#b3432f"
PALETTE = ("#3568a8", "#b3432f", "#4f8a4c", "#b8862b", "#77559b", "#3d8f8f", "#a85583", "#6b6b6b", "#8aa33a", "#5b7fbf")
Names = Callable[[str], str]


def chinese_font() -> str:
    """The name of a font on this machine that has Chinese characters; "" when there is none."""
    known = sorted({font.name for font in font_manager.fontManager.ttflist})
    return next((name for wanted in CHINESE for name in known if name.startswith(wanted)), "")


def write(
    folder: Path,
    network: Network,
    *,
    membership: nx.Graph,
    sides: nx.Graph,
    periods: Sequence[tuple[str, Network]] = (),
    language: str = "en",
) -> tuple[str, ...]:
    """Write ranks, memberships, signs and (of two or more periods) moves as .svg and .png; the names of the files.

    Labels are in ``language``; without a Chinese font they are in English whatever the language, as `chinese_font`
    tells. Each carries its slice in words. ``membership`` and ``sides`` are the graphs of `kg.network.project` and
    `kg.network.signed`.
    """
    tongue = language if chinese_font() else "en"

    def named(key: str) -> str:
        return network.entities[key].label(tongue)

    drawn = {
        "ranks": ranks(network, named, tongue),
        "memberships": memberships(network, membership, named, tongue),
        "signs": signs(network, sides, named, tongue),
    }
    if len(periods) > 1:
        drawn["moves"] = alluvial(periods, named, tongue)
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _style():
            for name, draw in drawn.items():
                figure = draw()
                basis = network.basis_zh if tongue.startswith("zh") else network.basis
                _footed(figure, basis[0 if name == "ranks" else 1], tongue)
                for form, stamp in (("svg", {"Date": None, "Creator": None}), ("png", {"Software": None})):
                    figure.savefig(folder / f"{name}.{form}", metadata=stamp, dpi=200, bbox_inches="tight")
                    made.append(f"{name}.{form}")
    except OSError as error:
        raise Problem("cannot be written", where=str(folder), cure="give a folder that is yours to write") from error
    return tuple(made)


def ranks(network: Network, named: Names, language: str = "en") -> Callable[[], Figure]:
    """The first `TOP` by rank: a dot, and a line that holds nine of ten resamples; the axis is logarithmic."""

    def draw() -> Figure:
        order = sorted(network.metrics, key=lambda k: (network.metrics[k]["rank"], k))[:TOP]
        figure, axes = _plain(7.0, 0.9 + 0.26 * len(order))
        for row, key in enumerate(order):
            firm, rank = network.firm[key], network.metrics[key]["rank"]
            if network.resamples:
                axes.plot([firm.low["rank"], firm.high["rank"]], [row, row], color=BLUE, linewidth=2.2, alpha=0.45)
            axes.plot([rank], [row], "o", color=BLUE, markersize=5)
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.set_xlim(0.85, max(2, len(network.metrics)) * 1.1)
        _labelled(axes, [named(key) for key in order])
        axes.set_xlabel("名次及九成重抽样区间" if _zh(language) else "rank, and where nine of ten resamples put it")
        axes.grid(axis="x", color="#e4e4e4", linewidth=0.6)
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
        figure, axes = _plain(1.8 + 0.27 * len(clubs), 1.8 + 0.24 * len(actors))
        for x, club in enumerate(clubs):
            for y, actor in enumerate(actors):
                if membership.has_edge(actor, club):
                    axes.plot([x], [y], "s", color=_colour(network.cluster.get(actor, 0)), markersize=7)
        _labelled(axes, [named(a) for a in actors])
        _crossed(axes, [named(membership.nodes[c]["key"]) for c in clubs])
        axes.set_xlabel("颜色为集团" if _zh(language) else "coloured by cluster", color=MUTED)
        return figure

    return draw


def signs(network: Network, sides: nx.Graph, named: Names, language: str = "en") -> Callable[[], Figure]:
    """Who stands with whom (blue) and against whom (red), ordered by cluster; the most tied actors."""

    def draw() -> Figure:
        actors = sorted(sides, key=lambda a: (-len(sides[a]), a))[:ACTORS]
        actors.sort(key=lambda a: (network.cluster.get(a, 99), -len(sides[a]), a))
        figure, axes = _plain(2.2 + 0.22 * len(actors), 2.2 + 0.22 * len(actors))
        for y, a in enumerate(actors):
            for x, b in enumerate(actors):
                if sides.has_edge(a, b) and sides[a][b]["sign"]:
                    shade = min(1.0, 0.35 + 0.2 * abs(sides[a][b]["weight"]))
                    axes.plot([x], [y], "s", color=BLUE if sides[a][b]["sign"] > 0 else RED, alpha=shade, markersize=7)
        _labelled(axes, [named(a) for a in actors])
        _crossed(axes, [named(a) for a in actors])
        text = "蓝：合作；红：对立" if _zh(language) else "blue: together; red: against"
        axes.set_xlabel(text, color=MUTED)
        return figure

    return draw


def alluvial(periods: Sequence[tuple[str, Network]], named: Names, language: str = "en") -> Callable[[], Figure]:
    """How actors move between clusters from period to period: a column of blocks each, bands between them."""

    def draw() -> Figure:
        figure, axes = _plain(3.2 * len(periods), 7.0)
        colours = _carried([network for _, network in periods])
        seats: list[dict[str, float]] = []
        join = "、".join if _zh(language) else ", ".join
        for x, (title, network) in enumerate(periods):
            at, place = 0.0, {}
            side, far = ("right", x - 0.08) if x == 0 else ("left", x + 0.08)
            for c in (c for c in network.clusters if c.number):
                start = at
                for member in c.members:
                    place[member] = at
                    at += 1
                axes.fill_between([x - 0.06, x + 0.06], start, at - 0.2, color=colours[x][c.number], linewidth=0)
                who = join([*map(named, c.members[:3]), *(["…"] if len(c.members) > 3 else [])])
                axes.text(far, (start + at) / 2, who, fontsize=7, va="center", ha=side)
                at += 1.5
            seats.append(place)
            axes.text(x, -2, title, ha="center", fontsize=9)
        for x, ((_, before), (_, after)) in enumerate(pairwise(periods)):
            for move in moves(before.clusters, after.clusters):
                if move.first and move.second:
                    ends = [seats[x][move.key] + 0.4, seats[x + 1][move.key] + 0.4]
                    shade = 0.35 if move.stays else 0.9
                    axes.plot([x + 0.06, x + 0.94], ends, color=colours[x][move.first], alpha=shade)
        axes.invert_yaxis()
        axes.set_axis_off()
        return figure

    return draw


def _carried(networks: Sequence[Network]) -> list[dict[int, str]]:
    """The colour of each cluster in each period: that of the cluster which it continues, or one not used yet."""
    fresh = iter(range(1, 10**6))
    found: list[dict[int, str]] = []
    for i, network in enumerate(networks):
        became = continued(networks[i - 1].clusters, network.clusters) if i else {}
        numbers = [c.number for c in network.clusters if c.number]
        found.append({n: found[-1][became[n]] if n in became else _colour(next(fresh)) for n in numbers})
    return found


@contextmanager
def _style() -> Iterator[None]:
    fonts = [name for name in (chinese_font(),) if name]
    settings: Any = {
        "font.family": ["DejaVu Sans", *fonts],
        "font.size": 8,
        "svg.hashsalt": "kg",
        "svg.fonttype": "path",
        "text.parse_math": False,
        "axes.edgecolor": MUTED,
        "text.color": INK,
    }
    with matplotlib.rc_context(settings):
        yield


def _plain(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height))
    axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    return figure, axes


def _labelled(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), [_short(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)


def _crossed(axes: Axes, names: Sequence[str]) -> None:
    axes.set_xticks(range(len(names)), [_short(name) for name in names], rotation=90)
    axes.set_xlim(-0.6, len(names) - 0.4)


def _footed(figure: Figure, text: str, language: str) -> None:
    """The slice in words below the picture, wrapped to its width."""
    width = int(figure.get_figwidth() * (9 if _zh(language) else 16))
    figure.text(0.02, -0.05, "\n".join(textwrap.wrap(text, width)), va="top", fontsize=6.5, color=MUTED)


def _short(name: str, most: int = 44) -> str:
    """A label on one line that leaves room for the picture, without what no font draws."""
    clean = "".join(c if c.isprintable() else " " for c in name)
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


def _colour(number: int) -> str:
    return PALETTE[(number - 1) % len(PALETTE)] if number else MUTED


def _zh(language: str) -> bool:
    return language.startswith("zh")
