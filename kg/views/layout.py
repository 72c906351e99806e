"""Where nodes stand: a force-directed layout computed once, so that the page opens without moving.

The only module that knows igraph.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import TypeAlias

import igraph

INSIDE, ACROSS = 3.0, 0.15
SPACING = 62.0
"""Pixels square that a node has to itself on average."""
APART = {40: 130.0, 120: 70.0}
"""Least distance in pixels of two nodes, by the number of nodes up to which it holds; ``CLOSE`` beyond."""
CLOSE = 42.0
HUBS = 12
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

Point: TypeAlias = tuple[float, float]


def positions(
    count: int, edges: Sequence[tuple[int, int]], clusters: Sequence[int | None], *, seed: int = 1
) -> list[tuple[int, int]]:
    """Whole-pixel positions of nodes 0 … ``count`` - 1: Fruchterman–Reingold, clusters apart.

    An edge inside a cluster pulls with weight 3, one across with 0.15, and one with an end in no cluster with 1:
    so clusters stand visibly apart while what binds them stays between them. The same input gives the same
    positions: the start is a spiral ordered by cluster and the generator has a fixed seed. Nodes without an edge
    stand in rows below.
    Source: Fruchterman & Reingold, Graph drawing by force-directed placement, 1991.
    """
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    tied = sorted({node for pair in pairs for node in pair})
    place = {node: index for index, node in enumerate(tied)}
    kinds = [clusters[node] for node in tied]
    inner = [(place[a], place[b]) for a, b in pairs]
    least = next((apart for upto, apart in APART.items() if len(tied) <= upto), CLOSE)
    spacing = max(SPACING, 0.9 * least)
    points = _part(_spread(_force(kinds, inner, seed), spacing), least) if tied else []
    found = {node: (round(x), round(y)) for node, (x, y) in zip(tied, points, strict=True)}
    lone = [node for node in range(count) if node not in place]
    below = max((y for _, y in found.values()), default=0) + 2 * SPACING
    width = min(len(lone), max(5, math.ceil(math.sqrt(count) * 1.5)))
    for index, node in enumerate(lone):
        row, column = divmod(index, width)
        found[node] = round((column - (width - 1) / 2) * 2 * SPACING), round(below + row * 2 * SPACING)
    return [found[node] for node in range(count)]


def _force(clusters: Sequence[int | None], pairs: Sequence[tuple[int, int]], seed: int) -> list[Point]:
    order = sorted(range(len(clusters)), key=lambda i: (clusters[i] is None, clusters[i] or 0, i))
    start = [[0.0, 0.0] for _ in clusters]
    for step, node in enumerate(order):
        radius = math.sqrt(step + 1)
        start[node] = [radius * math.cos(step * GOLDEN_ANGLE), radius * math.sin(step * GOLDEN_ANGLE)]
    graph = igraph.Graph(n=len(clusters), edges=pairs)
    weights = [_weight(clusters[a], clusters[b]) for a, b in pairs]
    igraph.set_random_number_generator(random.Random(seed))
    try:
        layout = graph.layout_fruchterman_reingold(weights=weights, seed=start, niter=800)
    finally:
        igraph.set_random_number_generator(random)
    return [(x, y) for x, y in layout.coords]


def _weight(a: int | None, b: int | None) -> float:
    if a is None or b is None:
        return 1.0
    return INSIDE if a == b else ACROSS


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


def _part(points: Sequence[Point], least: float, *, rounds: int = 20) -> list[Point]:
    """Push points closer than ``least`` apart, each by half of what lacks; a few rounds suffice for looks.

    The first ``HUBS`` points are the best ranked, drawn largest, and get half as much again.
    """
    room = [least * (1.5 if i < HUBS else 1.0) / 2 for i in range(len(points))]
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
