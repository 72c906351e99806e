"""Where nodes stand: a force-directed layout computed once, so that the page opens without moving.

The only module that knows igraph.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import igraph

INSIDE, ACROSS = 3.0, 0.15
SPACING = 95.0
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def positions(
    count: int, edges: Sequence[tuple[int, int]], clusters: Sequence[int | None], *, seed: int = 1
) -> list[tuple[int, int]]:
    """Whole-pixel positions of nodes 0 … ``count`` - 1: Fruchterman–Reingold, clusters apart.

    An edge inside a cluster pulls with weight 3, one across with 0.15, and one with an end in no cluster with 1:
    so clusters stand visibly apart while what binds them stays between them. The same input gives the same
    positions: the start is a spiral ordered by cluster and the generator has a fixed seed.
    Source: Fruchterman & Reingold, Graph drawing by force-directed placement, 1991.
    """
    if count == 0:
        return []
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    weights = [_weight(clusters[a], clusters[b]) for a, b in pairs]
    largest = 1 + max((c for c in clusters if c is not None), default=0)
    order = sorted(range(count), key=lambda i: (largest if clusters[i] is None else clusters[i], i))
    start = [[0.0, 0.0] for _ in range(count)]
    for step, node in enumerate(order):
        radius = math.sqrt(step + 1)
        start[node] = [radius * math.cos(step * GOLDEN_ANGLE), radius * math.sin(step * GOLDEN_ANGLE)]
    igraph.set_random_number_generator(random.Random(seed))
    try:
        graph = igraph.Graph(n=count, edges=pairs)
        found = graph.layout_fruchterman_reingold(weights=weights, seed=start, niter=800).coords
    finally:
        igraph.set_random_number_generator(random)
    return _spread([(x, y) for x, y in found])


def _weight(a: int | None, b: int | None) -> float:
    if a is None or b is None:
        return 1.0
    return INSIDE if a == b else ACROSS


def _spread(points: list[tuple[float, float]]) -> list[tuple[int, int]]:
    """Centre the points and scale them so that each node has about ``SPACING`` pixels square to itself.

    Distances from the centre beyond the 90th percentile are compressed, or a few stray components would make
    everything else small.
    """
    cx = sum(x for x, _ in points) / len(points)
    cy = sum(y for _, y in points) / len(points)
    radii = sorted(math.hypot(x - cx, y - cy) for x, y in points)
    reach = radii[int(0.9 * (len(radii) - 1))] or 1.0
    scale = SPACING * math.sqrt(len(points)) / 1.6 / reach
    placed = []
    for x, y in points:
        radius = math.hypot(x - cx, y - cy)
        shrink = 1.0 if radius <= reach else (reach + 0.35 * (radius - reach)) / radius
        placed.append((round((x - cx) * scale * shrink), round((y - cy) * scale * shrink)))
    return placed
