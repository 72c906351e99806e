"""A normalised view of a document's text that maps back exactly, and its sentences.

Matching looks at the view: half width, Simplified script, lower case, one kind of quote, dash and middle dot, no white
space beside Chinese characters, no footnote marks. Every position of the view knows its offset in the text, so
nothing that users see is normalised.

    >>> view("美國 與歐盟").norm
    '美国与欧盟'
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import opencc

from kg.model import Span

CJK = "\u3400-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{CJK}]")
_LETTER = re.compile(f"[A-Za-z{CJK}]")
# White space beside a Chinese character or mark, and footnote marks anywhere.
_NOISE = re.compile(
    rf"(?<=[{CJK}、。《》])[ \t\u3000]*\n?[ \t\u3000]+|(?<=[{CJK}、。《》])\n(?=[{CJK}、。]|\d{{1,4}}[{CJK}%])"
    rf"|[ \t\u3000]+(?=[{CJK}、。《》])"
    r"|\^?\{?[\u2460-\u2473]\}?|<sup>[^<>]{0,12}</sup>|\^\{[^{}]{0,6}\}|\[\d{1,3}\](?:-\[\d{1,3}\])?"
)
_ENGLISH_WRAP = re.compile(r"(?<=[a-z0-9,'\-])\n(?=[a-z0-9(\"'$])")
_LONGEST = 1200
_BLANK = re.compile(r"\n[ \t\u3000]*\n")


@cache
def _table() -> dict[int, str]:
    """Character by character: width, script, case, quotes, dashes, dots. Lengths never change."""
    table: dict[int, str] = {}
    han = "".join(chr(c) for c in [*range(0x3400, 0xA000), *range(0xF900, 0xFB00)])
    for old, new in zip(han, opencc.OpenCC("t2s").convert("\n".join(han)).split("\n"), strict=True):
        if len(new) == 1 and old != new:
            table[ord(old)] = new
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0).lower()
    for chars, to in (("‐‑‒–—―−－─", "-"), ("“”„‟「」『』〝〞＂", '"'), ("‘’‚‛ʼ＇", "'"), ("·•・‧∙⋅･", "·")):
        table.update({ord(c): to for c in chars})
    table.update({ord(c): " " for c in "\t\u00a0\u2002\u2003\u2009\u202f\u3000\u200b\ufeff\r"})
    for code in range(0x41, 0x250):
        lower = chr(code).lower()
        if lower != chr(code) and len(lower) == 1:
            table[code] = lower
    return table


def fold(text: str) -> str:
    """``text`` in the alphabet of views, lengths kept: fold("ＡＵＫＵＳ「晶片」") == 'aukus"晶片"'."""
    return text.translate(_table())


def normal(form: str) -> str:
    """A name as views spell it: folded, without white space beside Chinese characters."""
    folded = fold(form)
    if folded.isascii() or folded.isalpha():
        return folded.strip()
    return _NOISE.sub("", folded).strip()


@dataclass(frozen=True, slots=True)
class View:
    """A text and its normalised form; ``index`` maps positions of the form to offsets (None: the same)."""

    text: str
    norm: str
    index: array[int] | None

    def at(self, position: int) -> int:
        """The offset in the text of a position in the view."""
        if self.index is None:
            return position
        return self.index[position] if position < len(self.index) else len(self.text)

    def end(self, position: int) -> int:
        """The end offset in the text of an end position in the view."""
        if self.index is None or position == 0:
            return position
        return self.index[position - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span of the text that a stretch of the view stands for."""
        a, b = self.at(start), self.end(end)
        return Span(a, b, self.text[a:b])

    def position(self, offset: int) -> int:
        """The first position of the view at or after an offset of the text."""
        if self.index is None:
            return offset
        low, high = 0, len(self.index)
        while low < high:
            middle = (low + high) // 2
            if self.index[middle] < offset:
                low = middle + 1
            else:
                high = middle
        return low


def _wrapped(folded: str, at: int) -> bool:
    """Whether the line end at or after a position is a mere wrap: after a long line that does not end a sentence."""
    end = folded.find("\n", at)
    start = folded.rfind("\n", 0, end) + 1
    line = folded[start:end].rstrip()
    return len(line) >= 15 and line[-1] not in "。！？!?;；:：" and not _BLANK.match(folded, end)


def _unwrap(match: re.Match[str]) -> str:
    """An English line end inside a sentence becomes a blank; the lengths stay."""
    return " " if match.start() - match.string.rfind("\n", 0, match.start()) > 40 else "\n"


def view(text: str) -> View:
    """The normalised view of ``text``."""
    folded = _ENGLISH_WRAP.sub(_unwrap, fold(text))
    index: array[int] | None = None
    pieces: list[str] = []
    last = 0
    for match in _NOISE.finditer(folded):
        a, b = match.span()
        if "\n" in match.group() and not _wrapped(folded, a):
            continue
        if index is None:
            index = array("i")
        pieces.append(folded[last:a])
        index.extend(range(last, a))
        last = b
    if index is None:
        return View(text, folded, None)
    pieces.append(folded[last:])
    index.extend(range(last, len(folded)))
    return View(text, "".join(pieces), index)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a view: positions, language, and the number of its paragraph."""

    start: int
    end: int
    language: str
    paragraph: int
    heading: bool = False


def language_of(text: str) -> str:
    """ "zh" or "en" by the share of scripts: a fifth of Chinese letters makes a text Chinese."""
    han = len(_HAN.findall(text))
    return "zh" if han and han * 5 >= len(_LETTER.findall(text)) else "en"


_ZH_END = re.compile(r"[。！？!?]+[\"')\]》]*|…{2,}[\"')]*")
_EN_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|sen|rep|gov|gen|col|lt|st|no|vs|inc|corp|ltd|co|jr|sr|dept|u\.s|u\.k|u\.n|e\.g|i\.e|etc|cf|al|pp|vol|fig|jan|feb|mar|apr|aug|sept|sep|oct|nov|dec)"
    r"|\b[a-z])$"
)
# How a line goes on from the one before: a word, a quote, a mark inside the sentence, a number that numbers nothing.
_GOES_ON = re.compile(r"[^\W\d_]|[(\"'《、,。;%)》]|\d+(?:,\d|\.\d|[^\W_]|\s\w|-)")
_FINAL = re.compile(r"[。！？!?.:;；：\"')\]》]\s*$")


def _paragraphs(norm: str) -> list[tuple[int, int]]:
    """Stretches between line ends, hard-wrapped lines joined."""
    out: list[tuple[int, int]] = []
    start = 0
    wrapped = False
    for line in re.finditer(r"[^\n]*\n?", norm):
        a, b = line.span()
        if a == b:
            continue
        content = line.group().rstrip("\n")
        blank = not content.strip()
        if wrapped and blank:
            out.append((start, a))
            wrapped = False
        if blank:
            continue
        if not wrapped:
            start = a
        following = norm[b : b + 1]
        soft = (
            len(content) >= 15
            and not _FINAL.search(content)
            and (following.isalpha() or following in "(\"'《")
            and bool(following)
        )
        if soft:
            wrapped = True
        else:
            out.append((start, b))
            wrapped = False
    if wrapped:
        out.append((start, len(norm)))
    return out


def sentences(v: View) -> list[Sentence]:
    """The sentences of a view, in order; a line without a full stop is a sentence of its own (a heading)."""
    norm, text = v.norm, v.text
    found: list[Sentence] = []
    for number, (a, b) in enumerate(_paragraphs(norm)):
        block = norm[a:b]
        language = language_of(block)
        ends = _ZH_END if language == "zh" else _EN_END
        last = a
        for match in ends.finditer(norm, a, b):
            if language == "en" and norm[match.start()] == ".":
                before = norm[max(last, match.start() - 8) : match.start()]
                following = norm[match.end() : match.end() + 40].lstrip()
                if _ABBREVIATION.search(before):
                    # "U.S. The" ends a sentence, "U.S. Commerce" and "S. Jaishankar" do not.
                    if not re.search(r"(?:u\.s|u\.k|inc|corp|ltd)$", before):
                        continue
                    if not re.match(r"(?:the|a|an|in|on|it|but|and|this|these|as|for|at|by)\b", following):
                        continue
                if (
                    following
                    and not text[v.at(norm.find(following[0], match.end()))].isupper()
                    and following[0].isalpha()
                ):
                    continue
            found.append(Sentence(last, match.end(), language, number))
            last = match.end()
        if norm[last:b].strip(" \n\"')]》"):
            heading = last == a and b - a < 120 and not norm[b - 1 : b].strip(" \n").endswith((",", ";"))
            found.append(Sentence(last, b, language, number, heading))
    trimmed = []
    for s in found:
        start, end = s.start, s.end
        while start < end and norm[start] in " \n\"')":
            if norm[start] == '"' and '"' in norm[start + 1 : end]:
                break
            start += 1
        while end > start and norm[end - 1] in " \n":
            end -= 1
        for a, b in _pieces(norm, start, end):
            trimmed.append(Sentence(a, b, s.language, s.paragraph, s.heading))
    return trimmed


def _pieces(norm: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or the pieces of one too long to be one (a table, a line of ten megabytes), cut at clause breaks."""
    while end - start > _LONGEST:
        cut = max(norm.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in ";；,，、 ") + 1
        cut = cut or start + _LONGEST
        yield start, cut
        start = cut
    if end > start:
        yield start, end
