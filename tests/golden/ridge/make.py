"""Makes ridge.json: coefficients, intercept and predictions of scikit-learn 1.2.1's Ridge (numpy 1.24.2). Seed 20240602.

    /usr/bin/python3 make.py

A categorical feature holds codes; -1 is a missing one. scikit-learn sees an explicit 0/1 column for each category.
"""
import json
import numpy as np
import sklearn
from sklearn.linear_model import Ridge

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240602)


def numbers(n, p, scale=1.0, offset=0.0):
    return np.round(rng.normal(size=(n, p)) * scale + offset, 3).astype(np.float32).astype(np.float64)


def codes(n, cardinality, missing=0.0):
    c = rng.integers(0, cardinality, n)
    return np.where(rng.uniform(size=n) < missing, -1, c)


def case(name, alpha, columns, y, weights=None):
    """columns: (values, cardinality) pairs; cardinality 0 for numbers."""
    blocks = [v[:, None] if k == 0 else (v[:, None] == np.arange(k)).astype(float) for v, k in columns]
    X = np.hstack(blocks)
    y = np.round(y, 3)
    model = Ridge(alpha=alpha, solver="cholesky").fit(X, y, sample_weight=weights)
    return {
        "name": name, "alpha": alpha, "cardinalities": [k for _, k in columns],
        "columns": [np.round(v, 3).tolist() for v, _ in columns], "target": y.tolist(),
        "weights": None if weights is None else weights.tolist(),
        "coefficients": model.coef_.tolist(), "intercept": float(model.intercept_), "predictions": model.predict(X).tolist(),
    }


def plain(X):
    return [(X[:, j], 0) for j in range(X.shape[1])]


n = 80
X = numbers(n, 4)
y = X @ [1.0, -2.0, 0.5, 0.0] + 3 + rng.normal(size=n)
w = np.round(rng.uniform(0, 3, n), 2)
w[::7] = 0
c, d = codes(n, 6, 0.1), codes(n, 3)
effect = rng.normal(size=7)[c] + 2 * (d == 1)
cases = [
    case("numbers", 1.0, plain(X), y),
    case("weights", 1.0, plain(X), y, w),
    case("strong penalty", 250.0, plain(X), y),
    case("no penalty", 0.0, plain(X), y),
    case("duplicated column", 0.5, plain(np.hstack([X, X[:, :1]])), y),
    case("constant column", 1.0, plain(np.hstack([X[:, :2], np.full((n, 1), 5.0), X[:, 2:]])), y),
    case("unscaled", 1.0, plain(np.hstack([numbers(n, 1, 30, 20000), numbers(n, 1, 0.01), X])), 1000 * y + 1e6),
    case("categories", 1.0, [(X[:, 0], 0), (c, 6), (X[:, 1], 0), (d, 3)], y + effect),
    case("categories and weights", 0.3, [(c, 6), (X[:, 0], 0), (d, 3)], y + effect, w),
    case("more columns than rows", 2.0, plain(numbers(30, 50)), rng.normal(size=30)),
]
m = 700
wide = codes(m, 1200, 0.05)
Z = numbers(m, 3)
cases.append(case("wide", 1.0, [(Z[:, 0], 0), (wide, 1200), (Z[:, 1], 0), (codes(m, 4), 4), (Z[:, 2], 0)],
                  Z @ [1, 2, 3] + rng.normal(size=1201)[wide] + rng.normal(size=m)))

with open("ridge.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240602, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
