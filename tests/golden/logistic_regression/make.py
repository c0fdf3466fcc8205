"""Makes logistic_regression.json: coefficients, intercepts and probabilities of scikit-learn 1.2.1's LogisticRegression
(numpy 1.24.2), run to convergence, which is checked by the gradient. Seed 20240603.

    /usr/bin/python3 make.py

A categorical feature holds codes; -1 is a missing one. scikit-learn sees an explicit 0/1 column for each category.
With weights, "balanced" counts weights, not rows: scikit-learn 1.2.1 counts rows, so it is given the products.
"""
import json
import numpy as np
import sklearn
from scipy.special import softmax, expit
from sklearn.linear_model import LogisticRegression

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240603)


def numbers(n, p, scale=1.0, offset=0.0):
    return np.round(rng.normal(size=(n, p)) * scale + offset, 3).astype(np.float32).astype(np.float64)


def codes(n, cardinality, missing=0.0):
    c = rng.integers(0, cardinality, n)
    return np.where(rng.uniform(size=n) < missing, -1, c)


def largest_gradient(model, X, y, w, C):
    one = np.eye(y.max() + 1)[y]
    if len(model.coef_) == 1:
        r = w * (expit(X @ model.coef_[0] + model.intercept_[0]) - y)
        return max(np.abs(C * X.T @ r + model.coef_[0]).max(), abs(C * r.sum()))
    r = w[:, None] * (softmax(X @ model.coef_.T + model.intercept_, axis=1) - one)
    return max(np.abs(C * r.T @ X + model.coef_).max(), np.abs(C * r.sum(axis=0)).max())


def case(name, columns, y, C=1.0, weights=None, balanced=False):
    blocks = [v[:, None] if k == 0 else (v[:, None] == np.arange(k)).astype(float) for v, k in columns]
    X = np.hstack(blocks)
    w = np.ones(len(y)) if weights is None else weights
    if balanced:
        w = w * (w.sum() / (y.max() + 1) / np.bincount(y, w))[y]
    binary = y.max() == 1
    model = LogisticRegression(C=C, solver="newton-cholesky" if binary else "newton-cg", tol=1e-11, max_iter=100000)
    model.fit(X, y, sample_weight=w)
    assert largest_gradient(model, X, y, w, C) < 1e-6, (name, largest_gradient(model, X, y, w, C))
    return {
        "name": name, "c": C, "balanced": balanced, "cardinalities": [k for _, k in columns],
        "columns": [np.round(v, 3).tolist() for v, _ in columns], "target": y.tolist(),
        "weights": None if weights is None else weights.tolist(),
        "coefficients": model.coef_.tolist(), "intercepts": model.intercept_.tolist(), "predictions": model.predict_proba(X).ravel().tolist(),
    }


def plain(X):
    return [(X[:, j], 0) for j in range(X.shape[1])]


def drawn(score):
    return (rng.uniform(size=len(score)) < expit(score)).astype(int)


n = 120
X = numbers(n, 4)
y = drawn(X @ [1.0, -2.0, 0.5, 0.0] - 1)
w = np.round(rng.uniform(0, 3, n), 2)
w[::7] = 0
c, d = codes(n, 6, 0.1), codes(n, 3)
effect = rng.normal(size=7)[c] + 2 * (d == 1)
yc = drawn(X[:, 0] + effect - 1)
three = np.argmax(X @ rng.normal(size=(4, 3)) + rng.gumbel(size=(n, 3)), axis=1)
five = np.argmax(X @ rng.normal(size=(4, 5)) + effect[:, None] * np.arange(5) / 3 + rng.gumbel(size=(n, 5)), axis=1)
cases = [
    case("numbers", plain(X), y),
    case("weights", plain(X), y, weights=w),
    case("balanced", plain(X), y, balanced=True),
    case("balanced and weights", plain(X), y, weights=w, balanced=True),
    case("strong penalty", plain(X), y, C=0.01),
    case("weak penalty", plain(X), y, C=1000.0),
    case("duplicated column", plain(np.hstack([X, X[:, :1]])), y),
    case("constant column", plain(np.hstack([X[:, :2], np.full((n, 1), 5.0), X[:, 2:]])), y),
    case("unscaled", plain(np.hstack([numbers(n, 1, 30, 2000), numbers(n, 1, 0.01), X])), y),
    case("separable", plain(X), (X[:, 1] > 0).astype(int), C=10.0),
    case("categories", [(X[:, 0], 0), (c, 6), (X[:, 1], 0), (d, 3)], yc),
    case("categories and weights", [(c, 6), (X[:, 0], 0), (d, 3)], yc, C=3.0, weights=w, balanced=True),
    case("three classes", plain(X), three),
    case("five classes, categories and weights", [(X[:, 0], 0), (c, 6), (X[:, 1], 0), (d, 3)], five, weights=w, C=0.7),
    case("five classes, balanced", plain(X), five, balanced=True, C=5.0),
]
m = 600
wide = codes(m, 300, 0.05)
Z = numbers(m, 3)
yw = drawn(Z @ [1, 2, 3] + rng.normal(size=301)[wide])
cases.append(case("many categories", [(Z[:, 0], 0), (wide, 300), (Z[:, 1], 0), (codes(m, 4), 4), (Z[:, 2], 0)], yw))

with open("logistic_regression.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240603, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
