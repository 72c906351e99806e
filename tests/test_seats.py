"""Seats that a list shares: which organisations a nationality beside their noun holds for."""

from __future__ import annotations

import pytest
from reading import said

from kg.extract.joins import Link
from kg.extract.mentions import Anchor
from kg.extract.phrases import Phrase
from kg.extract.seats import seats
from kg.extract.text import Sentence
from kg.model import Entity

# text, the seats it gives (none: nothing is said of any)
TABLE: list[tuple[str, set[str]]] = [
    ("登上清单的中国企业包括华为和中芯国际。", {"huawei china", "smic china"}),
    ("美国芯片设计公司高通和英伟达股价下跌。", {"qualcomm united-states", "nvidia united-states"}),
    ("日本的尼康与东京电子受限。", {"nikon japan", "tokyo-electron japan"}),
    (
        "这三家美国企业——英特尔、高通和美光——受限。",
        {"intel united-states", "qualcomm united-states", "micron united-states"},
    ),
    ("在中国企业中，华为的投入最高。", {"huawei china"}),
    ("科大讯飞、商汤科技等多家中国人工智能企业参展。", {"iflytek china", "sensetime china"}),
    ("华为受限，这家中国公司没有表态。", {"huawei china"}),
    ("中国电商巨头阿里巴巴以及电池制造商宁德时代受限。", {"alibaba china", "catl china"}),
    # Whom something is done to or for is not one of those who do it.
    ("中国企业为英伟达组装服务器。", set()),
    ("美国制裁科技企业华为。", set()),
    ("英国禁止安装新的华为设备。", set()),
    ("被美国列入实体清单的机构还有哈尔滨工业大学。", set()),
    ("荷兰阿斯麦和东京电子受限。", {"asml netherlands"}),
    ("美国企业受限，例子包括制裁中国的华为。", {"huawei china"}),
]
assert len(TABLE) == 14


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_a_list_shares_a_seat(text: str, expected: set[str]) -> None:
    rows = (line.split() for line in said(text, language="zh"))
    assert {f"{s} {o}" for s, relation, o in (r[:3] for r in rows) if relation == "basedIn"} == expected


def test_no_organisation_no_seat() -> None:
    place = Anchor(0, 2, "china", "exact")
    china = Entity(key="china", cls="Country", zh="中国", en="China")
    found = seats("中国企业。", Sentence(0, 5, "zh", 0), [Phrase(0, 2, [place])], {"china": china})
    assert list(found) == []


def test_a_seat_is_a_link() -> None:
    assert Link("seat", Anchor(0, 2, "china", "exact"), Anchor(2, 4, "huawei", "exact")).kind == "seat"
