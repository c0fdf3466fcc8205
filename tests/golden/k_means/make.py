"""Makes k_means.json: centres, labels, inertia and iterations of scikit-learn 1.2.1's KMeans (numpy 1.24.2, Lloyd) from a start
that is given. Seed 20240621.

    /usr/bin/python3 make.py

A categorical feature holds codes; -1 is a missing one. scikit-learn sees an explicit 0/1 column for each category.
"""
import json
import numpy as np
import sklearn
from sklearn.cluster import KMeans

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240621)


def blobs(n, p, k, spread=1.0, offset=0.0):
    centres = rng.normal(size=(k, p)) * 3
    return np.round(centres[rng.integers(0, k, n)] + rng.normal(size=(n, p)) * spread + offset, 3).astype(np.float32).astype(np.float64)


def case(name, columns, k, start=None, weights=None, max_iter=300, tol=1e-4):
    X = np.hstack([v[:, None] if c == 0 else (v[:, None] == np.arange(c)).astype(float) for v, c in columns])
    start = X[rng.choice(len(X), k, replace=False)] if start is None else start
    model = KMeans(k, init=start, n_init=1, max_iter=max_iter, tol=tol, algorithm="lloyd").fit(X, sample_weight=weights)
    return {
        "name": name, "cardinalities": [c for _, c in columns], "columns": [np.round(v, 4).tolist() for v, _ in columns],
        "weights": None if weights is None else weights.tolist(), "max_iter": max_iter, "tol": tol, "start": start.tolist(),
        "centres": model.cluster_centers_.tolist(), "labels": model.labels_.tolist(), "inertia": model.inertia_, "iterations": model.n_iter_,
    }


def plain(X):
    return [(X[:, j], 0) for j in range(X.shape[1])]


X = blobs(300, 4, 5)
w = np.round(rng.uniform(0, 3, 300), 2)
w[::7] = 0
far = np.vstack([X[:3], np.full((2, 4), 90.0)])
codes = rng.integers(0, 5, 300)
codes[::11] = -1
cases = [
    case("blobs", plain(X), 5),
    case("one cluster", plain(X), 1),
    case("more clusters than blobs", plain(X), 13),
    case("weights", plain(X), 5, weights=w),
    case("an offset", plain(blobs(200, 3, 4, 1.0, 2000.0)), 4),
    case("noise without clusters", plain(blobs(500, 6, 1, 2.0)), 9),
    case("empty clusters", plain(X), 5, start=far),
    case("stopped early", plain(X), 6, max_iter=2),
    case("no tolerance", plain(blobs(400, 2, 3, 2.0)), 7, tol=0.0),
    case("categories", [(X[:, 0], 0), (codes, 5), (X[:, 1], 0), (rng.integers(0, 3, 300), 3)], 4),
]
with open("k_means.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240621, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
