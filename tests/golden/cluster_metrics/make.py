"""Makes cluster_metrics.json: silhouette_score, davies_bouldin_score and adjusted_rand_score of scikit-learn 1.2.1
(numpy 1.24.2). Seed 20240622.

    /usr/bin/python3 make.py

A categorical feature holds codes; scikit-learn sees an explicit 0/1 column for each category. null: scikit-learn raises.
"""
import json
import numpy as np
import sklearn
from sklearn.metrics import adjusted_rand_score, davies_bouldin_score, silhouette_score

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240622)


def value(metric, *arguments):
    try:
        return float(metric(*arguments))
    except ValueError:
        return None


def case(n, p, k, cardinality, spread, classes):
    X = np.round(rng.normal(size=(k, p))[rng.integers(0, k, n)] * 3 + rng.normal(size=(n, p)) * spread, 3)
    X = X.astype(np.float32).astype(np.float64)
    codes = rng.integers(0, max(1, cardinality), n)
    full = np.hstack([X, (codes[:, None] == np.arange(cardinality)).astype(float)]) if cardinality else X
    clusters = np.argmin(((full[:, None] - full[rng.choice(n, k, replace=False)][None]) ** 2).sum(-1), axis=1)
    labels = np.where(rng.uniform(size=n) < 0.6, clusters % classes, rng.integers(0, classes, n))
    columns = [np.round(X[:, j], 4).tolist() for j in range(p)] + ([codes.tolist()] if cardinality else [])
    return {
        "cardinalities": [0] * p + ([cardinality] if cardinality else []), "columns": columns, "clusters": clusters.tolist(),
        "count": k, "labels": labels.tolist(), "classes": classes,
        "expected": {"silhouette": value(silhouette_score, full, clusters), "davies_bouldin": value(davies_bouldin_score, full, clusters),
                     "ari": value(adjusted_rand_score, labels, clusters)},
    }


cases = [case(n, p, k, c, s, m) for n, p, k, c, s, m in [
    (60, 2, 3, 0, 1.0, 3), (60, 3, 5, 4, 2.0, 2), (40, 1, 2, 0, 1.0, 4), (100, 4, 12, 0, 3.0, 5), (30, 2, 1, 0, 1.0, 2),
    (12, 2, 12, 0, 1.0, 3), (50, 2, 4, 3, 0.1, 1), (200, 6, 7, 0, 1.5, 7), (25, 2, 20, 0, 1.0, 2), (3, 1, 2, 0, 1.0, 2)]]
with open("cluster_metrics.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240622, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
