"""What is known about a document: dates, front matter, manifests, and which source wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.documents import manifest, read
from kg.documents.dates import edtf, of_stem, of_text
from kg.documents.metadata import document, front_matter, names
from kg.documents.values import Content, Facts, File
from kg.model import Problem

DATES = [
    ("2023-05-04", "2023-05-04"),
    ("2023/5/4", "2023-05-04"),
    ("2023.05.04", "2023-05-04"),
    ("2023年5月4日", "2023-05-04"),
    ("2023 年 5 月", "2023-05"),
    ("２０２３年５月４日", "2023-05-04"),
    ("14 March 2024", "2024-03-14"),
    ("March 14th, 2024", "2024-03-14"),
    ("14 Sept. 2024", "2024-09-14"),
    ("May 2024", "2024-05"),
    ("20230504", "2023-05-04"),
    ("2024-03-15T12:00:00+08:00", "2024-03-15"),
    ("D:20240315120000Z", "2024-03-15"),
    ("2024", "2024"),
    ("2024-05/2024-06", "2024-05/2024-06"),
    ("2024-05?", "2024-05?"),
    ("2023-02-30", ""),
    ("2023-13-01", ""),
    ("1066-10-14", ""),
    ("D:20241315", ""),
    ("soon", ""),
    ("", ""),
]


@pytest.mark.parametrize(("stated", "expected"), DATES)
def test_stated_dates(stated: str, expected: str) -> None:
    assert edtf(stated) == expected


STEMS = [
    ("2023-05-04-title", "2023-05-04", "title"),
    ("20230504_芯片", "2023-05-04", "芯片"),
    ("20230504芯片", "2023-05-04", "芯片"),
    ("2023.05.04 chips", "2023-05-04", "chips"),
    ("2023-05-04", "2023-05-04", "2023-05-04"),
    ("12345678", "", "12345678"),
    ("202305041234-x", "", "202305041234-x"),
    ("2023-13-04-x", "", "2023-13-04-x"),
    ("report-2023-05-04", "", "report-2023-05-04"),
]


@pytest.mark.parametrize(("stem", "date", "rest"), STEMS)
def test_dates_in_file_names(stem: str, date: str, rest: str) -> None:
    assert of_stem(stem) == (date, rest)


LINES = [
    ("题目\n\n添加时间:2021-01-21 点击次数:487\n", "2021-01-21"),
    ("题目\n发布时间：2023年5月4日 来源：网站\n", "2023-05-04"),
    ("來源：本站 | 發布日期：2023-05-04\n", "2023-05-04"),
    ("题目\n\n2023-11-17\n\n本文", "2023-11-17"),
    ("题目\n2023-11-17 08:30:00\n", "2023-11-17"),
    ("Title\nPublished: 14 March 2024\n", "2024-03-14"),
    ("Title\nPosted on March 14, 2024 by Jane\n", "2024-03-14"),
    ("Title\nBy Jane Doe | Published March 14, 2024\n", "2024-03-14"),
    ("Title\nMarch 2024\n", "2024-03"),
    ("2023-11-17日，美国宣布", ""),
    ("美国于2022年8月9日签署法案。", ""),
    ("A rule published on 14 March 2024 covers chips.", ""),
    ("31 January 1979. Deng Xiaoping and Jimmy Carter sign.", ""),
    ("更新时间：无\n", ""),
    ("x" * 500 + "\n2023-11-17\n", ""),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_date_lines(text: str, expected: str) -> None:
    assert of_text(text) == expected


@settings(deadline=None)
@given(st.text(alphabet="发布时间日期: |\n2023-11年月Pubdate On", max_size=200))
def test_whatever_passes_for_a_date_is_one(text: str) -> None:
    found = of_text(text)
    assert found == "" or edtf(found) == found


FRONT = [
    ("---\ntitle: A\ndate: 2024-01-02\n---\nprose", Facts(title="A", date="2024-01-02")),
    ("title: A\ndate: 2024-01-02\n---\n\nprose", Facts(title="A", date="2024-01-02")),
    ("---\r\ntitle: 'A: b'\r\nlang: zh-TW\r\n---\r\n\r\nprose", Facts(title="A: b", language="zh-Hant")),
    ('---\nauthors: [Jane Doe, "John Smith"]\n---\nprose', Facts(authors=("Jane Doe", "John Smith"))),
    ("---\ntitle: A\nauthors:\n  - Jane Doe\n  - 王保成\n...\nprose", Facts(title="A", authors=("Jane Doe", "王保成"))),
    ("---\ntitle: A\ndate: soon\nlanguage: fr\n---\nprose", Facts(title="A")),
    ("---\ntitle: A\ntitle: B\n---\nprose", Facts(title="A")),
]
NO_FRONT = [
    "---\ntitle: A\nprose without end",
    "---\nprose\n---\nmore",
    "---\ncolour: red\n---\nprose",
    "title: A\n---\nprose",
    "title: A\nprose in between\ndate: 2024\n---\nmore",
    "\n---\ntitle: A\n---\n",
    "---\ntitle: " + "a" * 9_000 + "\n---\nprose",
    "",
    "---",
]


@pytest.mark.parametrize(("text", "facts"), FRONT)
def test_front_matter(text: str, facts: Facts) -> None:
    found, body = front_matter(text)
    assert found == facts
    assert text[body:] == "prose"


@pytest.mark.parametrize("text", NO_FRONT)
def test_a_malformed_block_is_just_text(text: str) -> None:
    assert front_matter(text) == (Facts(), 0)


@settings(deadline=None)
@given(st.text(alphabet="-: \n\rtileda[]'\"中", max_size=120))
def test_front_matter_of_anything(text: str) -> None:
    facts, body = front_matter(text)
    assert 0 <= body <= len(text)
    assert body or facts == Facts()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Jane Doe; John Smith", ("Jane Doe", "John Smith")),
        ("王保成、董瑜", ("王保成", "董瑜")),
        ("Smith, John", ("Smith, John",)),
        ("Ministry of Science and Technology", ("Ministry of Science and Technology",)),
        (" ; ", ()),
    ],
)
def test_lists_of_authors(value: str, expected: tuple[str, ...]) -> None:
    assert names(value) == expected


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


TABLE = '[[document]]\nfile = "a.txt"\n'


def test_a_manifest_goes_before_everything(tmp_path: Path) -> None:
    path = write(
        tmp_path, "20200101_a.txt", "title: Front\nauthor: Front\ndate: 2021-01-01\n---\n\nText.\n2022-01-01\n"
    )
    write(
        tmp_path,
        "manifest.toml",
        '[[document]]\nfile = "20200101_a.txt"\ntitle = "Manifest"\nauthors = ["A B", "C D"]\ndate = 2023-05-04\n'
        'language = "zh-CN"\npublisher = "P"\nnote = "N"\n',
    )
    made = read(path)
    assert (made.title, made.authors, made.date) == ("Manifest", ("A B", "C D"), "2023-05-04")
    assert (made.language, made.publisher, made.note) == ("zh", "P", "N")
    assert made.text[made.body :].startswith("Text.")


PRECEDENCE = [
    ("20200101_a.txt", "title: Front\ndate: 2021-01-01\n---\nText.\n2022-01-01\n", "Front", "2021-01-01"),
    ("20200101_a.txt", "A headline\n2022-01-01\n\nText.", "A headline", "2020-01-01"),
    ("a.txt", "A headline\n2022-01-01\n\nText.", "A headline", "2022-01-01"),
    ("a.md", "\n\n## 标题\n\n正文。", "标题", ""),
    ("a.md", "**标题**\n\n正文。", "标题", ""),
    ("a.txt", "竞争^{*}\n\n正文。", "竞争", ""),
    ("20200101_name of file.txt", "x" * 121, "name of file", "2020-01-01"),
    ("a.txt", "x" * 120 + "\r\ny", "x" * 120, ""),
]


@pytest.mark.parametrize(("name", "text", "title", "date"), PRECEDENCE)
def test_precedence(tmp_path: Path, name: str, text: str, title: str, date: str) -> None:
    made = read(write(tmp_path, name, text))
    assert (made.title, made.date) == (title, date)


def test_front_matter_goes_before_what_a_reader_says(tmp_path: Path) -> None:
    text = "title: Front\ndate: 2021-01-01\n---\nText."
    content = Content(text, "text/x", title="Own", authors=("Own; Administrator",), date="2020-01-01", publisher="Own")
    made = document(File(tmp_path / "20190101_a.txt", "a"), content, Facts(), sha256="")
    assert (made.title, made.date, made.authors, made.publisher) == ("Front", "2021-01-01", ("Own",), "Own")


FAULTS = [
    (TABLE + "title = unquoted\n", ":3", "TOML", ""),
    ('title = "x"\n', "", "'title'", "[[document]]"),
    ('[[document]]\ntitle = "x"\n', ":1", "names no file", "file ="),
    (TABLE + 'autor = "x"\n', ":1", "'autor'", "author"),
    ("\n\n" + TABLE + 'date = "soon"\n', ":3", "'date'", "2023-05-04"),
    (TABLE + 'language = "fr"\n', ":1", "'language'", "zh-Hant"),
    (TABLE + "title = 3\n", ":1", "'title'", "quotes"),
    (TABLE + 'title = ["x", "y"]\n', ":1", "'title'", "quotes"),
    (TABLE + "\n" + TABLE, ":4", "twice", ""),
    ('[[document]]\nfile = "b.txt"\n', ":1", "b.txt is not in this folder", ""),
    ('[[document]]\nfile = "../a.txt"\n', ":1", "not in this folder", ""),
    ('[[document]]\nfile = "sub/a.txt"\n', ":1", "not in this folder", ""),
    ('[[document]]\nfile = "a\\u0000.txt"\n', ":1", "not in this folder", ""),
    ("document = 3\n", "", "names no file", "file ="),
    ("a = " + "[" * 5_000, "", "TOML", ""),
]


@pytest.mark.parametrize(("text", "place", "message", "cure"), FAULTS)
def test_faults_of_a_manifest_are_named(tmp_path: Path, text: str, place: str, message: str, cure: str) -> None:
    (tmp_path / "sub").mkdir()
    for folder in (tmp_path, tmp_path / "sub"):
        write(folder, "a.txt", "Text.")
    path = write(tmp_path, "manifest.toml", text)
    (problem,) = manifest(tmp_path).problems
    assert problem.where == f"{path}{place}" if place else problem.where.startswith(str(path))
    assert message in problem.message
    assert cure in problem.cure
    if manifest(tmp_path).facts:
        assert read(tmp_path / "a.txt").text == "Text."
    else:
        with pytest.raises(Problem) as caught:
            read(tmp_path / "a.txt")
        assert str(caught.value) == str(problem)


def test_one_faulty_field_leaves_the_others(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Text.")
    write(tmp_path, "manifest.toml", TABLE + 'title = "T"\ndate = "soon"\n')
    assert manifest(tmp_path).facts == {"a.txt": Facts(title="T")}


def test_a_manifest_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_bytes(b"\xff\xfe\x00")
    (problem,) = manifest(tmp_path).problems
    assert "UTF-8" in problem.cure
    assert manifest(tmp_path / "nowhere").problems == ()
