"""The whole report as Markdown, in English or Chinese; whatever comes from documents is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.network import rows, words
from kg.network.analysis import Network
from kg.network.comparison import Comparison
from kg.network.dossier import Report
from kg.network.findings import findings
from kg.network.plans import Plans

SHOWN = 20
_MARKED = re.compile(r"([\\`*_\[\]<>|#])")


def markdown(report: Report, language: str = "en") -> str:
    """The report as Markdown: findings in words first, then the tables they stand on."""
    n, zh = report.network, language.startswith("zh")

    def say(en: str, chinese: str) -> str:
        return chinese if zh else en

    found = findings(n)
    stands = say("Stands on: {}.", "依据：{}。")
    basis = n.basis_zh if zh else n.basis
    parts = [f"# {say('Who is central, and who stands together', '谁居中心，谁站在一起')}"]
    parts += [stands.format(_safe(basis[0])), words.central(language)]
    for title, places in (
        (say("Central actors", "中心行为体"), found.actors),
        (say("Central mechanisms", "中心机制"), found.mechanisms),
        (say("Central policies and technologies", "中心政策与技术"), found.others),
    ):
        parts += [f"## {title}"] if places else []
        parts += [f"- {_safe(words.standing(n, p.key, language))}" for p in places]
    parts.append(f"## {say('Clusters', '集团')}")
    parts.append(stands.format(_safe(basis[1])))
    parts += filter(None, [_safe(words.counted(n, language))])
    parts += [f"- {_safe(words.gathering(n, number, language))}" for number in sorted(n.names)]
    if n.balance.ties:
        parts += [f"## {say('For and against', '友好与对立')}", _safe(words.balanced(n, language))]
        parts.append(_table(*rows.sided(n, 10, language)))
    if report.plans:
        parts += _told_plans(report.plans, language)
    if len(report.periods) > 1:
        parts += _told_periods(report.periods, language)
    if report.comparison:
        parts += _told_comparison(report.comparison, language)
    parts += _told_roles(report, language)
    parts.append(f"## {say('Ranks and measures', '名次与度量')}")
    parts += [_table(*rows.ranked(n, SHOWN, language)), _table(*rows.measured(n, SHOWN, language))]
    if n.chance.divisions:
        parts += [f"## {say('How many clusters', '多少集团')}", _table(*rows.numbered(n, language))]
    text = "\n\n".join(parts) + "\n"
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", text)


def _told_plans(plans: Plans, language: str) -> Iterable[str]:
    zh, n = language.startswith("zh"), plans.comparison.second
    yield "## 若计划成真（计划，不是事实）" if zh else "## If the plans came true (plans, not facts)"
    yield from (f"- {_safe(line)}" for line in words.planned(plans, language))
    for title, told in (
        (("拟议的席位", plans.seats), ("其他拟议的关系", plans.others))
        if zh
        else (
            ("Planned seats", plans.seats),
            ("Other planned ties", plans.others),
        )
    ):
        if told:
            yield f"### {title} ({len(told)})"
            yield from (f"- {_safe(words.quoted(d, n, language))}" for d in told[:SHOWN])


def _told_periods(periods: Sequence[tuple[str, Network]], language: str) -> Iterable[str]:
    zh = language.startswith("zh")
    yield "## 各时期" if zh else "## Periods"
    for title, n in periods:
        yield f"- {_safe(title)}: {_safe((n.basis_zh if zh else n.basis)[1])}"
    yield _table(*rows.timed(periods, 40, language))


def _told_roles(report: Report, language: str) -> Iterable[str]:
    zh, n = language.startswith("zh"), report.network
    if not report.roles:
        return
    yield "## 机制的作用" if zh else "## What mechanisms do"
    spare = sum(r.redundant for r in report.roles)
    yield (
        f"{len(report.roles)}个机制中{spare}个若消失，无人因此脱离。"
        if zh
        else f"{spare} of {len(report.roles)} mechanisms could vanish without disconnecting anyone."
    )
    yield _table(*rows.bridging(report.roles, n, language))
    yield _table(*rows.overlapping(report.overlaps, n, language))


def _told_comparison(c: Comparison, language: str) -> Iterable[str]:
    zh = language.startswith("zh")
    label = {**c.first.entities, **c.second.entities}
    yield "## 比较" if zh else "## Comparison"
    for letter, network in (("A", c.first), ("B", c.second)):
        yield f"- {letter}: {_safe((network.basis_zh if zh else network.basis)[0])}"
    yield _table(*rows.shifted(c, SHOWN, language))
    for shift in c.shifts[:5]:
        name = _safe(label[shift.key].label(language))
        yield f"### {name}: {shift.first or '–'} → {shift.second or '–'}"
        yield from (f"- {_safe(words.quoted(d, c.first, language))}" for d in shift.behind[:5])
    moved = [m for m in c.moves if m.first and m.second and not m.stays]
    if moved:
        names = ("、" if zh else ", ").join(_safe(label[m.key].label(language)) for m in moved)
        yield f"换了集团：{names}。" if zh else f"In another cluster: {names}."
    for title, only in (("A", c.only_first), ("B", c.only_second)):
        yield f"### 仅见于{title}（{len(only)}）" if zh else f"### Only in {title} ({len(only)})"
        yield from (f"- {_safe(words.quoted(d, c.first, language))}" for d in only[:SHOWN])


def _table(heads: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *cells]
    return "\n".join(f"| {' | '.join(cell if cell == '---' else _safe(cell) for cell in line)} |" for line in lines)


def _safe(text: str) -> str:
    """The text on one line with what Markdown or HTML would read as markup escaped."""
    return _MARKED.sub(r"\\\1", " ".join(text.split()))
