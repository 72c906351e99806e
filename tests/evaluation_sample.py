"""What a build might have found in ``tests/annotated``, with every kind of error in it, counted by hand in the tests."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.evaluation import gold
from kg.evaluation.values import Gold
from kg.model import Assertion, Document, Entity, Extraction, Knowledge, Mention, Modality, Span
from kg.schema import default as schema

ANNOTATED = Path(__file__).parent / "annotated"

# The build's own keys and labels, each met by another way to the annotators' key (the last line: by none).
ENTITIES = (
    Entity("australia", "Country", "澳大利亚", "Australia"),
    Entity("aukus", "Alliance", "奥库斯", "A.U.K.U.S"),
    Entity("entity-list", "ControlList", "实体清单", ""),
    Entity("great-britain", "Country", "", "Great Britain", ("United Kingdom",)),
    Entity("usa", "Country", "", "America", ("United  States",)),
    Entity("japan", "Country", "日本", "Japan"),
    Entity("pillar-two", "Partnership", "", "Pillar II"),
    Entity("china", "Country", "中国", "China"),
    Entity("india", "Country", "印度", "India"),
    Entity("south-korea", "Country", "韩国", "South Korea"),
    Entity("ipef", "Partnership", "", "Indo–Pacific economic framework"),
    Entity("chips", "Technology", "芯片", "chips"),
    Entity("huawei-marine", "Company", "华海通信", "Huawei Marine"),
)

# Wording, key; each wording is sought after the one before.
MENTIONS = {
    "letter-en": [
        ("China", "china"),  # in the headline, which is not scored
        ("Australia", "australia"),
        ("United Kingdom", "great-britain"),
        ("the United States", "usa"),  # other bounds
        ("AUKUS", "aukus"),
        ("Japan", "japan"),
        ("Pillar II", "pillar-two"),  # the AUKUS after it is missed
        ("Huawei", "huawei-marine"),  # another entity
        ("Entity List", "entity-list"),
    ],
    "letter-zh": [
        ("美国", "usa"),
        ("印太经济框架", "ipef"),
        ("日本", "japan"),
        ("印度", "india"),  # the second one is missed
        ("支柱", "pillar-two"),  # false
        ("韩国", "south-korea"),
        ("日本", "japan"),
        ("半导体", "chips"),
        ("美方", "usa"),
        ("中国", "china"),
        ("印太经济框架", "ipef"),
    ],
}

# Statement, modality, date, speaker, the beginning of its sentence.
SAYINGS = {
    "letter-en": [
        ("china memberOf aukus", "asserted", "", "", "Letter"),  # not scored
        ("australia memberOf aukus", "asserted", "2021-09", "", "In September"),
        ("australia memberOf aukus", "planned", "2020", "", "Japan may"),  # the same triple
        ("great-britain initiated aukus", "asserted", "2021-09", "", "In September"),  # another relation
        ("aukus memberOf usa", "asserted", "2021-09", "", "In September"),  # turned round
        ("japan memberOf pillar-two", "asserted", "", "", "Japan may"),  # another modality
        ("japan memberOf aukus", "possible", "", "", "Japan may"),  # whose AUKUS was missed there
        ("huawei-marine listedOn entity-list", "asserted", "2019-05", "", "Huawei was"),  # an entity of its own
    ],
    "letter-zh": [
        ("usa initiated ipef", "asserted", "2022", "", "2022年5月"),  # another date
        ("japan memberOf ipef", "asserted", "", "", "日本和印度"),
        ("india memberOf pillar-two", "negated", "", "", "日本和印度"),  # an entity of its own
        ("south-korea cooperatesWith japan", "asserted", "", "", "韩国与日本"),  # symmetric
        ("china memberOf ipef", "negated", "", "usa", "美方称"),
    ],
}


def golds() -> tuple[Gold, ...]:
    """The annotated documents."""
    return gold.read(ANNOTATED, schema())


def text(name: str) -> str:
    return (ANNOTATED / "texts" / f"{name}.txt").read_bytes().decode()


def sentence(text: str, beginning: str) -> Span:
    """From a beginning to the next full stop."""
    start = text.index(beginning)
    ends = [at for mark in (". ", ".\n", "。", "\n") if (at := text.find(mark, start)) >= 0]
    return Span(start, min(ends) + 1, text[start : min(ends) + 1])


def knowledge(names: Iterable[str] = ("letter-en", "letter-zh")) -> Knowledge:
    """What the build found in some of the documents."""
    extractions = []
    for name in names:
        whole, at = text(name), 0
        mentions, sayings = [], []
        for form, key in MENTIONS[name]:
            start = whole.index(form, at)
            at = start + len(form)
            mentions.append(Mention(start, at, form, key, "name"))
        for triple, modality, date, speaker, beginning in SAYINGS[name]:
            said = Assertion(*triple.split(), Modality(modality), sentence(whole, beginning), "rule", date, speaker)
            sayings.append(said)
        extractions.append(Extraction(Document(name, whole), tuple(mentions), tuple(sayings)))
    return Knowledge(tuple(extractions), ENTITIES)
