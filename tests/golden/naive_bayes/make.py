"""Makes naive_bayes.json: probabilities of scikit-learn 1.2.1's GaussianNB, MultinomialNB and CategoricalNB (numpy 1.24.2).
Seed 20240631.

    /usr/bin/python3 make.py
"""
import json
import numpy as np
import sklearn
from sklearn.naive_bayes import CategoricalNB, GaussianNB, MultinomialNB

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240631)


def case(name, kind, model, X, y, weights=None, cardinalities=None, **parameters):
    model.fit(X, y, sample_weight=weights)
    return {
        "name": name, "kind": kind, "cardinalities": cardinalities or [0] * X.shape[1],
        "columns": [np.round(X[:, j], 4).tolist() for j in range(X.shape[1])], "target": y.tolist(),
        "weights": None if weights is None else weights.tolist(), "predictions": model.predict_proba(X).ravel().tolist(),
    } | parameters


n = 90
y2, y3 = rng.integers(0, 2, n), rng.integers(0, 3, n)
X = np.round(rng.normal(size=(n, 4)) + y3[:, None] * rng.normal(size=4), 3).astype(np.float32).astype(np.float64)
w = np.round(rng.uniform(0.1, 3, n), 2)
counts = rng.poisson(np.exp(rng.normal(size=(3, 6)))[y3]).astype(float)
codes = np.column_stack([rng.integers(0, 4, n), (y3 + rng.integers(0, 2, n)) % 5])
cases = [
    case("gaussian, two classes", "gaussian", GaussianNB(), X, y2),
    case("gaussian, three classes", "gaussian", GaussianNB(), X, y3),
    case("gaussian with weights", "gaussian", GaussianNB(), X, y3, weights=w),
    case("gaussian, smoothed", "gaussian", GaussianNB(var_smoothing=0.1), X, y3, var_smoothing=0.1),
    case("gaussian, a constant column and units", "gaussian", GaussianNB(), np.column_stack([X[:, 0] * 1024, np.full(n, 3.0), X[:, 1]]), y3),
    case("multinomial", "multinomial", MultinomialNB(), counts, y3),
    case("multinomial with weights", "multinomial", MultinomialNB(alpha=0.1), counts, y3, weights=w, alpha=0.1),
    case("categories", "gaussian", CategoricalNB(alpha=0.5, min_categories=[4, 5]), codes, y3, cardinalities=[4, 5], alpha=0.5),
    case("categories with weights", "multinomial", CategoricalNB(min_categories=[4, 5]), codes, y3, weights=w, cardinalities=[4, 5]),
]
with open("naive_bayes.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240631, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
