"""A small graph made by hand for the questions: every relation and modality, four documents, two languages.

What it says is made up to tell the questions apart, and no statement about the world.
"""

from __future__ import annotations

import re

from kg.model import Amount, Assertion, Document, Entity, Extraction, Knowledge, Mention, Modality, Span

# key, class, zh, en, country, parent, other names
ENTITIES = tuple(
    Entity(key, cls, zh, en, tuple(names.split("|")) if names else (), country=country, parent=parent, provisional=key == "lab")
    for key, cls, zh, en, country, parent, names in (
        ("united-states", "Country", "美国", "United States", "", "", "U.S.|美方"),
        ("china", "Country", "中国", "China", "", "", ""),
        ("japan", "Country", "日本", "Japan", "", "", ""),
        ("india", "Country", "印度", "India", "", "", ""),
        ("australia", "Country", "澳大利亚", "Australia", "", "", ""),
        ("netherlands", "Country", "荷兰", "Netherlands", "", "", ""),
        ("huawei", "Company", "华为", "Huawei", "china", "", "华为技术"),
        ("zte", "Company", "中兴通讯", "ZTE", "china", "", ""),
        ("micron", "Company", "美光科技", "Micron", "united-states", "", ""),
        ("asml", "Company", "阿斯麦", "ASML", "netherlands", "", ""),
        ("reuters", "MediaOrganization", "路透社", "Reuters", "", "", ""),
        ("commerce", "GovernmentBody", "美国商务部", "Department of Commerce", "united-states", "", ""),
        ("bis", "GovernmentBody", "工业与安全局", "Bureau of Industry and Security", "united-states", "commerce", "BIS"),
        ("enforcement", "GovernmentBody", "出口执法办公室", "Office of Export Enforcement", "united-states", "bis", ""),
        ("raimondo", "Person", "雷蒙多", "Gina Raimondo", "united-states", "commerce", ""),
        ("lab", "ResearchOrganization", "某实验室", "", "", "", ""),
        ("chip-4", "Alliance", "芯片四方联盟", "Chip 4", "", "", "芯片四方|Fab 4"),
        ("quad", "Dialogue", "四方安全对话", "Quad", "", "", ""),
        ("aukus", "Alliance", "奥库斯", "AUKUS", "", "", ""),
        ("artemis", "Agreement", "阿尔忒弥斯协定", "Artemis Accords", "", "", ""),
        ("tpp", "Agreement", "跨太平洋伙伴关系协定", "Trans-Pacific Partnership", "", "", "TPP"),
        ("entity-list", "ControlList", "实体清单", "Entity List", "united-states", "", ""),
        ("unreliable-list", "ControlList", "不可靠实体清单", "unreliable entity list", "china", "", ""),
        ("chips-act", "Law", "芯片与科学法", "CHIPS and Science Act", "united-states", "", ""),
        ("guardrails", "Regulation", "护栏规则", "guardrails rule", "united-states", "", ""),
        ("export-rules", "Regulation", "芯片出口新规", "chip export rules", "united-states", "", ""),
        ("old-rules", "Regulation", "旧出口规则", "old export rules", "united-states", "", ""),
        ("semiconductors", "Technology", "半导体", "semiconductors", "", "", "芯片"),
        ("lithography", "Technology", "光刻机", "lithography machines", "", "semiconductors", ""),
        ("ai", "Technology", "人工智能", "artificial intelligence", "", "", ""),
        ("decoupling", "PolicyConcept", "脱钩", "decoupling", "", "", ""),
    )
)  # fmt: skip

# id, language, date, publisher, title
DOCUMENTS = {
    "zh-1": ("zh", "2022-12", "甲报", "芯片与联盟"),
    "en-1": ("en", "2023-07", "Example Weekly", "Chips and Clubs"),
    "en-2": ("en", "2024-02", "", ""),
    "zh-2": ("zh-Hant", "2023-11", "乙刊", "晶片觀察"),
}

# document, subject, relation, object, modality, date, speaker, sentence; referred to by number, from 1
SAYINGS = tuple(
    tuple(part.strip() for part in line.split(" / "))
    for line in """
    zh-1 / japan memberOf quad / asserted / 2017-11 / - / 日本2017年11月起参加四方安全对话。
    zh-1 / india memberOf quad / asserted / 2017 / - / 印度2017年参加四方安全对话。
    en-1 / united-states memberOf quad / asserted / - / - / The United States sits in the Quad.
    en-1 / australia memberOf quad / asserted / 2017 / - / Australia came back to the Quad in 2017.
    zh-1 / japan memberOf chip-4 / planned / 2022-03 / - / 2022年3月，日本拟加入芯片四方。
    en-2 / japan memberOf chip-4 / asserted / 2023 / - / Japan took part in Chip 4 in 2023.
    en-1 / united-states memberOf chip-4 / asserted / 2022-09 / - / The United States joined Chip 4 talks in September 2022.
    en-2 / netherlands memberOf chip-4 / negated / - / netherlands / The Netherlands said it was not in Chip 4.
    zh-2 / india memberOf chip-4 / possible / - / reuters / 據路透社報道，印度可能加入晶片四方。
    zh-1 / united-states initiated chip-4 / asserted / 2022-03 / - / 美国2022年3月发起芯片四方联盟。
    en-2 / japan initiated chip-4 / negated / - / - / Japan did not launch Chip 4.
    en-1 / india partyTo artemis / asserted / 2023-06-21 / - / India signed the Artemis Accords on 21 June 2023.
    en-2 / china partyTo artemis / negated / - / - / China has not signed the Artemis Accords.
    en-1 / united-states withdrewFrom tpp / asserted / 2017-01-23 / - / The United States left the TPP on 23 January 2017.
    zh-2 / japan withdrewFrom tpp / negated / - / - / 日本並未退出該協定。
    en-1 / united-states restricts huawei / asserted / 2019-05 / - / In May 2019 the United States cut Huawei off.
    zh-1 / united-states restricts huawei / asserted / 2018 / - / 2018年，美国限制华为。
    en-2 / china restricts united-states / asserted / 2023 / - / China answered with curbs of its own in 2023.
    zh-1 / united-states restricts china / asserted / - / - / 美国对中国采取限制措施。
    en-1 / china restricts micron / asserted / 2023-05-21 / - / On 21 May 2023 China barred Micron from key systems.
    en-2 / netherlands restricts asml / planned / 2023 / - / The Netherlands planned to limit ASML in 2023.
    en-1 / huawei listedOn entity-list / asserted / 2019-05-16 / - / Huawei was put on the Entity List on 16 May 2019.
    zh-1 / huawei listedOn entity-list / asserted / 2018 / - / 华为2018年被列入实体清单。
    zh-2 / zte listedOn entity-list / possible / - / - / 中興通訊可能再被列入實體清單。
    en-2 / micron listedOn unreliable-list / negated / - / - / Micron is not on the unreliable entity list.
    en-1 / commerce restrictsTechnology lithography / asserted / 2022-10 / - / Commerce restricted lithography machines in October 2022.
    zh-1 / export-rules restrictsTechnology semiconductors / asserted / 2022-10-07 / - / 2022年10月7日的新规限制半导体。
    en-2 / netherlands restrictsTechnology lithography / asserted / 2023-06 / - / The Netherlands restricted lithography machines in June 2023.
    en-2 / netherlands restrictsTechnology ai / planned / - / - / The Netherlands weighs limits on artificial intelligence.
    en-1 / export-rules targets china / asserted / 2022-10 / - / The rules of October 2022 are aimed at China.
    zh-1 / chip-4 targets china / asserted / - / - / 芯片四方联盟针对中国。
    en-2 / united-states targets china / negated / - / united-states / The United States says China is not its target.
    en-1 / united-states issued chips-act / asserted / 2022-08-09 / - / The CHIPS and Science Act was signed on 9 August 2022.
    en-2 / united-states issued guardrails / planned / 2023-03 / - / Washington proposed the guardrails rule in March 2023.
    en-1 / chips-act funds semiconductors / asserted / 2022-08 / - / In August 2022 the Act gave semiconductors $52.7 billion.
    zh-1 / chips-act coversTechnology lithography / asserted / - / - / 该法涉及光刻机。
    en-2 / guardrails basedOn chips-act / asserted / 2023 / - / The rule of 2023 implements the Act.
    en-2 / export-rules amends old-rules / asserted / - / - / The new rules amend the old ones.
    en-1 / bis administers entity-list / asserted / - / - / BIS keeps the Entity List.
    zh-2 / commerce administers entity-list / possible / - / - / 清單或由商務部管理。
    en-1 / bis partOf commerce / asserted / - / - / BIS is part of Commerce.
    zh-1 / china opposes aukus / asserted / 2021-09 / - / 2021年9月，中国反对奥库斯。
    en-2 / japan supports aukus / asserted / 2024 / - / Japan backed AUKUS in 2024.
    zh-2 / india supports aukus / negated / - / - / 印度不支持該聯盟。
    en-2 / united-states advocates decoupling / negated / 2023-12 / united-states / The United States says it does not seek decoupling.
    zh-1 / united-states advocates decoupling / asserted / - / china / 中国称美国推行脱钩。
    en-1 / japan cooperatesWith india / planned / 2022 / - / Japan planned to work with India in 2022.
    zh-2 / india cooperatesWith japan / asserted / 2023-10 / - / 印度2023年10月與日本合作。
    zh-1 / china cooperatesWith united-states / asserted / - / - / 中国与美国合作。
    en-1 / china competesWith united-states / asserted / - / - / China and the United States compete.
    en-1 / raimondo affiliatedWith commerce / asserted / 2021 / - / In 2021 Raimondo headed Commerce.
    en-2 / united-states appointed raimondo / asserted / 2021-03 / - / The United States named Raimondo in March 2021.
    zh-2 / lab cooperatesWith huawei / possible / - / - / 某實驗室或與華為合作。
    en-2 / commerce administers guardrails / asserted / - / - / Commerce runs the guardrails.
    en-2 / export-rules targets huawei / asserted / - / - / The rules are aimed at Huawei.
    en-1 / united-states initiated quad / asserted / - / - / The United States helped to launch the Quad.
    en-1 / lab affiliatedWith united-states / asserted / - / - / The lab served the United States.
    en-2 / japan partyTo tpp / asserted / 2018 / - / Japan was a party to the TPP in 2018.
    zh-1 / china issued unreliable-list / asserted / 2020-09 / - / 2020年9月，中国公布清单规定。
    en-2 / japan memberOf quad / possible / - / - / Japan might be in the Quad.
    zh-2 / united-states advocates decoupling / asserted / - / - / 報道稱美國推行脫鉤。
    en-1 / united-states advocates decoupling / possible / - / - / Decoupling may be what the United States seeks.
    en-2 / guardrails coversTechnology ai / asserted / - / - / The guardrails cover artificial intelligence.
    en-2 / united-states restricts micron / asserted / 2021 / - / In 2021 the United States held Micron back.
    en-1 / australia memberOf aukus / asserted / 2021-09 / - / Australia entered AUKUS in September 2021.
    """.strip().splitlines()
)  # fmt: skip
assert len(SAYINGS) == 65 and {len(s) for s in SAYINGS} == {6}

FORMS = {
    "芯片四方联盟": "chip-4", "芯片四方": "chip-4", "晶片四方": "chip-4", "Chip 4": "chip-4",
    "Huawei": "huawei", "华为": "huawei", "華為": "huawei", "某實驗室": "lab",
}  # fmt: skip
_FORM = re.compile("|".join(sorted(FORMS, key=len, reverse=True)))


def knowledge() -> Knowledge:
    """The sample."""
    extractions = []
    for name, (language, date, publisher, title) in DOCUMENTS.items():
        text, said = "", []
        for document, triple, modality, when, speaker, quote in SAYINGS:
            if document == name:
                subject, predicate, object_ = triple.split()
                money = Amount(5.27e10, "USD", "$52.7 billion") if "$52.7" in quote else None
                evidence = Span(len(text), len(text) + len(quote), quote)
                said.append(
                    Assertion(
                        *(subject, predicate, object_, Modality(modality), evidence, "made by hand"),
                        date=when.strip("-"),
                        attribution=speaker.strip("-"),
                        amount=money,
                    )
                )
                text += quote
        mentions = [Mention(m.start(), m.end(), m[0], FORMS[m[0]], "test") for m in _FORM.finditer(text)]
        about = Document(name, text, title, date=date, publisher=publisher, language=language)
        extractions.append(Extraction(about, tuple(mentions), tuple(said)))
    return Knowledge(tuple(extractions), ENTITIES)
