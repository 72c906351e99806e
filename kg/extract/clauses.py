"""English clauses: what a stretch between commas is, and whose verb it holds.

English carries its subject over commas in a few fixed ways: "X, which bans …", "X, signed by Y, bans …",
"X, a unit of Y, bans …", "X added A to the list, and later banned B". Each is told
by the words that open the stretch; no parse is needed, and where none of them fits nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.extract.phrases import Parsed, Phrase

_PRONOUN = re.compile(
    r"\W*(?:and |but )?"
    r"(?:(?:(?:some|all|both|most|many|one|part) of|in|under|of|for|by|with|to|through|on|at|from) )?"
    r"(?:which|who|whose|whom|where)\b"
)
_OBJECT = re.compile(r"\W*(?:and |but )?(?:(?:in|of|for|to|with|on|from|by) )?(?:which|whom)\b")
_VERBS = (
    r"is|are|was|were|has|have|had|will|would|may|might|could|can|cannot|did|does|do|said|says|put|set|made|took|led|gave"
    r"|went|came|began|won|told|met|held|kept|left|lost|paid|sent|spent|built|bought|sold|brought|rose|fell|grew|saw"
    r"|wrote|cut|hit|let|won|drew|\w{2,}ed"
    r"|plans|aims|wants|seeks|intends|hopes|calls|remains|continues|expects|agrees|allows|requires|makes|gives|takes"
    r"|holds|runs|argues|warns|opposes|supports|includes|covers|bans|bars|imposes|provides|creates|directs|counts"
    r"|bar|ban|prohibit|restrict|require|allow|impose|cover|apply|include|remain|face|plan|intend|aim|seek|want|oppose|support"
    r"|becomes|faces|uses|sees|leads|works|owns|sells|produces|develops|operates|adds|sets|shows|brings|goes|comes"
)
_FINITE = re.compile(rf"\b(?:{_VERBS})\b")
_FILLER = (
    r"and|but|or|then|so|yet|also|later|now|since|both|either|neither|nor|first|subsequently|finally|instead|still|never"
    r"|not|only|again|soon|often|itself|themselves|already|even|further|\w+ly|to|in \d{4}"
    r"|(?:in|on) (?:early |late )?(?:\d{1,2} )?"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?: \d{1,2})?(?: \d{4})?"
)
_AUXILIARY = (
    r"has|have|had|is|are|was|were|be|been|being|will|would|may|might|could|can|cannot|should|must|shall|did|does|do"
)
_RESUMES = re.compile(
    rf", (?!(?:{_FILLER}) )(?:{_AUXILIARY}|said|says|makes|made|plans|aims|wants|grew|agreed|became|remains)\b"
)
# Nothing but auxiliaries and adverbs between the comma and the verb.
_BARE_LEAD = re.compile(rf"\W*(?:(?:{_FILLER}|{_AUXILIARY})\b\s*)*")
# The stretch begins with some other verb: "extended licensing to … and put".
_VERB_LEAD = re.compile(rf"\W*(?:(?:{_FILLER})\s+)*(?:{_VERBS}|\w+ing)\b")
_REDUCED = re.compile(
    r"\W*(?:and |but |first |then |later |also |originally |jointly |recently |\w+ly |never )*"
    r"(?:\w{2,}(?:ed|wn|en)|set|put|led|held|made|built|run|cut|known|begun) (?:\w+ )?"
    r"(?:by|in|on|to|as|at|under|with|into|out|up|for|from|since|last|after|between|earlier|later|before)\b"
)
_APPOSED = re.compile(
    r"\W*(?:(?:once|long|formerly|then|now|until \w+(?: \d{4})?) )?"
    r"(?:(?:a|an|the|another|one of|part of|its)\s|\w+'s? )"
)
# "Liang Mong-song, its co-chief executive, a veteran of": one description after another.
_STACKED = re.compile(r", (?:a|an|the|its|his|her|then|now) [\w -]{1,40}")
_CONJUNCTION = re.compile(r"\b(?:that|whether|because|when|if|while|how|why|although)\b")
_NOTHING = re.compile(
    r"[\W\d]*(?:however|for example|for instance|in turn|too|for its part|in part|respectively|by contrast|in contrast"
    r"|by comparison|meanwhile|by then|as a result|in addition|in effect|after all|nonetheless|nevertheless|instead"
    r"|moreover|at the same time|similarly|likewise|so far|to date|of course|in fact|among others|for one"
    r"|on the other hand|at first|at last|in principle|in practice|for now|in short|accordingly|therefore|thus|though"
    r"|in the end)?[\W\d]*"
)
_AND = re.compile(
    r"[^,;:]{0,40}?\b(?:and|but|or|then|by|without|while)"
    r"(?: \w+ly| later| then| also| to| is| was| are| were| has| have| had| been| will| would| be)*\s$"
)


def embeds(gap: str) -> bool:
    """Whether a conjunction with a subject of its own stands in the gap: "Wang told Blinken that Beijing rejects"."""
    found = _CONJUNCTION.search(gap)
    return found is not None and _BARE_LEAD.fullmatch(gap, found.end()) is None


def opening(parsed: Parsed, clause: int) -> int:
    """Where a clause begins."""
    return parsed.breaks[clause - 1] + 1 if clause else parsed.sentence.start


def closing(parsed: Parsed, clause: int) -> int:
    """Where a clause ends."""
    return parsed.breaks[clause] if clause < len(parsed.breaks) else parsed.sentence.end


def antecedent(norm: str, parsed: Parsed, clause: int) -> Phrase | None:
    """The phrase that ends right before a clause: what a relative clause or an apposition hangs on."""
    if not clause:
        return None
    edge = parsed.breaks[clause - 1]
    before = [p for p in parsed.phrases if p.end <= edge]
    if not before or norm[edge] not in ",":
        return None
    gap = norm[before[-1].end : edge]
    return before[-1] if _STACKED.fullmatch(gap) or (len(gap) <= 24 and not any(c in gap for c in ",;:")) else None


def is_relative(norm: str, parsed: Parsed, clause: int) -> bool:
    """Whether a clause opens with a relative pronoun."""
    return clause > 0 and _PRONOUN.match(norm, opening(parsed, clause)) is not None


def is_which(norm: str, parsed: Parsed, clause: int) -> bool:
    """Whether a clause opens with a pronoun that may be the object of its verb: ", which Congress passed"."""
    return clause > 0 and _OBJECT.match(norm, opening(parsed, clause)) is not None


def is_reduced(norm: str, parsed: Parsed, clause: int) -> bool:
    """Whether a clause is a participle without a subject: ", signed by …"."""
    return clause > 0 and _REDUCED.match(norm, opening(parsed, clause)) is not None


def is_aside(norm: str, parsed: Parsed, clause: int) -> bool:
    """Whether a clause is a parenthesis between commas that says something of the name before it."""
    return is_relative(norm, parsed, clause) or is_reduced(norm, parsed, clause)


def has_verb(norm: str, parsed: Parsed, start: int, end: int) -> bool:
    """Whether a finite verb stands between two positions, outside names ("United Nations")."""
    return any(
        not any(p.start <= m.start() < p.end for p in parsed.phrases) for m in _FINITE.finditer(norm, start, end)
    )


def _resumed(norm: str, parsed: Parsed, clause: int) -> bool:
    """Whether the sentence goes on with a verb after a clause: "SiCarrier, a firm reported to work …, has patented"."""
    return clause < len(parsed.breaks) and _RESUMES.match(norm, parsed.breaks[clause]) is not None


def is_apposed(norm: str, parsed: Parsed, clause: int, end: int) -> bool:
    """Whether a clause up to ``end`` is an apposition: ", a unit of", ", Nvidia's main supplier"."""
    low = opening(parsed, clause)
    if not clause or (has_verb(norm, parsed, low, end) and not _resumed(norm, parsed, clause)):
        return False
    owner = next((p for p in parsed.phrases if p.clause == clause), None)
    owned = owner is not None and owner.start - low <= 2 and norm.startswith(("'s ", "' "), owner.end)
    return owned or _APPOSED.match(norm, low) is not None


def lacks_subject(norm: str, parsed: Parsed, clause: int, start: int) -> bool:
    """Whether the clause of a verb at ``start`` has no subject of its own: ", and later banned"."""
    lead = norm[opening(parsed, clause) : start]
    return _BARE_LEAD.fullmatch(lead) is not None or _VERB_LEAD.match(lead) is not None


def coordinated(norm: str, phrase: Phrase, start: int) -> bool:
    """Whether "and" joins the verb at ``start`` to one before ``phrase``: "added X and banned"."""
    return _AND.fullmatch(norm[phrase.end : start]) is not None


def subject(norm: str, parsed: Parsed, clause: int, acts: Callable[[Phrase], bool]) -> Phrase | None:
    """The subject of the sentence part before a clause, over relatives, participles and appositions."""
    for number in range(clause, -1, -1):
        low, high = opening(parsed, number), closing(parsed, number)
        if _NOTHING.fullmatch(norm[low:high]) or is_relative(norm, parsed, number) or is_reduced(norm, parsed, number):
            continue
        if number and antecedent(norm, parsed, number) and is_apposed(norm, parsed, number, high):
            continue
        bare = [p for p in parsed.phrases if p.clause == number and p.role == "" and acts(p)]
        if bare:
            # A heading without a full stop may stand before the sentence.
            lead = norm[low : bare[0].start].rsplit("\n", 1)[-1]
            if _VERB_LEAD.match(lead) and number:
                continue
            return None if _FINITE.search(lead) else bare[0]
        if has_verb(norm, parsed, low, high) and not _VERB_LEAD.match(norm, low):
            return None
    return None
