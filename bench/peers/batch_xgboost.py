"""A batch job as it is usually written: pandas reads and writes, XGBoost's 100 trees of depth 6 predict.

train CSV MODEL THREADS | predict CSV OUT MODEL THREADS
"""
import os
import sys

if "--check" not in sys.argv:
    os.environ["OMP_NUM_THREADS"] = sys.argv[-1]
import pandas  # noqa: E402
from xgboost import XGBRegressor  # noqa: E402


def train(path, model, threads):
    table = pandas.read_csv(path)
    target = table.pop("yield")
    XGBRegressor(n_estimators=100, max_depth=6, learning_rate=0.3, tree_method="hist", n_jobs=int(threads)).fit(table, target).save_model(model)


def predict(path, out, model, threads):
    trees = XGBRegressor(n_jobs=int(threads))
    trees.load_model(model)
    table = pandas.read_csv(path)
    pandas.DataFrame({"prediction": trees.predict(table)}).to_csv(out, index=False)


if "--check" not in sys.argv:
    {"train": train, "predict": predict}[sys.argv[1]](*sys.argv[2:])
