"""scikit-learn's random forest with the trees and depth of `rondo bench random_forest`."""
import os
import sys

if len(sys.argv) > 2:
    os.environ["OMP_NUM_THREADS"] = sys.argv[2]
from boosting_common import compete  # noqa: E402
from sklearn.ensemble import RandomForestClassifier  # noqa: E402


def fit(rows, label, threads, trees):
    with open(os.path.join(sys.argv[1], "max_depth.txt")) as f:
        depth = int(f.read())
    return RandomForestClassifier(n_estimators=trees, max_depth=depth or None, n_jobs=threads, random_state=0).fit(rows, label.astype(int))


compete(fit, lambda model, rows: model.predict_proba(rows)[:, 1])
