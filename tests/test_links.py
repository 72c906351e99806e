"""Linking by context: each way of deciding with a text where it decides and one where it must not."""

from __future__ import annotations

import pytest
from reading import read

DECIDED = [
    # a short form coordinated with a decided name of its class
    ("zh", "特朗普暂停H-1B、H-2B、L及J非移民签证。", {"h-1b-visa-program", "l-visa-program", "j-visa-program"}),
    # the year decides between strategies and between persons of one name
    ("zh", "2017年12月美国发布国家安全战略报告。", {"national-security-strategy-2017"}),
    ("zh", "1979年1月，美国总统卡特签署协定。", {"jimmy-carter"}),
    # the country in the full name of an arrangement
    ("zh", "美国与蒙古国签署关键矿产合作备忘录。", {"us-mongolia-critical-minerals-mou"}),
    # the owner right before a title in book marks
    ("zh", "欧盟《芯片法》生效。", {"european-chips-act"}),
    # a journal in book marks
    ("zh", "《科学》杂志刊文。", {"science-journal"}),
    # a company before a sure one
    ("zh", "报复殃及大众和宝马。", {"volkswagen"}),
    ("zh", "吉利、上汽和比亚迪受到影响。", {"geely", "saic-motor"}),
    # a country right before: the company, not the person
    ("zh", "日本铃木宣布减产。", {"suzuki-motor"}),
    # only what the document has named
    ("zh", "华为被列入实体清单，又有多家公司进入黑名单。", {"entity-list"}),
    ("en", "The Entity List grew. Firms on the blacklist complained.", {"entity-list"}),
    # the longer name that the text ends, named last
    ("zh", "四方安全对话举行。芯片四方随后启动，四方召开会议。", {"quad", "chip-4"}),
    # the year of an agreement
    ("en", "Under the Semiconductor Agreement of 1986, prices rose.", {"us-japan-semiconductor-agreement-1986"}),
]

UNDECIDED = [
    ("zh", "L是一个字母，J也是。", {"l-visa-program", "j-visa-program"}),
    ("en", "David L. Butler and J. Smith spoke.", {"l-visa-program", "j-visa-program"}),
    ("zh", "国家安全战略报告引发讨论。", {"national-security-strategy-2017", "national-security-strategy-2022"}),
    ("zh", "卡特表示反对。", {"jimmy-carter", "ash-carter"}),
    ("zh", "双方签署关键矿产合作备忘录。", {"us-mongolia-critical-minerals-mou"}),
    ("zh", "科学需要开放。", {"science-journal"}),
    ("zh", "大众欢迎这项政策。", {"volkswagen"}),
    ("zh", "大众和专家欢迎这项政策。", {"volkswagen"}),
    ("zh", "美国扩大黑名单。", {"entity-list"}),
    ("zh", "不可靠实体清单与黑名单无关。", {"entity-list"}),
    ("en", "Under the Semiconductor Agreement, prices rose.", {"us-japan-semiconductor-agreement-1986"}),
]


@pytest.mark.parametrize(("language", "text", "keys"), DECIDED)
def test_context_decides(language: str, text: str, keys: set[str]) -> None:
    assert keys <= {m.entity for m in read(text, language=language).mentions}


@pytest.mark.parametrize(("language", "text", "keys"), UNDECIDED)
def test_without_context_nothing_is_emitted(language: str, text: str, keys: set[str]) -> None:
    assert not keys & {m.entity for m in read(text, language=language).mentions}


LATER = [
    ("芯片四方启动。四方安全对话举行，四方发表声明。", "quad"),
    ("四方安全对话举行。芯片四方启动，四方发表声明。", "chip-4"),
    ("华为在实体清单上。不可靠实体清单公布，黑名单扩大。", ""),
]


@pytest.mark.parametrize(("text", "entity"), LATER)
def test_what_was_named_last_decides(text: str, entity: str) -> None:
    assert [m.entity for m in read(text).mentions if m.text in ("四方", "黑名单")] == [entity] * bool(entity)


def test_undecided_forms_are_counted_but_letters_are_not() -> None:
    assert dict(read("卡特表示反对。L是一个字母。", language="zh").unknown) == {"卡特": 1}


def test_cases_are_checked() -> None:
    assert len(DECIDED) >= 13 and len(UNDECIDED) >= 11
