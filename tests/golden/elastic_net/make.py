"""Makes elastic_net.json: coefficients, intercept and predictions of scikit-learn 1.2.1's ElasticNet and Lasso (numpy 1.24.2),
run to convergence. Seed 20240612.

    /usr/bin/python3 make.py

A categorical feature holds codes; -1 is a missing one. scikit-learn sees an explicit 0/1 column for each category.
"""
import json
import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet, Lasso

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240612)


def numbers(n, p, scale=1.0, offset=0.0):
    return np.round(rng.normal(size=(n, p)) * scale + offset, 3).astype(np.float32).astype(np.float64)


def codes(n, cardinality, missing=0.0):
    c = rng.integers(0, cardinality, n)
    return np.where(rng.uniform(size=n) < missing, -1, c)


def case(name, alpha, l1_ratio, columns, y, weights=None):
    blocks = [v[:, None] if k == 0 else (v[:, None] == np.arange(k)).astype(float) for v, k in columns]
    X = np.hstack(blocks)
    y = np.round(y, 3)
    options = dict(alpha=alpha, tol=1e-14, max_iter=1000000)
    model = Lasso(**options) if l1_ratio == 1 else ElasticNet(l1_ratio=l1_ratio, **options)
    model.fit(X, y, sample_weight=weights)
    return {
        "name": name, "alpha": alpha, "l1_ratio": l1_ratio, "cardinalities": [k for _, k in columns],
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
    case("lasso", 0.1, 1, plain(X), y),
    case("lasso with weights", 0.2, 1, plain(X), y, w),
    case("lasso leaves all out", 50.0, 1, plain(X), y),
    case("lasso of correlated columns", 0.05, 1, plain(np.hstack([X, (X[:, :2] + 0.3 * rng.normal(size=(n, 2))).round(3).astype(np.float32)])), y),
    case("lasso unscaled", 3.0, 1, plain(np.hstack([numbers(n, 1, 30, 2000), numbers(n, 1, 0.1), X])), 100 * y + 1e4),
    case("lasso of categories", 0.02, 1, [(X[:, 0], 0), (c, 6), (X[:, 1], 0), (d, 3)], y + effect),
    case("lasso of more columns than rows", 0.1, 1, plain(numbers(30, 50)), 2 * rng.normal(size=30)),
    case("elastic net", 0.1, 0.5, plain(X), y),
    case("elastic net with categories and weights", 0.05, 0.3, [(c, 6), (X[:, 0], 0), (d, 3)], y + effect, w),
    case("elastic net of a duplicated column", 0.1, 0.7, plain(np.hstack([X, X[:, :1]])), y),
    case("elastic net of more columns than rows", 0.1, 0.5, [(X[:40, 0], 0), (codes(40, 30, 0.1), 30), (X[:40, 1], 0), (codes(40, 20), 20)], y[:40]),
    case("only L2", 0.3, 0.0, plain(X), y, w),
]
with open("elastic_net.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240612, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
