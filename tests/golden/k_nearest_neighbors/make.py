"""Makes k_nearest_neighbors.json: predictions of scikit-learn 1.2.1's KNeighborsClassifier and KNeighborsRegressor
(numpy 1.24.2) on rows beside the training rows and on these themselves. Seed 20240641.

    /usr/bin/python3 make.py

A categorical feature holds codes; scikit-learn sees an explicit 0/1 column for each category.
"""
import json
import numpy as np
import sklearn
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240641)


def case(name, n, p, classes, k, weights, metric, cardinality=0):
    X = np.round(rng.normal(size=(n + 40, p)), 3).astype(np.float32).astype(np.float64)
    codes = rng.integers(0, max(1, cardinality), n + 40)
    full = np.hstack([X, (codes[:, None] == np.arange(cardinality)).astype(float)]) if cardinality else X
    y = rng.integers(0, classes, n) if classes else np.round(X[:n, 0] + rng.normal(size=n), 3)
    full[n + 30:] = full[:10]
    X[n + 30:], codes[n + 30:] = X[:10], codes[:10]
    model = (KNeighborsClassifier if classes else KNeighborsRegressor)(k, weights=weights, metric=metric, algorithm="brute" if p > 15 else "kd_tree")
    model.fit(full[:n], y)
    predictions = model.predict_proba(full[n:]) if classes else model.predict(full[n:])
    return {
        "name": name, "cardinalities": [0] * p + ([cardinality] if cardinality else []), "rows": n, "classes": classes, "k": k,
        "distance": weights == "distance", "manhattan": metric == "manhattan",
        "columns": [np.round(X[:, j], 4).tolist() for j in range(p)] + ([codes.tolist()] if cardinality else []),
        "target": y.tolist(), "predictions": predictions.ravel().tolist(),
    }


cases = [
    case("classes", 300, 3, 3, 5, "uniform", "euclidean"),
    case("classes by distance", 300, 3, 3, 7, "distance", "euclidean"),
    case("classes by manhattan", 200, 5, 2, 4, "distance", "manhattan"),
    case("a number", 300, 4, 0, 5, "uniform", "euclidean"),
    case("a number by distance", 300, 2, 0, 9, "distance", "manhattan"),
    case("many columns", 120, 20, 3, 5, "uniform", "manhattan"),
    case("categories", 150, 2, 3, 5, "distance", "euclidean", cardinality=4),
    case("one neighbour", 100, 2, 4, 1, "uniform", "euclidean"),
    case("all rows", 30, 2, 0, 30, "distance", "euclidean"),
]
with open("k_nearest_neighbors.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240641, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
