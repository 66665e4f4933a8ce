"""Measure how fast mentions are found and posts tagged in an archive of invented words; compare two simple methods.

    python tests/benchmarks/tags_at_scale.py                     # 4,500 posts, 74,000 comments, 400 terms
    python tests/benchmarks/tags_at_scale.py --share 0.1         # a tenth of it
    python tests/benchmarks/tags_at_scale.py --content FOLDER    # tags of real posts, and those of the simple methods

One in 30 words is a wording of the shipped vocabulary, as in real posts; the others are invented (`reuse_at_scale`).
The simple methods are the eight terms whose wordings occur most often, in any sense, and the eight words with the
highest TF-IDF.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

from reuse_at_scale import Writer

from archive.duplicates.find import Findings
from archive.markup.render import to_text
from archive.model import Comment, Post
from archive.review.session import findings_in
from archive.tags.assign import assign_topics
from archive.tags.cache import TopicCache
from archive.tags.mentions import find_mentions
from archive.tags.vocabulary import Term, Vocabulary
from archive.tags.vocabulary_file import read_vocabulary

POSTS, COMMENTS, TERMS = 4_500, 74_000, 400
POST_WORDS, COMMENT_WORDS, WORDS_A_MENTION = 1_300, 81, 30
SHIPPED = Path(__file__).parents[2] / "content" / "vocabulary.toml"
NOTHING = Findings({}, (), (), (), (), (), (), {}, ())
MOST = 8


def vocabulary_of(terms: int) -> Vocabulary:
    """Return the shipped vocabulary, filled up with invented terms."""
    shipped = read_vocabulary(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name).terms
    more = (Term(f"term-{number}", f"Zq{number} Board", "organisation") for number in range(terms - len(shipped)))
    return Vocabulary((*shipped, *more))


def archive_of(share: float, terms: Sequence[Term]) -> dict[str, Post]:
    """Return invented posts with comments, by ref."""
    writer = Writer(random.Random(1))
    wordings = [wording for term in terms for wording in (term.label, *term.variants, *term.ambiguous)]

    def text(words: int) -> str:
        written = writer.sentences(words)
        for at in range(words // WORDS_A_MENTION):
            written[at * WORDS_A_MENTION] = writer.chance.choice(wordings)
        return "\n\n".join(" ".join(written[at : at + 60]) for at in range(0, words, 60))

    posts = {}
    for number in range(round(POSTS * share)):
        comments = tuple(
            Comment(str(at), text(COMMENT_WORDS))
            for at in range(COMMENTS * number // POSTS, COMMENTS * (number + 1) // POSTS)
        )
        post = Post(f"tag:x,2010:{number}", "post", f"/{number}.html", text(POST_WORDS), "A title", comments=comments)
        posts[f"posts/{number}"] = post
    return posts


def timed(what: str, posts: dict[str, Post], vocabulary: Vocabulary, content: Path) -> None:
    start = time.process_time()
    cache = TopicCache(content, vocabulary)
    found = assign_topics(posts, NOTHING, vocabulary, cache.known)
    cache.save()
    tags = sum(len(its.why) for its in found.values())
    mentioned = sum(len(its.mentions) for its in found.values())
    print(
        f"{what}: {time.process_time() - start:.1f} s of CPU; {mentioned:,} mentions in posts, {tags:,} tags",
        flush=True,
    )


def at_scale(share: float) -> None:
    vocabulary = vocabulary_of(TERMS)
    posts = archive_of(share, vocabulary.terms)
    texts = [("A title", to_text(post.body)) for post in posts.values()]
    texts += [("", comment.body) for post in posts.values() for comment in post.comments]
    words = sum(text.count(" ") for _, text in texts)
    print(f"{len(posts):,} posts, {len(texts) - len(posts):,} comments, {words:,} words, {TERMS} terms", flush=True)
    start = time.process_time()
    found = sum(len(find_mentions(title, text, None, vocabulary)) for title, text in texts)
    print(f"finding all mentions: {time.process_time() - start:.1f} s of CPU; {found:,}", flush=True)
    print("tagging (rendering posts as text, finding mentions, scoring, caching):")
    with TemporaryDirectory() as scratch:
        content = Path(scratch) / "content"
        timed("all posts", posts, vocabulary, content)
        timed("the same again, cached", posts, vocabulary, content)
        first = next(iter(posts))
        timed("one post edited", posts | {first: replace(posts[first], body="CRC. Napo.")}, vocabulary, content)


# The simple methods


def whole_words(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the terms whose wordings occur most often; only acronyms are case-sensitive."""
    counts: Counter[str] = Counter()
    for term in vocabulary.terms:
        for wording in (term.label, *term.variants, *term.ambiguous):
            flags = 0 if sum(map(str.isupper, wording.split()[0])) > 1 else re.IGNORECASE
            counts[term.id] += len(re.findall(rf"(?<!\w){re.escape(wording)}s?(?!\w)", text, flags))
    return [term_id for term_id, count in counts.most_common(MOST) if count]


def tf_idf(texts: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the words of each text with the highest TF-IDF."""
    words = {ref: Counter(re.findall(r"[^\W\d_]{3,}", text.casefold())) for ref, text in texts.items()}
    spread = Counter(word for counts in words.values() for word in counts)
    for ref, counts in words.items():
        weights = {word: count * log(len(texts) / spread[word]) for word, count in counts.items()}
        yield ref, sorted(weights, key=lambda word: (-weights[word], word))[:MOST]


def compared(content: Path) -> None:
    vocabulary = vocabulary_of(0)
    found = findings_in(content, lambda names, doing: names).findings
    texts = {ref: f"{post.title or ''}\n{to_text(post.body)}" for ref, post in found.posts.items()}
    topics = assign_topics(found.posts, found, vocabulary)
    for ref, keywords in tf_idf(texts):
        print(f"\n{ref}")
        print("  tags:       ", ", ".join(term.id for term in topics[ref].why))
        print("  whole words:", ", ".join(whole_words(texts[ref], vocabulary)))
        print("  TF-IDF:     ", ", ".join(keywords))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--share", type=float, default=1.0, help="of the full size")
    options.add_argument("--content", type=Path, help="content folder with posts to tag instead")
    given = options.parse_args()
    if given.content:
        compared(given.content)
    else:
        at_scale(given.share)


if __name__ == "__main__":
    main()
