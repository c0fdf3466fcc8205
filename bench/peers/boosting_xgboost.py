"""XGBoost's histogram method with the leaves, bins and rate of `rondo bench boosting`; building the DMatrix and the bins is timed."""
import xgboost
from common import compete


def fit(rows, label, threads, rounds):
    data = xgboost.DMatrix(rows, label=label, nthread=threads)
    return xgboost.train({
        "objective": "binary:logistic", "tree_method": "hist", "grow_policy": "lossguide", "max_leaves": 31, "max_depth": 0,
        "max_bin": 255, "eta": 0.1, "nthread": threads,
    }, data, num_boost_round=rounds)


compete(fit, lambda model, rows: model.predict(xgboost.DMatrix(rows)))
