"""All tables of an analysis for files and programs: those of the build and signs, numbers, periods, roles, differences.

Every row carries the slice it stands on in words, and the seed and number of resamples behind its intervals.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple

from kg.network import rows, support, words
from kg.network.analysis import Network
from kg.network.comparison import Comparison, Difference
from kg.network.dossier import Report
from kg.network.report import ENTITY, Table, entity, number, spread, tables
from kg.network.roles import Overlap, Role
from kg.tables import Cell

SIGNS = (*ENTITY, "cluster", *spread(support.COLUMNS), "slice", "seed", "resamples")
BALANCE = ("triangles", *spread(("balanced", "frustration")), "ties", "slice", "seed", "resamples")
NUMBERS = (
    "clusters",
    "resolution",
    "modularity",
    "random_mean",
    "random_spread",
    "random_high",
    "reproduced",
    "stands_out",
    "slice",
    "seed",
    "draws",
    "resamples",
)
PERIODS = (
    "period",
    *ENTITY,
    "cluster",
    "name",
    "support",
    "moves",
    "rank",
    "rank_low",
    "rank_high",
    "slice",
    "seed",
    "resamples",
)
ROLES = (*ENTITY, "members", "spread", "only", "joins", "redundant", "slice")
OVERLAPS = ("first", "second", "shared", "jaccard", "slice")
SHIFTS = (
    *ENTITY,
    *(name.format(side) for side in "ab" for name in ("rank_{}", "rank_{}_low", "rank_{}_high", "cluster_{}")),
    "apart",
    "slice_a",
    "slice_b",
    "seed",
    "resamples",
)
DIFFERENCES = ("only_in", "subject", "relation", "object", "modality", "document", "date", "quote", "slice")


def sheets(report: Report) -> dict[str, Table]:
    """Columns and rows of every table that a report can fill, by the name of its file."""
    n = report.network
    found = {**tables(n), **further(n)}
    if report.roles:
        found["roles.csv"] = (ROLES, _roles(report.roles, n))
        found["overlaps.csv"] = (OVERLAPS, _overlaps(report.overlaps, n))
    if report.periods:
        found["periods.csv"] = (PERIODS, _periods(report.periods))
    if report.comparison:
        found["shifts.csv"] = (SHIFTS, _shifts(report.comparison))
        found["differences.csv"] = (DIFFERENCES, _differences(report.comparison))
    if report.plans:
        planned = report.plans.comparison
        drawn = (*report.plans.seats, *report.plans.others)
        found["plans.csv"] = (DIFFERENCES, _only("plans", drawn, planned.second))
    return found


def as_json(report: Report, language: str = "en") -> str:
    """The findings in words and every table as JSON: a list of rows per table, each by column."""
    n = report.network
    made = {
        "slice": n.basis_zh if language.startswith("zh") else n.basis,
        "findings": words.summary(n, language),
        "clusters": [words.gathering(n, number, language) for number in sorted(n.names)],
        "plans": words.planned(report.plans, language) if report.plans else [],
        "tables": {
            file.removesuffix(".csv"): [dict(zip(columns, line, strict=True)) for line in lines]
            for file, (columns, lines) in sheets(report).items()
        },
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def further(network: Network) -> dict[str, Table]:
    """Columns and rows of signs.csv (for and against, by actor), balance.csv and numbers.csv (how many clusters)."""
    drawn = (network.basis[1], str(network.seed), str(network.support.times))
    signs: list[tuple[Cell, ...]] = []
    order = sorted(network.signs.rows.items(), key=lambda row: (-row[1].negative, -row[1].positive, row[0]))
    for key, row in order:
        low, high = network.signs.low[key], network.signs.high[key]
        numbers = zip(support.COLUMNS, astuple(row), strict=True)
        cells = [number(x) for column, value in numbers for x in (value, low[column], high[column])]
        signs.append((*entity(network.entities[key]), str(network.cluster.get(key, "")), *cells, *drawn))
    b, s, chance = network.balance, network.signs, network.chance
    numbers_ = (b.share, *s.share, float(b.frustration), *s.frustration)
    whole: list[tuple[Cell, ...]] = [(str(b.triangles), *map(number, numbers_), str(b.ties), *drawn)]
    counts: list[tuple[Cell, ...]] = []
    for d in chance.divisions:
        held = (
            d.resolution,
            d.modularity,
            d.chance,
            d.spread,
            d.high,
            network.support.divisions.get(d.count, float("nan")),
        )
        out = "yes" if chance.count and chance.low <= d.count <= chance.high else ""
        counts.append((str(d.count), *map(number, held), out, *drawn[:2], str(chance.draws), drawn[2]))
    return {"signs.csv": (SIGNS, signs), "balance.csv": (BALANCE, whole), "numbers.csv": (NUMBERS, counts)}


def _periods(periods: Sequence[tuple[str, Network]]) -> list[tuple[Cell, ...]]:
    moves = rows.moved(periods)
    found: list[tuple[Cell, ...]] = []
    for title, n in periods:
        for key in sorted({*n.metrics, *n.cluster}):
            home, row, firm = n.cluster.get(key, 0), n.metrics.get(key), n.firm.get(key)
            ranks = (row["rank"], firm.low["rank"], firm.high["rank"]) if row and firm else ()
            held = number(n.support.members[key]) if key in n.support.members else ""
            where = (str(home or ""), n.names.get(home, ""), held, "yes" if moves.get(key) else "")
            cells = (*map(number, ranks), *("",) * (3 - len(ranks)))
            drawn = (n.basis[0 if row else 1], str(n.seed), str(n.resamples))
            found.append((title, *entity(n.entities[key]), *where, *cells, *drawn))
    return found


def _roles(roles: Sequence[Role], n: Network) -> list[tuple[Cell, ...]]:
    return [
        (
            *entity(n.entities[r.key]),
            r.members,
            number(r.participation),
            r.only,
            "yes" if r.joins else "",
            "yes" if r.redundant else "",
            n.basis[1],
        )
        for r in roles
    ]


def _overlaps(overlaps: Sequence[Overlap], n: Network) -> list[tuple[Cell, ...]]:
    return [(o.first, o.second, str(o.shared), number(o.jaccard), n.basis[1]) for o in overlaps]


def _shifts(c: Comparison) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    for s in c.shifts:
        cells: list[Cell] = []
        for n, rank in ((c.first, s.first), (c.second, s.second)):
            ends = (n.firm[s.key].low["rank"], n.firm[s.key].high["rank"]) if rank else ()
            cells += [str(rank or ""), *map(number, ends), *("",) * (2 - len(ends)), str(n.cluster.get(s.key, ""))]
        own = entity((c.first if s.first else c.second).entities[s.key])
        drawn = (c.first.basis[0], c.second.basis[0], str(c.first.seed), str(c.first.resamples))
        found.append((*own, *cells, "yes" if s.firm else "", *drawn))
    return found


def _differences(c: Comparison) -> list[tuple[Cell, ...]]:
    return [*_only("a", c.only_first, c.first), *_only("b", c.only_second, c.second)]


def _only(side: str, differences: Sequence[Difference], n: Network) -> list[tuple[Cell, ...]]:
    return [
        (side, s.subject, s.predicate, s.object, s.modality, s.document, s.date, s.quote, n.part.words())
        for d in differences
        for s in d.statements
    ]
