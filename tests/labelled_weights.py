"""What each sign of a topic is worth: the lines for `archive.tags.scoring`, reckoned from the labelled texts.

One rule: only the texts that were looked at are used; those held out stay unseen. Needs scikit-learn, which nothing
else here does: `pip install -e '.[weights]'`.

    python tests/labelled_weights.py
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from archive.tags.scoring import Weighed, values
from archive.tags.vocabulary import TERM_KINDS
from labelled_tags import HALVES, Case, read_tag_cases, shipped, topics_of_cases

PRECISION = 0.96
"""Asked of the tags of texts that the weights were not reckoned from (each of ten parts in turn)."""
RESTRAINT = 0.5
"""C of scikit-learn: how far the weights may follow the texts."""
FOLDS = 10

Row = tuple[Case, Weighed]


def rows() -> list[Row]:
    """The terms that the texts looked at mention and that are not `allowed`."""
    cases = read_tag_cases()
    topics = topics_of_cases(cases, shipped())
    looked_at = (case for case in cases if case.half == HALVES[0])
    return [
        (case, each)
        for case in looked_at
        for each in topics[case.name].weighed
        if each.term.id not in case.allowed and not each.titles_only
    ]


def numbers(row: Row) -> list[float]:
    each = row[1]
    return [*values(each.signs, each.share).values(), *(float(each.term.kind == kind) for kind in TERM_KINDS)]


def fitted(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """The weight of each column, and what is added."""
    scale = StandardScaler().fit(x)
    model = LogisticRegression(C=RESTRAINT, max_iter=5000).fit(scale.transform(x), y)
    weights = model.coef_[0] / scale.scale_
    return weights, float(model.intercept_[0] - weights @ scale.mean_)


def enough(them: Sequence[Row], x: np.ndarray, y: np.ndarray) -> float:
    """The least points at which PRECISION is kept, titles and all, by texts that did not take part."""
    points = np.zeros(len(y))
    for others, part in GroupKFold(FOLDS).split(x, y, [case.name for case, _ in them]):
        weights, added = fitted(x[others], y[others])
        points[part] = x[part] @ weights + added
    points[[each.signs.in_title for _, each in them]] = np.inf
    order = np.argsort(-points, kind="stable")
    precision = np.cumsum(y[order]) / np.arange(1, len(y) + 1)
    last = np.flatnonzero(precision >= PRECISION)[-1]
    print(f"# of texts that did not take part: precision {precision[last]:.3f}, recall of what they mention "
          f"{y[order][: last + 1].sum() / y.sum():.3f}")  # fmt: skip
    return float(points[order][last])


def main() -> None:
    them = rows()
    x = np.array([numbers(row) for row in them])
    y = np.array([each.term.id in case.tags for case, each in them], dtype=float)
    least = enough(them, x, y)
    weights, added = fitted(x, y)
    signs = [*values(them[0][1].signs, 1.0)]
    print(
        "POINTS = {",
        *(f'    "{name}": {weight:.2f},' for name, weight in zip(signs, weights, strict=False)),
        "}",
        sep="\n",
    )
    kinds = zip(TERM_KINDS, weights[len(signs) :], strict=True)
    print("KINDS = {", *(f'    "{kind}": {weight + added:.2f},' for kind, weight in kinds), "}", sep="\n")
    print(f"ENOUGH = {least:.2f}")


if __name__ == "__main__":
    main()
