"""Reference values of transforms from scikit-learn. Seed 20240611. Run: python3 make.py > reference.json"""
import json
import sys
from fractions import Fraction

import numpy as np
import sklearn
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

rng = np.random.default_rng(20240611)
rows = 300


def listed(values):
    return [None if isinstance(v, float) and np.isnan(v) else v for v in values.tolist()]


def with_missing(values, share):
    values = values.astype(float)
    values[rng.random(rows) < share] = np.nan
    return values


columns = {
    "small": with_missing(rng.normal(0, 1, rows), 0.1),
    "offset": with_missing(1e9 + rng.normal(0, 1e3, rows), 0.05),
    "huge": with_missing(rng.lognormal(0, 3, rows) * 1e12, 0.2),
    "tiny": with_missing(rng.normal(0, 1, rows) * 1e-160, 0.2),
    "whole": with_missing(rng.integers(-50, 50, rows), 0.15),
    "tied": with_missing(rng.integers(0, 3, rows), 0.3),
    "even": with_missing(np.arange(rows) // 2 * 3, 0),
    "constant": with_missing(np.full(rows, 0.1), 0.1),
}
# Three values with the same count each: the smallest has to win.
columns["tied"][:] = np.nan
columns["tied"][:60] = np.repeat([7.0, -2.0, 5.0], 20)

imputers = {}
for strategy in ["mean", "median", "most_frequent"]:
    imputers[strategy] = {
        name: float(SimpleImputer(strategy=strategy).fit(x.reshape(-1, 1)).statistics_[0]) for name, x in columns.items()
    }

scaled = {}
for name, x in columns.items():
    # The squares of the tiny column would underflow: it is scaled in other units.
    unit = 1e160 if name == "tiny" else 1.0
    x = x * unit
    scaler = StandardScaler().fit(x.reshape(-1, 1))
    scaled[name] = {
        "mean": float(scaler.mean_[0]) / unit,
        "scale": float(scaler.scale_[0]) if name == "constant" else float(scaler.scale_[0]) / unit,
        "values": listed(scaler.transform(x.reshape(-1, 1))[:, 0]),
    }

# A spread of 1e-2 on an offset of 1e9 in exact arithmetic: here the sums of doubles have lost their digits.
steep = 1e9 + rng.normal(0, 1e-2, rows)
exact = [Fraction(v) for v in steep.tolist()]
mean = sum(exact) / rows
variance = sum((v - mean) ** 2 for v in exact) / rows
steep = {"values": listed(steep), "mean": float(mean), "scale": float(variance) ** 0.5}

words = np.array(["b", "a", "Z", "é", "aa", "", "z b", "10", "9"], dtype=object)
text = words[rng.integers(0, len(words), rows)]
rare = np.where(rng.random(rows) < 0.03, "rare", text).astype(object)
later = np.array(["a", "never seen", "9", "Z"], dtype=object)
one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(text.reshape(-1, 1))
ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan).fit(text.reshape(-1, 1))

json.dump(
    {
        "versions": {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "columns": {name: listed(x) for name, x in columns.items()},
        "impute": imputers,
        "standard": scaled,
        "steep": steep,
        "text": text.tolist(),
        "later": later.tolist(),
        "one_hot": {
            "categories": one_hot.categories_[0].tolist(),
            "text": one_hot.transform(text.reshape(-1, 1)).astype(int).tolist(),
            "later": one_hot.transform(later.reshape(-1, 1)).astype(int).tolist(),
        },
        "ordinal": {
            "text": listed(ordinal.transform(text.reshape(-1, 1))[:, 0]),
            "later": listed(ordinal.transform(later.reshape(-1, 1))[:, 0]),
        },
    },
    sys.stdout,
    indent=0,
    separators=(",", ":"),
)
print()
