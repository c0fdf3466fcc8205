"""XGBoost's trees and their contributions, for TreeShapGoldenTests.

Made with xgboost 1.7.4 and numpy 1.24.2, seed 11: python3 make.py > tree_shap.json
Each case: the trees as XGBoost dumps them with covers, rows (null is missing), and pred_contribs: features, then the base value.
"""
import json

import numpy as np
import xgboost

rng = np.random.default_rng(11)
TRAIN, SHOWN, FEATURES = 2000, 40, 6


def table():
    x = rng.normal(size=(TRAIN, FEATURES)).astype(np.float32).round(3)
    signal = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.5 * (x[:, 3] > 0.4) * x[:, 4]
    x[rng.random(x.shape) < 0.1] = np.nan
    return x, np.where(np.isnan(x[:, 0]), 1, np.nan_to_num(signal))


def case(name, objective, classes, rounds, depth):
    x, signal = table()
    y = signal if classes == 0 else np.searchsorted(np.quantile(signal, np.arange(1, classes) / classes), signal + rng.normal(0, 0.3, TRAIN))
    settings = {"objective": objective, "max_depth": depth, "eta": 0.3, "tree_method": "hist", "seed": 11, "nthread": 1, "base_score": 0.5}
    if classes > 2:
        settings["num_class"] = classes
    model = xgboost.train(settings, xgboost.DMatrix(x, label=y), num_boost_round=rounds)
    shown = xgboost.DMatrix(x[:SHOWN])
    contributions = model.predict(shown, pred_contribs=True).reshape(SHOWN, -1)
    return {
        "name": name,
        "scores": classes if classes > 2 else 1,
        "trees": [json.loads(t) for t in model.get_dump(with_stats=True, dump_format="json")],
        "rows": [[None if np.isnan(v) else float(v) for v in row] for row in x[:SHOWN]],
        "contributions": [[round(float(v), 7) for v in row] for row in contributions],
    }


def lean(node):
    """Only what the test reads."""
    if "leaf" in node:
        return {"leaf": node["leaf"], "cover": node["cover"]}
    ids = {child["nodeid"]: child for child in node["children"]}
    return {
        "feature": int(node["split"][1:]), "below": node["split_condition"], "cover": node["cover"],
        "missing_left": node["missing"] == node["yes"], "yes": lean(ids[node["yes"]]), "no": lean(ids[node["no"]]),
    }


cases = [case("regression", "reg:squarederror", 0, 20, 6), case("binary", "binary:logistic", 2, 20, 4), case("multiclass", "multi:softprob", 3, 6, 4)]
for c in cases:
    c["trees"] = [lean(t) for t in c["trees"]]
print(json.dumps({"cases": cases}, separators=(",", ":")))
