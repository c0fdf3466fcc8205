"""Makes calibration.json: probabilities as scikit-learn 1.2.1 calibrates them (numpy 1.24.2). Seed 20240711.

    /usr/bin/python3 make.py

isotonic: IsotonicRegression(out_of_bounds="clip") over the probabilities. sigmoid: _SigmoidCalibration over their log-odds, clipped at
1e-4 from 0 and 1. Classes one against the rest, combined as CalibratedClassifierCV does.
"""
import json
import numpy as np
import sklearn
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240711)


def log_odds(p):
    p = np.clip(p, 1e-4, 1 - 1e-4)
    return np.log(p / (1 - p))


def calibrated(method, p, y, w, q):
    if method == "isotonic":
        return IsotonicRegression(out_of_bounds="clip").fit(p, y, sample_weight=w).predict(q)
    return _SigmoidCalibration().fit(log_odds(p), y, sample_weight=w).predict(log_odds(q))


def rows(method, p, y, w, q):
    k = p.shape[1]
    if k == 2:
        positive = calibrated(method, p[:, 1], y, w, q[:, 1])
        return np.column_stack([1 - positive, positive])
    each = np.column_stack([calibrated(method, p[:, c], (y == c).astype(int), w, q[:, c]) for c in range(k)])
    total = each.sum(axis=1, keepdims=True)
    return np.divide(each, total, out=np.full_like(each, 1 / k), where=total != 0)


def case(name, p, y, w=None):
    p = np.round(p, 4)
    k = 2 if p.ndim == 1 else p.shape[1]
    p = np.column_stack([1 - p, p]) if k == 2 else p
    grid = np.round(rng.uniform(size=(40, k)), 3)
    grid = np.column_stack([1 - grid[:, 1], grid[:, 1]]) if k == 2 else grid / grid.sum(axis=1, keepdims=True)
    grid[:2] = np.eye(k)[:2]
    return {"name": name, "classes": k, "probabilities": p.ravel().tolist(), "target": y.tolist(), "weights": None if w is None else w.tolist(),
            "asked": grid.ravel().tolist(), "isotonic": rows("isotonic", p, y, w, grid).ravel().tolist(),
            "sigmoid": rows("sigmoid", p, y, w, grid).ravel().tolist()}


def binary(n, sharpness):
    truth = rng.uniform(size=n)
    y = (rng.uniform(size=n) < truth).astype(int)
    return 1 / (1 + np.exp(-sharpness * np.log(truth / (1 - truth)))), y


p, y = binary(300, 2.5)
w = np.round(rng.uniform(0, 3, 300), 2)
w[::9] = 0
tied, tied_y = binary(200, 0.6)
few, few_y = binary(12, 1.0)
cases = [
    case("overconfident", p, y), case("weights", p, y, w), case("ties", np.round(tied, 1), tied_y), case("few rows", few, few_y),
    case("zeros and ones", np.where(np.abs(p - 0.5) > 0.4, np.round(p), p), y), case("upside down", 1 - p, y),
]
scores = rng.normal(size=(400, 3))
soft = np.exp(2 * scores) / np.exp(2 * scores).sum(axis=1, keepdims=True)
labels = np.array([rng.choice(3, p=np.exp(s) / np.exp(s).sum()) for s in scores])
cases.append(case("three classes", soft, labels))
cases.append(case("three classes and weights", soft, labels, np.round(rng.uniform(0.1, 2, 400), 2)))

with open("calibration.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "numpy": np.__version__, "seed": 20240711, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
