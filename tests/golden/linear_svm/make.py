"""Makes linear_svm.json: coefficients, intercepts and decisions of scikit-learn 1.2.1's LinearSVC and LinearSVR with squared
losses (numpy 1.24.2), run to convergence by LIBLINEAR's Newton method. Seed 20240613.

    /usr/bin/python3 make.py

A categorical feature holds codes; -1 is a missing one. scikit-learn sees an explicit 0/1 column for each category.
Regression has an "alpha" of 0, by which readers of linear cases know it.
"""
import json
import numpy as np
import sklearn
from sklearn.svm import LinearSVC, LinearSVR

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240613)


def numbers(n, p, scale=1.0, offset=0.0):
    return np.round(rng.normal(size=(n, p)) * scale + offset, 3).astype(np.float32).astype(np.float64)


def codes(n, cardinality, missing=0.0):
    c = rng.integers(0, cardinality, n)
    return np.where(rng.uniform(size=n) < missing, -1, c)


def base(name, columns, y, weights, C, X, coefficients, intercepts, decisions):
    return {
        "name": name, "c": C, "cardinalities": [k for _, k in columns],
        "columns": [np.round(v, 3).tolist() for v, _ in columns], "target": y.tolist(),
        "weights": None if weights is None else weights.tolist(),
        "coefficients": coefficients, "intercepts": intercepts, "predictions": decisions.ravel().tolist(),
    }


def expand(columns):
    return np.hstack([v[:, None] if k == 0 else (v[:, None] == np.arange(k)).astype(float) for v, k in columns])


def classify(name, columns, y, C=1.0, weights=None):
    X = expand(columns)
    model = LinearSVC(C=C, dual=False, tol=1e-12, max_iter=1000000).fit(X, y, sample_weight=weights)
    return base(name, columns, y, weights, C, X, model.coef_.tolist(), np.atleast_1d(model.intercept_).tolist(), model.decision_function(X))


def regress(name, columns, y, C=1.0, epsilon=0.0, scaling=1.0, weights=None):
    X, y = expand(columns), np.round(y, 3)
    model = LinearSVR(C=C, epsilon=epsilon, intercept_scaling=scaling, loss="squared_epsilon_insensitive", dual=False, tol=1e-12, max_iter=1000000)
    model.fit(X, y, sample_weight=weights)
    found = base(name, columns, y, weights, C, X, model.coef_.ravel().tolist(), None, model.predict(X))
    del found["intercepts"]
    return found | {"alpha": 0, "epsilon": epsilon, "intercept_scaling": scaling, "intercept": float(np.ravel(model.intercept_)[0])}


def plain(X):
    return [(X[:, j], 0) for j in range(X.shape[1])]


n = 120
X = numbers(n, 4)
score = X @ [1.0, -2.0, 0.5, 0.0]
y = (score + rng.normal(size=n) > 0.5).astype(int)
w = np.round(rng.uniform(0, 3, n), 2)
w[::7] = 0
c, d = codes(n, 6, 0.1), codes(n, 3)
effect = rng.normal(size=7)[c] + 2 * (d == 1)
three = np.argmax(X @ rng.normal(size=(4, 3)) + rng.gumbel(size=(n, 3)), axis=1)
cases = [
    classify("numbers", plain(X), y),
    classify("weights", plain(X), y, weights=w),
    classify("strong penalty", plain(X), y, C=0.01),
    classify("weak penalty", plain(X), y, C=100.0),
    classify("separable", plain(X), (X[:, 1] > 0).astype(int), C=10.0),
    classify("an offset", plain(np.hstack([numbers(n, 1, 3, 20), X])), y),
    classify("categories", [(X[:, 0], 0), (c, 6), (X[:, 1], 0), (d, 3)], (X[:, 0] + effect > 1).astype(int)),
    classify("three classes", plain(X), three),
    classify("three classes, categories and weights", [(c, 6), (X[:, 0], 0), (X[:, 1], 0), (d, 3)], three, C=0.5, weights=w),
    regress("a number", plain(X), score + 3 + rng.normal(size=n)),
    regress("a number with a free band", plain(X), score + 3 + rng.normal(size=n), epsilon=0.5),
    regress("a number with weights and categories", [(c, 6), (X[:, 0], 0), (d, 3)], effect + X[:, 0], C=0.1, epsilon=0.1, weights=w),
    regress("a number with an intercept nearly free", plain(X), score + 300, scaling=100.0),
]
with open("linear_svm.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240613, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
