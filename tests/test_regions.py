"""What is not read: furniture, image names, credits, references, front matter."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read

from kg import lexicon
from kg.extract import regions
from kg.extract.text import view
from kg.model import Region


def ignored(text: str, body: int = 0) -> list[tuple[str, str]]:
    """The ignored stretches of a text as (wording, why)."""
    return [(text[r.start : r.end], r.why) for r in regions.find(view(text), body)]


PROSE = "美国制裁华为，中国表示反对。\n\n" * 12
ENGLISH = "The United States sanctioned Huawei, and China objected to it.\n\n" * 12

FOUND = [
    ("美国制裁华为。\n\n责任编辑：美国\n", [("责任编辑：美国", "credits")]),
    ("美国制裁华为。\n\n编辑：张三\n\n审核：李四\n", [("编辑：张三", "credits"), ("审核：李四", "credits")]),
    ("作者简介：美国学者\n", [("作者简介：美国学者", "credits")]),
    ("分页标题\n\n美国制裁华为。", [("分页标题", "page furniture")]),
    ("第3页\n\n美国制裁华为。", [("第3页", "page furniture")]),
    ("-12-\n\n美国制裁华为。", [("-12-", "page furniture")]),
    ("发布时间：2023-05-04\n\n美国制裁华为。", [("发布时间：2023-05-04", "page furniture")]),
    ("Page 3 of 12\n\nChina spoke.", [("Page 3 of 12", "page furniture")]),
    ("All rights reserved.\n\nChina spoke.", [("All rights reserved.", "page furniture")]),
    ("China spoke.\n\nShare this article\n", [("Share this article", "page furniture")]),
    ("2023-05-04\n\n美国制裁华为。", [("2023-05-04", "page furniture")]),
    ("#美国#科技\n", [("#美国#科技", "page furniture")]),
    ("图1.png\n\n美国制裁华为。", [("图1.png", "image name")]),
    ("![美国](x.png)\n\n美国制裁华为。", [("![美国](x.png)", "image name")]),
    ("https://example.com/us\n\n美国发言。", [("https://example.com/us", "bibliography")]),
    ("见https://example.com/us，美国发言。", [("https://example.com/us", "page furniture")]),
    ("《环球科技》12 | 美国发言。", [("《环球科技》12 |", "series tag")]),
    (
        PROSE + "参考文献：\n\n美国。报告。\n\n中国。报告。",
        [("参考文献：\n\n美国。报告。\n\n中国。报告。", "references")],
    ),
    (ENGLISH + "References\n\nSmith, China. 2020.\n", [("References\n\nSmith, China. 2020.\n", "references")]),
]
assert len(FOUND) >= 19

NONE = [
    "美国制裁华为。",
    "美国编辑：张三",
    "2023年5月4日，美国发言。",
    "他在第3页写道，美国制裁华为。",
    "编辑部表示，美国制裁华为，并且说明了许多理由和背景，还回顾了此前的多次制裁。",
    "参考文献：\n\n" + PROSE,
    "References\n\n" + ENGLISH,
    "The share of China grew.",
    "China shares its notes.",
    "《环球科技》指出，美国发言。",
    "",
]
assert len(NONE) >= 11


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_what_is_not_read(text: str, expected: list[tuple[str, str]]) -> None:
    if expected[0][0].startswith("https") and text.startswith("https"):
        # One address may be told by its line or by its form.
        assert [wording for wording, _ in ignored(text)] == [wording for wording, _ in expected]
        return
    found = [(wording.rstrip("\n"), why) for wording, why in ignored(text)]
    assert found == [(wording.rstrip("\n"), why) for wording, why in expected]


@pytest.mark.parametrize("text", NONE)
def test_what_is_read(text: str) -> None:
    assert ignored(text) == []


def test_front_matter_is_not_read() -> None:
    text = "标题：美国\n---\n美国发言。"
    assert ignored(text, body=10)[0] == (text[:10], "front matter")
    assert [m.start for m in read(text).mentions if m.how == "name"] == [3, 10]


@pytest.mark.parametrize("text", [text for text, _ in FOUND])
def test_nothing_is_found_in_ignored_regions(text: str) -> None:
    extraction = read(text)
    assert extraction.regions
    for mention in extraction.mentions:
        assert not regions.inside(extraction.regions, mention.start)
    for assertion in extraction.assertions:
        assert not regions.inside(extraction.regions, assertion.evidence.start)


INSIDE = [(0, False), (1, True), (3, True), (4, False), (7, True), (9, False)]


@pytest.mark.parametrize(("offset", "expected"), INSIDE)
def test_inside(offset: int, expected: bool) -> None:
    assert regions.inside((Region(1, 4, "a"), Region(7, 9, "b")), offset) is expected


def test_every_reason_is_given() -> None:
    table = lexicon.table("ignore")
    assert all(row["why"] and row["patterns"] for kind in ("line", "to_end", "span") for row in table[kind])


@given(
    st.lists(
        st.sampled_from(
            [
                "参考文献：",
                "References",
                "编辑：x",
                "分页标题",
                "\n",
                "\n\n",
                "美国。",
                "https://a.b/c",
                " ",
                "![x](y)",
                "#a#",
                "-1-",
                "①",
                "2023-05-04",
            ]
        ),
        max_size=20,
    ).map("".join),
    st.integers(0, 9),
)
@settings(deadline=None, max_examples=200)
def test_any_text(text: str, body: int) -> None:
    found = regions.find(view(text), min(body, len(text)))
    assert all(0 <= r.start < r.end <= len(text) and r.why for r in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
