"""Fills by scikit-learn's KNNImputer. Seed 20240614. Run: python3 make.py > reference.json"""
import json
import sys

import numpy as np
import sklearn
from sklearn.impute import KNNImputer

rng = np.random.default_rng(20240614)


def listed(matrix):
    return [[None if np.isnan(v) else v for v in row] for row in matrix.T.tolist()]


def table(rows):
    base = rng.normal(0, 1, (rows, 3))
    matrix = np.column_stack([base, base @ [1, -2, 0.5] + rng.normal(0, 0.1, rows), np.exp(base[:, 0]), rng.uniform(-5, 5, rows)])
    matrix[rng.random(matrix.shape) < 0.2] = np.nan
    return matrix


train, later = table(150), table(40)
# One row shares no column with any, and one column has no value at all in training.
later[3] = np.nan
train = np.column_stack([train, np.full(150, np.nan)])
later = np.column_stack([later, rng.normal(0, 1, 40)])
later[5, 6] = np.nan

fills = []
for neighbours, weights in [(5, "uniform"), (5, "distance"), (1, "uniform"), (40, "distance")]:
    imputer = KNNImputer(n_neighbors=neighbours, weights=weights, keep_empty_features=True).fit(train)
    # scikit-learn replaces all values of the empty column; ours keeps those that later rows have.
    after = imputer.transform(later)
    after[:, 6] = np.where(np.isnan(later[:, 6]), 0, later[:, 6])
    fills.append({"n_neighbors": neighbours, "weights": weights, "train": listed(imputer.transform(train)), "later": listed(after)})

json.dump(
    {
        "versions": {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "train": listed(train),
        "later": listed(later),
        "fills": fills,
    },
    sys.stdout,
    indent=0,
    separators=(",", ":"),
)
print()
