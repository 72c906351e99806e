"""Dates as EDTF: absolute, partial, relative to the text and to the day of publication, in both languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read

from kg.extract.dates import Calendar
from kg.extract.text import language_of, sentences, view

PUBLISHED = "2023-05-04"


def dates(text: str, published: str = "") -> list[tuple[str, str]]:
    """The dates of a text as (wording, EDTF)."""
    v = view(text)
    found = Calendar(published).read(v.norm, 0, len(v.norm), language_of(text), 0)
    return [(v.span(d.start, d.end).text, d.edtf) for d in found]


ABSOLUTE = [
    ("2022年10月7日发布。", [("2022年10月7日", "2022-10-07")]),
    ("2022年10月发布。", [("2022年10月", "2022-10")]),
    ("2022年发布。", [("2022年", "2022")]),
    ("2022 年 10 月 7 日发布。", [("2022 年 10 月 7 日", "2022-10-07")]),
    ("２０２２年１０月７日发布。", [("２０２２年１０月７日", "2022-10-07")]),
    ("2022年10月上旬发布。", [("2022年10月", "2022-10")]),
    ("2021—2023年实施。", [("2021—2023年", "2021/2023")]),
    ("2021-2023年实施。", [("2021-2023年", "2021/2023")]),
    ("2021年至2023年实施。", [("2021年至2023年", "2021/2023")]),
    ("2018年以来实施。", [("2018年以来", "2018/..")]),
    ("自2018年以来实施。", [("自2018年以来", "2018/..")]),
    ("2018年3月以来实施。", [("2018年3月以来", "2018-03/..")]),
    ("2018年至今实施。", [("2018年至今", "2018/..")]),
    ("20世纪90年代成立。", [("20世纪90年代", "199X")]),
    ("On 7 October 2022 it acted.", [("7 October 2022", "2022-10-07")]),
    ("On October 7, 2022, it acted.", [("October 7, 2022", "2022-10-07")]),
    ("On October 7th, 2022 it acted.", [("October 7th, 2022", "2022-10-07")]),
    ("On Oct. 7, 2022, it acted.", [("Oct. 7, 2022", "2022-10-07")]),
    ("On the 7th of October 2022 it acted.", [("7th of October 2022", "2022-10-07")]),
    ("In October 2022 it acted.", [("October 2022", "2022-10")]),
    ("In late January 2023 it acted.", [("January 2023", "2023-01")]),
    ("In 2022 it acted.", [("2022", "2022")]),
    ("On 2022-10-07 it acted.", [("2022-10-07", "2022-10-07")]),
    ("It ran from 2021 to 2023.", [("2021 to 2023", "2021/2023")]),
    ("It ran between 2021 and 2023.", [("2021 and 2023", "2021/2023")]),
    ("It ran 2021–2023.", [("2021–2023", "2021/2023")]),
    ("It has run since 2018.", [("since 2018", "2018/..")]),
]
assert len(ABSOLUTE) >= 27

IN_TEXT = [
    ("2022年8月签署，同年12月生效。", ["2022-08", "2022-12"]),
    ("2022年8月签署，当年12月生效。", ["2022-08", "2022-12"]),
    ("2022年10月签署，次年1月生效。", ["2022-10", "2023-01"]),
    ("2022年10月签署，翌年1月3日生效。", ["2022-10", "2023-01-03"]),
    ("2022年10月签署，当月生效。", ["2022-10", "2022-10"]),
    ("2022年10月签署，同月7日生效。", ["2022-10", "2022-10-07"]),
    ("2022年10月7日签署，两个月后生效。", ["2022-10-07", "2022-12"]),
    ("2022年12月7日签署，两个月后生效。", ["2022-12-07", "2023-02"]),
    ("2022年10月7日签署，三天后生效。", ["2022-10-07", "2022-10-10"]),
    ("2022年12月30日签署，3天后生效。", ["2022-12-30", "2023-01-02"]),
    ("2022年10月7日签署，一周后生效。", ["2022-10-07", "2022-10-14"]),
    ("2022年签署，三年后生效。", ["2022", "2025"]),
    ("2022年签署，三个月后生效。", ["2022"]),
    ("2022年8月签署，10月7日生效。", ["2022-08", "2022-10-07"]),
    ("It acted in August 2022 and spoke the same month.", ["2022-08", "2022-08"]),
    ("It acted in August 2022 and, that October, spoke.", ["2022-08", "2022-10"]),
    ("It acted on 7 October 2022; two months later it spoke.", ["2022-10-07", "2022-12"]),
    ("It acted on 30 December 2022; three days later it spoke.", ["2022-12-30", "2023-01-02"]),
    ("It acted on 7 October 2022; a week later it spoke.", ["2022-10-07", "2022-10-14"]),
    ("It acted in 2022; three years later it spoke.", ["2022", "2025"]),
    ("It acted in 2022; three months later it spoke.", ["2022"]),
    ("It acted in December 2022; the following month it spoke.", ["2022-12", "2023-01"]),
    ("It acted in 2022; the following year it spoke.", ["2022", "2023"]),
    ("It acted in 2022; a year earlier it had spoken.", ["2022", "2021"]),
]
assert len(IN_TEXT) >= 24

BY_PUBLICATION = [
    ("今年3月宣布。", ["2023-03"]),
    ("去年12月宣布。", ["2022-12"]),
    ("前年宣布。", ["2021"]),
    ("明年宣布。", ["2024"]),
    ("本月宣布。", ["2023-05"]),
    ("上月宣布。", ["2023-04"]),
    ("去年宣布，今年生效。", ["2022", "2023"]),
    ("3月7日宣布。", ["2023-03-07"]),
    ("10月7日宣布。", ["2022-10-07"]),
    ("1月底宣布。", ["2023-01"]),
    ("It acted last month.", ["2023-04"]),
    ("It acted this month.", ["2023-05"]),
    ("It acted last year.", ["2022"]),
    ("It will act next year.", ["2024"]),
    ("It acted last October.", ["2022-10"]),
    ("It acted last March.", ["2023-03"]),
    ("It acted in March.", ["2023-03"]),
    ("It acted in November.", ["2022-11"]),
    ("It acted on May 3.", ["2023-05-03"]),
]
assert len(BY_PUBLICATION) >= 19

NONE = [
    ("今年3月宣布。", ""),
    ("两个月后生效。", ""),
    ("3月7日宣布。", ""),
    ("3.5月份的数据。", ""),
    ("24个月内完成。", PUBLISHED),
    ("第14105号行政令。", PUBLISHED),
    ("100年以后的历史。", PUBLISHED),
    ("3月球探测任务。", PUBLISHED),
    ("2022家企业。", PUBLISHED),
    ("It acted last month.", ""),
    ("It may act.", PUBLISHED),
    ("It cost $2022.", PUBLISHED),
    ("2,022 firms closed.", PUBLISHED),
    ("It grew in the 1990s.", PUBLISHED),
    ("The FY2019 budget grew.", PUBLISHED),
    ("Two months later it acted.", PUBLISHED),
]
assert len(NONE) >= 16


@pytest.mark.parametrize(("text", "expected"), ABSOLUTE)
def test_absolute_dates(text: str, expected: list[tuple[str, str]]) -> None:
    assert dates(text) == expected


@pytest.mark.parametrize(("text", "expected"), IN_TEXT)
def test_dates_that_lean_on_the_text(text: str, expected: list[str]) -> None:
    assert [edtf for _, edtf in dates(text)] == expected
    assert [edtf for _, edtf in dates(text, "1999-01-01")] == expected, "the day of publication does not matter"


@pytest.mark.parametrize(("text", "expected"), BY_PUBLICATION)
def test_dates_that_lean_on_the_day_of_publication(text: str, expected: list[str]) -> None:
    assert [edtf for _, edtf in dates(text, PUBLISHED)] == expected


@pytest.mark.parametrize(("text", "published"), NONE)
def test_what_is_no_date(text: str, published: str) -> None:
    assert dates(text, published) == []


BY = [
    ("该计划2027年前完成。", "by"),
    ("It ends by 2027.", "by"),
    ("It ran until 2027.", "by"),
    ("It began in 2027.", ""),
]


@pytest.mark.parametrize(("text", "cue"), BY)
def test_deadlines_are_marked(text: str, cue: str) -> None:
    v = view(text)
    assert [d.cue for d in Calendar("").read(v.norm, 0, len(v.norm), language_of(text), 0)] == [cue]


# ------------------------------------------------------------------ attached to the statement they date, and to no other
ATTACHED = [
    ("2018年美国制裁中兴通讯，2019年美国制裁华为。", "", {"zte": "2018", "huawei": "2019"}),
    ("2019年，美国制裁华为。", "", {"huawei": "2019"}),
    ("美国制裁华为。2019年，日本加入北约。", "", {"huawei": "", "nato": "2019"}),
    ("今年3月，美国制裁华为。", PUBLISHED, {"huawei": "2023-03"}),
    ("美国制裁华为。", PUBLISHED, {"huawei": ""}),
    (
        "2022年8月，拜登签署《芯片与科学法》。同年10月，美国制裁华为。",
        "",
        {"chips-and-science-act": "2022-08", "huawei": "2022-10"},
    ),
    ("On 7 October 2022 the United States sanctioned Huawei.", "", {"huawei": "2022-10-07"}),
    ("The United States sanctioned Huawei in May 2019.", "", {"huawei": "2019-05"}),
    ("The United States sanctioned Huawei. In 2019 Japan joined NATO.", "", {"huawei": "", "nato": "2019"}),
    ("The United States sanctioned Huawei last month.", PUBLISHED, {"huawei": "2023-04"}),
    ("The United States sanctioned Huawei.", PUBLISHED, {"huawei": ""}),
]
assert len(ATTACHED) >= 11


@pytest.mark.parametrize(("text", "published", "expected"), ATTACHED)
def test_dates_of_statements(text: str, published: str, expected: dict[str, str]) -> None:
    relations = ("restricts", "memberOf", "issued")
    assert {a.object: a.date for a in read(text, date=published).assertions if a.predicate in relations} == expected


SHAPE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(/(\d{4}|\.\.))?|\d{3}X")
WORDS = st.sampled_from(
    [
        "2022年",
        "10月",
        "7日",
        "同年",
        "次年",
        "两个月后",
        "三天前",
        "去年",
        "3月",
        "。",
        "，",
        "至",
        "2021",
        "-",
        "October",
        " 7 ",
        "2022",
        ", ",
        "that May ",
        "a year earlier ",
        "two days later ",
        "99日",
        "13月",
        "以来",
        " ",
    ]
)


@given(
    st.lists(WORDS | st.text(max_size=3), max_size=12).map("".join),
    st.sampled_from(["", "2023", "2023-05", "2023-05-04", "May 2023"]),
)
@settings(deadline=None, max_examples=400)
def test_any_text_gives_well_formed_dates_or_none(text: str, published: str) -> None:
    v = view(text)
    last = 0
    for language in ("zh", "en"):
        last = 0
        for dated in Calendar(published).read(v.norm, 0, len(v.norm), language, 0):
            assert last <= dated.start < dated.end <= len(v.norm)
            assert SHAPE.fullmatch(dated.edtf), dated.edtf
            last = dated.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The act of 1952 was dormant. In September the firm invested.", ["1952", "2025-09"]),
        ("It was signed in August 2022 and took effect in October.", ["2022-08", "2022-10"]),
        ("It was signed in August 2024. In October it took effect.", ["2024-08", "2024-10"]),
    ],
)
def test_a_bare_english_month_is_recent_unless_its_sentence_names_the_year(text: str, expected: list[str]) -> None:
    calendar, v = Calendar("2025-11-24"), view(text)
    assert [d.edtf for s in sentences(v) for d in calendar.read(v.norm, s.start, s.end, "en", 0)] == expected
