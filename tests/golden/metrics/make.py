"""Makes metrics.json: 200 random cases and what scikit-learn 1.2.1 (numpy 1.24.2) says of them. Seed 20240601.

    /usr/bin/python3 make.py

Cases have ties (coarse probabilities), weights (also 0), one class only, a single row, classes never predicted, constant targets.
None stands where scikit-learn raises or warns that a binary metric is undefined. A row of weight 0 counts as absent,
so it is taken away before scikit-learn sees the others. ece is the weighted mean gap over calibration_curve's ten bins;
brier of several classes is the sum over the classes (Brier 1950).
"""
import json, math, warnings
import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.exceptions import UndefinedMetricWarning

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240601)


def defined(f):
    with warnings.catch_warnings():
        warnings.simplefilter("error", UndefinedMetricWarning)
        warnings.filterwarnings("error", message="No positive class")
        try:
            v = float(f())
        except (ValueError, ZeroDivisionError, UndefinedMetricWarning, UserWarning):
            return None
    return v if math.isfinite(v) else None


def quiet(f):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(f())


def ece(hit, p, w):
    which = np.searchsorted(np.linspace(0, 1, 11)[1:-1], p)
    return sum(abs(np.sum((w * (p - hit))[which == b])) for b in range(10)) / np.sum(w)


def regression(y, p, w):
    return {
        "rmse": defined(lambda: m.mean_squared_error(y, p, sample_weight=w, squared=False)),
        "mse": defined(lambda: m.mean_squared_error(y, p, sample_weight=w)),
        "mae": defined(lambda: m.mean_absolute_error(y, p, sample_weight=w)),
        "r2": defined(lambda: m.r2_score(y, p, sample_weight=w)),
        "mape": defined(lambda: m.mean_absolute_percentage_error(y, p, sample_weight=w)),
    }


def binary(y, p, w, threshold):
    p1 = p[:, 1]
    c = (p1 >= threshold).astype(int)
    return {
        "accuracy": defined(lambda: m.accuracy_score(y, c, sample_weight=w)),
        "precision": defined(lambda: m.precision_score(y, c, labels=[0, 1], sample_weight=w)),
        "recall": defined(lambda: m.recall_score(y, c, labels=[0, 1], sample_weight=w)),
        "f1": defined(lambda: m.f1_score(y, c, labels=[0, 1], sample_weight=w)),
        "roc_auc": defined(lambda: m.roc_auc_score(y, p1, sample_weight=w)),
        "pr_auc": defined(lambda: m.average_precision_score(y, p1, sample_weight=w)),
        "log_loss": defined(lambda: m.log_loss(y, p, labels=[0, 1], sample_weight=w)),
        "brier": defined(lambda: m.brier_score_loss(y, p1, pos_label=1, sample_weight=w)),
        "ece": defined(lambda: ece(y == 1, p1, w)),
    }


def multiclass(y, p, w):
    k = p.shape[1]
    c = p.argmax(axis=1)
    one = np.eye(k)[y]

    def average_precision():
        if len(np.unique(y)) < k:
            raise ValueError("a class is missing")
        return m.average_precision_score(one, p, average="macro", sample_weight=w)

    return {
        "accuracy": defined(lambda: m.accuracy_score(y, c, sample_weight=w)),
        "precision": quiet(lambda: m.precision_score(y, c, average="macro", sample_weight=w)),
        "recall": quiet(lambda: m.recall_score(y, c, average="macro", sample_weight=w)),
        "f1": quiet(lambda: m.f1_score(y, c, average="macro", sample_weight=w)),
        "roc_auc": defined(lambda: m.roc_auc_score(y, p, multi_class="ovr", average="macro", labels=range(k), sample_weight=w)),
        "pr_auc": defined(average_precision),
        "log_loss": defined(lambda: m.log_loss(y, p, labels=range(k), sample_weight=w)),
        "brier": defined(lambda: np.average(((p - one) ** 2).sum(axis=1), weights=w)),
        "ece": defined(lambda: ece(c == y, p.max(axis=1), w)),
    }


cases = []
for i in range(200):
    task = ["binary", "regression", "multiclass", "binary"][i % 4]
    n = 1 if i % 29 == 28 else int(rng.integers(2, 61))
    weights = [None, rng.integers(0, 4, n) / 1.0, np.round(rng.uniform(0.1, 5, n), 2)][i % 3]
    if weights is not None and weights.sum() == 0:
        weights[0] = 1.0
    threshold = 0.5
    if task == "regression":
        y = np.round(rng.normal(0, 10.0 ** rng.integers(-2, 5), n) + rng.choice([0, 1000]), int(rng.integers(0, 3)))
        if i % 40 == 1:
            y[:] = 7.0  # a mean that is exact: of 7.1 scikit-learn sees a variance of rounding errors, and an r2 of -1e30
        p = np.round(y + rng.normal(0, 3, n), 2) if i % 40 != 21 else y.copy()
        flat, k = p, 1
    elif task == "binary":
        y = (rng.uniform(size=n) < rng.choice([0.1, 0.5, 0.9])).astype(int)
        if i % 20 == 3:
            y[:] = 1
        if i % 20 == 7:
            y[:] = 0
        p1 = np.round(np.clip(rng.beta(1 + y, 2 - y), 0, 1), int(rng.integers(1, 4)))
        if i % 20 == 11:
            p1 = np.round(p1 * 0.4, 2)
        threshold = float(rng.choice([0.5, 0.5, 0.3]))
        p = np.column_stack([np.round(1 - p1, 3), p1])
        flat, k = p.ravel(), 2
    else:
        k = int(rng.integers(3, 6))
        y = rng.integers(0, k if i % 5 else k - 1, n)
        if i % 24 == 2:
            y[:] = 1
        p = rng.multinomial(20, np.ones(k) / k, n) / 20.0
        p[np.arange(n), y] += rng.integers(0, 2, n) * 1.0
        p = np.round(p / p.sum(axis=1, keepdims=True), 12)
        flat = p.ravel()
    keep = np.ones(n, bool) if weights is None else weights > 0
    w = np.ones(n) if weights is None else weights
    if task == "regression":
        expected = regression(y[keep], p[keep], w[keep])
    elif task == "binary":
        expected = binary(y[keep], p[keep], w[keep], threshold)
    else:
        expected = multiclass(y[keep], p[keep], w[keep])
    cases.append({
        "task": task, "outputs": k, "threshold": threshold, "target": y.tolist(), "predictions": flat.tolist(),
        "weights": None if weights is None else weights.tolist(), "expected": expected,
    })

with open("metrics.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240601, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
