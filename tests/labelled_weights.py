"""Fit the weights of `archive.tags.scoring` to the labelled texts, and print the lines to paste there.

Only the texts that were looked at are used; those held out stay unseen. Needs scikit-learn, which nothing else here
does: `pip install -e '.[weights]'`.

    python tests/labelled_weights.py
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from archive.tags.scoring import ScoredTerm, feature_values
from archive.tags.vocabulary import TERM_KINDS
from labelled_tags import HALVES, LabelledText, read_labelled_texts, shipped, topics_of

PRECISION = 0.96
"""Wanted for the tags of texts that the weights were not fitted to (each of ten folds in turn)."""
REGULARISATION = 0.5
"""C of scikit-learn: how closely the weights may follow the texts."""
FOLDS = 10

Row = tuple[LabelledText, ScoredTerm]


def rows() -> list[Row]:
    """Return the terms that the texts looked at mention and that are not `allowed`."""
    texts = read_labelled_texts()
    topics = topics_of(texts, shipped())
    looked_at = (text for text in texts if text.half == HALVES[0])
    return [
        (text, each)
        for text in looked_at
        for each in topics[text.name].scored
        if each.term.id not in text.allowed and not each.titles_only
    ]


def numbers(row: Row) -> list[float]:
    _, each = row
    values = feature_values(each.features, each.share).values()
    return [*values, *(float(each.term.kind == kind) for kind in TERM_KINDS)]


def fit(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the weight of each column, and the intercept."""
    scale = StandardScaler().fit(x)
    model = LogisticRegression(C=REGULARISATION, max_iter=5000).fit(scale.transform(x), y)
    weights = model.coef_[0] / scale.scale_
    return weights, float(model.intercept_[0] - weights @ scale.mean_)


def threshold(them: Sequence[Row], x: np.ndarray, y: np.ndarray) -> float:
    """Return the fewest points that keep PRECISION, titles included, in texts outside the fold that was fitted."""
    points = np.zeros(len(y))
    for others, fold in GroupKFold(FOLDS).split(x, y, [text.name for text, _ in them]):
        weights, intercept = fit(x[others], y[others])
        points[fold] = x[fold] @ weights + intercept
    points[[each.features.in_title for _, each in them]] = np.inf
    order = np.argsort(-points, kind="stable")
    precision = np.cumsum(y[order]) / np.arange(1, len(y) + 1)
    last = np.flatnonzero(precision >= PRECISION)[-1]
    print(f"# cross-validated: precision {precision[last]:.3f}, recall of what the texts mention "
          f"{y[order][: last + 1].sum() / y.sum():.3f}")  # fmt: skip
    return float(points[order][last])


def main() -> None:
    them = rows()
    x = np.array([numbers(row) for row in them])
    y = np.array([each.term.id in text.tags for text, each in them], dtype=float)
    least = threshold(them, x, y)
    weights, intercept = fit(x, y)
    features = [*feature_values(them[0][1].features, 1.0)]
    print(
        "POINTS = {",
        *(f'    "{name}": {weight:.2f},' for name, weight in zip(features, weights, strict=False)),
        "}",
        sep="\n",
    )
    kinds = zip(TERM_KINDS, weights[len(features) :], strict=True)
    print("KIND_POINTS = {", *(f'    "{kind}": {weight + intercept:.2f},' for kind, weight in kinds), "}", sep="\n")
    print(f"ENOUGH = {least:.2f}")


if __name__ == "__main__":
    main()
