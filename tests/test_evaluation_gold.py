"""Annotations are read or refused: every fault is told with file, line and cure, and nothing else ever goes wrong."""

from __future__ import annotations

import shutil
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import SHARED
from evaluation_sample import ANNOTATED
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.evaluation import check, lines
from kg.evaluation.gold import read
from kg.evaluation.lines import COLUMNS, TOLD
from kg.evaluation.values import Saying, disjoint, inside
from kg.model import Problem, Region
from kg.schema import default as schema

TABLES = [f"letter-en.{kind}.tsv" for kind in COLUMNS]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small annotation, to be damaged."""
    shutil.copytree(ANNOTATED, tmp_path / "gold")
    return tmp_path / "gold"


def test_a_sound_annotation(folder: Path) -> None:
    english, chinese = read(folder, schema())
    assert (english.name, english.document.id, english.document.language) == ("letter-en", "letter-en", "en")
    assert (chinese.name, chinese.document.language) == ("letter-zh", "zh")
    assert english.ignored == (Region(0, 21, "headline"),) and chinese.ignored == ()
    assert {e.key: e.aliases for e in english.entities}["united-states"] == ("U.S.", "America")
    assert english.noted.mentions[41, 50] == "australia" and len(english.noted.mentions) == 9
    assert english.noted.classes["aukus"] == "Alliance"
    # Beyond a smiley and a carriage return: code points, nothing normalised.
    assert chinese.noted.mentions[61, 63] == "united-states" and chinese.document.text[61:63] == "美方"
    assert chinese.noted.sayings[-1] == Saying(61, 80, "china", "memberOf", "ipef", "negated", "", "united-states", "")
    assert read(folder, schema()) == (english, chinese)


SPELLINGS = {
    "carriage returns": lambda data: data.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "empty lines": lambda data: data.replace(b"\n", b"\n\n\r\n") + b"\n\n",
    "no last line end": lambda data: data.rstrip(b"\n"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_what_editors_do_to_tables(spelling: str, folder: Path) -> None:
    before = read(folder, schema())
    for path in folder.glob("*.tsv"):
        path.write_bytes(SPELLINGS[spelling](path.read_bytes()))
    assert read(folder, schema()) == before


def test_either_order_of_a_symmetric_relation(folder: Path) -> None:
    before = read(folder, schema())
    path = folder / "letter-zh.assertions.tsv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("japan\tcooperatesWith\tsouth-korea", "south-korea\tcooperatesWith\tjapan"), "utf-8")
    assert path.read_text(encoding="utf-8") != text
    assert read(folder, schema()) == before


def test_a_name_over_two_lines_is_written_with_a_blank(folder: Path) -> None:
    text = folder / "texts" / "letter-en.txt"
    text.write_bytes(text.read_bytes().replace(b"United Kingdom", b"United\nKingdom"))
    assert len(read(folder, schema())) == 2


@pytest.mark.parametrize("place", ["texts", ".", "../corpus"])
def test_places_of_texts(place: str, folder: Path) -> None:
    before = read(folder, schema())
    (folder / "texts").rename(folder / "moved")
    (folder / place).mkdir(exist_ok=True)
    for path in (folder / "moved").iterdir():
        path.rename(folder / place / path.name)
    assert read(folder, schema()) == before


def test_other_files_do_not_matter(folder: Path) -> None:
    (folder / "notes.md").write_text("x")
    (folder / "letter-en.tsv").write_text("x")
    (folder / ".entities.tsv").write_text("x")
    assert [g.name for g in read(folder, schema())] == ["letter-en", "letter-zh"]


# Table, what is replaced, by what, the line, what is said, the cure.
FAULTS = [
    ("entities", "key\tclass", "key\tkind", 1, "the header row is 'key�kind�zh�en�forms'", "expected, with tabs between: key class"),
    ("mentions", "start\tend\tsurface\tkey\n", "", 1, "the header row is '41�50", "expected, with tabs between: start end"),
    ("entities", "\tCountry\t日本", "\tCountri\t日本", 5, "class 'Countri' is not in the ontology", "did you mean Country?"),
    ("entities", "\tCountry\t日本", "\tZ\t日本", 5, "class 'Z' is not in the ontology", "see ontology/techpolicy.ttl"),
    ("entities", "japan\tC", "Japan\tC", 5, "key 'Japan' is not kebab-case ascii", "write it like chip-4"),
    ("entities", "japan\tC", "united-states\tC", 5, "key 'united-states' stands already at ", "merge the two lines"),
    ("entities", "\tJapan\t", "\tJapan", 5, "4 cells instead of 5", "keep empty cells"),
    ("entities", "\tJapan\t", "\tJapan\t\t", 5, "6 cells instead of 5", "single tabs"),
    ("entities", "huawei\t", "nobody\tLaw\t\tX\t\nhuawei\t", 8, "nobody is never mentioned", "add a mention"),
    ("mentions", "41\t50\tAustralia", "41\t50\tAustria", 2, "'Austria' is not what stands at 41–50, which is 'Australia'", "copy it from the text"),
    ("mentions", "41\t50", "40\t49", 2, "'Australia' is not what stands at 40–49, which is ' Australi'", "the nearest one stands at 41–50"),
    ("mentions", "41\t50", "133\t142", 2, "'Australia' is not what stands at 133–142", "the nearest one stands at 41–50"),
    ("mentions", "41\t50\tAustralia", "41\t50\t", 2, "'' is not what stands at", "copy it from the text"),
    ("mentions", "41\t50", "41\t41", 2, "41–41 is no stretch of a text of 194 characters", "count characters (code points) from 0"),
    ("mentions", "41\t50", "50\t41", 2, "50–41 is no stretch", "the end is the first one after it"),
    ("mentions", "41\t50", "41\t1050", 2, "41–1050 is no stretch of a text of 194 characters", "count characters"),
    ("mentions", "41\t50", "-41\t50", 2, "start '-41' is no number", "count characters"),
    ("mentions", "41\t50", "41\t5２", 2, "end '5２' is no number", "count characters"),
    ("mentions", "41\t50", "41\t" + "9" * 5000, 2, "is no number", "count characters"),
    ("mentions", "Australia\taustralia", "Australia\taustrali", 2, "key 'australi' is not among the entities", "did you mean australia?"),
    ("mentions", "Australia\taustralia", "Australia\tx", 2, "key 'x' is not among the entities", "add it to the entities"),
    ("mentions", "Japan\tjapan\n", "Japan\tjapan\n110\t115\tJapan\taukus\n", 7, "the span 110–115 stands already at ", "keep one"),
    ("ignore", "0\t21", "0\t60", 2, "lies in a region that is not scored", "leave out one or the other"),
    ("ignore", "0\t21", "0\tx", 2, "end 'x' is no number", "count characters"),
    ("ignore", "0\t21", "21\t21", 2, "21–21 is no stretch", "count characters"),
    ("assertions", "huawei\tlistedOn", "huawei\tlistedon", 7, "relation 'listedon' is not in the ontology", "did you mean listedOn?"),
    ("assertions", "huawei\tlistedOn", "huwei\tlistedOn", 7, "subject 'huwei' is not among the entities", "did you mean huawei?"),
    ("assertions", "listedOn\tentity-list", "listedOn\tx", 7, "object 'x' is not among the entities", "add it to the entities"),
    ("assertions", "asserted\t2019-05\t\t", "asserted\t2019-05\treuters\t", 7, "attribution 'reuters' is not among", "add it"),
    ("assertions", "possible", "possibly", 5, "modality 'possibly' is none of asserted, planned, negated, possible", "did you mean possible?"),
    ("assertions", "possible", "", 5, "modality '' is none of", "write one of them"),
    ("assertions", "2019-05", "2019.5", 7, "date '2019.5' is not EDTF", "write 2021, 2021-09"),
    ("assertions", "2019-05", "2019-13", 7, "date '2019-13' is not EDTF", "write 2021"),
    ("assertions", "2019-05", "2019年", 7, "date '2019年' is not EDTF", "write 2021"),
    ("assertions", "\t145\t193", "\t145\t195", 7, "145–195 is no stretch of a text of 194 characters", "count characters"),
    ("assertions", "\t145\t193", "\t145", 7, "8 cells instead of 9", "single tabs"),
    ("assertions", "\t145\t193", "\t\t", 7, "ev_start '' is no number", "count characters"),
]  # fmt: skip
assert len(FAULTS) == 37


@pytest.mark.parametrize(("kind", "old", "new", "line", "said", "cure"), FAULTS)
def test_a_fault_is_told_with_file_line_and_cure(
    kind: str, old: str, new: str, line: int, said: str, cure: str, folder: Path
) -> None:
    path = folder / f"letter-en.{kind}.tsv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problem) as caught:
        read(folder, schema())
    table = "mentions" if said.startswith("lies in") else kind
    told = [row.strip() for row in str(caught.value).splitlines()]
    mine = [row for row in told if row.startswith(f"{folder / f'letter-en.{table}.tsv'}:{line}: ") and said in row]
    assert len(mine) == 1, told
    assert mine[0].endswith(")") and cure in mine[0].split(said)[1] and len(mine[0]) < 1000


DATES = [
    "2021",
    "2021-09",
    "2021-09-15",
    "2021/2022",
    "2021-09/..",
    "../2021",
    "202X",
    "20XX",
    "2021?",
    "2021-10~",
    "2021-21",
]


@pytest.mark.parametrize("date", DATES)
def test_dates_that_are_fine(date: str, folder: Path) -> None:
    path = folder / "letter-en.assertions.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("2019-05", date), encoding="utf-8")
    assert date in [s.date for s in read(folder, schema())[0].noted.sayings]


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table(table: str, folder: Path) -> None:
    (folder / table).unlink()
    with pytest.raises(Problem, match="there is no such table") as caught:
        read(folder, schema())
    assert caught.value.where == str(folder / table) and "the header row" in caught.value.cure


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_not_utf_8(table: str, folder: Path) -> None:
    header = (folder / table).read_bytes().split(b"\n")[0]
    (folder / table).write_bytes(header + b"\n" + "中国".encode("gb18030") + b"\n")
    with pytest.raises(Problem, match="cannot be read as UTF-8") as caught:
        read(folder, schema())
    assert caught.value.where == f"{folder / table}:2" and caught.value.cure == "save the table as UTF-8"


def test_a_missing_text(folder: Path) -> None:
    (folder / "texts" / "letter-zh.txt").unlink()
    with pytest.raises(Problem, match="its text is missing") as caught:
        read(folder, schema())
    assert "letter-zh" in caught.value.where and "letter-zh.txt into texts/" in caught.value.cure


def test_an_empty_text(folder: Path) -> None:
    (folder / "texts" / "letter-zh.txt").write_bytes(b"")
    with pytest.raises(Problem, match="the file is empty") as caught:
        read(folder, schema())
    assert caught.value.where.endswith("letter-zh.txt")


def test_folders_without_annotation(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for name, said in (
        ("gone", "cannot be read as a folder"),
        ("file", "cannot be read as a folder"),
        (".", "no annotation"),
    ):
        with pytest.raises(Problem, match=said) as caught:
            read(tmp_path / name, schema())
        assert "NAME.entities.tsv" in caught.value.cure and caught.value.where == str(tmp_path / name)


def test_names_that_are_one_to_a_build(folder: Path) -> None:
    for path in [*folder.glob("letter-en.*"), folder / "texts" / "letter-en.txt"]:
        shutil.copy(path, path.with_name(path.name.replace("letter-en", "letter en")))
    with pytest.raises(Problem, match="letter-en and letter en are one name to a build") as caught:
        read(folder, schema())
    assert caught.value.cure == "rename one of them"


def test_all_faults_are_told_at_once(folder: Path) -> None:
    (folder / "letter-zh.ignore.tsv").unlink()
    path = folder / "letter-en.assertions.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("memberOf", "memberof"), encoding="utf-8")
    with pytest.raises(Problem) as caught:
        read(folder, schema())
    said = str(caught.value).splitlines()
    assert said[0] == "5 faults in the annotation:" and len(said) == 6
    assert [f"letter-en.assertions.tsv:{n}: " in row for n, row in zip((2, 3, 4, 5), said[1:5], strict=True)] == [
        True
    ] * 4


@pytest.mark.parametrize("line", ["x\ty\n", "1\t2\tx\ty\n"])
def test_faults_beyond_number_are_counted(line: str, folder: Path) -> None:
    path = folder / "letter-en.mentions.tsv"
    path.write_text(path.read_text(encoding="utf-8") + line * 5000, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        read(folder, schema())
    said = str(caught.value).splitlines()
    assert len(said) == TOLD + 2 and f"and {5000 - TOLD} more faults" in said[-1]


def test_cures_are_sought_only_for_faults_that_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a table that is wrong throughout costs no more than a few."""
    sought: list[str] = []
    monkeypatch.setattr(check, "get_close_matches", lambda word, *_: sought.append(word) or [])
    path = folder / "letter-en.mentions.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("\taustralia", "\tx"), encoding="utf-8")
    added = "".join(f"41\t50\tAustralia\tx{n}\n" for n in range(500))
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    with pytest.raises(Problem, match="and 461 more faults"):
        read(folder, schema())
    assert len(sought) == TOLD


@pytest.mark.parametrize(("start", "cure"), [(100, "103–108"), (112, "103–108"), (130, "138–143"), (160, "138–143")])
def test_the_nearest_place_is_named(start: int, cure: str, folder: Path) -> None:
    path = folder / "letter-en.mentions.tsv"
    text = path.read_text(encoding="utf-8")
    assert "103\t108\tAUKUS" in text and "138\t143\tAUKUS" in text
    path.write_text(text.replace("138\t143\t", f"{start}\t{start + 5}\t"), encoding="utf-8")
    with pytest.raises(Problem) as caught:
        read(folder, schema())
    assert caught.value.cure == f"the nearest one stands at {cure}"


@pytest.mark.parametrize(("length", "fine"), [(600, True), (601, False)])
def test_evidence_is_a_sentence(length: int, fine: bool, folder: Path) -> None:
    text = folder / "texts" / "letter-en.txt"
    text.write_text(text.read_text(encoding="utf-8") + "word " * 200, encoding="utf-8")
    path = folder / "letter-en.assertions.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("\t145\t193", f"\t145\t{145 + length}"), encoding="utf-8")
    if fine:
        assert len(read(folder, schema())) == 2
    else:
        with pytest.raises(Problem, match="evidence of 601 characters is longer than 600"):
            read(folder, schema())


def test_a_table_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LARGEST", 10)
    with pytest.raises(Problem, match="it is larger than"):
        read(folder, schema())


def test_a_strange_cell_cannot_steer_the_terminal(folder: Path) -> None:
    path = folder / "letter-en.mentions.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("Japan\tjapan", "\x1b[31m\u202e\tjapan"), encoding="utf-8")
    with pytest.raises(Problem) as caught:
        read(folder, schema())
    assert "\x1b" not in str(caught.value) and "\u202e" not in str(caught.value)


CELLS = st.sampled_from(
    [
        *("", "a", "b", "Law", "Country", "0", "1", "3", "99", "-1", "²", "ab", "b\u2028", "funds", "cooperatesWith"),
        *("planned", "asserted", "2021", "\x00", "\x1b", "\ufeff", "\ud7ff", "'", '"', "|", "\\", "?", "a" * 700, "\r"),
        "\x85",
    ]
)
ROWS = st.lists(st.lists(CELLS, max_size=10).map("\t".join), max_size=6).map("\n".join)
WILD = st.binary(max_size=40) | ROWS.map(lambda rows: rows.encode("utf-8", "surrogatepass"))
HEADED = {
    kind: WILD | WILD.map(lambda body, c=columns: "\t".join(c).encode() + b"\n" + body)
    for kind, columns in COLUMNS.items()
}


@settings(deadline=None)
@given(tables=st.fixed_dictionaries(HEADED), text=st.binary(max_size=30) | st.just("ab 中\r\nb🙂".encode()))
def test_nothing_but_a_problem_is_ever_raised(tables: dict[str, bytes], text: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, data in tables.items():
            (folder / f"x.{kind}.tsv").write_bytes(data)
        (folder / "x.txt").write_bytes(text)
        try:
            (annotated,) = read(folder, schema())
        except Problem as problem:
            assert str(problem).strip() and "\x1b" not in str(problem)
        else:
            text = annotated.document.text
            assert all(0 <= a < b <= len(text) for a, b in annotated.noted.mentions)
            assert all(0 <= s.start < s.end <= len(text) for s in annotated.noted.sayings)


SOUND = [
    ("entities", "a\tLaw\t\tA\t"),
    ("entities", "b\tCountry\t\tB\tb|c"),
    ("mentions", "0\t1\ta\ta"),
    ("mentions", "4\t5\tb\tb"),
    ("ignore", "1\t3\tx"),
    ("assertions", "b\tissued\ta\tasserted\t\t\t\t0\t5"),
]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), CELLS), max_size=3),
    st.lists(st.integers(0, 5), max_size=2),
)
def test_a_sound_annotation_a_little_damaged(changes: list[tuple[int, int, str]], dropped: list[int]) -> None:
    """Each change is either without harm or told with a line of one of the files."""
    rows = {number: row.split("\t") for number, (_, row) in enumerate(SOUND)}
    for number, cell, value in changes:
        rows[number][cell % len(rows[number])] = value
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, columns in COLUMNS.items():
            mine = ["\t".join(rows[n]) for n, (k, _) in enumerate(SOUND) if k == kind and n not in dropped]
            (folder / f"x.{kind}.tsv").write_bytes("\n".join(["\t".join(columns), *mine]).encode())
        (folder / "x.md").write_text("a 中\nb", encoding="utf-8", newline="")
        try:
            (annotated,) = read(folder, schema())
        except Problem as problem:
            assert f"{folder}/x." in str(problem).replace("\\", "/") and ".tsv:" in str(problem)
        else:
            assert len(annotated.noted.mentions) <= 2


@settings(deadline=None)
@given(
    st.lists(st.builds(Region, st.integers(0, 20), st.integers(1, 25), st.just("")).filter(lambda r: r.start < r.end))
)
def test_regions_joined_hold_the_same_offsets(regions: list[Region]) -> None:
    joined = disjoint(regions)
    for offset in range(-1, 27):
        assert inside(joined, offset) is any(r.start <= offset < r.end for r in regions)
    assert all(a.end < b.start for a, b in pairwise(joined))


def test_the_annotations_beside_the_project_are_sound() -> None:
    folder = SHARED / "gold"
    if not folder.is_dir():
        pytest.skip(f"needs the folder {folder}, which is not part of the project")
    assert len(read(folder, schema())) >= 12
