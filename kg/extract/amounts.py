"""Amounts of money: number, ISO 4217 unit and wording; 超过520亿美元 is 52e9 USD."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ZH_UNIT = {
    "美元": "USD", "欧元": "EUR", "日元": "JPY", "日圆": "JPY", "英镑": "GBP", "韩元": "KRW", "新台币": "TWD", "台币": "TWD",
    "澳元": "AUD", "加元": "CAD", "卢比": "INR", "人民币": "CNY", "元人民币": "CNY", "元": "CNY", "新元": "SGD", "港元": "HKD",
}  # fmt: skip
_ZH_SCALE = {
    "": 1.0,
    "万": 1e4,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "十亿": 1e9,
    "百亿": 1e10,
    "千亿": 1e11,
    "万亿": 1e12,
}
_EN_SIGN = {
    "$": "USD",
    "us$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "rmb": "CNY",
    "a$": "AUD",
    "c$": "CAD",
    "nt$": "TWD",
    "hk$": "HKD",
    "₩": "KRW",
    "₹": "INR",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "jpy": "JPY",
    "krw": "KRW",
    "cny": "CNY",
}
_EN_WORD = {
    "yuan": "CNY", "dollars": "USD", "us dollars": "USD", "euros": "EUR", "yen": "JPY", "won": "KRW", "pounds": "GBP",
    "renminbi": "CNY", "rupees": "INR", "new taiwan dollars": "TWD", "australian dollars": "AUD",
}  # fmt: skip
_EN_SCALE = {
    "": 1.0,
    "thousand": 1e3,
    "m": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "billion": 1e9,
    "tn": 1e12,
    "trillion": 1e12,
}

_ZH = re.compile(
    r"(?:超过|超|约|近|至少|至多|最高|最多|逾|不少于|高达|总额|合计)?(?P<n>\d[\d,]*(?:\.\d+)?)[多余]?(?P<s>万亿|千亿|百亿|十亿|亿|千万|百万|万)?[多余]?"
    rf"(?P<u>{'|'.join(sorted(_ZH_UNIT, key=len, reverse=True))})(?![素件首旦年老])"
)
_EN = re.compile(
    r"(?:(?:up to|about|roughly|around|some|nearly|almost|over|more than|at least|as much as|an estimated|approximately)\s)?"
    rf"(?:(?<![a-z])(?P<sign>{'|'.join(re.escape(s) for s in sorted(_EN_SIGN, key=len, reverse=True))})\s?(?P<n>\d[\d,]*(?:\.\d+)?)(?:[\s-]?(?P<s>trillion|billion|million|thousand|tn|bn|m)\b)?"
    rf"|(?P<n2>\d[\d,]*(?:\.\d+)?)[\s-]?(?P<s2>trillion|billion|million|thousand|bn)?\s(?P<u>{'|'.join(sorted(_EN_WORD, key=len, reverse=True))})\b)"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount at a position of the view."""

    start: int
    end: int
    value: float
    unit: str


def read(norm: str, start: int, end: int, language: str) -> list[Sum]:
    """The amounts between two positions of a view, in order."""
    found = []
    for m in (_ZH if language == "zh" else _EN).finditer(norm, start, end):
        if language == "zh":
            number, scale, unit = m["n"], _ZH_SCALE[m["s"] or ""], _ZH_UNIT[m["u"]]
        elif m["sign"]:
            number, scale, unit = m["n"], _EN_SCALE[m["s"] or ""], _EN_SIGN[m["sign"]]
        else:
            number, scale, unit = m["n2"], _EN_SCALE[m["s2"] or ""], _EN_WORD[m["u"]]
        found.append(Sum(m.start(), m.end(), round(float(number.replace(",", "")) * scale, 2), unit))
    return found
