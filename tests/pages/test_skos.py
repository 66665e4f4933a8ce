"""The vocabulary as SKOS can be read back and keeps the integrity conditions of the standard."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from archive.pages.topics.skos import skos_turtle
from archive.tags.vocabulary_file import read_vocabulary

SHIPPED = Path(__file__).parents[2] / "content" / "vocabulary.toml"
SITE = "https://archive.example"
TERMS = '''
[[term]]
id = "birds"
label = "Birds"
kind = "topic"
related = ["cages"]

[[term]]
id = "waders"
label = "Waders"
kind = "topic"
broader = ["birds"]

[[term]]
id = "herons"
label = "Herons “grey”"
full = "Grey herons"
variants = ["Ardea", "herons grey", "grey-herons"]
ambiguous = ["Greys"]
kind = "topic"
definition = """
They stand
in "water"."""
began = "1912"
ended = "2014-06-01"
broader = ["waders"]
related = ["cages", "birds"]
formerly = ["storks"]

[[term]]
id = "cages"
label = "Cages"
kind = "topic"
began = "2001"
'''


def graph_of(text: str) -> Graph:
    turtle = skos_turtle(read_vocabulary(text, "vocabulary.toml"), "Words", SITE)
    return Graph().parse(data=turtle, format="turtle")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of(TERMS)


@pytest.fixture(scope="module", params=["small", "shipped"])
def either(request, graph) -> Graph:
    return graph if request.param == "small" else graph_of(SHIPPED.read_text(encoding="utf-8"))


def concept(term_id: str) -> URIRef:
    return URIRef(f"{SITE}/tags/{term_id}/")


def said(graph: Graph, term_id: str, what: URIRef) -> list[str]:
    found = list(graph.objects(concept(term_id), what))
    assert all(isinstance(each, Literal) and each.language == "en-GB" for each in found)
    return sorted(map(str, found))


def test_the_scheme_has_a_title_and_its_top_concepts(graph):
    scheme = URIRef(f"{SITE}/tags/")
    assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
    assert list(graph.objects(scheme, DCTERMS.title)) == [Literal("Words", lang="en-GB")]
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == {concept("birds"), concept("cages")}
    assert set(graph.subjects(SKOS.topConceptOf, scheme)) == {concept("birds"), concept("cages")}
    assert len(set(graph.subjects(SKOS.inScheme, scheme))) == 4


def test_a_concept_has_everything_in_its_entry(graph):
    assert said(graph, "herons", SKOS.prefLabel) == ["Herons “grey”"]
    assert said(graph, "herons", SKOS.altLabel) == ["Ardea", "Grey herons", "herons grey"]
    assert said(graph, "herons", SKOS.hiddenLabel) == ["Greys"]
    assert said(graph, "herons", SKOS.definition) == ['They stand in "water".']
    assert said(graph, "herons", SKOS.historyNote) == ["Began 1912, ended 2014-06-01."]
    assert said(graph, "herons", SKOS.changeNote) == [f"Formerly “storks”, at {SITE}/tags/storks/."]
    assert list(graph.objects(concept("herons"), SKOS.notation)) == [Literal("herons")]


def test_a_concept_has_nothing_that_is_not_in_its_entry(graph):
    for what in (SKOS.altLabel, SKOS.hiddenLabel, SKOS.definition, SKOS.historyNote, SKOS.changeNote, SKOS.broader):
        assert said(graph, "birds", what) == []
    assert said(graph, "cages", SKOS.historyNote) == ["Began 2001."]


def test_relations_go_both_ways_and_never_to_a_broader_concept(graph):
    assert set(graph.objects(concept("herons"), SKOS.broader)) == {concept("waders")}
    assert set(graph.objects(concept("waders"), SKOS.narrower)) == {concept("herons")}
    assert set(graph.objects(concept("herons"), SKOS.related)) == {concept("cages")}
    assert set(graph.objects(concept("cages"), SKOS.related)) == {concept("herons"), concept("birds")}
    assert set(graph.objects(concept("birds"), SKOS.related)) == {concept("cages")}


def test_each_kind_is_a_collection_at_the_address_of_its_index(graph):
    kinds = {name: set(graph.objects(URIRef(f"{SITE}/{name}/"), SKOS.member)) for name in ("organisations", "subjects")}
    everything = set(graph.subjects(RDF.type, SKOS.Concept))
    assert set.union(*kinds.values()) == everything and sum(map(len, kinds.values())) == len(everything)
    assert concept("cages") in kinds["subjects"]
    assert list(graph.objects(URIRef(f"{SITE}/subjects/"), SKOS.prefLabel)) == [Literal("Subjects", lang="en-GB")]
    assert len(set(graph.subjects(RDF.type, SKOS.Collection))) == len([each for each in kinds.values() if each])


def test_the_integrity_conditions_hold(either):
    for one, other in either.subject_objects(SKOS.related):
        assert (other, SKOS.related, one) in either
        assert other not in set(either.transitive_objects(one, SKOS.broader)), f"S27: {one}"
    for one, other in either.subject_objects(SKOS.broader):
        assert (other, SKOS.narrower, one) in either
    for each in either.subjects(RDF.type, SKOS.Concept):
        assert len(list(either.objects(each, SKOS.prefLabel))) == 1, f"S14: {each}"
        labels = [set(either.objects(each, what)) for what in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)]
        assert len(set.union(*labels)) == sum(map(len, labels)), f"S13: {each}"
        assert len(list(either.objects(each, SKOS.notation))) == 1


def test_every_concept_referred_to_exists(either):
    concepts = set(either.subjects(RDF.type, SKOS.Concept))
    for what in (SKOS.broader, SKOS.narrower, SKOS.related, SKOS.hasTopConcept):
        assert set(either.objects(None, what)) <= concepts


def test_an_empty_vocabulary_is_an_empty_scheme():
    found = graph_of("")
    assert len(found) == 2
    assert list(found.subjects(RDF.type, SKOS.ConceptScheme)) == [URIRef(f"{SITE}/tags/")]


def test_the_bytes_do_not_depend_on_the_hash_seed_or_the_order_of_entries():
    program = (
        "import sys\n"
        "from archive.tags.vocabulary_file import read_vocabulary\n"
        "from archive.pages.topics.skos import skos_turtle\n"
        "text = skos_turtle(read_vocabulary(sys.stdin.read(), 'v'), 'Words', 'https://archive.example')\n"
        "sys.stdout.buffer.write(text.encode())\n"
    )
    head, *entries = TERMS.split("[[term]]")
    turned = head + "".join(f"[[term]]{entry}\n" for entry in reversed(entries))
    digests = set()
    for seed, text in (("0", TERMS), ("1", TERMS), ("42", turned)):
        ran = subprocess.run(
            [sys.executable, "-c", program],
            input=text.encode(),
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
            check=True,
        )
        digests.add(hashlib.sha256(ran.stdout).hexdigest())
    assert len(digests) == 1
