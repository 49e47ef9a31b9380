"""Who is cited for what, on made-up sentences of fictional states."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.attribution import AttributionFinder, may_have_cue, vouches
from detente.attribution.model import load_model
from detente.attribution.words import load_words
from detente.drafts import FoundActor, Tokens
from detente.errors import DataFileError
from detente.parse import Document, Parser, Sentence, split
from detente.records import Actor, Article, Attribution, Span

STATES = {"Avalon": "AVA", "Avalonian": "AVA", "Brume": "BRU", "Brumish": "BRU"}


def actors_of(sentence: Sentence) -> list[FoundActor]:
    """Stands in for the actors room: names of states and phrases headed by "official(s)" or "ministry"."""
    found = []
    for token in sentence.tree:
        if token.text in STATES:
            actor = Actor(sentence.span(token.i, token.i + 1), token.text, STATES[token.text], kind="state")
            found.append(FoundActor(Tokens(sentence.index, token.i, token.i + 1, token.i), actor))
        elif token.lemma_ in ("official", "ministry"):
            start, end = token.left_edge.i, token.i + 1
            country = next((STATES[t.text] for t in sentence.tree[start:end] if t.text in STATES), None)
            kind = "person" if token.lemma_ == "official" else "organisation"
            actor = Actor(sentence.span(start, end), sentence.span(start, end).text, country, ("GOV",), kind)
            found.append(FoundActor(Tokens(sentence.index, start, end, token.i), actor))
    return found


def read(text: str) -> tuple[Document, list[Attribution]]:
    document = split(Article(id="a", text=text))
    Parser().parse(document.sentences)
    return document, AttributionFinder().find(document, {s.index: actors_of(s) for s in document.sentences})


def cited(text: str, cue: str) -> Attribution:
    """The one citation of a text with a word in its cue."""
    found = [a for a in read(text)[1] if cue in a.cue[0].text.split()]
    assert len(found) == 1, found
    return found[0]


def words(attribution: Attribution) -> tuple[str, str]:
    return " | ".join(s.text for s in attribution.source), " | ".join(s.text for s in attribution.content)


SHAPES = [
    ("The ministry said that troops crossed the river.", "said", "The ministry", "troops crossed the river"),
    ("Troops crossed the river, the ministry said.", "said", "The ministry", "Troops crossed the river"),
    ("Troops crossed the river, said a Brumish official.", "said", "a Brumish official", "Troops crossed the river"),
    ("According to two officials, troops crossed the river.", "According", "two officials", "troops crossed the river"),
    ("Troops crossed the river, according to a Brumish report.", "according", "a Brumish report", "Troops crossed the"),
    ("The minister told lawmakers that the truce was over.", "told", "The minister", "the truce was over"),
    ("“The truce is over,” said Tolan Vey, a spokesman for Avalon.", "said", "Tolan Vey", "“The truce is over,”"),
    ("Brume accused Avalon of shelling its villages.", "accused", "Brume", "shelling its villages"),
    ("The truce, the president warned, will not last.", "warned", "the president", "will not last"),
    ("The minister was quoted as saying that talks had failed.", "saying", "The minister", "talks had failed"),
    ("The minister is confident that the truce will hold.", "confident", "The minister", "the truce will hold"),
    ("Vey: The truce with Brume will hold.", ":", "Vey", "The truce with Brume will hold"),
    ("The general's claim that troops crossed the river was false.", "claim", "The general", "troops crossed"),
]


@pytest.mark.parametrize(("text", "cue", "source", "content"), SHAPES, ids=lambda v: str(v)[:40])
def test_source_and_content(text: str, cue: str, source: str, content: str) -> None:
    found_source, found_content = words(cited(text, cue))
    assert source.lower() in found_source.lower()
    assert content in found_content


def test_offsets_point_into_the_article() -> None:
    document, found = read("Talks failed.\n\nThe  ministry said\nthat troops   crossed the river.")
    assert found
    for attribution in found:
        for span in (*attribution.source, *attribution.cue, *attribution.content):
            assert document.article.text[span.start : span.end] == span.text


def test_quote_goes_on_after_the_cue() -> None:
    found = cited('"We crossed the river at dawn," the general said. "Nobody tried to stop us there."', "said")
    assert [s.text for s in found.content] == ['"We crossed the river at dawn,"', '"Nobody tried to stop us there."']


def test_open_quote_runs_into_the_next_paragraph() -> None:
    text = (
        "The general said: “We crossed the river at dawn and met no one at all on the far bank, which surprised us.\n\n"
        "“Nobody tried to stop us until we came to the town in the evening.”"
    )
    assert "Nobody tried to stop us" in words(cited(text, "said"))[1]


def test_anonymous_official_with_reason() -> None:
    found = cited(
        "The strike missed its target, said an Avalonian official, who was not authorized to discuss the raid and "
        "spoke on condition of anonymity.",
        "said",
    )
    assert (found.kind, found.side, found.name) == ("anonymous", "AVA", None)
    assert found.reason == "not authorized to discuss the raid"
    assert found.reason_type == "not_authorized"
    assert found.source[0].text.endswith("anonymity")


@pytest.mark.parametrize(
    ("why", "kind"),
    [
        ("who declined to be named because of the sensitivity of the talks", "sensitivity"),
        ("who asked not to be identified for fear of reprisals", "safety"),
        ("who spoke on condition of anonymity in line with ministry rules", "custom"),
        ("who declined to be named", "other"),
    ],
)
def test_reason_types(why: str, kind: str) -> None:
    assert cited(f"The talks failed, according to an Avalonian official {why}.", "according").reason_type == kind


def test_the_excuse_is_no_citation_of_its_own() -> None:
    _, found = read("The strike missed, said an Avalonian official, who had no leave to be named.")
    assert [a.cue[0].text for a in found] == ["said"]


def test_named_spokesman_has_office_and_speaks_for_the_coalition() -> None:
    found = cited("Col. Tolan Vey, spokesman for the international coalition in Brume, said the raid failed.", "said")
    assert (found.kind, found.name, found.side) == ("named", "Tolan Vey", "IGO")
    assert found.office == "spokesman for the international coalition in Brume"


def test_he_is_the_person_cited_before() -> None:
    _, found = read("Tolan Vey, a lawyer, said the truce was over. He added that the army had crossed the river.")
    assert [(a.kind, a.name) for a in found] == [("named", "Tolan Vey"), ("named", "Tolan Vey")]


def test_document_and_narrator() -> None:
    assert cited("The report said that the army had crossed the river.", "said").kind == "document"
    assert cited("The army is believed to have crossed the river.", "believed").kind == "narrator"


def test_ids_are_stable_and_distinct() -> None:
    text = "Avalon said the truce was over. Brume said the truce was holding."
    first, second = read(text)[1], read(text)[1]
    assert [a.id for a in first] == [a.id for a in second]
    assert len({a.id for a in first}) == len(first) == 2


@pytest.mark.parametrize(
    "text",
    ["The ship left port at noon.", "Four people died in the storm.", "Rain fell on the hills and the river rose."],
)
def test_no_citation(text: str) -> None:
    assert read(text)[1] == []


def test_wishes_do_not_vouch() -> None:
    assert vouches(cited("Brume said that Avalon had crossed the river.", "said"))
    assert vouches(cited("Avalon has crossed the river, according to Brume.", "according"))
    assert not vouches(cited("Brume condemned the crossing of the river.", "condemned"))


def test_first_check_takes_every_form() -> None:
    for form in ("says", "said", "denied", "vowing", "rumours", "According", "reportedly", "quipped"):
        assert may_have_cue(f"He {form} it"), form
    assert may_have_cue("“We go.”")
    assert not may_have_cue("The ship left port at noon.")


def test_weights_are_those_of_the_card() -> None:
    model = load_model()
    assert 0.2 <= model.threshold <= 0.5
    assert abs(model.bits).sum() > 0


def test_a_broken_word_file_is_refused_with_its_name(tmp_path: Path) -> None:
    broken = tmp_path / "cues.yaml"
    broken.write_text("verbs: {say: said}\nnuons: {}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="'nouns' is missing"):
        load_words(broken)


def test_the_speaker_is_chosen_among_the_readings() -> None:
    text = "“We will hold the river, the bridge and the town,” Tolan Vey said on Monday."
    assert [s.text for s in cited(text, "said").source] == ["Tolan Vey"]


def test_a_place_in_a_clause_is_no_side() -> None:
    text = "Ana Holt, the mother of a soldier who died in the raid in Brume, said that the army had lied."
    assert cited(text, "said").side is None


def test_they_are_no_name() -> None:
    found = cited("The officials left at noon. They said that the truce was over.", "said")
    assert (found.kind, found.name) == ("anonymous", None)


@pytest.mark.parametrize(
    ("text", "cue", "telling"),
    [
        ("The ministry said that troops crossed the river.", "said", True),
        ("The ministry praised the troops for crossing the river.", "praised", False),
        ("The ministry's plan to cross the river was leaked.", "plan", False),
        ("The ministry's claim that troops crossed the river was leaked.", "claim", True),
    ],
)
def test_only_tellers_vouch(text: str, cue: str, telling: bool) -> None:
    assert {vouches(a) for a in read(text)[1] if cue in a.cue[0].text.split()} <= {telling}
    document = split(Article(id="a", text=text))
    start = text.index(cue)
    span = Span("text", start, start + len(cue), cue)
    made = Attribution("x", (), (span,), (document.sentences[0].whole(),), "institution")
    assert vouches(made) is telling
