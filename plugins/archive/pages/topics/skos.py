"""Write the vocabulary as SKOS in Turtle, for use by other archives and libraries.

It keeps the integrity conditions of the SKOS Reference (W3C, 2009): no wording of a concept is both preferred and
alternative (S13), and no concept is related to one of its broader concepts at any level (S27). Relations are stated in
both directions. The same vocabulary gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS
from rdflib.term import Node

from archive.pages.topics.topics import INDEX, KINDS
from archive.tags.vocabulary import Term, Vocabulary, wording_key

LANGUAGE = "en-GB"

_Triple = tuple[Node, Node, Node]


def skos_turtle(vocabulary: Vocabulary, title: str, address: str) -> str:
    """Return `vocabulary` as a SKOS concept scheme called `title`, for a site at `address` (without a final slash).

    The URI of a concept is the address of its page, `<address>/tags/<id>/`. Each kind is a collection of concepts.
    """
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    tags = f"{address}{INDEX}"
    for triple in sorted(
        chain(_scheme(vocabulary, title, tags), _concepts(vocabulary, tags), _kinds(vocabulary, address))
    ):
        graph.add(triple)
    return graph.serialize(format="turtle")


def _scheme(vocabulary: Vocabulary, title: str, tags: str) -> Iterator[_Triple]:
    scheme = URIRef(tags)
    yield scheme, RDF.type, SKOS.ConceptScheme
    yield scheme, DCTERMS.title, _literal(title)
    for term in vocabulary.terms:
        if not term.broader:
            yield scheme, SKOS.hasTopConcept, _concept(tags, term.id)
            yield _concept(tags, term.id), SKOS.topConceptOf, scheme


def _concepts(vocabulary: Vocabulary, tags: str) -> Iterator[_Triple]:
    above = _above(vocabulary)
    for term in vocabulary.terms:
        concept = _concept(tags, term.id)
        yield concept, RDF.type, SKOS.Concept
        yield concept, SKOS.inScheme, URIRef(tags)
        yield concept, SKOS.notation, Literal(term.id)
        yield from ((concept, what, _literal(text)) for what, text in _texts(term, tags))
        for broader in term.broader:
            yield concept, SKOS.broader, _concept(tags, broader)
            yield _concept(tags, broader), SKOS.narrower, concept
        for related in term.related:
            if related not in above[term.id] and term.id not in above[related]:
                yield concept, SKOS.related, _concept(tags, related)
                yield _concept(tags, related), SKOS.related, concept


def _kinds(vocabulary: Vocabulary, address: str) -> Iterator[_Triple]:
    """Yield a collection for each kind that has terms; its URI is the address of its index."""
    for kind, (name, url) in KINDS.items():
        members = [term for term in vocabulary.terms if term.kind == kind]
        if members:
            yield URIRef(f"{address}{url}"), RDF.type, SKOS.Collection
            yield URIRef(f"{address}{url}"), SKOS.prefLabel, _literal(name)
        yield from (
            (URIRef(f"{address}{url}"), SKOS.member, _concept(f"{address}{INDEX}", term.id)) for term in members
        )


def _texts(term: Term, tags: str) -> Iterator[tuple[URIRef, str]]:
    """Yield the labels and notes of a term. Ambiguous wordings are hidden labels, which are for searching only."""
    yield SKOS.prefLabel, term.label
    seen = {wording_key(term.label)}
    wordings = [(SKOS.altLabel, text) for text in (term.full, *term.variants) if text]
    for what, text in (*wordings, *((SKOS.hiddenLabel, text) for text in term.ambiguous)):
        if (key := wording_key(text)) not in seen:
            seen.add(key)
            yield what, text
    if term.definition:
        yield SKOS.definition, term.definition
    if history := _history(term):
        yield SKOS.historyNote, history
    for former in term.formerly:
        yield SKOS.changeNote, f"Formerly “{former}”, at {tags}{former}/."


def _history(term: Term) -> str:
    parts = [f"{word} {day}" for word, day in (("began", term.began), ("ended", term.ended)) if day]
    return f"{', '.join(parts).capitalize()}." if parts else ""


def _above(vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Return the ids of all direct and indirect broader terms of each term."""
    terms = {term.id: term for term in vocabulary.terms}
    above: dict[str, set[str]] = {}

    def climb(term_id: str) -> set[str]:
        if term_id not in above:
            broader = terms[term_id].broader
            above[term_id] = {*broader, *chain.from_iterable(climb(upper) for upper in broader)}
        return above[term_id]

    for term_id in terms:
        climb(term_id)
    return above


def _concept(tags: str, term_id: str) -> URIRef:
    return URIRef(f"{tags}{term_id}/")


def _literal(text: str) -> Literal:
    return Literal(text, lang=LANGUAGE)
