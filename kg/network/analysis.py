"""The analysis: one slice of the evidence measured, clustered and set against resamples and chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx

from kg.model import Entity
from kg.network import chance, cluster, firmness, measure, project, projections
from kg.network.chance import Chance
from kg.network.cluster import Cluster
from kg.network.evidence import Evidence, Statement
from kg.network.firmness import TIMES, Firm, rounded
from kg.network.project import CLUB, Weight
from kg.network.rollup import RollUp, rolled
from kg.network.signed import Balance, balance, signed
from kg.network.slices import Slice, take
from kg.network.support import Signs, Support, friends, support
from kg.schema import default as default_schema


@dataclass(frozen=True, slots=True)
class Network:
    """Who is central and who stands together, on which slice, and how firm that is.

    ``metrics``: the measures of `kg.network.firmness.COLUMNS` and the rank by key, of the nodes of ``projection``
    (actors, mechanisms and policies, if it is "everything"), and ``firm`` how firm they are; ``clusters`` with
    ``cluster`` (number by key) and ``names`` (by number; ``names_zh``); ``signs`` how each actor stands for and
    against others; ``basis`` says in plain words what the measures and the clusters stand on. Numbers are rounded to
    six significant digits, so that they are the same everywhere.
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
    signs: Signs
    resamples: int
    seed: int
    part: Slice
    projection: str
    weight: Weight
    roll_up: RollUp


def analyse(
    evidence: Evidence,
    *,
    part: Slice | None = None,
    weight: Weight = "claims",
    resamples: int = TIMES,
    seed: int = 0,
    method: cluster.Method = "leiden",
    projection: str = projections.DEFAULT,
    roll_up: RollUp | None = None,
) -> Network:
    """Measures over the nodes of a projection, and clusters of actors that stand together, of one slice.

    One per claim is the default weight, so that no talkative document makes a centre. Clusters are those of the signed
    network whatever the ``projection``: what two do against each other counts as much as what they do together, so one
    old agreement does not put opponents into one bloc. ``roll_up`` (`kg.network.rollup`) holds for measures and
    clusters; by default each projection has its own, and clusters count officials as their state. ``resamples`` says
    how often documents and sayings are drawn anew for the intervals.
    """
    part = part or Slice()
    taken = take(evidence, part)
    own = roll_up or projections.named(projection).roll_up
    counted = rolled(taken, own)
    whole = projections.graph(counted, projection, weight=weight)
    whole.graph["roll_up"] = own

    def draw(sample: Sequence[Statement]) -> nx.Graph:
        drawn = Evidence(tuple(sample), evidence.entities)
        return projections.measured(projections.graph(drawn, projection, weight=weight))

    ranked = firmness.ranking(
        projections.relevant(counted, projection),
        weight=weight,
        times=resamples,
        seed=seed,
        draw=None if projection == projections.DEFAULT else draw,
        families=families(evidence.entities, whole),
    )
    blocs = rolled(taken, roll_up or "state")
    sides = signed(blocs, weight=weight, roll_up="none")
    sides.graph["roll_up"] = roll_up or "state"
    aligned = friends(sides)
    seats = project.membership(blocs, weight=weight)
    found = cluster.bind(cluster.clusters(aligned, method=method, seed=seed), seats)
    held = chance.chance(aligned, found, seats=seats, seed=seed)
    times = min(resamples, ranked.times) if ranked.rows else resamples
    drawn, signs = support(blocs, found, sides, held, weight=weight, times=times, seed=seed)
    entities = {**evidence.entities, **_clubs(whole, evidence.entities)}
    return Network(
        metrics=ranked.rows,
        clusters=found,
        cluster={member: c.number for c in found if c.number for member in c.members},
        names={c.number: name(c, aligned, entities) for c in found if c.number},
        basis=_basis(part, whole, sides, ranked.times, seed, "en"),
        entities=entities,
        names_zh={c.number: name(c, aligned, entities, "zh") for c in found if c.number},
        basis_zh=_basis(part, whole, sides, ranked.times, seed, "zh"),
        firm=ranked.firm,
        support=drawn,
        chance=held,
        balance=balance(sides, seed=seed),
        signs=signs,
        resamples=ranked.times,
        seed=seed,
        part=part,
        projection=projection,
        weight=weight,
        roll_up=own,
    )


def _basis(part: Slice, whole: nx.Graph, sides: nx.Graph, times: int, seed: int, language: str) -> tuple[str, str]:
    """What the measures and what the clusters stand on."""
    zh = language == "zh"
    stop, said = ("；" if zh else "; "), part.words(language)
    drawn = f"区间取自{times}次重抽样（随机种子{seed}）" if zh else f"intervals from {times} resamples (seed {seed})"
    drawn = drawn if times else ("无区间" if zh else "without intervals")
    guess = measure.estimated(len(whole), language)
    only = "仅就友好关系度量" if zh else "measured on the ties for each other"
    only = only if whole.graph["projection"] == "signed" else ""
    return (
        stop.join(filter(None, (project.words(whole, language), only, said, drawn, guess))),
        stop.join((project.words(sides, language), said, drawn)),
    )


def _clubs(graph: nx.Graph, entities: Mapping[str, Entity]) -> dict[str, Entity]:
    """Entities for the nodes of clubs that are actors as well, named as what they are there."""
    return {
        node: replace(
            (e := entities[node.removesuffix(CLUB)]),
            key=node,
            en=f"{e.label('en')} (as a club)",
            zh=f"{e.label('zh')}（成员）",
        )
        for node in graph
        if node not in entities
    }


def families(entities: Mapping[str, Entity], whole: nx.Graph) -> dict[str, str]:
    """The family (Actor, Mechanism, Policy, …) as which each node stands in a graph."""
    schema = default_schema()
    return {node: schema.family(entities[node].cls) if node in entities else "Mechanism" for node in whole}


def metrics(graph: nx.Graph) -> dict[str, dict[str, float]]:
    """All measures and the rank of each node of any weighted graph.

    Rank 1 has the highest betweenness; PageRank, then strength, decide between equals; full equals share a rank.
    """
    columns = {name: [rounded(v) for v in values] for name, values in measure.suite(measure.ties(graph)).items()}
    columns["rank"] = columns["family_rank"] = firmness.ranks(columns)
    return {node: {column: values[i] for column, values in columns.items()} for i, node in enumerate(graph)}


def name(found: Cluster, graph: nx.Graph, entities: Mapping[str, Entity], language: str = "en") -> str:
    """A cluster's name: the two mechanisms that bind it best, or its two strongest members where none does."""
    keys = found.mechanisms[:2]
    if not keys:
        inside = graph.subgraph(found.members)
        strong = {n: rounded(sum(tie.get("positive", tie["weight"]) for tie in inside[n].values())) for n in inside}
        keys = tuple(sorted(found.members, key=lambda k: (-strong[k], k))[:2])
    return ("、" if language.startswith("zh") else ", ").join(entities[key].label(language) for key in keys)
