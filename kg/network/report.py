"""The network as a result: measures and clusters with the slice they stand on, and as metrics.csv and clusters.csv."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import networkx as nx

from kg.iris import entity_iri
from kg.model import Entity, Knowledge
from kg.network import cluster, firmness, measure, project
from kg.network.cluster import Chance, Cluster
from kg.network.evidence import Evidence, from_knowledge
from kg.network.firmness import COLUMNS, TIMES, Firm, interval, rounded
from kg.network.project import SEATS, Weight
from kg.network.signed import AGAINST, Balance, balance, signed
from kg.network.slices import Slice, take
from kg.tables import Cell, write_csv

Table = tuple[tuple[str, ...], list[tuple[Cell, ...]]]

METRICS = (
    "entity",
    "key",
    "class",
    "label_zh",
    "label_en",
    *COLUMNS,
    "rank",
    "slice",
    *(f"{column}_{end}" for column in (*COLUMNS, "rank") for end in ("low", "high")),
    "top10",
    "document",
    "rank_without",
    "seed",
    "resamples",
)
CLUSTERS = (
    "cluster",
    "name",
    "entity",
    "key",
    "class",
    "label_zh",
    "label_en",
    "stability",
    "mechanisms",
    "slice",
    "name_zh",
    "support",
    "also",
    "seed",
    "resamples",
)


@dataclass(frozen=True, slots=True)
class Support:
    """What resampling says of the clusters: each member's support, and how many clusters nine of ten resamples show.

    A member's support is the share of the other members, averaged over the resamples that know both, with whom it
    falls into one community.
    """

    members: Mapping[str, float] = field(default_factory=dict)
    low: int = 0
    high: int = 0
    times: int = 0


@dataclass(frozen=True, slots=True)
class Network:
    """Who is central and who stands together, on which slice, and how firm that is.

    ``metrics``: degree, strength, betweenness, pagerank and rank by key, of actors, mechanisms and policies, and
    ``firm`` how firm they are; ``clusters`` with ``cluster`` (number by key) and ``names`` (by number; ``names_zh``);
    ``basis`` says in plain words what the measures and the clusters stand on. Numbers are rounded to six significant
    digits, so that they are the same everywhere.
    """

    metrics: Mapping[str, Mapping[str, float]]
    clusters: tuple[Cluster, ...]
    cluster: Mapping[str, int]
    names: Mapping[int, str]
    basis: tuple[str, str]
    entities: Mapping[str, Entity]
    names_zh: Mapping[int, str]
    basis_zh: tuple[str, str]
    firm: Mapping[str, Firm]
    support: Support
    chance: Chance
    balance: Balance
    resamples: int
    seed: int


def analyse(
    evidence: Evidence,
    *,
    part: Slice | None = None,
    weight: Weight = "claims",
    resamples: int = TIMES,
    seed: int = 0,
    method: cluster.Method = "leiden",
) -> Network:
    """Measures over all actors, mechanisms and policies, and clusters of actors that stand together, of one slice.

    One per claim is the default weight, so that no talkative document makes a centre. Clusters are those of the signed
    network: what two do against each other counts as much as what they do together, so one old agreement does not put
    opponents into one bloc. ``resamples`` says how often documents and sayings are drawn anew for the intervals.
    """
    part = part or Slice()
    taken = take(evidence, part)
    whole = project.everything(taken, weight=weight)
    ranked = firmness.ranking(project.standing(taken), weight=weight, times=resamples, seed=seed)
    rolled = project.rolled(taken)
    sides = signed(rolled, weight=weight, roll_up=False)
    sides.graph["roll_up"] = True
    aligned = friends(sides)
    found = cluster.clusters(aligned, method=method, seed=seed)
    found = cluster.bind(found, project.membership(rolled, weight=weight))
    return Network(
        metrics=ranked.rows,
        clusters=found,
        cluster={member: c.number for c in found if c.number for member in c.members},
        names={c.number: name(c, aligned, evidence.entities) for c in found if c.number},
        basis=_basis(part, whole, sides, ranked.times, seed, "en"),
        entities=evidence.entities,
        names_zh={c.number: name(c, aligned, evidence.entities, "zh") for c in found if c.number},
        basis_zh=_basis(part, whole, sides, ranked.times, seed, "zh"),
        firm=ranked.firm,
        support=support(rolled, found, weight=weight, times=min(resamples, ranked.times), seed=seed),
        chance=cluster.chance(aligned, found, seed=seed),
        balance=balance(sides, seed=seed),
        resamples=ranked.times,
        seed=seed,
    )


def _basis(part: Slice, whole: nx.Graph, sides: nx.Graph, times: int, seed: int, language: str) -> tuple[str, str]:
    """What the measures and what the clusters stand on."""
    zh = language == "zh"
    stop, said = ("；" if zh else "; "), part.words(language)
    drawn = f"区间取自{times}次重抽样（随机种子{seed}）" if zh else f"intervals from {times} resamples (seed {seed})"
    guess = measure.estimated(len(whole), language)
    first = (project.words(whole, language), said, drawn if times else "", guess)
    return stop.join(filter(None, first)), stop.join((project.words(sides, language), said))


def friends(sides: nx.Graph) -> nx.Graph:
    """The actors of a signed network who stand with anybody, and all ties between them."""
    return sides.subgraph([n for n in sides if any(tie["positive"] > 0 for tie in sides[n].values())])


def metrics(graph: nx.Graph) -> dict[str, dict[str, float]]:
    """Degree, strength, betweenness, PageRank and rank of each node of any weighted graph.

    Rank 1 has the highest betweenness; PageRank, then strength, decide between equals; full equals share a rank.
    """
    columns = {name: [rounded(v) for v in values] for name, values in measure.four(measure.ties(graph)).items()}
    columns["rank"] = firmness.ranks(columns)
    return {node: {column: values[i] for column, values in columns.items()} for i, node in enumerate(graph)}


def support(
    evidence: Evidence, found: Sequence[Cluster], *, weight: Weight = "claims", times: int = TIMES, seed: int = 0
) -> Support:
    """How often the members of clusters fall together when documents and sayings are drawn anew.

    ``evidence`` is rolled up already; each resample is clustered by one run of Leiden.
    """
    relevant = tuple(s for s in evidence.statements if s.predicate in (*SEATS, "cooperatesWith", "supports", *AGAINST))
    both: dict[tuple[str, str], int] = defaultdict(int)
    together: dict[tuple[str, str], int] = defaultdict(int)
    counts = []
    for turn, sample in enumerate(firmness.resamples(relevant, times, seed=seed)):
        drawn = Evidence(tuple(relevant[i] for i in sample), evidence.entities)
        label = cluster.quick(friends(signed(drawn, weight=weight, roll_up=False)), seed=seed + turn)
        counts.append(float(sum(size > 1 for size in Counter(label.values()).values())))
        for c in found:
            present = [m for m in c.members if m in label] if c.number else []
            for a in present:
                for b in present:
                    both[a, b] += 1
                    together[a, b] += label[a] == label[b]
    members = {}
    for c in found:
        for a in c.members if c.number and times else ():
            known = [(a, b) for b in c.members if b != a and both[a, b]]
            members[a] = sum(together[pair] / both[pair] for pair in known) / len(known) if known else 0.0
    now = float(sum(c.number > 0 for c in found))
    low, high = interval(counts, now) if counts else (0, 0)
    return Support(members, int(low), int(high), times)


def name(found: Cluster, graph: nx.Graph, entities: Mapping[str, Entity], language: str = "en") -> str:
    """A cluster's name: the two mechanisms that bind it best, or its two strongest members where none does."""
    keys = found.mechanisms[:2]
    if not keys:
        inside = graph.subgraph(found.members)
        strong = {n: rounded(sum(tie.get("positive", tie["weight"]) for tie in inside[n].values())) for n in inside}
        keys = tuple(sorted(found.members, key=lambda k: (-strong[k], k))[:2])
    return ("、" if language.startswith("zh") else ", ").join(entities[key].label(language) for key in keys)


def tables(network: Network) -> dict[str, Table]:
    """Columns and rows of metrics.csv (by rank) and clusters.csv (by cluster, firmest members first)."""
    drawn = (str(network.seed), str(network.resamples))
    measured: list[tuple[Cell, ...]] = []
    for key, row in sorted(network.metrics.items(), key=lambda item: (item[1]["rank"], item[0])):
        firm = network.firm[key]
        ends = [_number(end[column]) for column in (*COLUMNS, "rank") for end in (firm.low, firm.high)]
        leans = (firm.document, _number(firm.without) if firm.without else "")
        numbers = [_number(row[column]) for column in (*COLUMNS, "rank")]
        entity = _entity(network.entities[key])
        measured.append((*entity, *numbers, network.basis[0], *ends, _number(firm.top), *leans, *drawn))
    grouped: list[tuple[Cell, ...]] = []
    times = (drawn[0], str(network.support.times))
    for c in network.clusters:
        rows = zip(c.members, c.stability, c.also or ((),) * len(c.members), strict=True)
        for key, value, also in sorted(rows, key=lambda m: (-rounded(m[1]), m[0])):
            names = network.names.get(c.number, ""), network.names_zh.get(c.number, "")
            sits = _number(value) if c.number else ""
            firm_ = _number(network.support.members[key]) if key in network.support.members else ""
            beside = tuple(str(n) for n in also)
            entity = _entity(network.entities[key])
            first = (str(c.number or ""), names[0], *entity, sits, c.mechanisms, network.basis[1])
            grouped.append((*first, names[1], firm_, beside, *times))
    return {"metrics.csv": (METRICS, measured), "clusters.csv": (CLUSTERS, grouped)}


def write(knowledge: Knowledge, folder: Path, *, part: Slice | None = None, weight: Weight = "claims") -> Network:
    """Analyse a build's knowledge and write metrics.csv and clusters.csv into an existing folder."""
    network = analyse(from_knowledge(knowledge), part=part, weight=weight)
    write_tables(network, folder)
    return network


def write_tables(network: Network, folder: Path) -> None:
    """Write metrics.csv and clusters.csv into an existing folder."""
    for file, (columns, rows) in tables(network).items():
        write_csv(folder / file, columns, rows)


def _entity(entity: Entity) -> tuple[str, str, str, str, str]:
    iri = entity.key if "://" in entity.key else entity_iri(entity.key)
    return iri, entity.key, entity.cls, entity.zh, entity.en


def _number(value: float) -> str:
    """Six digits; nothing for what is not known."""
    return f"{value:.6g}" if value == value else ""
