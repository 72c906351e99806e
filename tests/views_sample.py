"""A small Knowledge made by hand, and one of any size, for the tests of the pages."""

from __future__ import annotations

import random

from kg.model import Amount, Assertion, Document, Entity, Extraction, Knowledge, Mention, Modality, Span

ZH = "2022年3月，美国提议组建芯片四方联盟。日本加入芯片四方。韩国拒绝加入芯片四方联盟。"
EN = "According to Reuters, South Korea may join Chip 4 in 2023. Japan cooperates with the United States. 𝕏 Huawei was put on the Entity List."

ENTITIES = (
    Entity("chip-4", "Alliance", "芯片四方联盟", "Chip 4 Alliance", ("芯片四方", "Chip 4", "Fab4")),
    Entity("entity-list", "ControlList", "实体清单", "Entity List"),
    Entity("huawei", "Company", "华为", "Huawei", ("华为技术有限公司",)),
    Entity("japan", "Country", "日本", "Japan"),
    Entity("netherlands", "Country", "荷兰", "Netherlands"),
    Entity("reuters", "MediaOrganization", "路透社", "Reuters"),
    Entity("south-korea", "Country", "韩国", "South Korea"),
    Entity("united-states", "Country", "美国", "United States", ("美",)),
)
METRICS = {
    "chip-4": {"betweenness": 0.5, "degree": 3.0},
    "united-states": {"betweenness": 0.25, "degree": 2.0},
    "japan": {"betweenness": 0.125, "degree": 2.0},
    "south-korea": {"betweenness": 0.0, "degree": 1.0},
}
CLUSTER = {"chip-4": 1, "united-states": 1, "japan": 1, "south-korea": 2}
NAMES = {1: "芯片四方 · Chip 4", 2: "韩国 · South Korea"}


def span(text: str, piece: str) -> Span:
    start = text.index(piece)
    return Span(start, start + len(piece), piece)


def knowledge() -> Knowledge:
    """Two documents, five sayings, all modalities, an attribution, a letter beyond the basic plane."""
    s1, s2, s3 = "2022年3月，美国提议组建芯片四方联盟。", "日本加入芯片四方。", "韩国拒绝加入芯片四方联盟。"
    e1, e2 = "According to Reuters, South Korea may join Chip 4 in 2023.", "Japan cooperates with the United States."
    e3 = "𝕏 Huawei was put on the Entity List."
    zh = Document("zh-1", ZH, "芯片四方联盟观察", ("张三",), "2023-05", "政策研究", "zh")
    en = Document("en-1", EN, "Chips & alliances", ("A. Author",), "2023", "Journal", "en")
    said = (
        Assertion(
            "united-states", "initiated", "chip-4", Modality.PLANNED, span(ZH, s1), "propose", "2022-03",
            amount=Amount(5.2e10, "USD", "520亿美元"),
            trigger=span(ZH, "组建"), cue=span(ZH, "提议"), subject_span=span(ZH, "美国"), object_span=span(ZH, "芯片四方联盟"),
        ),
        Assertion(
            "japan", "memberOf", "chip-4", Modality.ASSERTED, span(ZH, s2), "join",
            trigger=span(ZH, "加入"), subject_span=span(ZH, "日本"), object_span=span(ZH, "芯片四方。"),
        ),
        Assertion("south-korea", "memberOf", "chip-4", Modality.NEGATED, span(ZH, s3), "join", cue=span(ZH, "拒绝"), subject_span=span(ZH, "日本")),
    )  # fmt: skip
    told = (
        Assertion(
            "south-korea", "memberOf", "chip-4", Modality.POSSIBLE, span(EN, e1), "join", "2023", "reuters",
            trigger=span(EN, "join"), cue=span(EN, "may"), subject_span=span(EN, "South Korea"), object_span=span(EN, "Chip 4"),
        ),
        Assertion("united-states", "cooperatesWith", "japan", Modality.ASSERTED, span(EN, e2), "with"),
        Assertion(
            "huawei", "listedOn", "entity-list", Modality.ASSERTED, span(EN, e3), "put on",
            subject_span=span(EN, "Huawei"), object_span=span(EN, "Entity List"),
        ),
    )  # fmt: skip
    return Knowledge(
        (
            Extraction(zh, (Mention(*_place(ZH, "美国"), "united-states", "alias"),), said),
            Extraction(en, (Mention(0, 1, "N", "netherlands", "alias"),), told),
        ),
        ENTITIES,
    )


def _place(text: str, piece: str) -> tuple[int, int, str]:
    found = span(text, piece)
    return found.start, found.end, found.text


def large(
    count: int, claims: int, *, seed: int = 1
) -> tuple[Knowledge, dict[str, dict[str, float]], dict[str, int], dict[int, str]]:
    """Synthetic knowledge of a given size: knowledge, metrics, clusters, names; the same for the same seed."""
    dice = random.Random(seed)
    kinds = ("Country", "GovernmentBody", "Company", "Person", "Alliance", "Dialogue", "Regulation", "Strategy",
             "Technology", "ControlList", "PolicyConcept", "ThinkTank", "IntergovernmentalOrganization")  # fmt: skip
    relations = ("memberOf", "cooperatesWith", "competesWith", "restricts", "issued", "supports", "opposes", "funds",
                 "coversTechnology", "partOf", "targets", "initiated")  # fmt: skip
    entities = tuple(
        Entity(f"e-{i}", kinds[i % len(kinds)], f"实体第{i}号机构", f"Entity number {i}", (f"甲{i}", f"EN{i}"))
        for i in range(count)
    )
    cluster = {e.key: (i * 7) % 8 + 1 for i, e in enumerate(entities) if i % 5}
    groups: dict[int, list[str]] = {}
    for key, number in cluster.items():
        groups.setdefault(number, []).append(key)

    def pick(pool: list[str]) -> str:
        return pool[int(len(pool) * dice.random() ** 2.2)]

    keys = [e.key for e in entities]
    documents: list[Extraction] = []
    for d in range(20):
        parts: list[str] = []
        said: list[Assertion] = []
        position = 0
        for _ in range(claims // 20):
            s = pick(keys)
            o = pick(groups[cluster[s]] if s in cluster and dice.random() < 0.8 else keys)
            subject, object_ = (
                Span(position, position + len(s), s),
                Span(position + len(s) + 2, position + len(s) + 2 + len(o), o),
            )
            text = f"{s}加入{o}，并就先进半导体制造设备的出口管制问题与其他伙伴进行了多次磋商，双方将在供应链方面加强合作。"
            modality = dice.choices(list(Modality), (70, 15, 5, 10))[0]
            date = str(dice.randint(2016, 2026)) if dice.random() < 0.6 else ""
            said.append(
                Assertion(
                    s, dice.choice(relations), o, modality, Span(position, position + len(text), text), "join", date,
                    subject_span=subject, object_span=object_, trigger=Span(subject.end, subject.end + 2, "加入"),
                )
            )  # fmt: skip
            parts.append(text)
            position += len(text)
        document = Document(f"d-{d}", "".join(parts), f"文献 {d}", (), "2024", "出版者", "zh")
        documents.append(Extraction(document, (), tuple(said)))
    degree: dict[str, float] = {}
    for extraction in documents:
        for a in extraction.assertions:
            for key in (a.subject, a.object):
                degree[key] = degree.get(key, 0.0) + 1
    metrics = {key: {"betweenness": (n / claims) ** 1.5, "degree": n} for key, n in degree.items()}
    return Knowledge(tuple(documents), entities), metrics, cluster, {n: f"机制 {n} · Mechanism {n}" for n in groups}
