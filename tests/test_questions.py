"""Every question is asked of a small graph made by hand, and its answer is known."""

from __future__ import annotations

import random
import re
import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questions_sample import SAYINGS, knowledge

from kg import paths, questions, rdf, store
from kg.answers import Answer, as_table
from kg.entities import Directory
from kg.model import Assertion, Document, Extraction, Knowledge, Modality, Problem, Span

QUESTIONS = questions.load()
SHORT = re.compile(r"^(?:tpe|tpd|tp):")
SENTENCES = {s[5]: f"#{number}" for number, s in enumerate(SAYINGS, 1)}

# How it is asked, and the rows of the answer without prefixes, quotes by the number of the saying.
CASES: list[tuple[str, list[str]]] = [
    ("members-of 'Chip 4'", [
        "india | possible | 1 |  |  | #9",
        "japan | asserted | 1 | 2023-01-01 | 2023-12-31 | #6",
        "japan | planned | 1 | 2022-03-01 | 2022-03-31 | #5",
        "netherlands | negated | 1 |  |  | #8",
        "united-states | asserted | 1 | 2022-09-01 | 2022-09-30 | #7",
    ]),
    ("members-of 芯片四方 --since 2022-04 --until 2022", ["united-states | asserted | 1 | 2022-09-01 | 2022-09-30 | #7"]),
    ("memberships-of japan", [
        "chip-4 | asserted | 1 | 2023-01-01 | 2023-12-31 | #6",
        "chip-4 | planned | 1 | 2022-03-01 | 2022-03-31 | #5",
        "quad | asserted | 1 | 2017-11-01 | 2017-11-30 | #1",
        "quad | possible | 1 |  |  | #60",
    ]),
    ("memberships-of japan --until 2017-11-01", ["quad | asserted | 1 | 2017-11-01 | 2017-11-30 | #1"]),
    ("common-memberships japan 美国", ["chip-4 | 2", "quad | 4"]),
    ("common-memberships japan china", []),
    ("mechanisms-alike", ["chip-4 | quad | 2 | 2 | 4", "aukus | quad | 1 | 1 | 4"]),
    ("closest-partners japan", ["united-states | 2", "australia | 1", "india | 1"]),
    ("parties-to artemis", ["china | negated | 1 |  |  | #13", "india | asserted | 1 | 2023-06-21 | 2023-06-21 | #12"]),
    ("founders-of chip-4", [
        "japan | negated | 1 |  |  | #11",
        "united-states | asserted | 1 | 2022-03-01 | 2022-03-31 | #10",
    ]),
    ("withdrawals", ["japan | tpp | negated | 1 |  |  | #15", "united-states | tpp | asserted | 1 | 2017-01-23 | 2017-01-23 | #14"]),
    ("withdrawals --until 2017", ["united-states | tpp | asserted | 1 | 2017-01-23 | 2017-01-23 | #14"]),
    ("withdrawals --since 2017-01-24", []),
    ("who-restricts-whom", [
        "united-states | huawei | 2 | 2018-01-01 | 2019-05-31 | #17",
        "china | micron | 1 | 2023-05-21 | 2023-05-21 | #20",
        "china | united-states | 1 | 2023-01-01 | 2023-12-31 | #18",
        "united-states | china | 1 |  |  | #19",
        "united-states | micron | 1 | 2021-01-01 | 2021-12-31 | #64",
    ]),
    ("who-restricts-whom --since 2022", [
        "china | micron | 1 | 2023-05-21 | 2023-05-21 | #20",
        "china | united-states | 1 | 2023-01-01 | 2023-12-31 | #18",
    ]),
    ("restrictions-by netherlands", [
        "restricts | asml | planned | 1 | 2023-01-01 | 2023-12-31 | #21",
        "restrictsTechnology | ai | planned | 1 |  |  | #29",
        "restrictsTechnology | lithography | asserted | 1 | 2023-06-01 | 2023-06-30 | #28",
    ]),
    ("restrictions-on 华为技术", [
        "listedOn | entity-list | asserted | 2 | 2018-01-01 | 2019-05-16 | #22",
        "restricts | united-states | asserted | 2 | 2018-01-01 | 2019-05-31 | #17",
        "targets | export-rules | asserted | 1 |  |  | #55",
    ]),
    ("restrictions-between-countries", ["united-states | china | 3 | 2 | #17", "china | united-states | 2 | 2 | #18"]),
    ("restrictions-between-countries --since 2020", ["china | united-states | 2 | 2 | #18"]),
    ("mutual-restrictions", ["china | united-states"]),
    ("listed-on 实体清单", [
        "huawei | asserted | 2 | 2018-01-01 | 2019-05-16 | #22",
        "zte | possible | 1 |  |  | #24",
    ]),
    ("listed-companies-of china", ["huawei | entity-list | 2 | 2018-01-01 | 2019-05-16 | #22"]),
    ("listed-companies-of united-states", []),
    ("technologies-by-controls", [
        "lithography | 2 | 2 | 2022-10-01 | 2023-06-30 | #26",
        "semiconductors | 1 | 1 | 2022-10-07 | 2022-10-07 | #27",
    ]),
    ("technologies-by-controls --since 2023", ["lithography | 1 | 1 | 2023-06-01 | 2023-06-30 | #28"]),
    ("controls-on 芯片", [
        "lithography | commerce | asserted | 1 | 2022-10-01 | 2022-10-31 | #26",
        "lithography | netherlands | asserted | 1 | 2023-06-01 | 2023-06-30 | #28",
        "semiconductors | export-rules | asserted | 1 | 2022-10-07 | 2022-10-07 | #27",
    ]),
    ("controls-on ai", ["ai | netherlands | planned | 1 |  |  | #29"]),
    ("directed-against china", [
        "chip-4 | Alliance | asserted | 1 |  |  | #31",
        "united-states | Country | negated | 1 |  |  | #32",
        "export-rules | Regulation | asserted | 1 | 2022-10-01 | 2022-10-31 | #30",
    ]),
    ("policies-of united-states", [
        "chips-act | Law | asserted | 1 | 2022-08-09 | 2022-08-09 | #33",
        "guardrails | Regulation | planned | 1 | 2023-03-01 | 2023-03-31 | #34",
    ]),
    ("timeline-of 芯片与科学法", [
        "2022-08 | chips-act | funds | semiconductors | asserted | en-1 | #35",
        "2022-08-09 | united-states | issued | chips-act | asserted | en-1 | #33",
        "2023 | guardrails | basedOn | chips-act | asserted | en-2 | #37",
    ]),
    ("timeline-of chips-act --since 2023", ["2023 | guardrails | basedOn | chips-act | asserted | en-2 | #37"]),
    ("technologies-of chips-act", ["lithography | coversTechnology | asserted | 1 | #36", "semiconductors | funds | asserted | 1 | #35"]),
    ("policies-on semiconductors", [
        "chips-act | coversTechnology | lithography | asserted | 1 | #36",
        "chips-act | funds | semiconductors | asserted | 1 | #35",
        "export-rules | restrictsTechnology | semiconductors | asserted | 1 | #27",
    ]),
    ("lineage-of chips-act", ["guardrails | basedOn | chips-act | 1 | #37"]),
    ("lineage-of old-rules", ["export-rules | amends | old-rules | 1 | #38"]),
    ("administrators-of entity-list", ["bis | asserted | 1 | #39", "commerce | possible | 1 | #40"]),
    ("parts-of commerce", ["bis | GovernmentBody", "enforcement | GovernmentBody"]),
    ("parts-of semiconductors", ["lithography | Technology"]),
    ("funding", ["chips-act | semiconductors | asserted | $52.7 billion | 52700000000.0 | USD | 2022-08 | en-1 | #35"]),
    ("funding --since 2023", []),
    ("stances-on aukus", [
        "opposes | china | asserted | 1 | 2021-09-01 | 2021-09-30 | #42",
        "supports | india | negated | 1 |  |  | #44",
        "supports | japan | asserted | 1 | 2024-01-01 | 2024-12-31 | #43",
    ]),
    ("stances-on 脱钩", [
        "advocates | united-states | asserted | 2 |  |  | #46",
        "advocates | united-states | negated | 1 | 2023-12-01 | 2023-12-31 | #45",
        "advocates | united-states | possible | 1 |  |  | #62",
    ]),
    ("disputed", [
        "united-states | advocates | decoupling | asserted | china | zh-1 | 甲报 | #46",
        "united-states | advocates | decoupling | asserted |  | zh-2 | 乙刊 | #61",
        "united-states | advocates | decoupling | negated | united-states | en-2 |  | #45",
    ]),
    ("planned-never-asserted", [
        "netherlands | restricts | asml | 1 | 2023-01-01 | 2023-12-31 | #21",
        "netherlands | restrictsTechnology | ai | 1 |  |  | #29",
        "united-states | issued | guardrails | 1 | 2023-03-01 | 2023-03-31 | #34",
    ]),
    ("planned-never-asserted --until 2023-02", ["netherlands | restricts | asml | 1 | 2023-01-01 | 2023-12-31 | #21"]),
    ("plans-come-true", [
        "japan | cooperatesWith | india | 2022-01-01 | 2023-10-01 | 1 | 1",
        "japan | memberOf | chip-4 | 2022-03-01 | 2023-01-01 | 1 | 1",
    ]),
    ("conjectures", [
        "commerce | administers | entity-list | 1 |  |  | #40",
        "india | memberOf | chip-4 | 1 |  |  | #9",
        "lab | cooperatesWith | huawei | 1 |  |  | #53",
        "zte | listedOn | entity-list | 1 |  |  | #24",
    ]),
    ("denials", [
        "china | partyTo | artemis |  |  | en-2 | #13",
        "india | supports | aukus |  |  | zh-2 | #44",
        "japan | initiated | chip-4 |  |  | en-2 | #11",
        "japan | withdrewFrom | tpp |  |  | zh-2 | #15",
        "micron | listedOn | unreliable-list |  |  | en-2 | #25",
        "netherlands | memberOf | chip-4 | netherlands |  | en-2 | #8",
        "united-states | advocates | decoupling | united-states | 2023-12 | en-2 | #45",
        "united-states | targets | china | united-states |  | en-2 | #32",
    ]),
    ("claims-by 美方", [
        "united-states | advocates | decoupling | negated | 2023-12 | en-2 | #45",
        "united-states | targets | china | negated |  | en-2 | #32",
    ]),
    ("claims-by 美方 --since 2023", ["united-states | advocates | decoupling | negated | 2023-12 | en-2 | #45"]),
    ("denials --since 2022", ["united-states | advocates | decoupling | united-states | 2023-12 | en-2 | #45"]),
    ("conjectures --since 2000", []),
    ("funding --until 2022-08-01", ["chips-act | semiconductors | asserted | $52.7 billion | 52700000000.0 | USD | 2022-08 | en-1 | #35"]),
    ("speakers", ["united-states | 2 | 2 | 1", "china | 1 | 1 | 1", "netherlands | 1 | 1 | 1", "reuters | 1 | 1 | 1"]),
    ("partners-and-rivals", [
        "china | united-states | cooperatesWith | competesWith",
        "china | united-states | cooperatesWith | restricts",
    ]),
    ("evidence-for 日本 成员 'fab 4'", [
        "asserted | 2023 |  | en-2 |  |  | #6",
        "planned | 2022-03 |  | zh-1 | 芯片与联盟 | 甲报 | #5",
    ]),
    ("relations-between china united-states", [
        "china | competesWith | united-states | asserted | 1 |  |  | #50",
        "china | cooperatesWith | united-states | asserted | 1 |  |  | #49",
        "china | restricts | united-states | asserted | 1 | 2023-01-01 | 2023-12-31 | #18",
        "united-states | restricts | china | asserted | 1 |  |  | #19",
        "united-states | targets | china | negated | 1 |  |  | #32",
    ]),
    ("documents-on huawei", [
        "en-1 | Chips and Clubs | Example Weekly | 2023-07 | 2",
        "zh-1 | 芯片与联盟 | 甲报 | 2022-12 | 2",
        "en-2 |  |  | 2024-02 | 1",
        "zh-2 | 晶片觀察 | 乙刊 | 2023-11 | 1",
    ]),
    ("names-of chip-4", ["Chip 4 | en | 4 | 2", "芯片四方联盟 | zh | 2 | 1", "晶片四方 | zh-Hant | 1 | 1", "芯片四方 | zh | 1 | 1"]),
    ("best-supported", [
        "huawei | listedOn | entity-list | 2 | 2 | 2 | #22",
        "united-states | advocates | decoupling | 2 | 2 | 2 | #46",
        "united-states | restricts | huawei | 2 | 2 | 2 | #17",
        "australia | memberOf | aukus | 1 | 1 | 1 | #65",
        "…",
        "japan | supports | aukus | 1 | 0 | 1 | #43",
        "43 rows",
    ]),
    ("only-in-language zh", [
        "china | cooperatesWith | united-states | asserted | 1 | #49",
        "china | issued | unreliable-list | asserted | 1 | #59",
        "china | opposes | aukus | asserted | 1 | #42",
        "chip-4 | targets | china | asserted | 1 | #31",
        "chips-act | coversTechnology | lithography | asserted | 1 | #36",
        "commerce | administers | entity-list | possible | 1 | #40",
        "export-rules | restrictsTechnology | semiconductors | asserted | 1 | #27",
        "india | cooperatesWith | japan | asserted | 1 | #48",
        "india | memberOf | chip-4 | possible | 1 | #9",
        "india | memberOf | quad | asserted | 1 | #2",
        "india | supports | aukus | negated | 1 | #44",
        "japan | withdrewFrom | tpp | negated | 1 | #15",
        "lab | cooperatesWith | huawei | possible | 1 | #53",
        "united-states | initiated | chip-4 | asserted | 1 | #10",
        "united-states | restricts | china | asserted | 1 | #19",
        "zte | listedOn | entity-list | possible | 1 | #24",
    ]),
    ("date-disputes", ["huawei | listedOn | entity-list | 2018 | zh-1 | 2019-05-16 | en-1"]),
    ("officials-of commerce", ["raimondo | asserted | 1 | 2021-01-01 | 2021-12-31 | #51"]),
    ("appointments", ["united-states | raimondo | asserted | 1 | 2021-03-01 | 2021-03-31 | #52"]),
    ("unregistered", ["lab | ResearchOrganization | 某实验室 | 1 | 1"]),
    ("documents", [
        "en-1 | Chips and Clubs | en | 2023-07 | 21 | 21",
        "en-2 |  | en | 2024-02 | 22 | 22",
        "zh-1 | 芯片与联盟 | zh | 2022-12 | 14 | 14",
        "zh-2 | 晶片觀察 | zh-Hant | 2023-11 | 8 | 8",
    ]),
]  # fmt: skip


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    folder = tmp_path_factory.mktemp("out")
    rdf.write(knowledge(), folder)
    return Directory(store.load(folder))


def asked(command: str, directory: Directory) -> Answer:
    """The answer to a question as the command line takes it."""
    name, *words = shlex.split(command)
    at = next((i for i, word in enumerate(words) if word.startswith("--")), len(words))
    options = {key[2:]: value for key, value in zip(words[at::2], words[at + 1 :: 2], strict=True)}
    return questions.ask(questions.named(name), directory, words[:at], options)[0]


def shown(answer: Answer) -> list[str]:
    """The rows as the cases write them."""
    _, rows = as_table(answer)
    return [" | ".join(SENTENCES.get(cell, SHORT.sub("", cell)) for cell in row) for row in rows]


@pytest.mark.parametrize(("command", "rows"), CASES, ids=[command for command, _ in CASES])
def test_the_answer_is_known(command: str, rows: list[str], directory: Directory) -> None:
    found = shown(asked(command, directory))
    if "…" in rows:
        cut = rows.index("…")
        assert found[:cut] == rows[:cut] and set(rows[cut + 1 : -1]) <= set(found)
        assert f"{len(found)} rows" == rows[-1]
    else:
        assert found == rows


def test_every_question_has_an_answer_that_is_not_empty() -> None:
    answered = {command.split()[0] for command, rows in CASES if rows}
    assert answered == set(QUESTIONS) and len(QUESTIONS) >= 30


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_well_made(name: str, directory: Directory, samples_out: Path) -> None:
    q = QUESTIONS[name]
    assert q.en.endswith("?") and q.zh.endswith("？") and q.en.isascii() and not q.zh.isascii()
    assert q.example.split()[0] == name and re.search(r"\bORDER BY\b", q.sparql)
    # As it stands in the file it runs, and on the samples its example finds its way.
    assert store.query(directory.store, q.sparql).kind == "select"
    assert asked(q.example, Directory(store.load(samples_out))).kind == "select"
    columns = store.query(directory.store, q.sparql).columns
    assert "".join(columns).islower() and all(c.replace("_", "").isalpha() for c in columns)


PERIOD = """  OPTIONAL { ?saying tp:from ?from } OPTIONAL { ?saying tp:to ?to }
  FILTER(!BOUND(?since) || IF(BOUND(?to), ?to >= ?since, BOUND(?from)))
  FILTER(!BOUND(?until) || IF(BOUND(?from), ?from <= ?until, BOUND(?to)))
"""


@pytest.mark.parametrize("name", [name for name, q in QUESTIONS.items() if any(p.optional for p in q.parameters)])
def test_a_period_means_the_same_everywhere(name: str) -> None:
    q = QUESTIONS[name]
    assert [(p.name, p.kind) for p in q.parameters if p.optional] == [("since", "first-day"), ("until", "last-day")]
    assert q.sparql.count(PERIOD) == 1 and "VALUES ?since { UNDEF } VALUES ?until { UNDEF }" in q.sparql


@pytest.mark.parametrize("name", QUESTIONS)
def test_things_are_counted_once(name: str) -> None:
    counted = re.findall(r"COUNT\((.*?)\)", QUESTIONS[name].sparql)
    assert [
        c for c in counted if not c.startswith("DISTINCT ?") and c not in ("?from", "?to", "?before", "?after")
    ] == []


# What is said of days from .. to, and whether that falls into 2020-03 to 2020-06, since 2020-03 and until 2020-06.
PERIODS = [
    ("2020", True, True, True),
    ("2020-03-01", True, True, True),
    ("2020-02-29", False, False, True),
    ("2020-06-30", True, True, True),
    ("2020-07-01", False, True, False),
    ("2019/2020-03-01", True, True, True),
    ("2020-06-30/2021", True, True, True),
    ("2020-05/..", True, True, True),
    ("2020-07/..", False, True, False),
    ("../2020-03", True, True, True),
    ("../2020-02", False, False, True),
    ("2010/2030", True, True, True),
    ("", False, False, False),
    ("2020?", False, False, False),
]


def test_what_falls_into_a_period(tmp_path: Path) -> None:
    text = "".join(f"句{i:02}。" for i in range(len(PERIODS)))
    said = [
        Assertion("japan", "memberOf", "quad", Modality.ASSERTED, Span(4 * i, 4 * i + 4, f"句{i:02}。"), "x", date)
        for i, (date, *_) in enumerate(PERIODS)
    ]
    entities = tuple(e for e in knowledge().entities if e.key in ("japan", "quad"))
    rdf.write(Knowledge((Extraction(Document("d", text), (), tuple(said)),), entities), tmp_path)
    small = Directory(store.load(tmp_path))
    for place, options in ((1, "--since 2020-03 --until 2020-06"), (2, "--since 2020-03"), (3, "--until 2020-06")):
        wanted = [case[0] for case in PERIODS if case[place]]
        dated = {row[0] for row in asked(f"timeline-of quad {options}", small).rows}
        assert sorted(map(str, dated)) == sorted(wanted)


def test_answers_do_not_depend_on_the_order_of_the_file(directory: Directory, tmp_path: Path) -> None:
    lines = store.nquads(directory.store)
    for seed in (1, 2):
        random.Random(seed).shuffle(lines)
        (tmp_path / f"{seed}.nq").write_text("\n".join(lines) + "\n", encoding="utf-8")
        other = Directory(store.load(tmp_path / f"{seed}.nq"))
        for command, _ in CASES:
            assert asked(command, other).cells == asked(command, directory).cells, command


WRONG = [
    ("members-off aukus", "there is no such question", "members-of"),
    ("xyzzyq", "there is no such question", "`kg ask` alone"),
    ("members-of", "it takes 1 argument, 0 given", "kg ask members-of MECHANISM [--since …] [--until …]; e.g."),
    ("members-of a b", "it takes 1 argument, 2 given", "kg ask members-of"),
    ("disputed --since 2022", "it takes no --since", "kg ask disputed"),
    ("members-of xyzzyq", "names no entity of this graph", "try another name"),
    ("members-of aukus --since soon", "no date with two ends", "write 2017"),
    ("evidence-for japan memberOff quad", "there is no such relation", "memberOf"),
    ("nowhere/mine.rq", "cannot be read", "UTF-8"),
]


@pytest.mark.parametrize(("command", "message", "cure"), WRONG)
def test_wrong_questions_are_problems(command: str, message: str, cure: str, directory: Directory) -> None:
    with pytest.raises(Problem, match=message) as caught:
        asked(command, directory)
    assert cure in caught.value.cure and caught.value.where


GOOD = "# en: A?\n# zh: 甲？\n# parameter: who entity Actor\n# option: since first-day\nSELECT ?x { VALUES ?who { tpe:a } VALUES ?since { UNDEF } ?x ?y ?who }\n"
BROKEN = [
    (GOOD.replace("# en: A?\n", ""), "lacks a line '# en: …'", ""),
    (GOOD.replace("# zh: 甲？\n", "# zh:\n"), "lacks a line '# zh: …'", ""),
    (GOOD.replace("who entity Actor", "who entty"), "'who entty' is no parameter", ":3"),
    (GOOD.replace("who entity Actor", "who"), "'who' is no parameter", ":3"),
    (GOOD.replace("who entity Actor", ""), "'' is no parameter", ":3"),
    (GOOD.replace("who entity Actor", "Who? entity"), "is no parameter", ":3"),
    (GOOD.replace("entity Actor", "entity Actr"), "no class 'Actr'", ":3"),
    (GOOD.replace("VALUES ?since { UNDEF }", ""), r"does not bind \?since", ":4"),
]


@pytest.mark.parametrize(("text", "message", "line"), BROKEN)
def test_a_broken_file_names_file_line_and_cure(text: str, message: str, line: str, tmp_path: Path) -> None:
    assert text != GOOD
    (tmp_path / "q.rq").write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match=message) as caught:
        questions.load(tmp_path)
    assert caught.value.where == f"{tmp_path / 'q.rq'}{line}" and caught.value.cure


def test_a_question_of_ones_own(directory: Directory, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(GOOD.replace("\n", "\r\n"), encoding="utf-8-sig")
    q = questions.named(str(tmp_path / "mine.rq"))
    assert (q.name, q.en, q.usage) == ("mine", "A?", "mine WHO [--since …]")
    bound = questions.bind(q, directory, ["日本"], {"since": "2022"})
    assert 'VALUES ?who { tpe:japan } VALUES ?since { "2022-01-01"^^xsd:date }' in bound
    assert len(questions.ask(q, directory, ["日本"])[0].rows) > 3


def test_names_that_may_mean_several_are_decided_by_class(directory: Directory) -> None:
    question = questions.Question(
        "q", "", "", (questions.Parameter("x", "entity", ("Technology",)),), "q", "VALUES ?x { UNDEF }"
    )
    assert questions.bind(question, directory, ["芯片"]) == "VALUES ?x { tpe:semiconductors }"


@given(st.text(max_size=30))
def test_no_value_leaves_its_place(text: str) -> None:
    question = questions.Question(
        "q", "", "", (questions.Parameter("x", "text"),), "q", "SELECT ?x { VALUES ?x { UNDEF } }"
    )
    bound = questions.bind(question, Directory(store.Store(Path("nowhere"))), [text])
    answer = store.query(store.load(paths.ontology() / "techpolicy.ttl", ontology=False), bound)
    clean = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    assert [row[0] for row in answer.rows] == [clean]


def test_questions_ship(samples_out: Path) -> None:
    assert (paths.ontology() / "questions" / "members-of.rq").is_file()
