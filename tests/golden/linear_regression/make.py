"""Makes linear_regression.json: coefficients, intercept and predictions of scikit-learn 1.2.1's LinearRegression (numpy 1.24.2).
Seed 20240611.

    /usr/bin/python3 make.py

A categorical feature holds codes; -1 is a missing one. scikit-learn sees an explicit 0/1 column for each category. Where
columns depend on one another, coefficients are numpy's lstsq of centred columns, the shortest: scikit-learn cuts singular
values so low that rounding errors get through. Its predictions are the same, which is checked, but for "a category twice",
where they are off by 0.23.
"""
import json
import numpy as np
import sklearn
from sklearn.linear_model import LinearRegression

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240611)


def numbers(n, p, scale=1.0, offset=0.0):
    return np.round(rng.normal(size=(n, p)) * scale + offset, 3).astype(np.float32).astype(np.float64)


def codes(n, cardinality, missing=0.0):
    c = rng.integers(0, cardinality, n)
    return np.where(rng.uniform(size=n) < missing, -1, c)


def case(name, columns, y, weights=None):
    blocks = [v[:, None] if k == 0 else (v[:, None] == np.arange(k)).astype(float) for v, k in columns]
    X = np.hstack(blocks)
    y = np.round(y, 3)
    model = LinearRegression().fit(X, y, sample_weight=weights)
    w = np.ones(len(y)) if weights is None else weights
    mean, root = np.average(X, axis=0, weights=w), np.sqrt(w)
    shortest, _, rank, _ = np.linalg.lstsq((X - mean) * root[:, None], (y - np.average(y, weights=w)) * root, rcond=1e-12)
    if rank < X.shape[1]:
        expected = model.predict(X)
        model.coef_, model.intercept_ = shortest, np.average(y, weights=w) - mean @ shortest
        assert name == "a category twice" or np.abs(model.predict(X) - expected)[w > 0].max() < 1e-8, name
    return {
        "name": name, "alpha": 0, "cardinalities": [k for _, k in columns],
        "columns": [np.round(v, 5).tolist() for v, _ in columns], "target": y.tolist(),
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
G = np.round(16 * X) / 16  # sums of these are exact in float32
cases = [
    case("numbers", plain(X), y),
    case("weights", plain(X), y, w),
    case("duplicated column", plain(np.hstack([X, X[:, :1]])), y),
    case("a sum of others in other units", plain(np.hstack([G, 128 * (G[:, :1] + G[:, 1:2]), G[:, 2:3] * 0.5])), y),
    case("constant column", plain(np.hstack([X[:, :2], np.full((n, 1), 5.0), X[:, 2:]])), y),
    case("unscaled", plain(np.hstack([numbers(n, 1, 30, 20000), numbers(n, 1, 0.01), X])), 1000 * y + 1e6),
    case("categories", [(X[:, 0], 0), (codes(n, 6), 6), (X[:, 1], 0), (d, 3)], y + effect),
    case("categories, missing ones and weights", [(c, 6), (X[:, 0], 0), (d, 3)], y + effect, w),
    case("a category twice", [(d, 3), (X[:, 0], 0), (d, 3)], y + effect),
    case("more columns than rows", plain(numbers(30, 50)), rng.normal(size=30)),
    case("one row", plain(numbers(1, 3)), rng.normal(size=1)),
]
with open("linear_regression.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240611, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
