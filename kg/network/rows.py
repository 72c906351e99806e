"""Short tables for reading, in English or Chinese: heads and rows of text, each score beside its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from itertools import pairwise

from kg.network import support
from kg.network.analysis import Network
from kg.network.comparison import Comparison, moves
from kg.network.findings import gathering
from kg.network.roles import Overlap, Role

SHOWN = 20
Rows = tuple[Sequence[str], Sequence[Sequence[str]]]
MEASURES = ("strength", "pagerank", "closeness", "eigenvector", "core", "constraint")


def ranked(network: Network, count: int = SHOWN, language: str = "en") -> Rows:
    """The first entities by rank, each score with its interval."""
    heads = _heads(
        language,
        "rank|interval|entity|betweenness|interval|degree|interval|first ten|leans on",
        "名次|区间|实体|中介中心性|区间|度|区间|列前十|倚重文献",
    )
    return heads, [tuple(_scores(network, key, language)) for key in _best(network, count)]


def measured(network: Network, count: int = SHOWN, language: str = "en") -> Rows:
    """The other measures of the first entities by rank, each with its interval."""
    heads = _heads(
        language,
        "entity|strength|PageRank|closeness|eigenvector|core number|constraint",
        "实体|强度|PageRank|接近中心性|特征向量中心性|核数|约束",
    )
    rows = []
    for key in _best(network, count):
        row, firm = network.metrics[key], network.firm[key]
        cells = [between(row[c], firm.low[c], firm.high[c]) for c in MEASURES]
        rows.append((network.entities[key].label(language), *cells))
    return heads, rows


def grouped(network: Network, language: str = "en") -> Rows:
    """The clusters with their members and how far runs and resamples agree on them."""
    heads = _heads(
        language, "cluster|name|members|runs agree|resamples agree", "集团|名称|成员|运行一致度|重抽样一致度"
    )
    rows: list[Sequence[str]] = []
    for g in (gathering(network, c) for c in network.clusters if c.number):
        who = _comma(language).join(network.entities[m].label(language) for m in g.members)
        name = g.name_zh if _zh(language) else g.name
        drawn = f"{g.resamples:.0%}" if g.resamples == g.resamples else ""
        rows.append((str(g.number), name, who, f"{g.runs:.0%}", drawn))
    return heads, rows


def sided(network: Network, count: int = SHOWN, language: str = "en") -> Rows:
    """With how many each actor stands, against how many, and how balanced its triangles are."""
    heads = _heads(
        language,
        "actor|cluster|stands with|stands against|strength for|strength against|balanced triangles",
        "行为体|集团|友好者|对立者|友好强度|对立强度|平衡三角",
    )
    signs = network.signs
    order = sorted(signs.rows, key=lambda k: (-signs.rows[k].negative, -signs.rows[k].positive, k))[:count]
    rows = []
    for key in order:
        low, high = signs.low[key], signs.high[key]
        cells = {
            name: between(value, low[name], high[name])
            for name, value in zip(support.COLUMNS, astuple(signs.rows[key]), strict=True)
        }
        triangles = f"{signs.rows[key].triangles}: {cells['balanced']}" if cells["balanced"] else ""
        first = (network.entities[key].label(language), str(network.cluster.get(key, "")))
        rows.append((*first, *(cells[c] for c in ("positive", "negative", "strength", "against")), triangles))
    return heads, rows


def numbered(network: Network, language: str = "en") -> Rows:
    """How many clusters the data support: each number of groups held against random networks and resamples."""
    heads = _heads(
        language,
        "clusters|resolution|modularity|random networks (highest)|resamples reproduce|stands out",
        "集团数|分辨率|模块度|随机网络（最高）|重抽样再现|突出",
    )
    held, rows = network.chance, []
    for d in held.divisions:
        again = network.support.divisions.get(d.count, float("nan"))
        out = bool(held.count) and held.low <= d.count <= held.high and d.modularity > d.high
        random = f"{d.chance:.3f} ({d.high:.3f})"
        reproduced = f"{again:.0%}" if again == again else ""
        rows.append(
            (str(d.count), f"{d.resolution:.2f}", f"{d.modularity:.3f}", random, reproduced, _yes(out, language))
        )
    return heads, rows


def shifted(comparison: Comparison, count: int = SHOWN, language: str = "en") -> Rows:
    """The entities whose rank differs most between two slices."""
    heads = _heads(
        language,
        "entity|rank in A|interval|rank in B|interval|intervals apart",
        "实体|A中名次|区间|B中名次|区间|区间不相交",
    )
    label, both = {**comparison.first.entities, **comparison.second.entities}, (comparison.first, comparison.second)
    rows = []
    for s in comparison.shifts[:count]:
        cells = [cell for n, rank in zip(both, (s.first, s.second), strict=True) for cell in _rank(n, s.key, rank)]
        rows.append((label[s.key].label(language), *cells, _yes(s.firm, language)))
    return heads, rows


def timed(periods: Sequence[tuple[str, Network]], count: int = SHOWN, language: str = "en") -> Rows:
    """How actors move: in each period their cluster, named by what binds it, and rank; who moves comes first."""
    zh = _zh(language)
    last = _heads(language, "moves", "移动")
    heads = ["行为体" if zh else "actor"]
    for title, _ in periods:
        heads += [f"{title} {'集团' if zh else 'cluster'}", f"{'名次' if zh else 'rank'}", "区间" if zh else "interval"]
    found = moved(periods)
    rows: list[Sequence[str]] = []
    for key in sorted(found, key=lambda k: (not found[k], min(_order(n, k) for _, n in periods), k))[:count]:
        cells: list[str] = []
        for _, n in periods:
            number = n.cluster.get(key, 0)
            name = (n.names_zh if zh else n.names).get(number, "")
            cells += [
                f"{number}: {name}" if number else "–",
                *_rank(n, key, int(n.metrics[key]["rank"] if key in n.metrics else 0)),
            ]
        entities = next(n.entities for _, n in periods if key in n.entities)
        rows.append((entities[key].label(language), *cells, _yes(found[key], language)))
    return [*heads, *last], rows


def moved(periods: Sequence[tuple[str, Network]]) -> dict[str, bool]:
    """Whether each actor that stands in a cluster in any period leaves one for another between two of them."""
    keys = {key for _, n in periods for key in n.cluster}
    gone = {
        move.key
        for (_, before), (_, after) in pairwise(periods)
        for move in moves(before.clusters, after.clusters)
        if move.first and move.second and not move.stays
    }
    return {key: key in gone for key in sorted(keys)}


def bridging(roles: Sequence[Role], network: Network, language: str = "en") -> Rows:
    """The mechanisms whose members spread over clusters, the best bridge first."""
    heads = _heads(
        language,
        "mechanism|members|spread over clusters|members of nothing else|holds parts together",
        "机制|成员|跨集团程度|仅属此机制者|去之则分裂",
    )
    label = network.entities
    rows: list[Sequence[str]] = [
        (
            label[r.key].label(language),
            str(len(r.members)),
            f"{r.participation:.2f}",
            str(len(r.only)),
            _yes(r.joins, language),
        )
        for r in roles
        if r.participation > 0
    ]
    return heads, rows[:10]


def overlapping(overlaps: Sequence[Overlap], network: Network, language: str = "en") -> Rows:
    """The pairs of mechanisms with most members in common."""
    heads = _heads(language, "mechanism|mechanism|shared members|Jaccard", "机制|机制|共同成员|重合度")
    label = network.entities
    return heads, [
        (label[o.first].label(language), label[o.second].label(language), str(o.shared), f"{o.jaccard:.2f}")
        for o in overlaps[:10]
    ]


def between(value: float, low: float, high: float) -> str:
    """A score with its interval: 0.41 (0.2–0.5); nothing for what is not known."""
    if value != value:
        return ""
    return f"{value:.3g} ({low:.3g}–{high:.3g})" if low == low else f"{value:.3g}"


def _scores(n: Network, key: str, language: str) -> Iterable[str]:
    row, firm = n.metrics[key], n.firm[key]

    def spread(column: str) -> str:
        return f"{firm.low[column]:.3g}–{firm.high[column]:.3g}" if n.resamples else ""

    yield from (f"{row['rank']:.0f}", spread("rank"), n.entities[key].label(language))
    for column in ("betweenness", "degree"):
        yield from (f"{row[column]:.3g}", spread(column))
    yield f"{firm.top:.0%}" if n.resamples else ""
    yield f"{firm.document} (→ {firm.without or '–'})" if firm.document else ""


def _rank(n: Network, key: str, rank: int) -> tuple[str, str]:
    """A rank and its interval; a dash where there is none."""
    if not rank:
        return "–", ""
    ends = n.firm[key].low["rank"], n.firm[key].high["rank"]
    return str(rank), f"{ends[0]:.0f}–{ends[1]:.0f}" if n.resamples else ""


def _order(n: Network, key: str) -> float:
    return n.metrics[key]["rank"] if key in n.metrics else float("inf")


def _best(network: Network, count: int) -> list[str]:
    return sorted(network.metrics, key=lambda k: (network.metrics[k]["rank"], k))[:count]


def _heads(language: str, en: str, zh: str) -> list[str]:
    return (zh if _zh(language) else en).split("|")


def _comma(language: str) -> str:
    return "、" if _zh(language) else ", "


def _yes(value: bool, language: str) -> str:
    return ("是" if _zh(language) else "yes") if value else ""


def _zh(language: str) -> bool:
    return language.startswith("zh")
