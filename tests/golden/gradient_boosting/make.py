"""Reference scores of scikit-learn's HistGradientBoosting for GoldenTests of gradient boosting.

Made with scikit-learn 1.2.1 and numpy 1.24.2, seed 7: python3 make.py > gradient_boosting.json
Both sides: 100 rounds, learning rate 0.1, 31 leaves, 20 rows a leaf, l2 = 1, no early stopping.
The score is the test rows' RMSE (regression) or log loss (classes).
"""
import json

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import log_loss, mean_squared_error

rng = np.random.default_rng(7)
SETTINGS = dict(max_iter=100, learning_rate=0.1, max_leaf_nodes=31, min_samples_leaf=20, l2_regularization=1, early_stopping=False)
TRAIN, TEST, CATEGORIES = 1000, 600, 12


def table():
    n = TRAIN + TEST
    x = rng.random((n, 6)).round(3)
    x[:, 5] = rng.integers(0, CATEGORIES, n)
    signal = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + np.where(x[:, 5] % 3 == 1, 4, 0)
    gaps = rng.random(n) < 0.15
    signal += np.where(gaps, 3, 0)
    x[gaps, 4] = np.nan
    return x, signal


def case(name):
    x, signal = table()
    noisy = signal + rng.normal(0, 1.5, len(signal))
    if name == "regression":
        y, classes = noisy.round(3), 0
        model = HistGradientBoostingRegressor(categorical_features=[5], **SETTINGS)
    else:
        classes = 2 if name == "binary" else 4
        y = np.searchsorted(np.quantile(noisy, np.arange(1, classes) / classes), noisy)
        model = HistGradientBoostingClassifier(categorical_features=[5], **SETTINGS)
    model.fit(x[:TRAIN], y[:TRAIN])
    if classes:
        score = log_loss(y[TRAIN:], model.predict_proba(x[TRAIN:]))
    else:
        score = mean_squared_error(y[TRAIN:], model.predict(x[TRAIN:]), squared=False)
    columns = [[None if np.isnan(v) else float(v) for v in column] for column in x.T]
    return {"name": name, "train": TRAIN, "classes": classes, "categories": CATEGORIES, "columns": columns, "target": y.tolist(), "score": score}


print(json.dumps({"cases": [case(name) for name in ("regression", "binary", "multiclass")]}))
