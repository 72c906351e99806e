"""What a notebook shows of an entity and of sayings: a card and quotes, as HTML and as plain text.

Both say the same. Every text of a document or graph is escaped by the template; nothing in it runs or fetches.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, TypeAlias

from kg.entities import iri_of
from kg.iris import WIKIDATA, shorten
from kg.model import Entity, Knowledge, Modality, Span
from kg.network import Network, Slice
from kg.network.cluster import Cluster
from kg.network.rows import between
from kg.schema import default as default_schema
from kg.views import page
from kg.views.palette import ASSETS
from kg.views.palette import default as default_palette
from kg.views.plain import one_line, printable
from kg.views.select import Line, Saying, lines

CLAIMS, NAMES, QUOTES, CENTRAL = 400, 8, 200, 10
TEXT_CLAIMS = 6
ROLES = ("subject", "object", "trigger", "cue")


Context: TypeAlias = dict[str, Any]


def html(kind: str, context: Context) -> str:
    """A note of a kind (card, quotes, network) as HTML for the cell of a notebook."""
    text = page.environment().get_template("notes.html").render(kind=kind, **context)
    return text.encode("utf-8", "replace").decode()


@cache
def words(language: str) -> Mapping[str, str]:
    """The words of notes and page in a language ("zh…" or other)."""
    files = (ASSETS / "words.toml", ASSETS / "notes.toml")
    raw = [item for file in files for item in tomllib.loads(file.read_text(encoding="utf-8")).items()]
    return {name: value[_tongue(language)] for name, value in raw}


def card(entity: Entity, knowledge: Knowledge, forms: Mapping[str, int], language: str) -> Context:
    """What is known of an entity and said of it in ``knowledge``; ``forms`` name it in documents so many times."""
    said, schema, tongue = words(language), default_schema(), _tongue(language)
    known = {e.key: e.label(language) for e in knowledge.entities}
    comma = "、" if tongue == "zh" else ", "
    title, twin = entity.label(language), entity.label("en" if tongue == "zh" else "zh")
    names = [name for name in dict.fromkeys((*entity.aliases, *entity.context)) if name not in (title, twin)]
    seen = sorted(forms.items(), key=lambda item: (-item[1], item[0]))
    facts = [
        (said["also"], _some(names, comma)),
        (schema.label("country", tongue), known.get(entity.country, entity.country)),
        (schema.label("parent", tongue), known.get(entity.parent, entity.parent)),
        (schema.label("since", tongue), entity.since),
        (schema.label("until", tongue), entity.until),
        ("Wikidata", WIKIDATA + entity.wikidata if entity.wikidata else ""),
        (schema.label("source", tongue), entity.source),
        (said["named_as"], _some([f"{form} ({number})" for form, number in seen], comma)),
    ]
    documents = [x.document for x in knowledge.extractions if any(m.entity == entity.key for m in x.mentions)]
    counted = said["one_document" if len(documents) == 1 else "many_document"].format(count=len(documents))
    return {
        **quotes(knowledge, language, about=entity.key),
        "title": title,
        "twin": twin if twin != title else "",
        "key": shorten(iri_of(entity.key)),
        "class_label": schema.label(entity.cls, tongue) if entity.cls else "",
        "colour": default_palette().mark(entity.cls, schema).colour[0],
        "provisional": said["provisional"] if entity.provisional else "",
        "facts": [(name, value) for name, value in facts if value],
        "mentioned": said["mentioned"].format(mentions=sum(forms.values()), documents=counted),
    }


def quotes(knowledge: Knowledge, language: str, *, about: str = "") -> Context:
    """Claims by relation, each with its sayings; with ``about``, those of that entity as subject and object apart."""
    schema, tongue, said = default_schema(), _tongue(language), words(language)
    labels = {e.key: e.label(language) for e in knowledge.entities}
    found = sorted(lines(knowledge, schema), key=lambda line: _order(line, about))
    ties = [list(some) for _, some in groupby(found, key=lambda line: (line.predicate, line.subject == about))]
    kept, groups = 0, []
    for several in sorted(ties, key=lambda some: (-len(some), some[0].predicate, some[0].subject != about)):
        relation = schema.relations.get(several[0].predicate)
        shown = several[: max(0, CLAIMS - kept)]
        kept += len(shown)
        groups.append(
            {
                "relation": schema.label(several[0].predicate, tongue),
                "arrow": "—" if relation and relation.symmetric else "→",
                "number": len(several),
                "claims": [_claim(line, labels, about, language) for line in shown],
            }
        )
    left = len(found) - kept
    return {
        "words": said,
        "groups": groups,
        "left": said["left_out"].format(count=left) if left else "",
        "nothing": "" if found else said["nothing_said"],
    }


def network(found: Network, part: Slice, language: str) -> Context:
    """The most central entities and the clusters of a network, and in words what they stand on."""
    said, schema, tongue = words(language), default_schema(), _tongue(language)
    e = found.entities
    comma = "、" if tongue == "zh" else ", "
    best = sorted(found.metrics.items(), key=lambda item: (item[1]["rank"], item[0]))
    return {
        "words": said,
        "slice": part.words(language),
        "numbers": said["network_size"].format(
            nodes=len(best), clusters=len(found.names), actors=sum(len(c.members) for c in found.clusters)
        ),
        "central": [
            {
                "rank": int(row["rank"]),
                "name": e[key].label(language),
                "class_label": schema.label(e[key].cls, tongue),
                "betweenness": between(
                    row["betweenness"], found.firm[key].low["betweenness"], found.firm[key].high["betweenness"]
                ),
                "degree": int(row["degree"]),
            }
            for key, row in best[:CENTRAL]
        ],
        "clusters": [
            {
                "number": c.number,
                "name": comma.join(e[k].label(language) for k in c.mechanisms[:2]),
                "members": _some([e[k].label(language) for k in _firmest(c)], comma),
            }
            for c in found.clusters
            if c.number
        ],
    }


def _firmest(found: Cluster) -> list[str]:
    pairs = zip(found.members, found.stability, strict=True)
    return [key for key, _ in sorted(pairs, key=lambda pair: (-pair[1], pair[0]))]


def _order(line: Line, about: str) -> tuple[Any, ...]:
    asserted = sum(s.assertion.modality is Modality.ASSERTED for s in line.sayings)
    return line.predicate, line.subject != about, -asserted, -len(line.sayings), line.subject, line.object


def _claim(line: Line, labels: Mapping[str, str], about: str, language: str) -> dict[str, Any]:
    schema = default_schema()
    count = Counter(s.assertion.modality for s in line.sayings)
    return {
        "subject": labels.get(line.subject, line.subject),
        "object": labels.get(line.object, line.object),
        "about": "subject" if line.subject == about else "object" if line.object == about else "",
        "modalities": [
            (m.value, f"{schema.label(m.value, _tongue(language))} {count[m]}") for m in Modality if count[m]
        ],
        "quotes": [_quote(s, labels, language) for s in line.sayings],
    }


def _quote(saying: Saying, labels: Mapping[str, str], language: str) -> dict[str, Any]:
    a, d, said = saying.assertion, saying.document, words(language)
    source = [d.title or d.id, d.publisher, d.date]
    by = labels.get(a.attribution, a.attribution)
    told = [
        (said["said_date"], a.date),
        (said["according"], by),
        (said["amount"], a.amount.text if a.amount else ""),
    ]
    return {
        "modality": a.modality.value,
        "how": default_schema().label(a.modality.value, _tongue(language)),
        "pieces": list(pieces(a.evidence, (a.subject_span, a.object_span, a.trigger, a.cue))),
        "text": a.evidence.text,
        "lang": d.language,
        "told": [f"{name} {value}" for name, value in told if value],
        "source": " · ".join(part for part in source if part),
        "place": f"{d.id} {a.evidence.start}–{a.evidence.end}",
    }


def pieces(evidence: Span, marked: Sequence[Span | None]) -> Iterator[tuple[str, str]]:
    """The sentence cut at its marks: (role or "", text); of marks that overlap the first, or longer, one counts."""
    inside = [
        (span.start - evidence.start, span.end - evidence.start, role)
        for role, span in zip(ROLES, marked, strict=True)
        if span and evidence.start <= span.start < span.end <= evidence.end
    ]
    at = 0
    for start, end, role in sorted(inside, key=lambda mark: (mark[0], -mark[1])):
        if start < at:
            continue
        if start > at:
            yield "", evidence.text[at:start]
        yield role, evidence.text[start:end]
        at = end
    if at < len(evidence.text):
        yield "", evidence.text[at:]


def card_text(context: Context) -> str:
    """A card as plain text: the facts, and of each relation some claims with a quote."""
    head = [context[part] for part in ("title", "twin", "class_label", "key", "provisional")]
    facts = [f"{name}: {value}" for name, value in context["facts"]]
    parts = [" · ".join(part for part in head if part), *facts, context["mentioned"]]
    return "\n".join([*map(one_line, parts), *_group_text(context["groups"], TEXT_CLAIMS, 1), *_ending(context)])


def quotes_text(context: Context) -> str:
    """Quotes as plain text."""
    return "\n".join([*_group_text(context["groups"], CLAIMS, QUOTES), *_ending(context)]).strip()


def network_text(context: Context) -> str:
    """A network as plain text: what it stands on, the most central entities, the clusters."""
    rows = [f"{r['rank']:>3}  {r['name']} ({r['class_label']}) {r['betweenness']}" for r in context["central"]]
    sets = [f"{c['number']:>3}  {c['name'] or '–'}: {c['members']}" for c in context["clusters"]]
    said = context["words"]
    parts = [context["slice"], context["numbers"], said["central"], *rows, said["clusters"], *sets]
    return "\n".join(printable(part) for part in parts)


def _ending(context: Context) -> list[str]:
    return [one_line(context[part]) for part in ("left", "nothing") if context[part]]


def _group_text(groups: Iterable[Mapping[str, Any]], claims: int, quotes: int) -> Iterator[str]:
    for group in groups:
        yield ""
        for claim in group["claims"][:claims]:
            how = ", ".join(label for _, label in claim["modalities"])
            ends = claim["subject"], f"– {group['relation']} {group['arrow']}", claim["object"]
            yield one_line(f"{' '.join(ends)} ({how})")
            for quote in claim["quotes"][:quotes]:
                told = " · ".join([quote["how"], *quote["told"], quote["place"]])
                yield f"    “{one_line(quote['text'])}” [{one_line(told)}]"
        if group["number"] > claims:
            yield f"    … +{group['number'] - claims}"


def _some(names: Sequence[str], comma: str) -> str:
    more = f" … +{len(names) - NAMES}" if len(names) > NAMES else ""
    return comma.join(names[:NAMES]) + more


def _tongue(language: str) -> str:
    return "zh" if language.startswith("zh") else "en"
