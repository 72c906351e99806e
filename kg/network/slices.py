"""Which sayings count: a slice says so in values and in plain words, and is applied before anything is projected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from kg import edtf
from kg.model import Modality, Problem
from kg.network.evidence import Evidence, Statement
from kg.schema import Schema
from kg.schema import default as default_schema

WATCHERS = ("MediaOrganization", "ThinkTank")
SCHOLARS = (*WATCHERS, "ResearchOrganization")
SETTINGS = {
    "since": "since",
    "until": "until",
    "language": "languages",
    "document": "documents",
    "publisher": "publishers",
    "modality": "modalities",
    "class": "classes",
    "relation": "relations",
}
OBSERVERS_OUT = ("without media, think tanks and people who only report", "不含媒体、智库及仅作报道的人士")


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the evidence; an empty selection means all.

    ``since`` and ``until`` are EDTF (``2017``, ``2021-01-20``) and both inclusive: a saying counts when the days it
    speaks of overlap them; one without a date counts in a period only if ``undated``. ``classes`` must hold for
    subject and object, and take in what is below them, as ``languages`` do (``zh`` takes in ``zh-Hant``).
    Registry facts have no saying: what asks about sayings (modality, date, document, publisher, language) does not
    touch them.
    """

    modalities: tuple[Modality, ...] = (Modality.ASSERTED,)
    since: str = ""
    until: str = ""
    undated: bool = False
    documents: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    registry: bool = False
    observers: bool = False

    def words(self, language: str = "en") -> str:
        """The slice in plain English, or Chinese for "zh…"."""
        zh = language.startswith("zh")
        flags = [
            ("with registry knowledge", "含登记库知识")
            if self.registry
            else ("without registry knowledge", "不含登记库知识"),
            ("observers included", "含观察者") if self.observers else OBSERVERS_OUT,
        ]
        return ("；" if zh else "; ").join([*self.chosen(language), *(flag[zh] for flag in flags)])

    def chosen(self, language: str = "en") -> list[str]:
        """What is selected, a phrase each: sayings, period, documents and so on."""
        zh = language.startswith("zh")
        schema = default_schema()

        def labels(terms: Iterable[str]) -> tuple[str, ...]:
            return tuple(schema.label(term, "zh" if zh else "en") for term in terms)

        said = [
            ("sayings", "说法", labels(self.modalities)),
            ("since", "自", (self.since,)),
            ("until", "至", (self.until,)),
            ("documents", "文献", self.documents),
            ("publishers", "发布者", self.publishers),
            ("languages of the source", "来源语言", self.languages),
            ("classes", "类别", labels(self.classes)),
            ("relations", "关系", labels(self.relations)),
        ]
        colon, comma = ("：", "、") if zh else (": ", ", ")
        parts = [f"{names[zh]}{colon}{comma.join(values)}" for *names, values in said if any(values)]
        if self.since or self.until:
            kept = ("undated sayings kept", "含无日期的说法")
            parts.append((kept if self.undated else ("undated sayings left out", "不含无日期的说法"))[zh])
        return parts


def take(evidence: Evidence, part: Slice) -> Evidence:
    """The evidence that a slice keeps; a `Problem` names a date, class or relation that it cannot mean."""
    schema = default_schema()
    _known("class", part.classes, schema.ancestors)
    _known("relation", part.relations, schema.relations)
    first, last = edtf.period(part.since, part.until)
    out = frozenset() if part.observers else observers(evidence)

    def said(s: Statement) -> bool:
        return (
            s.modality in part.modalities
            and (not part.documents or s.document in part.documents)
            and (not part.publishers or s.publisher in part.publishers)
            and (not part.languages or _tongue(s.language, part.languages))
            and _within(s.date, first, last, undated=part.undated)
        )

    def about(s: Statement) -> bool:
        ends = (s.subject, s.object)
        return (
            (not part.relations or s.predicate in part.relations)
            and (not part.classes or all(schema.is_any(evidence.cls(k), part.classes) for k in ends))
            and out.isdisjoint(ends)
        )

    kept = (s for s in evidence.statements if (part.registry if s.registry else said(s)) and about(s))
    return Evidence(tuple(kept), evidence.entities)


def changed(part: Slice, text: str) -> Slice:
    """The slice with some of its parts set anew, as in ``language=zh,until=2020``; several values are joined by ``+``.

    A part without a value (``language=``) takes in all again.
    """
    given: dict[str, str | tuple[str, ...]] = {}
    for item in text.split(","):
        name, equals, value = (cell.strip() for cell in item.partition("="))
        field = SETTINGS.get(name)
        if not field or not equals:
            cure = f"write NAME=VALUE[,…]; the names are {', '.join(SETTINGS)}"
            raise Problem(f"{item.strip()!r} says nothing about a slice", where="slice", cure=cure)
        values = tuple(v.strip() for v in value.split("+") if v.strip())
        if field == "modalities":
            values = modalities(values)
        given[field] = value if field in ("since", "until") else values
    return replace(part, **given)  # type: ignore[arg-type]


def times(part: Slice, text: str) -> tuple[tuple[str, Slice], ...]:
    """Periods of a slice, each with its title, from words such as ``2017..2020,2021..2024``; one year is a period too.

    >>> [title for title, _ in times(Slice(), "2017-01-20..2021-01-19,2021-01-20..2025-01-19")]
    ['2017-01-20–2021-01-19', '2021-01-20–2025-01-19']
    """
    found = []
    for item in filter(None, map(str.strip, text.split(","))):
        since, dots, until = (cell.strip() for cell in item.replace("/", "..").partition(".."))
        until = until if dots else since
        edtf.period(since, until)
        found.append((f"{since}–{until}" if dots else since, replace(part, since=since, until=until)))
    if not found:
        raise Problem(f"{text!r} names no period", where="periods", cure="write 2017..2020,2021..2024")
    return tuple(found)


def modalities(names: Sequence[str]) -> tuple[Modality, ...]:
    """The modalities of these names, all when there are none; a `Problem` names one that does not exist."""
    for name in names:
        if name not in list(Modality):
            raise Problem(f"there is no modality {name!r}", where="slice", cure=f"one of {', '.join(Modality)}")
    return tuple(Modality(name) for name in names) or tuple(Modality)


def observers(evidence: Evidence, *, schema: Schema | None = None) -> frozenset[str]:
    """Who reports rather than acts: media, think tanks, and their people or scholars who do nothing else here.

    A person is one when all that any saying has them do is to hold a post, and every post known of them (by a saying
    or the registry) is at a media house, a think tank or a research organisation. Judged on all the evidence, so that
    nobody turns from observer to actor between two slices.
    """
    schema = schema or default_schema()
    posts: dict[str, set[str]] = {}
    acting: set[str] = set()
    for s in evidence.statements:
        if s.predicate == "affiliatedWith":
            posts.setdefault(s.subject, set()).add(evidence.cls(s.object))
        elif s.predicate != "basedIn":
            acting.update((s.subject, s.object))
    return frozenset(
        key
        for key, entity in evidence.entities.items()
        if schema.is_any(entity.cls, WATCHERS)
        or (
            entity.cls == "Person"
            and key not in acting
            and key in posts
            and all(schema.is_any(cls, SCHOLARS) for cls in posts[key])
        )
    )


def _tongue(language: str, wanted: Iterable[str]) -> bool:
    """Whether a language tag is one of those wanted or below it: zh-Hant is zh."""
    return any(language == tag or language.startswith(f"{tag}-") for tag in wanted)


def _known(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    known = sorted(known)
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, 1)
            raise Problem(
                f"the ontology has no {what} {name!r}",
                where="slice",
                cure=f"did you mean {close[0]}?" if close else "see ontology/techpolicy.ttl",
            )


def _within(text: str, first: date | None, last: date | None, *, undated: bool) -> bool:
    """Whether the days of an EDTF date overlap those from ``first`` to ``last``; None is an open end."""
    if not first and not last:
        return True
    begin, end = edtf.resolve(text)
    if not begin and not end:
        return undated
    return (not first or not end or end >= first) and (not last or not begin or begin <= last)
