"""Which actors stand together: communities that many runs agree on, how firmly each member sits, and what binds it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import networkx as nx

ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Cluster:
    """Actors that stand together, in order, each with its stability, and the mechanisms that bind them, best first.

    Number 0 gathers those that stand in no cluster: tied to others, but to no two runs the same ones.
    """

    number: int
    members: tuple[str, ...]
    stability: tuple[float, ...]
    mechanisms: tuple[str, ...] = ()


def clusters(graph: nx.Graph, *, runs: int = 20, agreement: float = 0.5, seed: int = 0) -> tuple[Cluster, ...]:
    """The communities that at least ``agreement`` of the runs share; largest first, then by their first member.

    Louvain (V. D. Blondel et al., "Fast unfolding of communities in large networks", J. Stat. Mech. P10008, 2008)
    depends on the order in which it visits nodes, so it runs ``runs`` times with seeds counted from ``seed``. Each tie
    then gets as weight the share of runs that put its two ends together, ties below ``agreement`` go, and the runs
    start again on that graph until all agree (A. Lancichinetti, S. Fortunato, "Consensus clustering in complex
    networks", Scientific Reports 2, 336, 2012; on ties alone as in A. Tandon et al., Physical Review E 99, 042301,
    2019). The clusters are the connected parts that remain.

    A member's stability is the share of the first runs, averaged over the other members, in which it sits with them.
    Same graph and seed, same clusters: the nodes are visited by number, so hash order plays no part.
    """
    nodes = sorted(graph)
    place = {node: i for i, node in enumerate(nodes)}
    current = nx.Graph()
    current.add_nodes_from(range(len(nodes)))
    ties = ((*sorted((place[a], place[b])), w) for a, b, w in graph.edges(data="weight") if a != b)
    current.add_weighted_edges_from(sorted(ties))
    first: list[list[int]] = []
    for turn in range(ROUNDS):
        labels = [_louvain(current, seed=seed + turn * runs + run) for run in range(runs)]
        first = first or labels
        shares = {(a, b): sum(label[a] == label[b] for label in labels) / runs for a, b in current.edges}
        current.remove_edges_from([pair for pair, share in shares.items() if share < agreement])
        for a, b in current.edges:
            current[a][b]["weight"] = shares[a, b]
        if all(share in (0, 1) for share in shares.values()):
            break
    parts = sorted((sorted(part) for part in nx.connected_components(current)), key=lambda p: (-len(p), p))
    firm = [part for part in parts if len(part) > 1]
    found = [
        Cluster(number, tuple(nodes[i] for i in part), _stability(part, first)) for number, part in enumerate(firm, 1)
    ]
    alone = sorted(part[0] for part in parts if len(part) == 1)
    if alone:
        found.append(Cluster(0, tuple(nodes[i] for i in alone), (0.0,) * len(alone)))
    return tuple(found)


def bind(found: Sequence[Cluster], membership: nx.Graph) -> tuple[Cluster, ...]:
    """The clusters with the mechanisms that bind them: each mechanism goes to the one it has most members in.

    Ordered by members inside times their share of all members, so a club of four that lies wholly inside comes before
    one of forty with five inside. Fewer than two members inside bind nothing.
    """
    home = {member: c.number for c in found for member in c.members}
    scores: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for club in sorted(node for node, side in membership.nodes(data="bipartite") if side):
        inside = Counter(home[m] for m in membership[club] if home.get(m))
        if inside:
            number, count = min(inside.items(), key=lambda item: (-item[1], item[0]))
            if count > 1:
                score = count * count / len(membership[club])
                scores[number].append((-score, membership.nodes[club]["key"]))
    return tuple(replace(c, mechanisms=tuple(key for _, key in sorted(scores[c.number]))) for c in found)


def _louvain(graph: nx.Graph, *, seed: int) -> list[int]:
    """The community of each node 0, 1, 2, … in one run."""
    label = [0] * len(graph)
    for number, part in enumerate(nx.community.louvain_communities(graph, weight="weight", seed=seed)):
        for node in part:
            label[node] = number
    return label


def _stability(part: Sequence[int], labels: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """For each member, the share of (run, other member) in which both have one label."""
    sizes = [Counter(label[i] for i in part) for label in labels]
    whole = len(labels) * (len(part) - 1)
    return tuple(sum(size[label[i]] - 1 for size, label in zip(sizes, labels, strict=True)) / whole for i in part)
