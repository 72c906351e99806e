"""Modality and speaker: minimal pairs for each class of cue, words that only look like cues, and the ends of scopes."""

from __future__ import annotations

import pytest
from reading import read, said

from kg import lexicon
from kg.extract import qualifiers
from kg.extract.text import normal
from kg.model import Modality

CLAIM_ZH = "japan memberOf nato"


def modality(text: str, triple: str = CLAIM_ZH) -> str:
    """The modality of a claim in a text, "" when it is not said."""
    found = [a for a in read(text).assertions if " ".join(a.triple) == triple]
    assert len(found) <= 1
    return str(found[0].modality) if found else ""


# with the cue, without it, and what it makes of the statement
PAIRS_ZH = [
    ("日本不加入北约。", "negated"),
    ("日本未加入北约。", "negated"),
    ("日本没有加入北约。", "negated"),
    ("日本并未加入北约。", "negated"),
    ("日本尚未加入北约。", "negated"),
    ("日本从未加入北约。", "negated"),
    ("日本未能加入北约。", "negated"),
    ("日本不会加入北约。", "negated"),
    ("日本不再加入北约。", "negated"),
    ("日本拒绝加入北约。", "negated"),
    ("日本无意加入北约。", "negated"),
    ("日本加入北约未果。", "negated"),
    ("日本加入北约失败。", "negated"),
    ("日本将加入北约。", "planned"),
    ("日本拟加入北约。", "planned"),
    ("日本计划加入北约。", "planned"),
    ("日本打算加入北约。", "planned"),
    ("日本准备加入北约。", "planned"),
    ("日本承诺加入北约。", "planned"),
    ("日本同意加入北约。", "planned"),
    ("日本应加入北约。", "planned"),
    ("日本必须加入北约。", "planned"),
    ("日本加入北约的提案遭到批评。", "planned"),
    ("日本可能加入北约。", "possible"),
    ("日本或加入北约。", "possible"),
    ("日本或许加入北约。", "possible"),
    ("日本有望加入北约。", "possible"),
    ("日本也许加入北约。", "possible"),
    ("日本不排除加入北约。", "possible"),
    ("如果日本加入北约，局势会变。", "possible"),
    ("一旦日本加入北约，局势会变。", "possible"),
    ("日本加入北约的可能性上升。", "possible"),
    ("日本沒有加入北約。", "negated"),
    ("日本可能加入北約。", "possible"),
    ("日本計劃加入北約。", "planned"),
]
assert len(PAIRS_ZH) >= 35

PAIRS_EN = [
    ("Japan did not join NATO.", "negated"),
    ("Japan has not joined NATO.", "negated"),
    ("Japan never joined NATO.", "negated"),
    ("Japan cannot join NATO.", "negated"),
    ("Japan will not join NATO.", "negated"),
    ("Japan has yet to join NATO.", "negated"),
    ("Japan failed to join NATO.", "negated"),
    ("Japan will join NATO.", "planned"),
    ("Japan would join NATO.", "planned"),
    ("Japan plans to join NATO.", "planned"),
    ("Japan intends to join NATO.", "planned"),
    ("Japan agreed to join NATO.", "planned"),
    ("Japan should join NATO.", "planned"),
    ("Japan must join NATO.", "planned"),
    ("Japan may join NATO.", "possible"),
    ("Japan might join NATO.", "possible"),
    ("Japan could join NATO.", "possible"),
    ("Japan is likely to join NATO.", "possible"),
    ("Japan is considering joining NATO.", "possible"),
    ("Japan reportedly joined NATO.", "possible"),
    ("If Japan joined NATO, much would change.", "possible"),
]
assert len(PAIRS_EN) >= 21

# Words that look like cues and are none: the statement stays a fact.
PSEUDO = [
    "日本加入北约。",
    "日本不得不加入北约。",
    "日本以前所未有的速度加入北约。",
    "日本史无前例、闻所未闻地加入北约。",
    "日本不仅加入北约，还加强合作。",
    "日本不但加入北约，还加强合作。",
    "日本不久加入北约。",
    "日本将军加入北约。",
    "日本研究院加入北约。",
    "日本或者加入北约。",
    "日本未来加入北约。",
    "日本决定性地加入北约。",
    "日本加入北约不过是形式。",
    "Japan joined NATO.",
    "Japan not only joined NATO but also trained there.",
    "Japan not merely joined NATO but also trained there.",
    "Japan joined NATO no later than 2023.",
    "Japan no doubt joined NATO.",
    "Japan joined NATO in May 2023.",
    "In May 2023 Japan joined NATO.",
]
assert len(PSEUDO) >= 18

# A cue in one clause leaves the statement of another alone.
SCOPES = [
    ("日本没有表态，印度加入北约。", "india memberOf nato", "asserted"),
    ("印度可能表态；日本加入北约。", CLAIM_ZH, "asserted"),
    ("印度将表态。日本加入北约。", CLAIM_ZH, "asserted"),
    ("日本加入北约，印度没有表态。", CLAIM_ZH, "asserted"),
    ("日本没有加入北约，印度加入北约。", CLAIM_ZH, "negated"),
    ("日本没有加入北约，印度加入北约。", "india memberOf nato", "asserted"),
    ("India did not act; Japan joined NATO.", CLAIM_ZH, "asserted"),
    ("India may act. Japan joined NATO.", CLAIM_ZH, "asserted"),
    ("India did not act, and Japan joined NATO.", CLAIM_ZH, "asserted"),
    ("Japan joined NATO; India will act.", CLAIM_ZH, "asserted"),
]
assert len(SCOPES) >= 10


@pytest.mark.parametrize(("text", "expected"), PAIRS_ZH + PAIRS_EN)
def test_with_the_cue(text: str, expected: str) -> None:
    assert modality(text) == expected


@pytest.mark.parametrize("text", PSEUDO)
def test_without_a_cue(text: str) -> None:
    assert modality(text) == "asserted"


@pytest.mark.parametrize(("text", "triple", "expected"), SCOPES)
def test_scopes_end_at_clauses(text: str, triple: str, expected: str) -> None:
    assert modality(text, triple) == expected


@pytest.mark.parametrize(("text", "expected"), PAIRS_ZH + PAIRS_EN)
def test_the_cue_is_kept_as_a_span(text: str, expected: str) -> None:
    (found,) = [a for a in read(text).assertions if " ".join(a.triple) == CLAIM_ZH]
    assert found.trigger is not None
    if found.cue is None:
        assert len(found.trigger.text) > len("加入"), "the trigger itself says so: 计划加入"
        return
    assert found.cue.text == text[found.cue.start : found.cue.end]
    assert found.evidence.start <= found.cue.start < found.cue.end <= found.evidence.end
    assert found.cue.end <= found.trigger.start or found.trigger.end <= found.cue.start


@pytest.mark.parametrize("text", PSEUDO)
def test_a_plain_fact_has_no_cue(text: str) -> None:
    assert [a.cue for a in read(text).assertions if " ".join(a.triple) == CLAIM_ZH] == [None]


# ------------------------------------------------------------------ other relations, each with its bare twin
TWINS = [
    ("美国国会通过《限制法案》。", "美国国会尚未通过《限制法案》。", "us-congress issued restrict-act", "negated"),
    ("美国制裁华为。", "美国可能制裁华为。", "united-states restricts huawei", "possible"),
    ("美国制裁华为。", "美国拟制裁华为。", "united-states restricts huawei", "planned"),
    ("印度签署《阿尔忒弥斯协定》。", "印度没有签署《阿尔忒弥斯协定》。", "india partyTo artemis-accords", "negated"),
    ("印度签署《阿尔忒弥斯协定》。", "印度将签署《阿尔忒弥斯协定》。", "india partyTo artemis-accords", "planned"),
    (
        "India signed the Artemis Accords.",
        "India has not signed the Artemis Accords.",
        "india partyTo artemis-accords",
        "negated",
    ),
    (
        "India signed the Artemis Accords.",
        "India may sign the Artemis Accords.",
        "india partyTo artemis-accords",
        "possible",
    ),
    (
        "The United States sanctioned Huawei.",
        "The United States will sanction Huawei.",
        "united-states restricts huawei",
        "planned",
    ),
    ("Germany banned Huawei.", "Germany has not banned Huawei.", "germany restricts huawei", "negated"),
    (
        "Congress passed the RESTRICT Act.",
        "Congress has not passed the RESTRICT Act.",
        "us-congress issued restrict-act",
        "negated",
    ),
]
assert len(TWINS) >= 10


@pytest.mark.parametrize(("plain", "marked", "triple", "expected"), TWINS)
def test_twins(plain: str, marked: str, triple: str, expected: str) -> None:
    assert modality(plain, triple) == "asserted"
    assert modality(marked, triple) == expected


# ------------------------------------------------------------------ speakers
SPEAKERS = [
    ("美国制裁华为。", ""),
    ("据《华尔街日报》报道，美国制裁华为。", "wall-street-journal"),
    ("路透社报道称，美国制裁华为。", "reuters"),
    ("布林肯表示，美国制裁华为。", "antony-blinken"),
    ("中方认为，美国制裁华为。", "china"),
    ("路透社称，布林肯表示，美国制裁华为。", "antony-blinken"),
    ("布林肯发言，美国制裁华为。", ""),
    ("布林肯表示欢迎。美国制裁华为。", ""),
    ("The United States sanctioned Huawei.", ""),
    ("According to Reuters, the United States sanctioned Huawei.", "reuters"),
    ("Antony Blinken said that the United States sanctioned Huawei.", "antony-blinken"),
    ("Antony Blinken argued that the United States sanctioned Huawei.", "antony-blinken"),
    ("China said that the United States sanctioned Huawei.", "china"),
    ("Antony Blinken spoke. The United States sanctioned Huawei.", ""),
]
assert len(SPEAKERS) >= 14


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_who_says_so(text: str, speaker: str) -> None:
    found = [a.attribution for a in read(text).assertions if " ".join(a.triple) == "united-states restricts huawei"]
    assert found == [speaker]


def test_nobody_is_the_speaker_of_what_he_does() -> None:
    assert all(a.attribution != a.subject for t, _ in SPEAKERS for a in read(t).assertions)


# ------------------------------------------------------------------ the cues as data
CUES = [
    ("日本没有表态。", "zh", [("没有", "negated", "before")]),
    ("不得不。", "zh", []),
    ("不仅将军。", "zh", []),
    ("研究院。", "zh", []),
    ("不排除。", "zh", [("不排除", "possible", "before")]),
    ("可能未果。", "zh", [("可能", "possible", "before"), ("未果", "negated", "after")]),
    ("it did not", "en", [("did not", "negated", "before")]),
    ("nothing and notes", "en", [("notes", "speech", "verbs")]),
    ("not only", "en", []),
    ("no later than", "en", []),
    ("goodwill", "en", []),
    ("it will", "en", [("will", "planned", "before")]),
    ("american", "en", []),
    ("", "zh", []),
]
assert len(CUES) >= 14


@pytest.mark.parametrize(("norm", "language", "expected"), CUES)
def test_cues(norm: str, language: str, expected: list[tuple[str, str, str]]) -> None:
    found = qualifiers.cues(norm, 0, len(norm), language)
    assert [(norm[c.start : c.end], c.kind, c.side) for c in found] == expected


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_every_cue_is_spelt_as_in_views(language: str) -> None:
    data = lexicon.table(f"{language}/cues")
    for kind in ("negated", "planned", "possible"):
        assert set(data[kind]) >= {"before", "after", "pseudo"}
        assert Modality(kind)
        for words in data[kind].values():
            for word in words:
                assert normal(word) == word.strip(), word
    assert set(data["speech"]) == {"verbs", "pseudo", "according", "according_end"}


RANKS = [
    ("日本可能不加入北约。", "negated"),
    ("日本可能计划加入北约。", "possible"),
    ("日本计划不加入北约。", "negated"),
]


@pytest.mark.parametrize(("text", "expected"), RANKS)
def test_a_denial_outranks_a_guess_and_a_guess_a_plan(text: str, expected: str) -> None:
    assert modality(text) == expected


def test_a_cue_far_away_does_not_reach() -> None:
    far = [qualifiers.Cue(0, 2, "negated", "before")]
    assert qualifiers.modality(far, (10, 12), 0, 40, reach=8)[0] is Modality.NEGATED
    assert qualifiers.modality(far, (11, 13), 0, 40, reach=8)[0] is Modality.ASSERTED
    assert qualifiers.modality(far, (10, 12), 1, 40, reach=8)[0] is Modality.ASSERTED


def test_a_statement_is_said_once_per_sentence() -> None:
    assert said("日本加入北约。日本没有加入北约。") == {"japan memberOf nato", "japan memberOf nato negated"}


# Where a cue may stand; each must turn a plain statement in one of them, and the sentence without it must stay plain.
PLACES = {
    ("zh", "before"): ("美国{}制裁华为。", "美国{}对华为的制裁。", "日本{}加入北约。", "{}美国制裁华为。"),
    ("zh", "after"): ("美国对华为的制裁{}。", "美国制裁华为{}。", "美国制裁华为的计划{}。", "日本加入北约{}。"),
    ("en", "before"): (
        "Japan {} join NATO.",
        "Japan {} joined NATO.",
        "Japan {} joining NATO.",
        "Japan {} sanctions on Huawei.",
        "{} Japan joined NATO.",
        "Japan was {} sanctioned by China.",
        "Japan {} ban Huawei.",
    ),
    ("en", "after"): ("Japan's ban on Huawei {}.", "Japan's ban on Huawei is {}.", "A Japan ban on Huawei {}."),
}
EVERY_CUE = [
    (language, kind, "after" if side == "after" else "before", cue)
    for language in lexicon.LANGUAGES
    for kind in ("negated", "planned", "possible")
    for side in ("before", "attitude", "after")
    for cue in lexicon.table(f"{language}/cues")[kind].get(side, ())
]


def test_every_cue_is_among_the_pairs() -> None:
    assert len(EVERY_CUE) > 300 and {language for language, *_ in EVERY_CUE} == set(lexicon.LANGUAGES)


@pytest.mark.parametrize(("language", "kind", "side", "cue"), EVERY_CUE)
def test_each_cue_makes_the_difference_of_a_minimal_pair(language: str, kind: str, side: str, cue: str) -> None:
    for place in PLACES[language, side]:
        plain = {a.triple: a.modality for a in read(" ".join(place.format("").split()), language=language).assertions}
        marked = {a.triple: a.modality for a in read(place.format(cue), language=language).assertions}
        if any(marked[t] == kind and plain.get(t) == "asserted" for t in marked):
            return
    pytest.fail(f"no sentence turns {kind} by {cue!r}: remove the cue, or give it a place where it stands")
