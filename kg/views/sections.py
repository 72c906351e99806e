"""The other sections of the start page as values for its template: what each shows, and where it leads."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from kg import candidates
from kg.contradictions import Contradiction, Kind
from kg.model import Entity, Problem
from kg.network import findings as gatherings
from kg.network import words as told
from kg.network.findings import Verdict
from kg.views import findings, site
from kg.views.select import Saying
from kg.views.showing import Context, Showing

RANKS, CLUSTERS, MEMBERS, PAIRS, PLANS, FORMS, DOCUMENTS = 10, 6, 30, 5, 6, 12, 500
SPELLINGS = 20
LATER = (Kind.CARRIED_OUT, Kind.BORNE_OUT)
YEAR = re.compile(r"\d{4}")
PATH = re.compile(r".*[/\\]", re.S)


def head(s: Showing) -> Context:
    """How much of what was read and found."""
    documents = [x.document for x in s.knowledge.extractions]
    tongues = Counter(d.language[:2] if d.language[:2] in ("zh", "en") else "unknown_language" for d in documents)
    years = sorted(y.group() for d in documents if (y := YEAR.match(d.date)))
    return {
        "documents": len(documents),
        "languages": [
            (s.words.pair(name), number) for name, number in sorted(tongues.items(), key=lambda t: (-t[1], t[0]))
        ],
        "years": (years[0], years[-1]) if years else None,
        "claims": len(s.lines),
        "found": {
            "sentences": s.words.counted("sentence", sum(x.sentences for x in s.knowledge.extractions)),
            "entities": s.words.counted("entity", len(s.entities)),
            "claims": s.words.counted("claim", len(s.lines)),
        },
    }


def central(s: Showing) -> Context:
    """The first by rank, each with its interval and the document that it leans on, and the findings in words."""
    net = s.network
    order = sorted(net.metrics, key=lambda k: (net.metrics[k]["rank"], k))[:RANKS]
    most = max(10, len(net.metrics))
    steps = (1, 3, 10, 30, 100, 300) if most <= 300 else (1, 10, 100, 1000, 10000)
    shown = [tick for tick in steps if tick <= most]
    spoken = zip(told.summary(net, "en"), told.summary(net, "zh"), strict=True) if net.metrics else ()
    return {
        "rows": [_row(s, key, most) for key in order],
        "ticks": [(tick, _share(tick, most)) for tick in shown],
        "resamples": net.resamples,
        "words": list(spoken),
        "basis": (net.basis[0], net.basis_zh[0]),
    }


def _row(s: Showing, key: str, most: int) -> Context:
    rank, firm = int(s.network.metrics[key]["rank"]), s.network.firm[key]
    low, high = (int(end["rank"]) if s.network.resamples else rank for end in (firm.low, firm.high))
    without = "leans_title" if firm.without else "leans_gone"
    return {
        "rank": rank,
        "entity": s.entity(key),
        "low": low,
        "high": high,
        "at": _share(rank, most),
        "from": _share(low, most),
        "to": _share(high, most),
        "leans": s.document(firm.document) if firm.document else None,
        "to_rank": firm.without,
        "without": s.words.say(without, rank=rank, without=firm.without),
    }


def clusters(s: Showing) -> Context:
    """The clusters, the stable ones first, with their members, firmest first, and what binds them."""
    net = s.network
    found = sorted(gatherings(net).clusters, key=lambda g: (tuple(Verdict).index(g.verdict), g.number))
    rows = []
    for g in found[:CLUSTERS]:
        firm = sorted(g.members, key=lambda m: (-net.support.members.get(m, 0.0), m))
        rows.append(
            {
                "number": g.number,
                "agreed": f"{g.resamples:.0%}" if g.verdict is not Verdict.UNKNOWN else "",
                "verdict": s.words.pair(f"cluster_{g.verdict.value}"),
                "members": [s.entity(m) for m in firm[:MEMBERS]],
                "left": max(0, len(firm) - MEMBERS),
                "bound": [s.entity(m) for m in g.mechanisms[:2]],
                "seatless": [s.entity(m) for m in firm[:MEMBERS] if m in g.seatless],
            }
        )
    return {"rows": rows, "left": max(0, len(found) - CLUSTERS)}


def contradictions(s: Showing, found: Sequence[Contradiction]) -> Context:
    """The first contradictions, both sides quoted; plans that were carried out are none, and only counted."""
    kept, seen = [], set()
    for c in found:
        claim = (c.kind, c.first.assertion.triple)
        if c.kind not in LATER and claim not in seen:
            seen.add(claim)
            kept.append(c)
    return {
        "rows": [
            {
                "kind": s.words.of("kind", c.kind.value),
                "claim": s.claim(*c.first.assertion.triple),
                "sides": [
                    s.quote(Saying(side.assertion, side.document), side.assertion.triple)
                    for side in (c.first, c.second)
                ],
            }
            for c in kept[:PAIRS]
        ],
        "left": sum(c.kind not in LATER for c in found) - len(kept[:PAIRS]),
        "later": sum(c.kind is Kind.CARRIED_OUT for c in found),
    }


def plans(s: Showing) -> Context:
    """What is planned and nowhere told as come about, each with a sentence."""
    found = findings.plans(s.lines)
    rows = []
    for line in found[:PLANS]:
        first = next(s for s in line.sayings if s.assertion.modality.value == "planned")
        claim = (line.subject, line.predicate, line.object)
        rows.append({"claim": s.claim(*claim), "quote": s.quote(first, claim)})
    only = "&".join(f"off=modality%3A{m}" for m in ("asserted", "negated", "possible"))
    return {"rows": rows, "left": max(0, len(found) - PLANS), "href": f"{site.EXPLORER}#{only}"}


def limits(s: Showing, problems: Sequence[Problem]) -> Context:
    """What failed, what was passed over, what was left undecided, and which names nobody registered.

    Of a failed document's path only the last part is told: the folder may be mailed.
    """
    passed, forms = findings.unread(s.knowledge), findings.undecided(s.knowledge)
    names = candidates.rows(s.knowledge)
    kinds = [(s.words.of("why", why), number) for why, number in passed.kinds]
    return {
        "failed": [(PATH.sub("", p.where), p.message, p.cure) for p in problems],
        "regions": sum(number for _, number in passed.kinds),
        "stretches": s.words.counted("region", sum(number for _, number in passed.kinds)),
        "share": f"{passed.characters / passed.whole:.0%}" if passed.whole else "0%",
        "kinds": tuple(comma.join(f"{w[i]} {n:,}" for w, n in kinds) for i, comma in enumerate((", ", "、"))),
        "unknown": forms[:FORMS],
        "unknown_left": max(0, len(forms) - FORMS),
        "candidates": [(name, number) for _, _, name, number, *_ in names[:FORMS]],
        "candidates_left": max(0, len(names) - FORMS),
    }


def documents(s: Showing) -> Context:
    """A row per document: where to read it, and how much was found in it."""
    rows = []
    for x in sorted(s.knowledge.extractions, key=lambda x: x.document.id)[:DOCUMENTS]:
        d = x.document
        cut = sum(region.end - region.start for region in x.regions)
        language = d.language[:2] if d.language[:2] in ("zh", "en") else ""
        rows.append(
            {
                **s.document(d.id, d),
                "publisher": d.publisher,
                "date": d.date,
                "language": s.words.pair(language) if language else (d.language, d.language),
                "numbers": (x.sentences, len(x.mentions), len(x.assertions)),
                "unread": f"{cut / len(d.text):.0%}" if d.text else "0%",
            }
        )
    return {"rows": rows, "left": max(0, len(s.knowledge.extractions) - DOCUMENTS)}


def names(s: Showing, entities: Sequence[Entity]) -> Context:
    """What the search box knows: of each entity key, labels, class and every other name, as documents write it too."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for x in s.knowledge.extractions:
        for m in x.mentions:
            seen[m.entity][m.text] += 1
    rows = []
    for e in entities:
        forms = [form for form, _ in sorted(seen[e.key].items(), key=lambda f: (-f[1], f[0]))[:SPELLINGS]]
        spelt = dict.fromkeys(" ".join(f.casefold().split()) for f in (*e.aliases, *forms, e.key))
        known = {e.label(tongue).casefold() for tongue in ("en", "zh")}
        rows.append([e.key, e.label("en"), e.label("zh"), s.marks[e.cls], [f for f in spelt if f not in known]])
    classes = [[s.schema.label(c, "en"), s.schema.label(c, "zh")] if c else ["", ""] for c in s.marks]
    return {"classes": classes, "entities": rows}


def _share(rank: int, most: int) -> str:
    """Where a rank stands on a logarithmic axis from 1 to ``most``, with a margin for the dot."""
    return f"{3 + 94 * math.log(max(1, rank)) / math.log(most):.2f}%"
