"""Chinese frames: who acts and who is acted on where only light verbs, purposes, passives or titles tell."""

from __future__ import annotations

import pytest
from reading import said

# text, what it says, what it must not say
TABLE: list[tuple[str, set[str], set[str]]] = [
    # Light verbs: what they are about stands behind 对 or 就, a noun or a whole clause.
    (
        "中国驻荷兰大使馆对荷兰扩大光刻机管制表示遗憾。",
        {
            "china-embassy-in-the-netherlands opposes netherlands",
            "netherlands restrictsTechnology lithography-machines",
        },
        {"china-embassy-in-the-netherlands restrictsTechnology lithography-machines"},
    ),
    ("对于欧盟的调查，中国商务部表示强烈不满。", {"china-ministry-of-commerce opposes european-union"}, set()),
    (
        "中国商务部就美方将中国企业列入实体清单答记者问。",
        {"united-states restricts china"},
        {"china-ministry-of-commerce restricts china"},
    ),
    # A passive without an agent: the authority of the clause before.
    (
        "日本政府修订省令，半导体制造设备被纳入许可管理。",
        {"japan restrictsTechnology semiconductor-manufacturing-equipment"},
        set(),
    ),
    ("华为发布新机，中兴通讯被制裁。", set(), {"huawei restricts zte"}),
    # Clauses that only lead up to their subject.
    ("被列入实体清单后，大疆创新仍占据市场。", {"dji listedOn entity-list"}, set()),
    ("为抗衡中国，美国扩大补贴。", {"united-states targets china"}, set()),
    ("中国受挫，美国扩大补贴。", set(), {"united-states targets china"}),
    # Verbs in titles, and verbs that another one decides.
    ("意大利退出《中意共建“一带一路”谅解备忘录》。", set(), {"italy initiated china-italy-belt-and-road-mou"}),
    ("特朗普否决博通收购高通。", set(), {"donald-trump funds qualcomm"}),
    ("美国放宽对英伟达的限制。", set(), {"united-states restricts nvidia"}),
    # The object of the verb, not the subject of its relative clause; goods end what is restricted.
    ("印度支持美国提出的印太经济框架。", {"india supports ipef"}, {"india supports united-states"}),
    (
        "印尼靠禁止镍矿石出口留住了青山集团。",
        {"indonesia restrictsTechnology nickel"},
        {"indonesia restricts tsingshan"},
    ),
    # Behind its own relative clause.
    (
        "负责执行《出口管理条例》的美国商务部发言。",
        {"us-department-of-commerce administers export-administration-regulations"},
        set(),
    ),
    # 《法案》由…提出, 拟…: the bill goes on.
    (
        "《限制法案》由马克·沃纳提出，拟禁止华为。",
        {"restrict-act restricts huawei planned"},
        {"mark-warner restricts huawei planned"},
    ),
    # What a verb leaves out has no rival.
    (
        "拜登签署《芯片与科学法》，中国商务部表示反对。",
        {"china-ministry-of-commerce opposes chips-and-science-act"},
        set(),
    ),
    ("同意向美国商务部支付罚款的是希捷科技。", set(), set()),
]
assert len(TABLE) == 17


@pytest.mark.parametrize(("text", "says", "silent"), TABLE)
def test_chinese_frames(text: str, says: set[str], silent: set[str]) -> None:
    got = said(text, language="zh")
    assert says <= got
    assert not silent & got
