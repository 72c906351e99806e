"""The findings in plain words, English or Chinese: what a reader may say, how firm it is, and what carries it."""

from __future__ import annotations

from collections.abc import Sequence

from kg.network.analysis import Network
from kg.network.comparison import Difference
from kg.network.findings import Gathering, Place, Verdict, findings, place
from kg.network.findings import gathering as gathered
from kg.network.plans import Plans
from kg.network.project import CLUB
from kg.schema import default as default_schema

QUOTE, NAMED = 160, 5
PLACES = {1: "the most", 2: "the second most", 3: "the third most"}
KINDS = {
    "Actor": ("actor", "行为体"),
    "Mechanism": ("mechanism", "机制"),
    "Policy": ("policy", "政策"),
    "Technology": ("technology", "技术"),
}
CENTRAL = {
    Verdict.FIRM: ("firm", "稳固"),
    Verdict.LIKELY: ("likely, its place open", "大致可靠，名次不定"),
    Verdict.OPEN: ("not firm, a few sentences may make it", "不稳，可能出自少数几句话"),
}
HOLDS = {
    Verdict.FIRM: ("Stable", "稳定"),
    Verdict.LIKELY: ("Stable in part", "部分稳定"),
    Verdict.OPEN: ("Not stable", "不稳定"),
}


def summary(network: Network, language: str = "en") -> tuple[str, ...]:
    """The findings in a few sentences: the three first actors and mechanisms, how many clusters, how balanced."""
    found = findings(network)
    lines = [standing(network, p.key, language) for p in (*found.actors, *found.mechanisms, *found.others)]
    return tuple(filter(None, (*lines, counted(network, language), balanced(network, language))))


def central(language: str = "en") -> str:
    """What central means in a ranking."""
    if _zh(language):
        return "名次依中介中心性（有多少最短路径经过它），相同者依PageRank，再依强度。"
    return (
        "Ranks go by betweenness (how many shortest paths between others pass through), then PageRank, then strength."
    )


def standing(network: Network, key: str, language: str = "en") -> str:
    """One entity's rank, how firm it is, and the documents it leans on, in a few sentences."""
    p = place(network, key)
    name = network.entities[key].label(language)
    return _standing_zh(p, name) if _zh(language) else _standing_en(p, name)


def _standing_en(p: Place, name: str) -> str:
    kind = KINDS.get(p.family, (p.family.lower() or "entity", ""))[0]
    order = f"{PLACES[p.own]} central {kind}" if p.own in PLACES else f"number {p.own} of {p.kin} of its kind ({kind})"
    text = f"{name} is {order} (rank {p.rank} of {p.whole})."
    if p.verdict is Verdict.UNKNOWN:
        return text
    where = f"put it at {p.low} to {p.high}" if p.low < p.high else f"keep it at {p.low}"
    text += f" Nine of ten resamples {where} of {p.kin}, and {p.first:.0%} of all have it among the first three: "
    text += f"{CENTRAL[p.verdict][0]}."
    if p.spoken == 1:
        return f"{text} All of it stands on one document, {p.documents[0]}."
    count = len(p.documents)
    part = f"All {p.spoken}" if count == p.spoken else f"{count} of {p.spoken}"
    text += f" {part} documents {'speaks' if count == 1 else 'speak'} of it"
    text += f", {p.documents[0]} most" if count > 1 else f", {p.documents[0]}"
    if not p.document:
        return text + "; leaving out any one of them does not let it fall."
    if not p.without:
        return text + f"; without {p.document} it would not be in the network."
    return text + f"; without {p.document} it falls from {p.rank} to {p.without}."


def _standing_zh(p: Place, name: str) -> str:
    kind = KINDS.get(p.family, ("", "实体"))[1]
    text = f"{name}在{p.kin}个{kind}中居第{p.own}（总名次第{p.rank}，共{p.whole}）。"
    if p.verdict is Verdict.UNKNOWN:
        return text
    where = f"居第{p.low}至{p.high}" if p.low < p.high else f"仍居第{p.low}"
    text += f"九成重抽样中{where}；{p.first:.0%}的重抽样将其列入前三：{CENTRAL[p.verdict][1]}。"
    if p.spoken == 1:
        return f"{text}均出自一份文献：{p.documents[0]}。"
    count = len(p.documents)
    text += f"{p.spoken}份文献均提及" if count == p.spoken else f"{p.spoken}份文献中{count}份提及"
    text += f"，{'最多的是' if count > 1 else '即'}{p.documents[0]}"
    if not p.document:
        return text + "；去掉任何一份都不使其下降。"
    if not p.without:
        return text + f"；若无{p.document}，则不在网络中。"
    return text + f"；若无{p.document}，则由第{p.rank}降至第{p.without}。"


def gathering(network: Network, number: int, language: str = "en") -> str:
    """One cluster: its members, what binds it, how far runs and resamples agree on it, who sits elsewhere too."""
    zh = _zh(language)
    g = gathered(network, next(c for c in network.clusters if c.number == number))
    who = _row(network, g.members, language)
    held = f"{g.runs:.0%}", f"{g.resamples:.0%}"
    if zh:
        how = f"由{g.name_zh}联结" if g.mechanisms else f"以{g.name_zh}为主"
        text = f"集团{number}（{how}）：{who}。"
        if g.seatless:
            text += f"其中{_row(network, g.seatless, language)}不在这些机制之内，因合作或支持而相联。"
        if g.verdict is not Verdict.UNKNOWN:
            text += f"{HOLDS[g.verdict][1]}：两两同组，算法各次运行一致度{held[0]}，重抽样一致度{held[1]}。"
        return text + _beside(network, g, language)
    text = f"Cluster {number} ({'bound by' if g.mechanisms else 'around'} {g.name}): {who}."
    if g.seatless:
        text += f" Not in its mechanisms, but tied by cooperation or support: {_row(network, g.seatless, language)}."
    if g.verdict is not Verdict.UNKNOWN:
        text += f" {HOLDS[g.verdict][0]}: runs of the algorithm put {held[0]} of its pairs together, "
        text += f"resamples {held[1]}."
    return text + _beside(network, g, language)


def _beside(network: Network, g: Gathering, language: str) -> str:
    """Who truly sits in another cluster too, the clearest cases first."""
    zh, told = _zh(language), []
    for key, number, share, low, high in g.also[:NAMED]:
        name, drawn = network.entities[key].label(language), ""
        if low == low:
            drawn = f"，{low:.0%}至{high:.0%}" if zh else f", {low:.0%} to {high:.0%}"
        told.append(
            f"{name}（集团{number}：其友好关系的{share:.0%}{drawn}）"
            if zh
            else f"{name} (cluster {number}: {share:.0%} of its ties{drawn})"
        )
    if not told:
        return ""
    return f"兼属他处：{'、'.join(told)}。" if zh else f" Sitting elsewhere too: {', '.join(told)}."


def counted(network: Network, language: str = "en") -> str:
    """How many clusters there are, and how many the data support: held against resamples and against chance."""
    zh, n, held, drawn = _zh(language), len(network.names), network.chance, network.support
    if not n:
        return ""
    again = drawn.divisions.get(held.count, float("nan"))
    if zh:
        text = f"相互友好的行为体分为{n}个集团"
        text += f"（九成重抽样中{drawn.low}至{drawn.high}个）。" if drawn.times else "。"
        text += f"与{held.draws}个随机网络（各行为体的席位数、各机制的成员数不变）相比，"
        near = f"，{held.low}至{held.high}个亦相近" if held.low < held.high else ""
        text += f"分为{held.count}个最为突出{near}" if held.count else "没有哪个集团数明显突出"
        text += f"（重抽样再现程度{again:.0%}）" if again == again else ""
        if held.p <= 0.05:
            return f"{text}；分群程度高于随机（p = {held.p:.2g}）。"
        return f"{text}；分群程度未高于随机（p = {held.p:.2g}）：集团所示是谁与谁同席，尚不足以证明阵营。"
    text = f"The actors who stand with others form {n} {'cluster' if n == 1 else 'clusters'}"
    text += f" ({drawn.low} to {drawn.high} in nine of ten resamples)." if drawn.times else "."
    text += f" Against {held.draws} random networks, in which each actor keeps its number of seats and each mechanism "
    text += "its number of members, "
    near = f", and {held.low} to {held.high} do about as well" if held.low < held.high else ""
    text += f"a division into {held.count} stands out most{near}" if held.count else "no number of clusters stands out"
    text += f" (resamples reproduce {again:.0%} of it)" if again == again else ""
    if held.p <= 0.05:
        return f"{text}; they cluster more than chance would have it (p = {held.p:.2g})."
    return (
        f"{text}; they cluster no more than chance would have it (p = {held.p:.2g}): the clusters show who sits with "
        "whom, which alone does not prove blocs."
    )


def balanced(network: Network, language: str = "en") -> str:
    """How balanced the signed network is, and who stands against most others."""
    zh, b, signs = _zh(language), network.balance, network.signs
    if not b.ties:
        return ""

    def spread(ends: tuple[float, float], percent: bool) -> str:
        if ends[0] != ends[0]:
            return ""
        low, high = (f"{x:.0%}" if percent else f"{x:.0f}" for x in ends)
        return f"（九成重抽样{low}至{high}）" if zh else f" ({low} to {high} in nine of ten resamples)"

    odds = spread(signs.frustration, False)
    order = sorted((k for k, row in signs.rows.items() if row.negative), key=lambda k: (-signs.rows[k].negative, k))[:3]
    against = ("、" if zh else ", ").join(
        f"{network.entities[k].label(language)}"
        + (f"（{signs.rows[k].negative}个）" if zh else f" ({signs.rows[k].negative})")
        for k in order
    )
    if zh:
        text = f"{b.triangles}个有正负号的三角中{b.share:.0%}平衡{spread(signs.share, True)}；" if b.triangles else ""
        text += f"{b.ties}条有正负号的关系中{b.frustration}条与两大阵营之分相抵触{odds}。"
        return text + (f"与最多行为体对立者：{against}。" if against else "")
    text = (
        f"Of {b.triangles} signed triangles {b.share:.0%} are balanced{spread(signs.share, True)}; "
        if b.triangles
        else ""
    )
    text += f"{b.frustration} of {b.ties} signed ties contradict a division into two camps{odds}."
    return text + (f" Against most others stand {against}." if against else "")


def planned(plans: Plans, language: str = "en") -> tuple[str, ...]:
    """What the plans would change: how many there are, who would stand elsewhere, whose rank would move."""
    zh, network = _zh(language), plans.comparison.second
    seats, others = len(plans.seats), len(plans.others)
    if not seats + others:
        return ("没有只见于计划的关系。" if zh else "No tie is planned that is not asserted as well.",)
    lines = [
        f"计划而未断言的席位{seats}项、其他关系{others}项；以下皆为计划，不是事实。"
        if zh
        else f"{seats} {'seat' if seats == 1 else 'seats'} and {others} other {'tie' if others == 1 else 'ties'} are "
        "planned and not asserted; what follows is plans, not facts."
    ]
    if plans.seats:
        ends = [tuple(network.entities[key].label(language) for key in (d.claim[0], d.claim[2])) for d in plans.seats]
        pairs = list(dict.fromkeys(f"{a} → {b}" for a, b in ends))
        named = ("；" if zh else "; ").join(pairs[:NAMED]) + (" …" if len(pairs) > NAMED else "")
        lines.append(f"拟议的席位：{named}。" if zh else f"Planned seats: {named}.")
    if plans.together:
        who = _row(network, plans.together[:10], language) + ("…" if len(plans.together) > 10 else "")
        lines.append(f"集团归属将改变：{who}。" if zh else f"In another cluster, or for the first time in one: {who}.")
    moved = [s for s in plans.comparison.shifts if s.first and s.second][:NAMED]
    if moved:
        labels = [(network.entities[s.key].label(language), s.first, s.second) for s in moved]
        ranks = (
            "、".join(f"{n}由第{a}至第{b}" for n, a, b in labels)
            if zh
            else "; ".join(f"{n} {a} → {b}" for n, a, b in labels)
        )
        lines.append(f"名次将改变：{ranks}。" if zh else f"Ranks that would move: {ranks}.")
    return tuple(lines)


def quoted(difference: Difference, network: Network, language: str = "en") -> str:
    """A claim in words with the first statement behind it: document, date and sentence."""
    schema, s = default_schema(), difference.statements[0]
    ends = [network.entities[k].label(language) if k in network.entities else k for k in (s.subject, s.object)]
    quote = " ".join(s.quote.split())
    quote = quote if len(quote) <= QUOTE else f"{quote[:QUOTE]}…"
    where = ", ".join(filter(None, (s.document, s.date, f"“{quote}”" if quote else "")))
    more = f" (+{len(difference.statements) - 1})" if len(difference.statements) > 1 else ""
    relation = schema.label(s.predicate, "zh" if _zh(language) else "en")
    return f"{ends[0]} — {relation} — {ends[1]}{more}: {where}"


def _row(network: Network, keys: Sequence[str], language: str) -> str:
    return ("、" if _zh(language) else ", ").join(
        network.entities[key.removesuffix(CLUB)].label(language) for key in keys
    )


def _zh(language: str) -> bool:
    return language.startswith("zh")
