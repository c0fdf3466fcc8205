"""scikit-learn's random forest with the trees, depth and seed of `rondo bench learning`."""
import os
import sys

if len(sys.argv) > 2:
    os.environ["OMP_NUM_THREADS"] = sys.argv[2]
from common import compete, setting  # noqa: E402
from sklearn.ensemble import RandomForestClassifier  # noqa: E402


def fit(rows, label, threads, trees):
    return RandomForestClassifier(
        n_estimators=trees, max_depth=setting("Value") or None, n_jobs=threads, random_state=setting("Seed")).fit(rows, label.astype(int))


compete(fit, lambda model, rows: model.predict_proba(rows)[:, 1])
