"""The analysis as tables, and as metrics.csv and clusters.csv: every number with slice, seed and interval."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.iris import entity_iri
from kg.model import Entity, Knowledge
from kg.network.analysis import Network, analyse
from kg.network.evidence import from_knowledge
from kg.network.firmness import COLUMNS, rounded
from kg.network.project import CLUB, Weight
from kg.network.slices import Slice
from kg.tables import Cell, write_csv

Table = tuple[tuple[str, ...], list[tuple[Cell, ...]]]

FIRST, LATER = COLUMNS[:4], COLUMNS[4:]
ENTITY = ("entity", "key", "class", "label_zh", "label_en")


def spread(columns: Iterable[str]) -> tuple[str, ...]:
    """Each column followed by the ends of its interval."""
    return tuple(name for column in columns for name in (column, f"{column}_low", f"{column}_high"))


METRICS = (
    *ENTITY,
    *FIRST,
    "rank",
    "slice",
    *(f"{column}_{end}" for column in (*FIRST, "rank") for end in ("low", "high")),
    "top10",
    "document",
    "rank_without",
    "seed",
    "resamples",
    *spread((*LATER, "family_rank")),
    "first3",
)
CLUSTERS = (
    "cluster",
    "name",
    *ENTITY,
    "stability",
    "mechanisms",
    "slice",
    "name_zh",
    "support",
    "also",
    "seed",
    "resamples",
    "also_share",
    "also_share_low",
    "also_share_high",
)


def tables(network: Network) -> dict[str, Table]:
    """Columns and rows of metrics.csv (by rank) and clusters.csv (by cluster, firmest members first)."""
    return {"metrics.csv": (METRICS, _metrics(network)), "clusters.csv": (CLUSTERS, _clusters(network))}


def write(knowledge: Knowledge, folder: Path, *, part: Slice | None = None, weight: Weight = "claims") -> Network:
    """Analyse a build's knowledge and write metrics.csv and clusters.csv into an existing folder."""
    network = analyse(from_knowledge(knowledge), part=part, weight=weight)
    write_tables(tables(network), folder)
    return network


def write_tables(made: dict[str, Table], folder: Path) -> None:
    """Write tables, by the names of their files, into an existing folder."""
    for file, (columns, rows) in made.items():
        write_csv(folder / file, columns, rows)


def _metrics(network: Network) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    drawn = (str(network.seed), str(network.resamples))
    for key, row in sorted(network.metrics.items(), key=lambda item: (item[1]["rank"], item[0])):
        firm = network.firm[key]
        ends = [number(end[column]) for column in (*FIRST, "rank") for end in (firm.low, firm.high)]
        leans = (firm.document, number(firm.without) if firm.without else "")
        numbers = [number(row[column]) for column in (*FIRST, "rank")]
        later = [number(x[column]) for column in (*LATER, "family_rank") for x in (row, firm.low, firm.high)]
        own = entity(network.entities[key])
        found.append(
            (*own, *numbers, network.basis[0], *ends, number(firm.top), *leans, *drawn, *later, number(firm.first))
        )
    return found


def _clusters(network: Network) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    drawn = network.support
    for c in network.clusters:
        rows = zip(c.members, c.stability, c.also or ((),) * len(c.members), strict=True)
        for key, value, also in sorted(rows, key=lambda m: (-rounded(m[1]), m[0])):
            names = network.names.get(c.number, ""), network.names_zh.get(c.number, "")
            sits = number(value) if c.number else ""
            firm = number(drawn.members[key]) if key in drawn.members else ""
            own = entity(network.entities[key])
            first = (str(c.number or ""), names[0], *own, sits, c.mechanisms, network.basis[1])
            shares = [drawn.also[key, n] for n in also if (key, n) in drawn.also]
            beside = [tuple(number(share[end]) for share in shares) for end in range(3)]
            times = (str(network.seed), str(drawn.times))
            found.append((*first, names[1], firm, tuple(str(n) for n in also), *times, *beside))
    return found


def entity(found: Entity) -> tuple[str, str, str, str, str]:
    """The cells that name an entity: IRI, key, class, labels."""
    key = found.key.removesuffix(CLUB)
    return key if "://" in key else entity_iri(key), found.key, found.cls, found.zh, found.en


def number(value: float) -> str:
    """Six digits; nothing for what is not known."""
    return f"{value:.6g}" if value == value else ""
