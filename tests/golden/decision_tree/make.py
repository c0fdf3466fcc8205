"""scikit-learn's decision trees, for DecisionTreeGoldenTests.

Made with scikit-learn 1.2.1 and numpy 1.24.2, seed 5: python3 make.py > decision_tree.json
Each tree is in the order of a walk that goes left first: feature (-1 for a leaf), threshold, and the leaf's mean or class shares.
Trees of 20 orders of features must be the same, so that no tie decides; where they are not, another draw is taken.
"""
import json

import numpy as np
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, export_text

rng = np.random.default_rng(5)
ROWS, FEATURES = 300, 5


def walk(tree):
    return [{
        "feature": int(tree.feature[i]) if tree.children_left[i] >= 0 else -1,
        "threshold": float(tree.threshold[i]) if tree.children_left[i] >= 0 else 0,
        "values": (tree.value[i][0] if tree.value.shape[2] == 1 else tree.value[i][0] / tree.value[i][0].sum()).tolist(),
    } for i in range(tree.node_count)]


def fit(classes, x, y, weights, seed, settings):
    kind = DecisionTreeClassifier if classes else DecisionTreeRegressor
    return kind(random_state=seed, **settings).fit(x, y, sample_weight=weights)


def case(name, classes, weighted=False, **settings):
    while True:
        x = rng.normal(size=(ROWS, FEATURES)).round(1)
        signal = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.5 * x[:, 3] + rng.normal(0, 0.2, ROWS)
        y = signal.round(3) if classes == 0 else np.searchsorted(np.quantile(signal, np.arange(1, classes) / classes), signal)
        weights = rng.integers(1, 4, ROWS) if weighted else None
        trees = [fit(classes, x, y, weights, seed, settings) for seed in range(20)]
        texts = {export_text(t, decimals=6) for t in trees}
        if len(texts) == 1:
            break
    return {
        "name": name, "classes": classes, "columns": x.T.tolist(), "target": y.tolist(), "weights": None if weights is None else weights.tolist(),
        "max_depth": settings.get("max_depth", 0), "min_samples_leaf": settings.get("min_samples_leaf", 1),
        "tree": walk(trees[0].tree_), "text": export_text(trees[0], feature_names=[f"x{j}" for j in range(FEATURES)], decimals=2),
    }


print(json.dumps({"cases": [
    case("regression", 0, min_samples_leaf=5),
    case("regression_weighted", 0, weighted=True, max_depth=6, min_samples_leaf=4),
    case("binary", 2, max_depth=4, min_samples_leaf=7),
    case("binary_weighted", 2, weighted=True, max_depth=4, min_samples_leaf=5),
    case("multiclass", 4, max_depth=4, min_samples_leaf=5),
]}, separators=(",", ":")))
