"""Amounts of money: number, currency and wording, and which statement they belong to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read

from kg.extract import amounts
from kg.extract.text import language_of, view


def sums(text: str) -> list[tuple[str, float, str]]:
    """The amounts of a text as (wording, value, unit)."""
    v = view(text)
    return [
        (v.span(s.start, s.end).text, s.value, s.unit) for s in amounts.read(v.norm, 0, len(v.norm), language_of(text))
    ]


AMOUNTS = [
    ("拨款520亿美元。", [("520亿美元", 52e9, "USD")]),
    ("拨款超过520亿美元。", [("超过520亿美元", 52e9, "USD")]),
    ("拨款527亿美元用于芯片。", [("527亿美元", 52.7e9, "USD")]),
    ("拨款约3000亿美元。", [("约3000亿美元", 300e9, "USD")]),
    ("补贴9200亿日元。", [("9200亿日元", 920e9, "JPY")]),
    ("补贴9200亿日圆。", [("9200亿日圆", 920e9, "JPY")]),
    ("投入1.2万亿韩元。", [("1.2万亿韩元", 1.2e12, "KRW")]),
    ("投入100万欧元。", [("100万欧元", 1e6, "EUR")]),
    ("投入430亿欧元。", [("430亿欧元", 43e9, "EUR")]),
    ("投入200多亿英镑。", [("200多亿英镑", 20e9, "GBP")]),
    ("投入3000万元人民币。", [("3000万元人民币", 30e6, "CNY")]),
    ("投入500元。", [("500元", 500.0, "CNY")]),
    ("投入1,500万美元。", [("1,500万美元", 15e6, "USD")]),
    ("投入 25 亿 美元。", [("25 亿 美元", 2.5e9, "USD")]),
    ("投入２５亿美元。", [("２５亿美元", 2.5e9, "USD")]),
    ("投入10亿新台币。", [("10亿新台币", 1e9, "TWD")]),
    ("投入5亿加元和3亿澳元。", [("5亿加元", 5e8, "CAD"), ("3亿澳元", 3e8, "AUD")]),
    ("投资3000億美元。", [("3000億美元", 300e9, "USD")]),
    ("It gave $52.7 billion.", [("$52.7 billion", 52.7e9, "USD")]),
    ("It gave US$52.7 billion.", [("US$52.7 billion", 52.7e9, "USD")]),
    ("It gave more than $52 billion.", [("more than $52 billion", 52e9, "USD")]),
    ("It gave as much as $10 billion.", [("as much as $10 billion", 10e9, "USD")]),
    ("It gave €43 billion.", [("€43 billion", 43e9, "EUR")]),
    ("It gave £1bn.", [("£1bn", 1e9, "GBP")]),
    ("It gave ¥920 billion.", [("¥920 billion", 920e9, "JPY")]),
    ("It gave $500.", [("$500", 500.0, "USD")]),
    ("It gave $1,500.", [("$1,500", 1500.0, "USD")]),
    ("It gave $3.5m.", [("$3.5m", 3.5e6, "USD")]),
    ("It gave $3 trillion.", [("$3 trillion", 3e12, "USD")]),
    ("It gave 52.7 billion dollars.", [("52.7 billion dollars", 52.7e9, "USD")]),
    ("It gave EUR 2.9 billion.", [("EUR 2.9 billion", 2.9e9, "EUR")]),
    ("Its grandeur 5 million times over.", []),
    ("It gave 100 million euros.", [("100 million euros", 100e6, "EUR")]),
    ("It gave 920 billion yen.", [("920 billion yen", 920e9, "JPY")]),
    ("It gave A$368 billion.", [("A$368 billion", 368e9, "AUD")]),
    ("It gave NT$100 million.", [("NT$100 million", 100e6, "TWD")]),
    ("It gave 500 million yuan.", [("500 million yuan", 500e6, "CNY")]),
    ("It gave $52 billion and €43 billion.", [("$52 billion", 52e9, "USD"), ("€43 billion", 43e9, "EUR")]),
]
assert len(AMOUNTS) >= 36

NONE = [
    "增加两倍。",
    "527家公司。",
    "2022年发布。",
    "100亿颗芯片。",
    "增长520亿。",
    "元宇宙发展。",
    "美元走强。",
    "It closed 52 firms.",
    "It acted in 2022.",
    "5 million people left.",
    "The dollar fell.",
    "$",
]
assert len(NONE) >= 12


@pytest.mark.parametrize(("text", "expected"), AMOUNTS)
def test_amounts(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert sums(text) == expected


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_amount(text: str) -> None:
    assert sums(text) == []


FUNDED = [
    ("《芯片与科学法》为半导体拨款527亿美元。", {"semiconductors": ("527亿美元", 52.7e9, "USD")}),
    (
        "《芯片与科学法》为半导体拨款527亿美元，为人工智能拨款20亿美元。",
        {"semiconductors": ("527亿美元", 52.7e9, "USD"), "artificial-intelligence": ("20亿美元", 2e9, "USD")},
    ),
    ("美国拨款超过520亿美元发展半导体。", {"semiconductors": ("超过520亿美元", 52e9, "USD")}),
    (
        "The CHIPS and Science Act provided $52.7 billion for semiconductors.",
        {"semiconductors": ("$52.7 billion", 52.7e9, "USD")},
    ),
]
assert len(FUNDED) >= 4


@pytest.mark.parametrize(("text", "expected"), FUNDED)
def test_amounts_of_statements(text: str, expected: dict[str, tuple[str, float, str]]) -> None:
    found = {a.object: a.amount for a in read(text).assertions if a.predicate == "funds"}
    assert {k: (m.text, m.value, m.unit) for k, m in found.items() if m} == expected


UNPAID = ["美国制裁华为，罚款3000万美元。", "The United States sanctioned Huawei and took $30 million."]


@pytest.mark.parametrize("text", UNPAID)
def test_only_funding_carries_money(text: str) -> None:
    found = [a for a in read(text).assertions if a.predicate == "restricts"]
    assert found
    assert all(a.amount is None for a in found)


@given(st.text(alphabet="0123456789,.多余亿万百千美元欧日圆$€ billionm中a", max_size=20), st.sampled_from(["zh", "en"]))
@settings(deadline=None, max_examples=300)
def test_any_text(text: str, language: str) -> None:
    norm = view(text).norm
    last = 0
    for found in amounts.read(norm, 0, len(norm), language):
        assert last <= found.start < found.end <= len(norm)
        assert found.value >= 0
        assert len(found.unit) == 3
        last = found.end
