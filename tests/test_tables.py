from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import EN, knowledge

from kg import tables
from kg.model import Amount, Document, Entity, Extraction, Knowledge, Mention, Problem

HEADERS = {
    "entities": "entity,key,class,label_zh,label_en,aliases,forms,wikidata,provisional,mentions,documents",
    "mentions": "document,start,end,text,entity,how",
    "assertions": "document,subject,predicate,object,modality,date,attribution,amount,"
    "evidence_start,evidence_end,evidence,rule",
    "unknown": "form,count,documents",
}
TEXT = st.text(st.characters(), max_size=12) | st.sampled_from(
    ["", "=1+1", "'", "''=x", "\r", "\n@", "a|b\\|", "\x00", "＝1", '"']
)
FORMULAS = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "'x", "'=1"]


def test_headers_are_the_agreed_ones(tmp_path: Path) -> None:
    tables.write(knowledge(), tmp_path)
    assert {p.stem: p.read_bytes().split(b"\n", 1)[0].decode() for p in tmp_path.iterdir()} == HEADERS


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    tables.write(knowledge(), tmp_path)
    found = tables.read(tmp_path)
    assert found == tables.rows(knowledge())
    assert [len(getattr(found, name)) for name in HEADERS] == [12, 14, 6, 2]
    huawei = next(row for row in found.entities if row.key == "huawei")
    assert (huawei.forms, huawei.mentions, huawei.documents) == (("Huawei | HiSilicon", "华为"), 2, 1)
    assert [(row.form, row.count, row.documents) for row in found.unknown] == [("某机构", 3, 2), ("专家", 1, 1)]
    assert [row.amount for row in found.assertions if row.amount] == [Amount(52700000000.0, "USD", "527亿美元")]


def test_entities_are_named_the_same_in_every_table(tmp_path: Path) -> None:
    found = tables.rows(knowledge())
    known = {row.entity for row in found.entities}
    assert {row.entity for row in found.mentions} <= known
    assert {end for row in found.assertions for end in (row.subject, row.object)} <= known
    assert {row.attribution for row in found.assertions} - {""} <= known
    assert "https://w3id.org/techpolicy-kg/entity/chip-4" in known


def test_context_forms_are_no_aliases() -> None:
    assert [row.aliases for row in tables.rows(knowledge()).entities if row.key == "china"] == [("PRC",)]


def test_mention_offsets_hold_in_the_text() -> None:
    assert all(EN[r.start : r.end] == r.text for r in tables.rows(knowledge()).mentions if r.document == "sample-en")


@pytest.mark.parametrize("cell", FORMULAS)
def test_formulas_are_made_harmless(cell: str, tmp_path: Path) -> None:
    tables.write_csv(tmp_path / "t.csv", ["a", "b"], [[cell, "x"]])
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1] == [f"'{cell}", "x"]
    assert tables.read_csv(tmp_path / "t.csv") == [{"a": cell, "b": "x"}]


@pytest.mark.parametrize("cell", ["a=1", "1-2", "“x”", " =1", "中"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert tables.csv_text(["a"], [[cell]]) == f"a\n{cell}\n"


def test_only_cells_that_need_it_are_quoted() -> None:
    assert tables.csv_text(["a", "b"], [["x y", 'say "so", \r']]) == 'a,b\nx y,"say ""so"", \r"\n'


@given(text=TEXT, form=TEXT, forms=st.lists(TEXT.filter(bool), max_size=3), number=st.integers())
def test_strangers_text_survives(
    tmp_path_factory: pytest.TempPathFactory, text: str, form: str, forms: list[str], number: int
) -> None:
    folder = tmp_path_factory.mktemp("t")
    entity = Entity("x", "Company", text, form, tuple(forms))
    mention = Mention(0, 1, text, "x", form)
    built = Knowledge((Extraction(Document("d", text), (mention,), unknown=((form, number),)),), (entity,))
    tables.write(built, folder)
    assert tables.read(folder) == _cleaned(tables.rows(built))


def _cleaned(found: tables.Tables) -> tables.Tables:
    """Lone surrogates replaced, empty aliases and forms dropped."""

    def clean(text: str) -> str:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)

    return tables.Tables(
        tuple(
            replace(
                e,
                label_zh=clean(e.label_zh),
                label_en=clean(e.label_en),
                aliases=tuple(map(clean, e.aliases)),
                forms=tuple(clean(f) for f in e.forms if f),
            )
            for e in found.entities
        ),
        tuple(replace(m, text=clean(m.text), how=clean(m.how)) for m in found.mentions),
        (),
        tuple(replace(u, form=clean(u.form)) for u in found.unknown),
    )


def test_the_order_of_the_input_does_not_matter(tmp_path: Path) -> None:
    one = knowledge()
    turned = tuple(replace(x, mentions=x.mentions[::-1], assertions=x.assertions[::-1]) for x in one.extractions[::-1])
    assert tables.rows(Knowledge(turned, one.entities[::-1])) == tables.rows(one)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("mentions", ",14,18,", ",x,18,"),
        ("mentions", "document,start", "document,begin"),
        ("entities", ",false,", ",maybe,"),
        ("unknown", "某机构,3,2", "某机构,3"),
        ("unknown", "某机构,3,2", "某机构,3,2,1"),
        ("unknown", "某机构", '"某"机构'),
        ("assertions", "52700000000.0 USD", "much"),
    ],
)
def test_damaged_tables_are_named(name: str, old: str, new: str, tmp_path: Path) -> None:
    tables.write(knowledge(), tmp_path)
    path = tmp_path / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problem) as caught:
        tables.read(tmp_path)
    assert path.name in caught.value.where and "kg build" in caught.value.cure


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no such table"):
        tables.read(tmp_path)
