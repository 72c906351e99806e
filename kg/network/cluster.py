"""Which actors stand together: communities that many runs agree on, how firmly each member sits, and what binds it."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import igraph
import networkx as nx

ROUNDS = 10
ALSO = 0.25
HOSTILE = 400
ITERATIONS = 10
"""Passes of Leiden at most: where sums of floating numbers differ in the last bit, no change may never come."""
Method = Literal["leiden", "louvain"]
Tie = tuple[int, int, float, float]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Actors that stand together, in order, each with its stability, and the mechanisms that bind them, best first.

    Number 0 gathers those that stand in no cluster: tied to others, but to no two runs the same ones. ``also`` names
    for each member the numbers of other clusters in which it sits with `ALSO` or more of its ties; empty if none does.
    ``seatless`` are the members with no seat in these mechanisms, whom other ties bring here.
    """

    number: int
    members: tuple[str, ...]
    stability: tuple[float, ...]
    mechanisms: tuple[str, ...] = ()
    also: tuple[tuple[int, ...], ...] = ()
    seatless: tuple[str, ...] = ()


def clusters(
    graph: nx.Graph,
    *,
    method: Method = "leiden",
    runs: int = 20,
    agreement: float = 0.5,
    resolution: float = 1.0,
    seed: int = 0,
) -> tuple[Cluster, ...]:
    """The communities that at least ``agreement`` of the runs share; largest first, then by their first member.

    A run is Leiden (V. A. Traag, L. Waltman, N. J. van Eck, "From Louvain to Leiden", Scientific Reports 9, 5233,
    2019) or Louvain (V. D. Blondel et al., "Fast unfolding of communities in large networks", J. Stat. Mech. P10008,
    2008) for the modularity at ``resolution``. Ties with an attribute ``negative`` count against sitting together;
    both kinds are measured against chance (V. A. Traag, J. Bruggeman, "Community detection in networks with positive
    and negative links", Physical Review E 80, 036115, 2009), negative ones in full where more than `HOSTILE` nodes
    have any. Louvain knows friends only and leaves them out.

    Runs depend on the order in which they visit nodes, so there are ``runs`` of them with seeds counted from ``seed``.
    Each tie then gets as weight the share of runs that put its two ends together (apart, for a negative one), positive
    ties below ``agreement`` go, and the runs start again on that graph until all agree (A. Lancichinetti, S. Fortunato,
    "Consensus clustering in complex networks", Scientific Reports 2, 336, 2012; on ties alone as in A. Tandon et al.,
    Physical Review E 99, 042301, 2019). The clusters are the connected parts that remain.

    A member's stability is the share of the first runs, averaged over the other members, in which it sits with them.
    Same graph and seed, same clusters: the nodes are visited by number, so hash order plays no part.
    """
    nodes = sorted(graph)
    current = ties_of(graph, nodes)
    first: list[list[int]] = []
    for turn in range(ROUNDS):
        at = seed + turn * runs
        labels = [run(len(nodes), current, method=method, resolution=resolution, seed=at + i) for i in range(runs)]
        first = first or labels
        shares = [sum(label[a] == label[b] for label in labels) / runs for a, b, *_ in current]
        current = [
            (a, b, share if positive and share >= agreement else 0.0, 1 - share if negative else 0.0)
            for (a, b, positive, negative), share in zip(current, shares, strict=True)
            if (positive and share >= agreement) or negative
        ]
        if all(share in (0, 1) for share in shares):
            break
    bonds = igraph.Graph(len(nodes), [(a, b) for a, b, positive, _ in current if positive])
    parts = sorted((sorted(part) for part in bonds.connected_components()), key=lambda p: (-len(p), p))
    firm = [part for part in parts if len(part) > 1]
    found = [
        Cluster(number, tuple(nodes[i] for i in part), _stability(part, first)) for number, part in enumerate(firm, 1)
    ]
    alone = sorted(part[0] for part in parts if len(part) == 1)
    if alone:
        found.append(Cluster(0, tuple(nodes[i] for i in alone), (0.0,) * len(alone)))
    return _overlapping(found, graph)


def run(
    size: int, ties: Sequence[Tie], *, method: Method = "leiden", resolution: float = 1.0, seed: int = 0
) -> list[int]:
    """The community of each node 0, 1, 2, … in one run over ties with a positive and a negative strength."""
    friends = [(a, b, positive) for a, b, positive, _ in ties if positive]
    if not friends:
        return list(range(size))
    if method == "louvain":
        graph = nx.Graph()
        graph.add_nodes_from(range(size))
        graph.add_weighted_edges_from(friends)
        label = [0] * size
        found = nx.community.louvain_communities(graph, weight="weight", resolution=resolution, seed=seed)
        for number, part in enumerate(found):
            for node in part:
                label[node] = number
        return label
    strength = [0.0] * size
    for a, b, positive in friends:
        strength[a] += positive
        strength[b] += positive
    pull = _expected_enmity(size, ties, resolution)
    for a, b, positive, negative in ties:
        pull[a, b] = pull.get((a, b), 0.0) + positive - negative
    twin = igraph.Graph(size, list(pull))
    igraph.set_random_number_generator(random.Random(seed))
    try:
        leiden = twin.community_leiden(
            objective_function="CPM",
            weights=list(pull.values()),
            node_weights=strength,
            resolution=resolution / sum(strength),
            n_iterations=ITERATIONS,
        )
    finally:
        igraph.set_random_number_generator(random)
    membership: list[int] = leiden.membership
    return membership


def _expected_enmity(size: int, ties: Sequence[Tie], resolution: float) -> dict[tuple[int, int], float]:
    """How much enmity chance would put between two nodes that have enemies, while there are at most `HOSTILE` such."""
    against = [0.0] * size
    for a, b, _, negative in ties:
        against[a] += negative
        against[b] += negative
    hostile = [node for node, value in enumerate(against) if value]
    if len(hostile) > HOSTILE:
        return {}
    scale = resolution / (sum(against) or 1.0)
    return {(a, b): against[a] * against[b] * scale for a, b in combinations(hostile, 2)}


def quick(graph: nx.Graph, *, seed: int = 0) -> dict[str, int]:
    """The community of each node in one run of Leiden, for those who cluster many resamples."""
    nodes = sorted(graph)
    return dict(zip(nodes, run(len(nodes), ties_of(graph, nodes), seed=seed), strict=True))


def bind(found: Sequence[Cluster], membership: nx.Graph) -> tuple[Cluster, ...]:
    """The clusters with the mechanisms that bind them: each mechanism goes to the one it has most members in.

    Ordered by members inside times their share of all members, so a club of four that lies wholly inside comes before
    one of forty with five inside. Fewer than two members inside bind nothing.
    """
    home = {member: c.number for c in found for member in c.members}
    scores: dict[int, list[tuple[float, str]]] = defaultdict(list)
    seated: dict[int, set[str]] = defaultdict(set)
    for club in sorted(node for node, side in membership.nodes(data="bipartite") if side):
        inside = Counter(home[m] for m in membership[club] if home.get(m))
        if inside:
            number, count = min(inside.items(), key=lambda item: (-item[1], item[0]))
            if count > 1:
                score = count * count / len(membership[club])
                scores[number].append((-score, membership.nodes[club]["key"]))
                seated[number].update(membership[club])
    return tuple(
        replace(
            c,
            mechanisms=tuple(key for _, key in sorted(scores[c.number])),
            seatless=tuple(m for m in c.members if m not in seated[c.number]) if scores[c.number] else (),
        )
        for c in found
    )


def ties_of(graph: nx.Graph, nodes: Sequence[str]) -> list[Tie]:
    """Each tie once, in order, with its positive and negative strength."""
    place = {node: i for i, node in enumerate(nodes)}
    found = []
    for a, b, tie in graph.edges(data=True):
        if a != b:
            i, j = sorted((place[a], place[b]))
            found.append((i, j, strength_of(tie), float(tie.get("negative", 0.0))))
    return sorted(found)


def _stability(part: Sequence[int], labels: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """For each member, the share of (run, other member) in which both have one label."""
    sizes = [Counter(label[i] for i in part) for label in labels]
    whole = len(labels) * (len(part) - 1)
    return tuple(sum(size[label[i]] - 1 for size, label in zip(sizes, labels, strict=True)) / whole for i in part)


def _overlapping(found: Sequence[Cluster], graph: nx.Graph) -> tuple[Cluster, ...]:
    """The clusters with those that each member sits in besides, by its share of positive strength there.

    One friend in a cluster does not make a member of it; where an actor stands against it with more strength than with
    it, it does not sit in it.
    """
    home = {member: c.number for c in found for member in c.members}

    def also(member: str, own: int) -> tuple[int, ...]:
        friends: Counter[int] = Counter()
        net: dict[int, float] = defaultdict(float)
        for other, tie in graph[member].items():
            if other != member:
                positive = strength_of(tie)
                friends[home[other]] += positive > 0
                net[home[other]] += positive - tie.get("negative", 0.0)
        beside = (n for n, share in belonging(member, home, graph).items() if n not in (0, own) and share >= ALSO)
        return tuple(sorted(n for n in beside if friends[n] > 1 and net[n] > 0))

    beside = [tuple(also(m, c.number) if c.number else () for m in c.members) for c in found]
    return tuple(replace(c, also=sits if any(sits) else ()) for c, sits in zip(found, beside, strict=True))


def belonging(member: str, home: Mapping[str, int], graph: nx.Graph) -> dict[int, float]:
    """The share of an actor's positive strength that goes to the members of each cluster (0: to those in none).

    After the belonging coefficients of V. Nicosia et al., "Extending the definition of modularity to directed graphs
    with overlapping communities", J. Stat. Mech. P03024, 2009: they sum to 1.
    """
    pull: dict[int, float] = defaultdict(float)
    for other, tie in graph[member].items() if member in graph else ():
        if other != member:
            pull[home.get(other, 0)] += strength_of(tie)
    whole = sum(pull.values())
    return {number: value / whole for number, value in sorted(pull.items())} if whole else {}


def strength_of(tie: Mapping[str, float]) -> float:
    """The positive strength of a tie, which in a graph without signs is its weight."""
    return float(tie["positive"] if "positive" in tie else tie.get("weight", 1.0))
