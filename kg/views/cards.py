"""Mechanisms in short: a card each with who began, joined or hesitated and the sentences, and who sits where."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from kg.model import Entity, Modality
from kg.views import findings, site
from kg.views.findings import Mechanism, Name
from kg.views.select import Line
from kg.views.showing import Context, Showing
from kg.views.tongues import Pair

CARDS, SENTENCES, MEMBERS, ALSO = 8, 8, 30, 4
ROWS, COLUMNS = 14, 8
OPEN = ("hesitated", "joined", "invited", "began")
"""Of which part of a card the sentences stand open: the first that has any."""
LONG = 24
CAPITALS = re.compile(r"[A-Z][A-Za-z0-9]{1,9}")


def mechanisms(s: Showing) -> list[Context]:
    """The mechanisms of which most documents speak, a card each."""
    parts = {how: row["part"] for how, row in s.words.raw["how"].items()}
    classes = {key: e.cls for key, e in s.entities.items()}
    found = findings.mechanisms(s.lines, classes, s.schema, parts)
    mentions, places = s.mentions()
    return [_card(s, m, mentions[m.key], len(places[m.key])) for m in found[:CARDS]]


def _card(s: Showing, mechanism: Mechanism, mentions: int, documents: int) -> Context:
    e = s.entities[mechanism.key]
    told = [name for name, row in s.words.raw["part"].items() if row.get("always") or name in mechanism.parts]
    wide = next((name for name in OPEN if name in mechanism.parts), "")
    return {
        "entity": s.entity(e.key),
        "short": (_short(e), e.label("zh")),
        "class": (s.schema.label(e.cls, "en"), s.schema.label(e.cls, "zh")),
        "since": e.since,
        "until": e.until,
        "also": (", ".join(_also(e, "en")), "、".join(_also(e, "zh"))),
        "mentions": mentions,
        "documents": documents,
        "parts": [_part(s, name, mechanism, wide=name == wide) for name in told],
    }


def _part(s: Showing, name: str, mechanism: Mechanism, *, wide: bool) -> Context:
    part = mechanism.parts.get(name) or findings.Part((), ())
    return {
        "title": s.words.of("part", name),
        "id": name,
        "open": wide,
        "names": [
            {
                **s.entity(key),
                "hows": hows(s, some),
                "edge": site.edge_link(*some[0].claim),
            }
            for key, some in _by_key(part.names)[:MEMBERS]
        ],
        "sentences": [s.quote(told.saying, told.names[0].claim) for told in part.sentences[:SENTENCES]],
        "left": max(0, len(part.sentences) - SENTENCES),
    }


def hows(s: Showing, names: Sequence[Name]) -> Pair:
    """How somebody is named in a part of a card: "退出、反对"; of a relation the firmest way, and that it is denied.

    Who is said to have founded something is not told to have proposed it as well.
    """
    firm: dict[str, str] = {}
    for name in sorted(names, key=lambda n: findings.FIRMEST.index(Modality(n.how.split()[1]))):
        relation, modality = name.how.split()
        firm.setdefault(f"{relation} {modality == Modality.NEGATED}", name.how)
    told = list(dict.fromkeys(s.words.of("how", n.how) for n in names if n.how in firm.values()))
    en, zh = (comma.join(pair[i] for pair in told if pair[i]) for i, comma in enumerate((", ", "、")))
    return en, zh


def seats(s: Showing) -> Context | None:
    """Who sits where: the mechanisms with most names and those who are named in most of them, or None."""
    classes = {key: e.cls for key, e in s.entities.items()}
    found = {
        pair: line
        for pair, line in findings.seats(s.lines).items()
        if s.schema.family(classes.get(pair[1], "")) == "Mechanism"
    }
    clubs = _best(Counter(club for _, club in found), COLUMNS)
    members = _best(Counter(member for member, club in found if club in clubs), ROWS)
    if len(clubs) < 2 or len(members) < 2:
        return None
    rows = [{"entity": s.entity(m), "cells": [_cell(s, found.get((m, club))) for club in clubs]} for m in members]
    ways = [(way.value, s.modality(way)) for way in findings.FIRMEST]
    return {"clubs": [s.entity(club) for club in clubs], "rows": rows, "ways": ways}


def _cell(s: Showing, found: tuple[Line, frozenset[Modality]] | None) -> Context | None:
    if found is None:
        return None
    line, ways = found
    firmest = findings.FIRMEST[findings.firmest(ways)]
    return {
        "how": firmest.value,
        "words": s.modality(firmest),
        "doubted": not ways.isdisjoint({Modality.NEGATED, Modality.POSSIBLE} - {firmest}),
        "href": site.edge_link(line.subject, line.predicate, line.object),
    }


def _by_key(names: Sequence[Name]) -> list[tuple[str, list[Name]]]:
    """The names gathered by key, in the order of their first."""
    found: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        found[name.key].append(name)
    return list(found.items())


def _also(e: Entity, language: str) -> list[str]:
    """The shortest other names, none within another; those in the letters of the language first."""
    known = {_plain(e.zh), _plain(e.en)} - {""}
    near: list[str] = []
    for name in sorted(e.aliases, key=lambda n: (n.isascii() == (language == "zh"), len(n), n.swapcase())):
        if 0 < len(_plain(name)) <= LONG and not any(other in _plain(name) for other in known):
            known.add(_plain(name))
            near.append(name)
    return near[:ALSO]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def _short(e: Entity) -> str:
    """The English label or, where it is long, the shortest name of capitals: IPEF."""
    label = e.label("en")
    capitals = sorted((n for n in e.aliases if CAPITALS.fullmatch(n)), key=lambda n: (len(n), n.swapcase()))
    return capitals[0] if len(label) > LONG and capitals else label


def _best(counts: Counter[str], most: int) -> list[str]:
    return sorted(counts, key=lambda k: (-counts[k], k))[:most]
