"""Statements: whole sets per sentence, every relation, both scripts of Chinese, English, and sentences that say nothing."""

from __future__ import annotations

import pytest
from reading import read, said

from kg.extract.pipeline import default_names
from kg.schema import default as schema

US, JP, NL, KR, CN, EU = "united-states", "japan", "netherlands", "south-korea", "china", "european-union"
ACCORDS = "artemis-accords"

# What bodies belong to follows from their names; it has a table of its own.
OWNED = ("partOf",)

SENTENCES = [
    # coordination on both sides
    ("美国、日本和荷兰签署《阿尔忒弥斯协定》。", {f"{k} partyTo {ACCORDS}" for k in (US, JP, NL)}),
    ("美国与日本、韩国签署《阿尔忒弥斯协定》。", {f"{k} partyTo {ACCORDS}" for k in (US, JP, KR)}),
    ("美国制裁华为和中兴通讯。", {f"{US} restricts huawei", f"{US} restricts zte"}),
    ("日本、韓國與荷蘭加入晶片四方聯盟。", {f"{k} memberOf chip-4" for k in (JP, KR, NL)}),
    (
        "The United States, Japan and the Netherlands signed the Artemis Accords.",
        {f"{k} partyTo {ACCORDS}" for k in (US, JP, NL)},
    ),
    ("The United States sanctioned Huawei and ZTE.", {f"{US} restricts huawei", f"{US} restricts zte"}),
    # voices
    ("美国制裁华为。", {f"{US} restricts huawei"}),
    ("华为被美国制裁。", {f"{US} restricts huawei"}),
    ("美国对华为实施制裁。", {f"{US} restricts huawei"}),
    ("美国对华为的制裁引发关注。", {f"{US} restricts huawei"}),
    ("The United States sanctioned Huawei.", {f"{US} restricts huawei"}),
    ("Huawei was sanctioned by the United States.", {f"{US} restricts huawei"}),
    ("US sanctions on Huawei continued.", {f"{US} restricts huawei"}),
    # clauses
    ("美国制裁华为，日本加入北约。", {f"{US} restricts huawei", f"{JP} memberOf nato"}),
    ("美国成立印太经济框架，日本、韩国加入。", {f"{US} initiated ipef", f"{JP} memberOf ipef", f"{KR} memberOf ipef"}),
    ("The United States sanctioned Huawei; Japan joined NATO.", {f"{US} restricts huawei", f"{JP} memberOf nato"}),
    ("The United States, which left the TPP, sanctioned Huawei.", {f"{US} restricts huawei", f"{US} withdrewFrom tpp"}),
    # founders are members
    (
        "美国、英国和澳大利亚成立奥库斯。",
        {f"{k} {r} aukus" for k in (US, "united-kingdom", "australia") for r in ("initiated", "memberOf")},
    ),
    (
        "美國與歐盟成立貿易和技術委員會。",
        {f"{k} {r} us-eu-trade-and-technology-council" for k in (US, EU) for r in ("initiated", "memberOf")},
    ),
    ("由美国主导的印太经济框架引发关注。", {f"{US} initiated ipef"}),
    # the other relations
    ("拜登签署《芯片与科学法》。", {"joe-biden issued chips-and-science-act"}),
    ("美国退出《跨太平洋伙伴关系协定》。", {f"{US} withdrewFrom tpp"}),
    ("美国遏制中国。", {f"{US} targets {CN}"}),
    ("中国与欧盟开展合作。", {f"{CN} cooperatesWith {EU}"}),
    ("中国和美国竞争。", {f"{CN} competesWith {US}"}),
    ("美国批评中国。", {f"{US} opposes {CN}"}),
    ("拜登政府推进印太战略。", {"biden-administration supports indo-pacific-strategy"}),
    ("华为、中兴通讯被列入实体清单。", {"huawei listedOn entity-list", "zte listedOn entity-list"}),
    ("欧盟主张去风险。", {f"{EU} advocates de-risking"}),
    ("《芯片与科学法》为半导体拨款527亿美元。", {"chips-and-science-act funds semiconductors"}),
    ("《瓦森纳安排》取代巴统。", {"wassenaar-arrangement replaces cocom"}),
    ("拜登提名纳撒尼尔·菲克。", {"joe-biden appointed nathaniel-fick"}),
    ("China opposes AUKUS.", {f"{CN} opposes aukus"}),
    ("The United States withdrew from UNESCO.", {f"{US} withdrewFrom unesco"}),
    ("The United States and the European Union cooperate on artificial intelligence.", {f"{EU} cooperatesWith {US}"}),
    ("Peter Wennink, chief executive of ASML, spoke.", {"peter-wennink affiliatedWith asml"}),
    ("The Dutch chipmaker ASML objected.", {f"asml basedIn {NL}"}),
    ("Joe Biden nominated Nathaniel Fick.", {"joe-biden appointed nathaniel-fick"}),
    ("The European Union pursued de-risking.", {f"{EU} advocates de-risking"}),
    # verbs in two parts
    ("China placed gallium under licence.", {f"{CN} restrictsTechnology gallium"}),
    ("China placed gallium under a lamp.", set()),
    ("The United States cut Huawei off from its suppliers.", {f"{US} restricts huawei"}),
    ("The United States cut Huawei some slack.", set()),
    # nouns that a relative clause owns
    ("The ban on Huawei that Australia announced set a precedent.", {"australia restricts huawei"}),
    ("The ban on Huawei set a precedent that Australia followed.", set()),
    # subjects that come after, and shared ones
    ("After sanctioning Huawei, the United States rested.", {f"{US} restricts huawei"}),
    ("After sanctions on Huawei, China rested.", set()),
    ("Poland followed Sweden in shutting out Huawei.", {"poland restricts huawei"}),
    ("As a member of the Quad, India faces a choice.", {"india memberOf quad"}),
    # descriptions, one after another, with a participle, of the past
    (
        "The man is Liang Mong-song, its chief engineer, a veteran of TSMC.",
        {"liang-mong-song affiliatedWith tsmc"},
    ),
    ("SK hynix, Nvidia's main supplier, grew.", {"nvidia cooperatesWith sk-hynix"}),
    ("SK hynix, once Nvidia's main supplier, grew.", set()),
    (
        "SiCarrier, a firm reported by some to work hand in glove with Huawei, has patented it.",
        {"huawei cooperatesWith sicarrier"},
    ),
    # both sides, or one
    ("Partnerships exist with Japan and India.", set()),
    # goods on their way
    (
        "The United States barred Nvidia from selling to China.",
        {f"{US} restricts nvidia", f"{US} restricts {CN}"},
    ),
    ("The FCC refused to authorise gear made by ZTE.", {"federal-communications-commission restricts zte"}),
]
assert len(SENTENCES) >= 56

SILENT = [
    "日本与美国。",
    "中国、日本、韩国、澳大利亚发言。",
    "美国总统拜登。",
    "他发表讲话。",
    "美国制裁。",
    "制裁华为。",
    "美国限制车速。",
    "日本讨论了加入的条件。",
    "以违反制裁为由。",
    "北约成立了。",
    "美国，日本，中国。",
    "Japan and the United States.",
    "NATO was founded.",
    "He spoke at length.",
    "The United States left the room.",
    "Huawei was added to the agenda.",
    "Germany limited the damage.",
    "The difference between the United Kingdom and the United States is large.",
    "",
]
assert len(SILENT) >= 19


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_statements(text: str, expected: set[str]) -> None:
    assert said(text, without=OWNED) == expected


@pytest.mark.parametrize("text", SILENT)
def test_sentences_that_say_nothing(text: str) -> None:
    assert said(text) - {"joe-biden affiliatedWith united-states"} == set()


BODIES = [
    (
        "美国商务部工业与安全局发言。",
        {f"us-department-of-commerce partOf {US}", "bureau-of-industry-and-security partOf us-department-of-commerce"},
    ),
    ("美国国务院发言。", {f"us-department-of-state partOf {US}"}),
    ("美国国务院发言。美国国务院发言。", {f"us-department-of-state partOf {US}"}),
    ("The US Department of Commerce spoke.", {f"us-department-of-commerce partOf {US}"}),
    ("美国发言。", set()),
    ("工业与安全局发言。", set()),
    ("中国电信发言。", set()),
]
assert len(BODIES) >= 7


@pytest.mark.parametrize(("text", "expected"), BODIES)
def test_whose_body_it_is(text: str, expected: set[str]) -> None:
    assert said(text) == expected


def test_a_body_of_a_country_is_said_once_per_document() -> None:
    found = read("美国国务院发言。美国国务院发言。").assertions
    assert [a.evidence.start for a in found] == [0]


def test_the_same_triple_in_two_sentences_is_two_sayings() -> None:
    found = [a for a in read("美国制裁华为。会议继续。美国制裁华为。").assertions if a.predicate == "restricts"]
    assert [a.evidence.text for a in found] == ["美国制裁华为。", "美国制裁华为。"]
    assert [a.evidence.start for a in found] == [0, 12]


EVERYTHING = [text for text, _ in (*SENTENCES, *BODIES)]


@pytest.mark.parametrize("text", EVERYTHING)
def test_every_statement_explains_itself(text: str) -> None:
    extraction = read(text)
    names = default_names()
    mentioned = {(m.start, m.end, m.entity) for m in extraction.mentions}
    for a in extraction.assertions:
        spans = [s for s in (a.evidence, a.trigger, a.cue, a.subject_span, a.object_span) if s is not None]
        assert all(text[s.start : s.end] == s.text for s in spans)
        assert all(a.evidence.start <= s.start and s.end <= a.evidence.end for s in spans)
        assert a.subject_span is not None
        assert (a.subject_span.start, a.subject_span.end, a.subject) in mentioned
        assert a.object_span is not None
        assert (a.object_span.start, a.object_span.end, a.object) in mentioned
        assert a.rule.split(".")[0] in ("zh", "en", "frame")
        assert (a.trigger is None) == a.rule.startswith("frame.")
        entities = extraction.entities
        known = {**names.entities, **{e.key: e for e in entities}}
        assert schema().allows(known[a.subject].cls, a.predicate, known[a.object].cls)
        assert a.subject != a.object


SYMMETRIC = [
    "中国与欧盟开展合作。",
    "欧盟与中国开展合作。",
    "中国和美国竞争。",
    "美国和中国竞争。",
    "The European Union and China cooperate on science.",
]


@pytest.mark.parametrize("text", SYMMETRIC)
def test_symmetric_statements_are_written_one_way(text: str) -> None:
    found = [a for a in read(text).assertions if schema().relations[a.predicate].symmetric]
    assert len(found) == 1
    assert found[0].subject < found[0].object


def test_statements_are_sorted() -> None:
    found = read("美国制裁华为。日本加入北约。美国、日本和荷兰签署《阿尔忒弥斯协定》。").assertions
    assert list(found) == sorted(found, key=lambda a: a.order)
    assert len(found) == 5


# What stands on a date after the document appeared cannot have been done: sentence, date of the document, what it says
AHEAD = [
    ("日本在2040年实现碳中和。", "2023-05-01", "japan advocates carbon-neutrality planned"),
    ("日本在2020年实现碳中和。", "2023-05-01", "japan advocates carbon-neutrality"),
    ("日本在2040年实现碳中和。", "2041", "japan advocates carbon-neutrality"),
    ("日本在2040年实现碳中和。", "", "japan advocates carbon-neutrality"),
    ("Japan joins AUKUS in 2031.", "2025-03", "japan memberOf aukus planned"),
    ("Japan joined AUKUS in 2025.", "2025-03", "japan memberOf aukus"),
    ("Japan may join AUKUS in 2031.", "2025-03", "japan memberOf aukus possible"),
    ("Japan did not join AUKUS in 2031.", "2025-03", "japan memberOf aukus negated"),
]
assert len(AHEAD) == 8


@pytest.mark.parametrize(("text", "published", "expected"), AHEAD)
def test_what_lies_ahead_is_planned(text: str, published: str, expected: str) -> None:
    assert said(text, date=published) == {expected}
