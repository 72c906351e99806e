"""Evidence for tests of the network, from lines such as ``japan memberOf quad planned doc-2 2021``."""

from __future__ import annotations

from kg.model import Entity, Modality
from kg.network import Evidence, Statement

KINDS = {
    "Country": "united-states japan australia india china russia south-korea netherlands",
    "SupranationalUnion": "european-union",
    "Region": "asia",
    "Company": "huawei",
    "MediaOrganization": "reuters",
    "ThinkTank": "csis",
    "ResearchOrganization": "tsinghua",
    "Alliance": "aukus quad chip-4",
    "Dialogue": "icet",
    "IntergovernmentalOrganization": "nato",
    "Agreement": "artemis-accords",
    "Program": "belt-and-road",
    "Technology": "semiconductors",
}
PEOPLE = {
    "biden": ("Person", "united-states", ""),
    "modi": ("Person", "india", ""),
    "ren-zhengfei": ("Person", "china", "huawei"),
    "blinken": ("Person", "united-states", "us-department-of-state"),
    "reporter": ("Person", "united-states", ""),
    "scholar": ("Person", "china", "tsinghua"),
    "us-department-of-state": ("GovernmentBody", "united-states", ""),
    "european-commission": ("GovernmentBody", "european-union", ""),
    "biden-administration": ("Administration", "united-states", ""),
    "stateless": ("Person", "", ""),
}
ENTITIES = {
    **{key: Entity(key, cls, f"中{key}", key.title()) for cls, keys in KINDS.items() for key in keys.split()},
    **{
        key: Entity(key, cls, f"中{key}", key.title(), country="united-states")
        for key, cls in (("chips-act", "Law"), ("entity-list", "ControlList"))
    },
    **{key: Entity(key, c, f"中{key}", key.title(), country=s, parent=p) for key, (c, s, p) in PEOPLE.items()},
}


def saying(line: str) -> Statement:
    """A statement from ``subject predicate object [modality [document [date]]]``."""
    subject, predicate, object_, *rest = line.split()
    modality, document, date = (*rest, *("asserted", "doc-1", "")[len(rest) :])
    language = "zh" if document.endswith("zh") else "en"
    return Statement(subject, predicate, object_, Modality(modality), document, date, f"{document} press", language)


def said(*lines: str) -> Evidence:
    """Evidence of these sayings about the entities here."""
    return Evidence(tuple(sorted(map(saying, lines))), ENTITIES)
