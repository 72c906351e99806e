"""Bytes → text: UTF-8 first, then whichever encoding makes plausible Chinese or English of the bytes.

Strict throughout: a byte that does not fit is never replaced, because offsets and evidence rest on the text.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice

from kg.documents.values import Content
from kg.model import Problem

# The characters that make up about four fifths of modern prose, policy prose included; the second table holds
# the Traditional shapes of the first where they differ.
SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员"
    "解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    "完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔组织约济研究技策府域供链网络投融贸易华盛顿欧盟英俄韩印澳亚联台湾港议案例律令单列禁限裁竞威胁遏压脱钩半芯片集"
    "造晶圆备软硬算模型智医药源池航星矿稀土键商企团财局署厅办厂委首席秘专库评估审查批准证签宣布示调支持参退推促升降低增扩减影响风险挑遇未趋势略伙伴友框架坛峰协倡划项措施段具标秩序防侦察敏核沿兴颠覆创留移校"
    "验室站隐私跨境流息讯互云服器操媒脸谷歌微苹伟阿腾字节跳康视鸿蒙习近拜登朗普奥巴林肯沙耶伦雷岸田石破尹锡悦莫迪冯莱恩龙朔茨默泽苏纳京泛洋洲丁罗乌兰冲突疫球双墙包举卡脖循环碳暖排绿洁续缓适周刊载编辑责添击"
    "摘引言语注释考献章六七八九百千亿元秒左右超足余占率倍快慢早晚春夏秋冬晨午夜乃尽若虽既仍须勿毋宜称谓写读词句落页号卷册版录附图"
)
TRADITIONAL = (
    "這個們來爲為國說時會對於著過發後裏裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問並應戰頭體見產話內給門兒東聲員論處義幾認條氣題爾別變總電數報結務場計資許統區隊決馬書則聽卻達強難權設記類據邊張該"
    "規萬覺術領確傳師觀讓識帶導爭運筆組織約濟鏈網絡貿華頓歐韓亞聯臺灣議單競脅壓脫鉤圓備軟醫藥礦鍵團財廳辦廠祕專庫評審準證籤調參擴減響風險趨勢夥壇峯協劃項標偵興顛創驗隱訊雲臉蘋偉騰節視鴻習奧倫錫悅馮萊龍澤蘇"
    "納羅烏蘭衝雙牆舉環綠潔續緩適載編輯責擊語釋獻億餘佔盡雖須稱謂寫讀詞頁號冊錄圖隻髮鬥乾係範麵製復採捲佈矽積"
)
FREQUENT = frozenset(SIMPLIFIED + TRADITIONAL)

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
NON_ASCII = re.compile(r"[^\x00-\x7f]")
BINARY = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# A Western typewriter mark or accented letter between ASCII characters (China’s, naïve).
WESTERN = re.compile(r"(?<![\x80-\uffff])[‘’“”–—…•€£§©®°À-ÖØ-öø-ÿŒœŠšŽž](?![\x80-\uffff])")
SAMPLE = 4_000
# Chinese prose of 40 characters and more scores above 0.57, other languages and binary data misread below 0.5.
PLAUSIBLE = 0.55
CURE = "save it as UTF-8 text; a PDF, Word or HTML file needs its own suffix"


def decode(data: bytes) -> tuple[str, str]:
    """The text of a plain-text file and the name of its encoding; nothing is normalised, only a BOM is dropped.

    Tried in turn: a BOM, strict UTF-8, then GB18030, Big5 (with the Hong Kong additions), Windows-1252 and UTF-16
    without BOM, of which the most plausible wins. Binary or undecodable content is a `Problem`.
    """
    for bom, name in BOMS:
        if data.startswith(bom):
            text = attempt(data[len(bom) :], name)
            if text is None or is_binary(text):
                raise Problem(f"its byte order mark says {name}, but its bytes are no such text", cure=CURE)
            return text, name
    if (text := attempt(data, "utf-8")) is not None and not is_binary(text):
        return text, "utf-8"
    texts = {name: text for name in JUDGES if (text := attempt(data, name)) is not None and not is_binary(text)}
    scores = {name: JUDGES[name](text) for name, text in texts.items()}
    best = max(scores, key=lambda name: scores[name], default="")
    if not best or scores[best] < PLAUSIBLE:
        raise Problem("it is not text in UTF-8, UTF-16, GB18030 or Big5", cure=CURE)
    return texts[best], "big5" if best in ("cp950", "big5hkscs") else best


def decode_page(data: bytes) -> tuple[str, str]:
    """The same for HTML, where the encoding that the page declares counts next after BOM and UTF-8."""
    declared = re.search(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", data[:4096])
    plain = any(data.startswith(bom) for bom, _ in BOMS) or attempt(data, "utf-8") is not None
    if declared and not plain:
        name = DECLARED.get(declared[1].decode("ascii").lower(), "")
        if name and (text := attempt(data, name)) is not None:
            return text, name
    return decode(data)


def attempt(data: bytes, encoding: str) -> str | None:
    """The bytes strictly decoded, or None where they do not fit."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def is_binary(text: str) -> bool:
    """Whether a NUL, or control characters beyond one in 200, say that this is no text."""
    allowed = len(text) // 200
    return "\x00" in text or sum(1 for _ in islice(BINARY.finditer(text), allowed + 1)) > allowed


def chinese(text: str) -> float:
    """How much a decoded text looks like Chinese prose, −1 … 1, judged on its first 4,000 characters beyond ASCII."""
    return _mean(NON_ASCII.finditer(text))


def wide(text: str) -> float:
    """The same for UTF-16, where ASCII is evidence, too."""
    return _mean(re.finditer(r"(?s).", text))


def _mean(matches: Iterator[re.Match[str]]) -> float:
    weights = [weight(match[0]) for match in islice(matches, SAMPLE)]
    return sum(weights) / len(weights) if weights else 0.0


def western(text: str) -> float:
    """How much a text decoded as Windows-1252 looks like English with typographic marks: 0 or 0.6.

    0.6 lies above what such bytes score when misread as Chinese (China’s → China抯) and below real Chinese.
    """
    marks = sum(1 for _ in islice(WESTERN.finditer(text), SAMPLE))
    others = sum(1 for _ in islice(NON_ASCII.finditer(text), SAMPLE))
    return 0.6 if others and marks >= 0.9 * others else 0.0


@cache
def weight(char: str) -> float:
    """What one character says about its text being Chinese: prose characters for, stray scripts against."""
    if char in FREQUENT:
        return 1.0
    if char in "，。、；：？！“”‘’（）《》〈〉「」『』【】—…·％　":
        return 0.6
    if "\u4e00" <= char <= "\u9fff":
        return 0.35 if within(char, "gb2312", 0xB0, 0xD7) or within(char, "big5", 0xA4, 0xC6) else 0.0
    if "\uff01" <= char <= "\uff5e" or "\u2460" <= char <= "\u2473":
        return 0.3
    if " " <= char <= "~" or char in "\t\n\r":
        return 0.6
    if "\u00a0" <= char <= "\u024f" or "\u2010" <= char <= "\u22ff":
        return 0.0
    return -1.0


def within(char: str, encoding: str, low: int, high: int) -> bool:
    """Whether the character's lead byte in ``encoding`` lies in the block of common characters."""
    try:
        return low <= char.encode(encoding)[0] <= high
    except UnicodeEncodeError:
        return False


JUDGES: Mapping[str, Callable[[str], float]] = {
    "gb18030": chinese,
    "cp950": chinese,
    "big5hkscs": chinese,
    "windows-1252": western,
    "utf-16-le": wide,
    "utf-16-be": wide,
}


DECLARED = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "us-ascii", "windows-1252", "cp1252"), "windows-1252"),
}


def read_text(data: bytes) -> Content:
    """A plain-text or Markdown file: its text is the decoded file as it stands."""
    text, encoding = decode(data)
    return Content(text, f"text/{encoding}")
