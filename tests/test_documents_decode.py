"""Bytes become exactly the text that was written, in every encoding, or a problem; languages are told apart."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.documents import READERS, document_language, language_of
from kg.documents.decode import decode, decode_page
from kg.documents.language import language_tag, script
from kg.model import Problem

HANS = {
    "name": "华为被列入实体清单",
    "short": "美国商务部工业与安全局",
    "mixed": "BIS将SMIC列入名单，2020年12月18日。\r\n第二行\n",
    "long": "拜登政府强调与盟友协调出口管制，限制先进芯片和制造设备流向中国。" * 40,
}
HANT = {
    "name": "臺灣積體電路製造公司",
    "short": "美國總統簽署《晶片與科學法》",
    "mixed": "台積電（TSMC）早在2020年5月就宣布赴美設廠，\r\n投資120億美元。\n",
    "long": "依照該法的「護欄條款」，領取補助的企業十年內不得在中國大陸大幅擴充先進製程產能。" * 40,
}
ENGLISH = {
    "plain": "The Commerce Department added Huawei to the Entity List.\r\nSecond line.\n",
    "typographic": "China’s chipmakers — “hit hard” by the rules – protested. A naïve café owner paid €5.",
}
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
CASES = [
    *((text, encoding) for text in (*HANS.values(), *HANT.values()) for encoding in (*UNICODE, "gb18030")),
    *((text, encoding) for text in HANS.values() for encoding in ("gbk", "gb2312")),
    *((text, encoding) for text in HANT.values() for encoding in ("big5", "cp950", "big5hkscs")),
    *((text, encoding) for text in ENGLISH.values() for encoding in (*UNICODE, "windows-1252")),
    ("港府嘅科技政策同美國嘅出口管制有啲關係", "big5hkscs"),
    ("Huawei (华为) was listed.", "gb18030"),
    ("Huawei (華為) was listed.", "big5"),
]
NAMES = {
    "utf-8-sig": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp950": "big5",
    "big5hkscs": "big5",
    "utf-16": "utf-16-le",
}


def test_the_table_is_whole() -> None:
    assert len(CASES) == 8 * 6 + 4 * 2 + 4 * 3 + 2 * 6 + 3


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_text_survives_its_encoding(text: str, encoding: str) -> None:
    found, name = decode(text.encode(encoding))
    assert found == text
    expected = "utf-8" if text.isascii() and encoding == "windows-1252" else NAMES.get(encoding, encoding)
    assert name == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_byte_order_mark_is_dropped(encoding: str) -> None:
    assert decode("\ufeff芯片\n".encode(encoding)) == ("芯片\n", encoding)


HOSTILE = {
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "zip": b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(255, 0, -1)),
    "nul in utf-8": "芯片\x00芯片".encode(),
    "escapes": b"\x1b[31mred\x1b[0m" * 3,
    "odd utf-16": codecs.BOM_UTF16_LE + b"a\x00b",
    "bom without utf-8": codecs.BOM_UTF8 + b"\xff\xfe\xfa",
    "utf-32": "芯片与科学法".encode("utf-32"),
    "cut utf-8": ("The list is long. 芯片".encode())[:-1],
    "japanese": "米国の輸出管理規則について、日本政府は慎重に検討している。".encode("euc-jp"),
    "korean": "미국의 반도체 규제에 대해 한국 정부는 신중히 검토하고 있다.".encode("euc-kr"),
    "russian": "Это русский текст об экспортном контроле".encode("cp1251"),
    "high bytes": b"\xff" * 40,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_text_is_refused_with_a_cure(data: bytes) -> None:
    with pytest.raises(Problem) as caught:
        decode(data)
    assert "UTF-8" in caught.value.cure


writable = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), min_size=1)


@settings(deadline=None)
@given(writable, st.sampled_from(["\n", "\r\n", "\r", "\u2028", ""]))
def test_any_text_survives_utf_8_and_marked_utf_16(text: str, end: str) -> None:
    text += end
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert decode(text.encode(encoding))[0] == text
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be"))[0] == text


@settings(deadline=None)
@given(
    st.lists(st.sampled_from("美国出口管制芯片的在和与中国政府企业技术，。；、《》 \n2023ABC"), min_size=8).map("".join)
)
def test_chinese_survives_gb18030(text: str) -> None:
    text = "关于技术出口管制的规定" + text
    assert decode(text.encode("gb18030")) == (text, "gb18030")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_text_or_a_problem(data: bytes) -> None:
    try:
        content = READERS[".txt"](data)
    except Problem as problem:
        assert problem.cure
    else:
        assert content.reader.startswith("text/")
        assert "\x00" not in content.text


PAGES = [
    (b"<meta charset=gb2312>", "gb18030", "龚薇"),
    (b"<meta http-equiv='Content-Type' content='text/html; charset=big5'>", "big5", "龔薔薇"),
    (b"<?xml version='1.0' encoding='GBK'?>", "gbk", "龚薇"),
    (b"<meta charset=gb2312>", "utf-8", "药药"),
    (b"<meta charset=no-such-thing>", "gb18030", "关于技术出口管制的规定"),
    (b"<meta charset=idna>", "utf-8", "药"),
    (b"", "utf-16", "关于技术"),
]


@pytest.mark.parametrize(("head", "encoding", "text"), PAGES)
def test_pages_may_declare_their_encoding(head: bytes, encoding: str, text: str) -> None:
    data = (head.decode() + text).encode(encoding)
    assert decode_page(data)[0].endswith(text)


LANGUAGES = [
    ("BIS将SMIC列入名单", "zh"),
    ("美国商务部工业与安全局（Bureau of Industry and Security，BIS）负责出口管制。", "zh"),
    ("台积电、Samsung Electronics、SK hynix等公司", "zh"),
    ("出口管制", "zh"),
    ("The Ministry of Commerce (商务部) replied.", "en"),
    ("Huawei (华为)", "en"),
    ("The slogan “自主可控” appears in the Made in China 2025 plan.", "en"),
    ("(出口管制)", "zh"),
    ("2023-05-04", "en"),
    ("", "en"),
]


@pytest.mark.parametrize(("text", "expected"), LANGUAGES)
def test_language_of_a_paragraph(text: str, expected: str) -> None:
    assert language_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, "zh") for text in HANS.values()),
        *((text, "zh-Hant") for text in HANT.values()),
        *((text, "en") for text in ENGLISH.values()),
        ("中文", "zh"),
        ("「臺積電」是一家台湾公司，总部设在新竹，产品销往美国和欧盟。", "zh"),
    ],
)
def test_language_of_a_document(text: str, expected: str) -> None:
    assert document_language(text) == expected


def test_script_agrees_with_conversion() -> None:
    """Characters taken for Traditional change when converted to Simplified, and the others do not."""
    opencc = pytest.importorskip("opencc")
    convert = opencc.OpenCC("t2s").convert
    hant = sorted({char for text in HANT.values() for char in text if script(char) == "Hant"})
    hans = sorted({char for text in HANS.values() for char in text if script(char) == "Hans"})
    assert len(hant) > 20
    assert len(hans) > 10
    assert all(convert(char) != char for char in hant)
    assert all(convert(char) == char for char in hans)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("zh-Hans", "zh"),
        ("zh_TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("EN", "en"),
        ("en-US", "en"),
        ("English", "en"),
        ("繁體中文", "zh-Hant"),
        ("fr", ""),
        ("zhuang", ""),
        ("", ""),
    ],
)
def test_stated_languages(stated: str, expected: str) -> None:
    assert language_tag(stated) == expected


def test_a_line_of_ten_megabytes() -> None:
    text = "芯片管制。" * 700_000
    assert decode(text.encode("gb18030")) == (text, "gb18030")
    assert language_of("(" * 2_000_000 + text) == "en"
    assert document_language(text) == "zh"
