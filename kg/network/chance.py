"""Whether a network clusters more than chance would have it, and how many clusters that supports."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb, nan, sqrt
from statistics import mean, pstdev

import igraph
import networkx as nx

from kg.network.cluster import ITERATIONS, Cluster, strength_of
from kg.network.project import Pair, shared

DRAWS, FEWEST, LARGE = 30, 5, 5000
RESOLUTIONS = tuple(0.25 * 2 ** (step / 2) for step in range(9))
SWAPS = 10
Weights = Mapping[Pair, float]


@dataclass(frozen=True, slots=True)
class Division:
    """The best division at one resolution: of how many groups, how good, and how good random networks are there.

    ``modularity``, ``chance`` (mean), ``spread`` (standard deviation) and ``high`` (highest of the random ones) are at
    this ``resolution``. ``labels`` is the group of each node, in the order of the nodes.
    """

    resolution: float
    count: int
    modularity: float
    chance: float
    spread: float
    high: float
    labels: tuple[int, ...]

    @property
    def gap(self) -> float:
        """How much better it is than chance."""
        return self.modularity - self.chance


@dataclass(frozen=True, slots=True)
class Chance:
    """Whether a network clusters more than random ones, and how many clusters stand out.

    ``modularity`` is that of the clusters found, by weighted positive ties; ``best`` is what Leiden reaches on these
    ties, to be held against what it reaches on ``draws`` random networks. ``p`` is the share of these, the real network
    counted with them, that cluster as well. ``divisions`` has one division per number of groups. ``count`` is the
    number of groups that exceeds chance most, 0 when none exceeds all random networks; ``low`` and ``high`` are the
    least and the most groups that do so about as well.
    """

    modularity: float
    best: float
    random_mean: float
    random_high: float
    p: float
    draws: int
    divisions: tuple[Division, ...] = ()
    count: int = 0
    low: int = 0
    high: int = 0


def chance(
    graph: nx.Graph, found: Sequence[Cluster], *, seats: nx.Graph | None = None, draws: int = DRAWS, seed: int = 0
) -> Chance:
    """Whether there is more clustering than chance, and how many clusters that supports.

    Only positive ties count. A random network keeps each actor's number of seats and each mechanism's number of members
    (of ``seats``, a graph of `project.membership`), and each actor's number of other ties: memberships and ties swap
    their ends at random (R. Guimerà, M. Sales-Pardo, L. A. N. Amaral, "Modularity from fluctuations in random graphs
    and complex networks", Physical Review E 70, 025101, 2004; with two kinds of nodes: "Module identification in
    bipartite and directed networks", Physical Review E 76, 036102, 2007). So what a mechanism does by tying all its
    members to each other, it does in them too.

    How many: at several resolutions of modularity (J. Reichardt, S. Bornholdt, "Statistical mechanics of community
    detection", Physical Review E 74, 016110, 2006) the best division is held against those of the random networks; the
    number with the largest gap stands out, and so do those within one standard error of it (the gap statistic:
    R. Tibshirani, G. Walther, T. Hastie, Journal of the Royal Statistical Society B 63, 2001). On large networks fewer
    are drawn, at fewer resolutions.
    """
    nodes, ties = sorted(graph), _positive(graph)
    if not ties:
        return Chance(0.0, 0.0, 0.0, 0.0, 1.0, 0)
    small = len(ties) <= LARGE
    draws = draws if small else max(FEWEST, min(draws, 40 * LARGE // len(ties)))
    resolutions = RESOLUTIONS if small else (0.5, 1.0, 2.0)
    plain = resolutions.index(1.0)
    twins = [_reached(nodes, twin, resolutions, seed) for twin in _twins(ties, seats, draws, seed)]
    divisions = []
    for turn, (labels, value) in enumerate(_reached(nodes, ties, resolutions, seed)):
        others = [twin[turn][1] for twin in twins]
        count = sum(size > 1 for size in Counter(labels).values())
        reached = (value, mean(others), pstdev(others), max(others))
        divisions.append(Division(resolutions[turn], count, *reached, tuple(labels)))
    best, others = divisions[plain], [twin[plain][1] for twin in twins]
    p = (1 + sum(value >= best.modularity - 1e-12 for value in others)) / (1 + draws)
    home = {member: c.number or -at for c in found for at, member in enumerate(c.members)}
    numbers = {label: at for at, label in enumerate(sorted(set(home.values())))}
    own = _graph(nodes, ties).modularity([numbers[home[n]] for n in nodes], weights=list(ties.values()))
    kept: dict[int, Division] = {}
    for division in divisions:
        if division.count and (division.count not in kept or division.gap > kept[division.count].gap):
            kept[division.count] = division
    rows = tuple(kept[count] for count in sorted(kept))
    return Chance(float(own), best.modularity, best.chance, best.high, p, draws, rows, *_standing_out(rows, draws))


def _standing_out(divisions: Sequence[Division], draws: int) -> tuple[int, int, int]:
    """The number of groups that exceeds chance most, the least and the most that do about as well; 0 when none does."""
    above = [d for d in divisions if d.count > 1 and d.modularity > d.high + 1e-9]
    if not above:
        return 0, 0, 0
    best = max(above, key=lambda d: (d.gap, -d.count))
    near = [d.count for d in above if d.gap >= best.gap - best.spread * sqrt(1 + 1 / draws)]
    return best.count, min(near), max(near)


def agreement(one: Sequence[int], other: Sequence[int]) -> float:
    """How far two divisions of the same things agree: 1 for the same, 0 as far as chance has it (adjusted Rand index).

    L. Hubert, P. Arabie, "Comparing partitions", Journal of Classification 2, 1985. Fewer than two things are nan.
    """
    pairs = comb(len(one), 2)
    if not pairs:
        return nan

    def within(sizes: Counter[object]) -> int:
        return sum(comb(size, 2) for size in sizes.values())

    both, mine, theirs = within(Counter(zip(one, other, strict=True))), within(Counter(one)), within(Counter(other))
    expected, most = mine * theirs / pairs, (mine + theirs) / 2
    return (both - expected) / (most - expected) if most != expected else 1.0


def reproduced(division: Division, nodes: Sequence[str], drawn: nx.Graph, *, seed: int = 0) -> float:
    """How far the network of a resample divides as the whole does, on the actors that both know; nan when none."""
    known, ties = sorted(drawn), _positive(drawn)
    [(labels, _)] = _reached(known, ties, (division.resolution,), seed) if ties else [([], 0.0)]
    home = dict(zip(nodes, division.labels, strict=True))
    pairs = [(home[node], label) for node, label in zip(known, labels, strict=False) if node in home]
    return agreement([mine for mine, _ in pairs], [theirs for _, theirs in pairs])


def _positive(graph: nx.Graph) -> dict[Pair, float]:
    """The positive ties, each with its ends in order, and their strengths."""
    ties = ((min(a, b), max(a, b), strength_of(tie)) for a, b, tie in graph.edges(data=True) if a != b)
    return {(a, b): weight for a, b, weight in sorted(ties) if weight > 0}


def _graph(nodes: Sequence[str], ties: Weights) -> igraph.Graph:
    place = {node: i for i, node in enumerate(nodes)}
    return igraph.Graph(len(nodes), [(place[a], place[b]) for a, b in ties])


def _reached(
    nodes: Sequence[str], ties: Weights, resolutions: Sequence[float], seed: int
) -> list[tuple[list[int], float]]:
    """At each resolution the division that one run of Leiden finds, and its modularity there."""
    graph, weights = _graph(nodes, ties), list(ties.values())
    rows = []
    igraph.set_random_number_generator(random.Random(seed))
    try:
        for resolution in resolutions:
            labels = graph.community_leiden(
                objective_function="modularity", weights=weights, resolution=resolution, n_iterations=ITERATIONS
            ).membership
            rows.append((labels, float(graph.modularity(labels, weights=weights, resolution=resolution))))
    finally:
        igraph.set_random_number_generator(random)
    return rows


def _twins(ties: Weights, seats: nx.Graph | None, draws: int, seed: int) -> Iterator[dict[Pair, float]]:
    """Random networks in which each actor keeps its seats and other ties in number, each mechanism its members."""
    hall = seats if seats is not None else nx.Graph()
    clubs = [node for node, side in hall.nodes(data="bipartite") if side and len(hall[node]) > 1]
    held = sorted((member, club) for club in clubs for member in hall[club])
    weight = [hall[member][club]["weight"] for member, club in held]
    by_seats = shared(hall)
    direct = {pair: left for pair, value in ties.items() if (left := value - by_seats.get(pair, 0.0)) > 1e-9}
    draw = random.Random(seed)
    for _ in range(draws):
        moved = nx.Graph()
        for (member, club), value in zip(_swapped(held, draw, ordered=True), weight, strict=True):
            moved.add_node(club, bipartite=1)
            moved.add_node(member, bipartite=0)
            moved.add_edge(member, club, weight=value)
        total = shared(moved)
        for (a, b), value in zip(_swapped(list(direct), draw), direct.values(), strict=True):
            total[min(a, b), max(a, b)] += value
        yield dict(sorted(total.items()))


def _swapped(pairs: Sequence[Pair], draw: random.Random, *, ordered: bool = False) -> list[Pair]:
    """The pairs after `SWAPS` tries each at swapping the second ends of two of them: no loop, no pair twice.

    Unless the two ends are of two kinds (``ordered``), either end of a pair may be the second.
    """
    found = list(pairs)
    present = {frozenset(pair) for pair in found}
    for _ in range(SWAPS * len(found)):
        i, j = draw.randrange(len(found)), draw.randrange(len(found))
        (a, b), (c, d) = found[i], found[j]
        if not ordered and draw.random() < 0.5:
            c, d = d, c
        new = frozenset((a, d)), frozenset((c, b))
        if len({a, b, c, d}) == 4 and present.isdisjoint(new):
            present -= {frozenset((a, b)), frozenset((c, d))}
            present.update(new)
            found[i], found[j] = (a, d), (c, b)
    return found
