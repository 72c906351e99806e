"""A small knowledge for tests: two documents, Chinese and English, every modality, a hostile title."""

from __future__ import annotations

from kg.model import Amount, Assertion, Document, Entity, Extraction, Knowledge, Mention, Modality, Region, Span

ZH = (
    "页眉 第1页\n"
    "2022年8月9日，拜登签署《芯片与科学法》，拨款527亿美元。\n"
    "荷兰拒绝加入“芯片四方联盟”。\n"
    "专家称，日本可能加入“芯片四方联盟”。\n"
)
EN = (
    'He said: "The U.S. plans to join Chip 4."\r\n'
    "Biden signed the CHIPS and Science Act.\r\n"
    '=HYPERLINK("http://example.org")\r\n'
    "\U0001f4be 华为 (Huawei | HiSilicon) was added to the Entity List in 2019.\r\n"
)
TITLE = 'A \\"quoted\\" title\n<script>"""\t\u0007 @zh . 𠀀 \\u0041'

ENTITIES = (
    Entity("biden", "Person", "拜登", "Joe Biden", ("乔·拜登", "President Biden"), ("总统",), "united-states"),
    Entity("china", "Country", "中国", "China", ("PRC",), ("中", "中方")),
    Entity(
        "chip-4",
        "Alliance",
        "芯片四方联盟",
        "Chip 4",
        ("Fab 4", "칩4", "チップ4"),
        since="2022-03",
        source="general knowledge",
    ),
    Entity(
        "chips-and-science-act", "Law", "芯片与科学法", "CHIPS and Science Act", ("CHIPS Act",), country="united-states"
    ),
    Entity("entity-list", "ControlList", "实体清单", "Entity List", country="united-states"),
    Entity("huawei", "Company", "华为", "Huawei", ("华为公司",), country="china", wikidata="Q160120"),
    Entity("japan", "Country", "日本", "Japan"),
    Entity("lithography", "Technology", "光刻机", "lithography machines", parent="semiconductors"),
    Entity("netherlands", "Country", "荷兰", "Netherlands"),
    Entity("semiconductors", "Technology", "半导体", "semiconductors", ("芯片",)),
    Entity("united-states", "Country", "美国", "United States", ("U.S.", "美利坚合众国"), ("美",)),
    Entity("专家-1", "Person", "专家", "", provisional=True),
)


def span(text: str, form: str, start: int = 0) -> Span:
    """The first place of ``form`` in ``text``."""
    at = text.index(form, start)
    return Span(at, at + len(form), form)


def mention(text: str, form: str, entity: str, how: str = "registry") -> Mention:
    """The first mention of ``form``."""
    at = span(text, form)
    return Mention(at.start, at.end, at.text, entity, how)


def line(text: str, number: int) -> Span:
    """A line of the text as evidence."""
    return span(text, text.splitlines()[number])


def knowledge() -> Knowledge:
    """The sample."""
    zh = Document(
        "样本 zh/1.txt",
        ZH,
        title="芯片联盟",
        authors=("张三", "李四"),
        date="2023-05",
        publisher="某智库",
        language="zh",
        sha256="00" * 32,
        reader="text",
        pages=(0, 8),
    )
    en = Document("sample-en", EN, title=TITLE, date="2023?", publisher="Example", language="en", reader="text")
    signed = Assertion(
        "biden",
        "issued",
        "chips-and-science-act",
        Modality.ASSERTED,
        line(ZH, 1),
        "sign",
        date="2022-08-09",
        amount=Amount(52700000000.0, "USD", "527亿美元"),
        trigger=span(ZH, "签署"),
        subject_span=span(ZH, "拜登"),
        object_span=span(ZH, "芯片与科学法"),
    )
    return Knowledge(
        (
            Extraction(
                zh,
                (
                    mention(ZH, "拜登", "biden"),
                    mention(ZH, "芯片与科学法", "chips-and-science-act"),
                    mention(ZH, "荷兰", "netherlands"),
                    mention(ZH, "芯片四方联盟", "chip-4"),
                    mention(ZH, "专家", "专家-1", "pattern"),
                    mention(ZH, "日本", "japan"),
                ),
                (
                    signed,
                    Assertion(
                        "netherlands", "memberOf", "chip-4", Modality.NEGATED, line(ZH, 2), "join", cue=span(ZH, "拒绝")
                    ),
                    Assertion(
                        "japan", "memberOf", "chip-4", Modality.POSSIBLE, line(ZH, 3), "join", attribution="专家-1"
                    ),
                ),
                (ENTITIES[-1],),
                (Region(0, 7, "page furniture"),),
                (("专家", 1), ("某机构", 2)),
                3,
            ),
            Extraction(
                en,
                (
                    mention(EN, "U.S.", "united-states"),
                    mention(EN, "Chip 4", "chip-4"),
                    mention(EN, "Biden", "biden", "context"),
                    mention(EN, "CHIPS and Science Act", "chips-and-science-act"),
                    mention(EN, "=HYPERLINK", "lithography", "hostile"),
                    mention(EN, "Huawei | HiSilicon", "huawei"),
                    mention(EN, "华为", "huawei"),
                    mention(EN, "Entity List", "entity-list"),
                ),
                (
                    Assertion("united-states", "memberOf", "chip-4", Modality.PLANNED, line(EN, 0), "join"),
                    Assertion(
                        "biden", "issued", "chips-and-science-act", Modality.ASSERTED, line(EN, 1), "sign", date="2022"
                    ),
                    Assertion(
                        "huawei", "listedOn", "entity-list", Modality.ASSERTED, line(EN, 3), "add", date="2019/.."
                    ),
                ),
                unknown=(("某机构", 1),),
                sentences=4,
            ),
        ),
        ENTITIES,
    )
