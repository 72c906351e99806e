"""Where nodes stand: a force-directed layout computed once, so that the page opens without moving.

Clusters first: who stands together is laid out by itself, as an island; then the islands are laid out by what binds
them. One layout of all at once, however weighted, pulls every cluster into its hub and shows none.

The only module that knows igraph.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import igraph

INSIDE, ACROSS, BOUND = 3.0, 0.15, 10.0
SPACING = 62.0
"""Pixels between rows of nodes without ties, half of them."""
APART = {40: 130.0, 120: 70.0}
"""Least distance in pixels of two nodes, by the number of nodes up to which it holds; ``CLOSE`` beyond."""
CLOSE = 42.0
HUBS = 12
SHORE = 60.0
"""Least pixels between islands; all but the outer tenth of an island keeps to its disc."""
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

Point: TypeAlias = tuple[float, float]
Pairs: TypeAlias = Sequence[tuple[int, int]]


def positions(
    count: int, edges: Sequence[tuple[int, int]], clusters: Sequence[int | None], *, seed: int = 1
) -> list[tuple[int, int]]:
    """Whole-pixel positions of nodes 0 … ``count`` - 1: islands by Fruchterman–Reingold, and islands among themselves.

    The same input gives the same positions: starts are spirals and the generator has a fixed seed. Nodes without an
    edge stand in rows below.
    Source: Fruchterman & Reingold, Graph drawing by force-directed placement, 1991.
    """
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    tied = sorted({node for pair in pairs for node in pair})
    place = {node: index for index, node in enumerate(tied)}
    inner = [(place[a], place[b]) for a, b in pairs]
    points = _islands(_groups([clusters[node] for node in tied], inner, seed), inner, seed) if tied else []
    found = {node: (round(x), round(y)) for node, (x, y) in zip(tied, points, strict=True)}
    lone = [node for node in range(count) if node not in place]
    below = max((y for _, y in found.values()), default=0) + 2 * SPACING
    width = min(len(lone), max(5, math.ceil(math.sqrt(count) * 1.5)))
    for index, node in enumerate(lone):
        row, column = divmod(index, width)
        found[node] = round((column - (width - 1) / 2) * 2 * SPACING), round(below + row * 2 * SPACING)
    return [found[node] for node in range(count)]


def _groups(clusters: Sequence[int | None], pairs: Pairs, seed: int) -> list[list[int]]:
    """Who shares an island, largest first: clusters as given, each with the nodes that belong to its community.

    Communities are found on all ties, where an edge inside a cluster pulls with weight 3 and one across with 0.15;
    members of a cluster are bound to its first. A community without any cluster is an island of its own.
    Source: Traag, Waltman & van Eck, From Louvain to Leiden, 2019.
    """
    leader: dict[int, int] = {}
    ties = [(pair, _weight(clusters[pair[0]], clusters[pair[1]])) for pair in pairs]
    for node, number in enumerate(clusters):
        if number is not None and leader.setdefault(number, node) != node:
            ties.append(((leader[number], node), BOUND))
    graph = igraph.Graph(n=len(clusters), edges=[pair for pair, _ in ties])
    with _seeded(seed):
        found = graph.community_leiden(objective_function="modularity", weights=[w for _, w in ties], n_iterations=-1)
    members: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, community in enumerate(found):
        most = Counter(clusters[i] for i in community if clusters[i] is not None).most_common(1)
        for i in community:
            own = clusters[i] if clusters[i] is not None else most[0][0] if most else None
            members[(0, own) if own is not None else (1, number)].append(i)
    return sorted((sorted(group) for group in members.values()), key=lambda group: (-len(group), group))


def _weight(a: int | None, b: int | None) -> float:
    if a is None or b is None:
        return 1.0
    return INSIDE if a == b else ACROSS


def _islands(groups: Sequence[Sequence[int]], pairs: Pairs, seed: int) -> list[Point]:
    """Each group laid out by itself, then the groups as discs that do not overlap, near those they have ties with."""
    count = sum(map(len, groups))
    least = next((apart for upto, apart in APART.items() if count <= upto), CLOSE)
    spacing = 0.9 * least
    room = [least * (1.5 if node < HUBS else 1.0) / 2 for node in range(count)]
    home = {node: number for number, group in enumerate(groups) for node in group}
    inside: list[list[tuple[int, int]]] = [[] for _ in groups]
    across: Counter[tuple[int, int]] = Counter()
    at = {node: index for group in groups for index, node in enumerate(group)}
    for a, b in pairs:
        if home[a] == home[b]:
            inside[home[a]].append((at[a], at[b]))
        else:
            across[min(home[a], home[b]), max(home[a], home[b])] += 1
    drawn = []
    for group, ties in zip(groups, inside, strict=True):
        points = _spread(_force(len(group), ties, [1.0] * len(ties), seed), spacing)
        drawn.append(_part(points, [room[node] for node in group]))
    shore = max(SHORE, 1.5 * least) / 2
    reach = [sorted(math.hypot(x, y) for x, y in points)[int(0.9 * (len(points) - 1))] + shore for points in drawn]
    centres = _moored(reach, across, seed)
    found: dict[int, Point] = {}
    for number, (group, points) in enumerate(zip(groups, drawn, strict=True)):
        cx, cy = centres[number]
        turn = _turn(points, [(at[n], centres[home[m]]) for n, m in _outward(pairs, home, number)], (cx, cy))
        for node, (x, y) in zip(group, points, strict=True):
            found[node] = cx + x * turn[0] - y * turn[1], cy + x * turn[1] + y * turn[0]
    return _part([found[node] for node in range(count)], room)


def _outward(pairs: Pairs, home: Mapping[int, int], number: int) -> Iterator[tuple[int, int]]:
    """The ties of a group to others, its own node first."""
    for a, b in pairs:
        if home[a] != home[b] and number in (home[a], home[b]):
            yield (a, b) if home[a] == number else (b, a)


def _turn(points: Sequence[Point], ties: Sequence[tuple[int, Point]], centre: Point) -> Point:
    """The rotation (cosine, sine) that turns the nodes of an island towards the islands they have ties with.

    Of all rotations it makes the sum of squared lengths least: the angle between the nodes and where they are drawn to.
    """
    dot = cross = 0.0
    for index, (x, y) in ties:
        px, py = points[index]
        dot += px * (x - centre[0]) + py * (y - centre[1])
        cross += px * (y - centre[1]) - py * (x - centre[0])
    size = math.hypot(dot, cross)
    return (dot / size, cross / size) if size > 1e-9 else (1.0, 0.0)


def _moored(
    reach: Sequence[float], across: Mapping[tuple[int, int], int], seed: int, *, rounds: int = 300
) -> list[Point]:
    """Centres of discs that do not overlap: drawn to the middle and to those they have ties with, then pushed apart."""
    ties = sorted(across)
    start = _force(len(reach), ties, [math.sqrt(across[tie]) for tie in ties], seed)
    span = max(1e-9, *(math.hypot(x, y) for x, y in start))
    scale = 1.5 * math.sqrt(sum(r * r for r in reach)) / span
    xs, ys = [x * scale for x, _ in start], [y * scale for _, y in start]
    for turn in range(rounds):
        pull = 0.05 * (1 - turn / rounds)
        for i in range(len(xs)):
            xs[i], ys[i] = xs[i] * (1 - pull), ys[i] * (1 - pull)
        for a, b in ties:
            strength = pull * across[a, b] / (across[a, b] + 10)
            dx, dy = (xs[b] - xs[a]) * strength, (ys[b] - ys[a]) * strength
            still = reach[a] ** 2 / (reach[a] ** 2 + reach[b] ** 2)  # the larger moves less
            xs[a], ys[a] = xs[a] + dx * (1 - still), ys[a] + dy * (1 - still)
            xs[b], ys[b] = xs[b] - dx * still, ys[b] - dy * still
        moved = _part(list(zip(xs, ys, strict=True)), reach, rounds=10)
        xs, ys = [x for x, _ in moved], [y for _, y in moved]
    return _part(list(zip(xs, ys, strict=True)), reach, rounds=200)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    igraph.set_random_number_generator(random.Random(seed))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def _force(count: int, pairs: Pairs, weights: Sequence[float], seed: int) -> list[Point]:
    """Fruchterman–Reingold from a spiral, centred."""
    start = [
        [math.sqrt(k + 1) * math.cos(k * GOLDEN_ANGLE), math.sqrt(k + 1) * math.sin(k * GOLDEN_ANGLE)]
        for k in range(count)
    ]
    graph = igraph.Graph(n=count, edges=pairs)
    with _seeded(seed):
        points = graph.layout_fruchterman_reingold(weights=weights or None, seed=start, niter=800).coords
    cx, cy = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    return [(x - cx, y - cy) for x, y in points]


def _spread(points: Sequence[Point], spacing: float) -> list[Point]:
    """Centre the points and scale them so that each has about ``spacing`` pixels square to itself.

    Distances from the centre beyond the 90th percentile are compressed, or a few stray components would make
    everything else small.
    """
    cx = sum(x for x, _ in points) / len(points)
    cy = sum(y for _, y in points) / len(points)
    radii = sorted(math.hypot(x - cx, y - cy) for x, y in points)
    reach = radii[int(0.9 * (len(radii) - 1))] or 1.0
    scale = spacing * math.sqrt(len(points)) / 1.6 / reach
    placed = []
    for x, y in points:
        radius = math.hypot(x - cx, y - cy)
        shrink = scale if radius <= reach else scale * (reach + 0.35 * (radius - reach)) / radius
        placed.append(((x - cx) * shrink, (y - cy) * shrink))
    return placed


def _part(points: Sequence[Point], room: Sequence[float], *, rounds: int = 20) -> list[Point]:
    """Push points apart that stand closer than their rooms add up to, each by half of what lacks."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    for _ in range(rounds):
        moved = False
        for i in range(len(xs)):
            for j in range(i):
                dx, dy = xs[i] - xs[j], ys[i] - ys[j]
                need = room[i] + room[j]
                if abs(dx) >= need or abs(dy) >= need:
                    continue
                distance = math.hypot(dx, dy)
                if distance >= need:
                    continue
                moved = True
                if distance < 1e-6:
                    dx, dy, distance = math.cos(i * GOLDEN_ANGLE), math.sin(i * GOLDEN_ANGLE), 1.0
                push = (need - distance) / 2 / distance
                xs[i], ys[i] = xs[i] + dx * push, ys[i] + dy * push
                xs[j], ys[j] = xs[j] - dx * push, ys[j] - dy * push
        if not moved:
            break
    return list(zip(xs, ys, strict=True))
