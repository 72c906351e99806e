"""The network in plain words, English or Chinese: what a reader may say, how firm it is, and what carries it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.network.cluster import Cluster
from kg.network.comparison import Comparison, Difference
from kg.network.report import Network
from kg.network.roles import Overlap, Role
from kg.schema import default as default_schema

SHOWN = 20
QUOTE = 160
_MARKED = re.compile(r"([\\`*_\[\]<>|#])")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report tells: the network, what its mechanisms do, and a comparison if one was asked for."""

    network: Network
    roles: Sequence[Role] = ()
    overlaps: Sequence[Overlap] = ()
    comparison: Comparison | None = None


def standing(network: Network, key: str, language: str = "en") -> str:
    """One entity's rank, how firm it is, and the document it leans on, in one or two sentences."""
    zh = language.startswith("zh")
    row, firm = network.metrics[key], network.firm[key]
    name, rank, whole = network.entities[key].label(language), int(row["rank"]), len(network.metrics)
    text = f"{name}居第{rank}（共{whole}）" if zh else f"{name} ranks {rank} of {whole}"
    if not network.resamples:
        return text + ("。" if zh else ".")
    low, high, top = int(firm.low["rank"]), int(firm.high["rank"]), f"{firm.top:.0%}"
    if zh:
        where = f"居第{low}至{high}" if low < high else f"仍居第{low}"
        text += f"；九成重抽样中{where}，{top}的重抽样列前十：{_verdict(firm.top, low, high, zh)}。"
    else:
        where = f"put it between {low} and {high}" if low < high else f"keep it at {low}"
        text += f"; nine of ten resamples {where}, {top} of all among the first ten: "
        text += f"{_verdict(firm.top, low, high, zh)}."
    if not firm.document:
        return text + (
            "去掉任何一份文献都不使其下降。" if zh else " Leaving out any one document does not let it fall."
        )
    if not firm.without:
        return text + (
            f"若无文献{firm.document}，则不在网络中。"
            if zh
            else f" Without the document {firm.document} it would not be in the network."
        )
    if zh:
        return text + f"若无文献{firm.document}，则由第{rank}降至第{firm.without}。"
    return text + f" Without the document {firm.document} it falls from {rank} to {firm.without}."


def _verdict(top: float, low: int, high: int, zh: bool) -> str:
    if high - low <= 2 or (top >= 0.9 and high <= 10):
        return "稳固" if zh else "firm"
    if top >= 0.5:
        return "大致可靠，名次不定" if zh else "central more likely than not, its place open"
    return "不稳，可能出自少数几句话" if zh else "not firm, a few sentences may make it"


def gathering(network: Network, number: int, language: str = "en") -> str:
    """One cluster: its members, what binds it, how much runs and resamples agree on it."""
    zh = language.startswith("zh")
    found = next(c for c in network.clusters if c.number == number)
    names = (network.names_zh if zh else network.names)[number]
    comma = "、" if zh else ", "
    who = comma.join(network.entities[m].label(language) for m in found.members)
    runs, drawn = _agreement(network, found)
    verdict = ("稳定" if drawn >= 0.75 else "不稳定") if zh else ("stable" if drawn >= 0.75 else "not stable")
    if zh:
        text = f"{names}：{who}。算法各次运行一致度{runs:.0%}"
        return text + (f"，重抽样一致度{drawn:.0%}：{verdict}。" if network.support.times else "。")
    text = f"{names}: {who}. Runs of the algorithm agree on {runs:.0%} of it"
    return text + (f", resamples on {drawn:.0%}: {verdict}." if network.support.times else ".")


def summary(network: Network, language: str = "en") -> tuple[str, ...]:
    """The findings in a few sentences: the three first actors and mechanisms, how many clusters, how balanced."""
    zh = language.startswith("zh")
    lines = [standing(network, key, language) for key in (*first(network, "Actor"), *first(network, "Mechanism"))]
    count, chance, drawn = len(network.names), network.chance, network.support
    if count:
        text = (
            f"行为体分为{count}个集团" if zh else f"The actors form {count} {'cluster' if count == 1 else 'clusters'}"
        )
        if drawn.times:
            text += (
                f"，九成重抽样中为{drawn.low}至{drawn.high}个"
                if zh
                else f", {drawn.low} to {drawn.high} in nine of ten resamples"
            )
        more = chance.best > chance.random_high
        if zh:
            text += f"；分群程度{'高于' if more else '不高于'}度数相同的随机网络（p = {chance.p:.2g}）。"
        else:
            text += f"; they cluster {'more' if more else 'no more'} than random networks of the same degrees"
            text += f" (p = {chance.p:.2g})."
        lines.append(text)
    balance = network.balance
    if balance.triangles:
        share = f"{balance.share:.0%}"
        lines.append(
            f"{balance.triangles}个有正负号的三角中{share}平衡；{balance.ties}条关系中至少{balance.frustration}条与两大阵营之分相抵触。"
            if zh
            else f"Of {balance.triangles} signed triangles {share} are balanced; {balance.frustration} of "
            f"{balance.ties} ties contradict a division into two camps."
        )
    return tuple(lines)


def first(network: Network, family: str, count: int = 3) -> tuple[str, ...]:
    """The keys of the first entities of a family (Actor, Mechanism, Policy) by rank."""
    schema = default_schema()
    own = [key for key in network.metrics if schema.family(network.entities[key].cls) == family]
    return tuple(sorted(own, key=lambda key: (network.metrics[key]["rank"], key))[:count])


Rows = tuple[Sequence[str], list[Sequence[str]]]


def ranked(network: Network, count: int = SHOWN, language: str = "en") -> Rows:
    """The first entities by rank, each score with its interval, as heads and rows."""
    heads = (
        "名次|区间|实体|中介中心性|区间|度|区间|列前十|倚重文献"
        if language.startswith("zh")
        else "rank|interval|entity|betweenness|interval|degree|interval|first ten|leans on"
    )
    order = sorted(network.metrics, key=lambda k: (network.metrics[k]["rank"], k))[:count]
    return heads.split("|"), [tuple(_scores(network, key, language)) for key in order]


def grouped(network: Network, language: str = "en") -> Rows:
    """The clusters with their members and how far runs and resamples agree on them, as heads and rows."""
    zh = language.startswith("zh")
    heads = "集团|名称|成员|运行一致度|重抽样一致度" if zh else "cluster|name|members|runs agree|resamples agree"
    rows: list[Sequence[str]] = []
    for c in network.clusters:
        if c.number:
            name = (network.names_zh if zh else network.names)[c.number]
            who = ("、" if zh else ", ").join(network.entities[m].label(language) for m in c.members)
            runs, drawn = _agreement(network, c)
            rows.append((str(c.number), name, who, f"{runs:.0%}", f"{drawn:.0%}" if network.support.times else ""))
    return heads.split("|"), rows


def shifted(comparison: Comparison, count: int = SHOWN, language: str = "en") -> Rows:
    """The entities whose rank differs most between two slices, as heads and rows."""
    zh = language.startswith("zh")
    heads = "实体|A中名次|B中名次|区间不相交" if zh else "entity|rank in A|rank in B|intervals apart"
    yes, label = "是" if zh else "yes", comparison.first.entities
    return heads.split("|"), [
        (label[s.key].label(language), str(s.first or "–"), str(s.second or "–"), yes if s.firm else "")
        for s in comparison.shifts[:count]
    ]


def _agreement(network: Network, found: Cluster) -> tuple[float, float]:
    """How far the runs, and how far the resamples, agree on a cluster: the means over its members."""
    runs = sum(found.stability) / len(found.stability)
    return runs, sum(network.support.members.get(m, 0.0) for m in found.members) / len(found.members)


def markdown(report: Report, language: str = "en") -> str:
    """The whole report as Markdown; whatever comes from documents is escaped."""
    zh = language.startswith("zh")
    n = report.network
    basis = n.basis_zh if zh else n.basis

    def say(en: str, chinese: str) -> str:
        return chinese if zh else en

    parts = [f"# {say('Who is central, and who stands together', '谁居中心，谁站在一起')}"]
    parts.append(f"{say('Stands on', '依据')}: {_safe(basis[0])}.")
    parts += [f"- {_safe(line)}" for line in summary(n, language)]
    parts.append(f"## {say('Central', '中心')}")
    parts.append(_table(*ranked(n, SHOWN, language)))
    parts.append(f"## {say('Clusters', '集团')}")
    parts.append(f"{say('Stands on', '依据')}: {_safe(basis[1])}.")
    parts += [f"{number}. {_safe(gathering(n, number, language))}" for number in sorted(n.names)]
    parts += _told_roles(report, language)
    if report.comparison:
        parts += _told_comparison(report.comparison, language)
    text = "\n\n".join(parts) + "\n"
    return re.sub(r"(?m)^(- .*|\d+\. .*)\n\n(?=- |\d+\. )", r"\1\n", text)


def _scores(n: Network, key: str, language: str) -> Iterable[str]:
    row, firm = n.metrics[key], n.firm[key]

    def between(column: str) -> str:
        return f"{firm.low[column]:.3g}–{firm.high[column]:.3g}" if n.resamples else ""

    yield from (f"{row['rank']:.0f}", between("rank"), n.entities[key].label(language))
    for column in ("betweenness", "degree"):
        yield from (f"{row[column]:.3g}", between(column))
    yield f"{firm.top:.0%}" if n.resamples else ""
    yield f"{firm.document} (→ {firm.without or '–'})" if firm.document else ""


def _told_roles(report: Report, language: str) -> Iterable[str]:
    zh = language.startswith("zh")
    label = report.network.entities
    if not report.roles:
        return
    yield "## 机制的作用" if zh else "## What mechanisms do"
    bridges = [r for r in report.roles if r.participation > 0][:10]
    heads = (
        "机制|成员|跨集团程度|仅属此机制者|去之则分裂"
        if zh
        else "mechanism|members|spread over clusters|members of nothing else|holds parts together"
    )
    yes = "是" if zh else "yes"
    yield _table(
        heads.split("|"),
        (
            [
                label[r.key].label(language),
                str(len(r.members)),
                f"{r.participation:.2f}",
                str(len(r.only)),
                yes if r.joins else "",
            ]
            for r in bridges
        ),
    )
    spare = sum(r.redundant for r in report.roles)
    yield (
        f"{len(report.roles)}个机制中{spare}个若消失，无人因此脱离。"
        if zh
        else f"{spare} of {len(report.roles)} mechanisms could vanish without disconnecting anyone."
    )
    heads = "机制|机制|共同成员|重合度" if zh else "mechanism|mechanism|shared members|Jaccard"
    rows = (
        [label[o.first].label(language), label[o.second].label(language), str(o.shared), f"{o.jaccard:.2f}"]
        for o in report.overlaps[:10]
    )
    yield _table(heads.split("|"), rows)


def _told_comparison(c: Comparison, language: str) -> Iterable[str]:
    zh = language.startswith("zh")
    label = {**c.first.entities}
    yield "## 比较" if zh else "## Comparison"
    for letter, network in (("A", c.first), ("B", c.second)):
        yield f"- {letter}: {_safe((network.basis_zh if zh else network.basis)[0])}"
    yield _table(*shifted(c, SHOWN, language))
    for shift in c.shifts[:5]:
        name = _safe(label[shift.key].label(language))
        yield f"### {name}: {shift.first or '–'} → {shift.second or '–'}"
        yield from (f"- {_quoted(d, c.first, language)}" for d in shift.behind[:5])
    moved = [m for m in c.moves if m.first and m.second and not m.stays]
    if moved:
        names = ("、" if zh else ", ").join(_safe(label[m.key].label(language)) for m in moved)
        yield f"换了集团：{names}。" if zh else f"In another cluster: {names}."
    for title, only in (("A", c.only_first), ("B", c.only_second)):
        yield f"### 仅见于{title}（{len(only)}）" if zh else f"### Only in {title} ({len(only)})"
        yield from (f"- {_quoted(d, c.first, language)}" for d in only[:SHOWN])


def _quoted(difference: Difference, network: Network, language: str) -> str:
    """A claim in words with the first statement behind it: document, date and sentence."""
    schema, s = default_schema(), difference.statements[0]
    tongue = "zh" if language.startswith("zh") else "en"
    ends = [network.entities[k].label(language) if k in network.entities else k for k in (s.subject, s.object)]
    quote = " ".join(s.quote.split())
    quote = quote if len(quote) <= QUOTE else f"{quote[:QUOTE]}…"
    where = ", ".join(filter(None, (s.document, s.date, f"“{quote}”" if quote else "")))
    more = f" (+{len(difference.statements) - 1})" if len(difference.statements) > 1 else ""
    return f"{_safe(f'{ends[0]} — {schema.label(s.predicate, tongue)} — {ends[1]}')}{more}: {_safe(where)}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell if cell == '---' else _safe(cell) for cell in line)} |" for line in lines)


def _safe(text: str) -> str:
    """The text on one line with what Markdown or HTML would read as markup escaped."""
    return _MARKED.sub(r"\\\1", " ".join(text.split()))
