"""Dates in a sentence as EDTF: absolute, partial, and relative to the text or the day of publication.

2022年10月7日 → 2022-10-07; 同年12月 → 2022-12; 2018年以来 → 2018/..; "that October", "two months later", "late January 2023".
EDTF: https://www.loc.gov/standards/datetime/
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sept": 9,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_MONTH = "|".join([*_MONTHS, *(f"{m}\\.?" for m in sorted(_SHORT_MONTHS, key=len, reverse=True))])
_ZH_NUMBER = {
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "半": 0,
}
_EN_NUMBER = {
    w: i
    for i, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "an": 1}

_ZH = re.compile(
    r"(?P<span>(?P<sy>\d{4})年?[-至到~](?P<ey>\d{4})年)"
    r"|(?P<since>自?(?P<ny>\d{4})年(?:(?P<nm>\d{1,2})月)?(?:以来|起|至今|开始))"
    r"|(?P<abs>(?P<y>\d{4})年(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?)"
    r"|(?P<rel>(?P<ref>同年|当年|次年|翌年|今年|去年|明年|前年)(?:(?P<rm>\d{1,2})月(?:(?P<rd>\d{1,2})日)?)?)"
    r"|(?P<same>同月|当月)(?:(?P<smd>\d{1,2})日)?"
    r"|(?P<near>(?P<nday>前天|昨天|昨日|昨晚|今天|今日)|(?P<sameday>次日|翌日|当天|当日|同日)|(?P<nmonth>上个?月|本月|这个月|下个?月)(?:(?P<nd>\d{1,2})日)?)"
    r"|(?P<later>(?P<n>\d{1,2}|[一两二三四五六七八九十半])(?P<unit>个月|天|年|周)(?P<dir>后|前)(?![来辈人])(?:,|的|又|才|再|加入|、)?)"
    r"|(?P<md>(?<![\d.])(?P<bm>\d{1,2})月(?:(?P<bd>\d{1,2})日|(?=[,,起末初底中下上]|份?[^\d个]))(?!球))"
    r"|(?P<decade>20世纪(?P<dec>\d)0年代)"
)
_EN = re.compile(
    rf"(?P<abs>\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<m1>{_MONTH})\s+(?:(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?P<y1>\d{{4}})\b)"
    r"|(?P<iso>\b(?P<iy>\d{4})-(?P<im>\d{2})(?:-(?P<id>\d{2}))?\b)"
    r"|(?P<span>\b(?P<sy>\d{4})(?:-| to | and )(?P<ey>\d{4})\b)"
    r"|(?P<since>\bsince (?P<ny>\d{4})\b)"
    rf"|(?P<bare>\b(?:(?P<bd1>\d{{1,2}})\s+)?(?P<bref>that |last |this |the same )?(?P<bm>{'|'.join(_MONTHS)})(?:\s+(?P<bd2>\d{{1,2}})(?:st|nd|rd|th)?)?\b(?!\s*\d{{4}}))"
    r"|(?P<later>\b(?P<n>a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\s+(?P<unit>day|week|month|year)s?\s+(?P<dir>later|after|earlier)\b)"
    r"|(?P<rel>\b(?P<ref>the same year|that year|the same month|that month|last month|this month|last year|this year|next year|the following year|the following month|the next year|a year earlier)\b)"
    r"|(?P<day>\b(?P<dref>the same day|that day|today|yesterday|(?:last |on )(?P<wd>monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b)"
    r"|(?P<year>(?<!page )(?<!pages )(?<![\d$€£.,-])\b(?P<y>(?:19|20)\d{2})\b(?![\d,]*\d|%|-))"
)


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date expression at a position of the view, and its EDTF reading ("" when nothing fixes it)."""

    start: int
    end: int
    edtf: str
    cue: str = ""


def _iso(year: int, month: int = 0, day: int = 0) -> str:
    if month and not 1 <= month <= 12:
        return f"{year:04d}"
    if not 1 <= year <= 9999:
        return ""
    if day and not (month and 1 <= day <= calendar.monthrange(year, month)[1]):
        day = 0
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")


def _parts(edtf: str) -> tuple[int, int, int]:
    numbers = re.findall(r"\d+", edtf.split("/")[0])
    values = [int(n) for n in numbers[:3]] + [0, 0, 0]
    return values[0], values[1], values[2]


def _shift(edtf: str, n: int, unit: str) -> str:
    """A date moved by n units, at the precision that the unit allows."""
    year, month, day = _parts(edtf)
    if not year:
        return ""
    if unit in ("年", "year"):
        return _iso(year + n, month, day)
    if unit in ("个月", "month"):
        if not month:
            return ""
        index = year * 12 + month - 1 + n
        return _iso(index // 12, index % 12 + 1)
    if not (month and day):
        return ""
    days = n * (7 if unit in ("周", "week") else 1)
    try:
        moved = datetime.date(year, month, day) + datetime.timedelta(days=days)
    except (ValueError, OverflowError):
        return ""
    return moved.isoformat()


class Calendar:
    """Reads the dates of one document in order: later ones lean on earlier ones and on the day of publication."""

    def __init__(self, published: str) -> None:
        self.published = published if re.match(r"\d{4}", published) else ""
        self.last = ""
        self.paragraph = -1
        self.here = False
        self.said = False

    def _keep(self, edtf: str) -> str:
        if edtf:
            self.last, self.here, self.said = edtf, True, True
        return edtf

    def _year_for(self, month: int, *, news: bool) -> int:
        """The year of a month that names none: the paragraph's last year, else the last such month before publication.

        English news names the year of all but the last twelve months, so with ``news`` a year that lies further back is
        taken up within its own sentence only.
        """
        year, published_month, _ = _parts(self.published)
        told = _parts(self.last)[0]
        near = told <= year and not (news and told < year - 1)
        if told and (not year or self.said or (self.here and near)):
            return told
        return year - 1 if year and published_month and month > published_month else year

    def read(self, norm: str, start: int, end: int, language: str, paragraph: int) -> list[Dated]:
        """The dates between two positions, in order."""
        if paragraph != self.paragraph:
            self.paragraph = paragraph
            self.here = False
        self.said = False
        found = []
        for match in (_ZH if language == "zh" else _EN).finditer(norm, start, end):
            if (
                match.groupdict().get("bare")
                and match.group("bm") in ("march", "may", "august")
                and not self._is_month(norm, match)
            ):
                continue
            edtf = (self._zh if language == "zh" else self._en)(match.groupdict())
            if edtf:
                before = norm[max(start, match.start() - 8) : match.start()].rstrip()
                cue = (
                    "by"
                    if before.endswith(("by", "until", "till")) or norm[match.end() : match.end() + 1] == "前"
                    else ""
                )
                found.append(Dated(match.start(), match.end(), edtf, cue))
        return found

    @staticmethod
    def _is_month(norm: str, match: re.Match[str]) -> bool:
        """Whether "may" is the month: a day beside it, or "in", "that", "last" … before it."""
        if match.group("bd1") or match.group("bd2") or match.group("bref"):
            return True
        return (
            re.search(
                r"\b(?:in|since|until|by|early|late|mid|of|from)[ -]$", norm[max(0, match.start() - 8) : match.start()]
            )
            is not None
        )

    def _zh(self, g: dict[str, str | None]) -> str:
        if g["span"]:
            return self._keep(f"{g['sy']}/{g['ey']}")
        if g["since"]:
            return self._keep(_iso(int(g["ny"] or 0), int(g["nm"] or 0)) + "/..")
        if g["abs"]:
            return self._keep(_iso(int(g["y"] or 0), int(g["m"] or 0), int(g["d"] or 0)))
        if g["rel"]:
            ref = g["ref"]
            base = self.published if ref in ("今年", "去年", "明年", "前年") else self.last
            year = _parts(base)[0]
            if not year:
                return ""
            year += {"次年": 1, "翌年": 1, "明年": 1, "去年": -1, "前年": -2}.get(str(ref), 0)
            return self._keep(_iso(year, int(g["rm"] or 0), int(g["rd"] or 0)))
        if g["same"]:
            year, month, _ = _parts(self.last)
            return self._keep(_iso(year, month, int(g["smd"] or 0))) if month else ""
        if g["sameday"]:
            return self._keep(_shift(self.last, int(g["sameday"] in ("次日", "翌日")), "天"))
        if g["near"]:
            return self._keep(self._near(str(g["nday"] or ""), str(g["nmonth"] or ""), int(g["nd"] or 0)))
        if g["later"]:
            word = str(g["n"])
            n = int(word) if word.isdigit() else _ZH_NUMBER[word]
            return (
                self._keep(_shift(self.last, n if g["dir"] == "后" else -n, str(g["unit"]))) if self.last and n else ""
            )
        if g["decade"]:
            return f"19{g['dec']}X"
        month = int(g["bm"] or 0)
        year = self._year_for(month, news=False)
        return self._keep(_iso(year, month, int(g["bd"] or 0))) if year and 1 <= month <= 12 else ""

    def _near(self, day: str, month: str, number: int) -> str:
        """昨天, 上月, 本月3日: counted from the day of publication."""
        if day:
            return _shift(self.published, {"前": -2, "昨": -1}.get(day[0], 0), "天")
        year, now, _ = _parts(self.published)
        if not now:
            return ""
        moved = _shift(_iso(year, now), {"上": -1, "下": 1}.get(month[0], 0), "个月")
        return _iso(*_parts(moved)[:2], number) if number else moved

    def _en(self, g: dict[str, str | None]) -> str:
        if g["abs"]:
            return self._keep(_iso(int(g["y1"] or 0), _month(g["m1"]), int(g["d1"] or g["d2"] or 0)))
        if g["iso"]:
            return self._keep(_iso(int(g["iy"] or 0), int(g["im"] or 0), int(g["id"] or 0)))
        if g["span"]:
            return self._keep(f"{g['sy']}/{g['ey']}") if int(g["sy"] or 0) < int(g["ey"] or 0) else ""
        if g["since"]:
            return self._keep(f"{g['ny']}/..")
        if g["bare"]:
            month = _month(g["bm"])
            year = (
                _parts(self.last)[0]
                if g["bref"] in ("that ", "the same ") and self.last
                else self._year_for(month, news=True)
            )
            if g["bref"] == "last " and self.published:
                py, pm, _ = _parts(self.published)
                year = py if month < (pm or 13) else py - 1
            return self._keep(_iso(year, month, int(g["bd1"] or g["bd2"] or 0))) if year else ""
        if g["later"]:
            word = str(g["n"])
            n = int(word) if word.isdigit() else _EN_NUMBER[word]
            return (
                self._keep(_shift(self.last, -n if g["dir"] == "earlier" else n, str(g["unit"]))) if self.last else ""
            )
        if g["rel"]:
            return self._keep(self._relative(str(g["ref"])))
        if g["day"]:
            return self._keep(self._day(str(g["dref"]), g["wd"]))
        return self._keep(_iso(int(g["y"] or 0)))

    def _relative(self, ref: str) -> str:
        base = (
            self.published if ref in ("last month", "this month", "last year", "this year", "next year") else self.last
        )
        year, month, _ = _parts(base)
        if not year:
            return ""
        if "month" in ref:
            step = {"last month": -1, "the following month": 1}.get(ref, 0)
            return _shift(_iso(year, month, 1), step, "month") if month else ""
        step = {"last year": -1, "next year": 1, "the following year": 1, "the next year": 1, "a year earlier": -1}.get(
            ref, 0
        )
        return _iso(year + step)

    def _day(self, ref: str, weekday: str | None) -> str:
        """A day named by another: the last one said, or one of the week before publication."""
        base = self.last if ref in ("the same day", "that day") else self.published
        year, month, day = _parts(base)
        if not (year and month and day):
            return ""
        if weekday:
            back = (datetime.date(year, month, day).weekday() - _WEEKDAYS.index(weekday)) % 7
            back += 7 if ref.startswith("last") and not back else 0
            return _shift(base, -back, "day")
        return _shift(base, -1 if ref == "yesterday" else 0, "day")


def _month(word: str | None) -> int:
    name = (word or "").rstrip(".")
    return _MONTHS.index(name) + 1 if name in _MONTHS else _SHORT_MONTHS.get(name, 0)
