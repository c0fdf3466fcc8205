"""scikit-learn's histogram gradient boosting with the leaves, bins and rate of `rondo bench boosting`."""
import os
import sys

if len(sys.argv) > 2:
    os.environ["OMP_NUM_THREADS"] = sys.argv[2]
from common import compete  # noqa: E402
from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: E402


def fit(rows, label, threads, rounds):
    return HistGradientBoostingClassifier(
        max_iter=rounds, learning_rate=0.1, max_leaf_nodes=31, max_bins=255, min_samples_leaf=20, early_stopping=False).fit(rows, label)


compete(fit, lambda model, rows: model.predict_proba(rows)[:, 1])
