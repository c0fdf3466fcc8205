"""Counts of outliers and clipped values by numpy and scipy. Seed 20240613. Run: python3 make.py > reference.json"""
import json
import sys

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20240613)
rows = 400


def listed(values):
    return [None if np.isnan(v) else v for v in np.asarray(values, dtype=float).tolist()]


columns = {
    "normal": rng.normal(10, 2, rows),
    "heavy": rng.standard_t(2, rows),
    "skewed": rng.lognormal(2, 1, rows),
    "zeros": np.where(rng.random(rows) < 0.9, 0, rng.exponential(100, rows)),
    "whole": rng.poisson(3, rows).astype(float),
    "constant": np.full(rows, 0.1),
}
for name in ["heavy", "skewed", "whole"]:
    columns[name][rng.random(rows) < 0.1] = np.nan


def z_bounds(x, k):
    counted = np.abs(stats.zscore(x, nan_policy="omit")) > k
    low, high = np.nanmean(x) - k * np.nanstd(x), np.nanmean(x) + k * np.nanstd(x)
    return low, high, int((counted & (x < np.nanmean(x))).sum()), int((counted & (x > np.nanmean(x))).sum())


def counted(x, low, high):
    return low, high, int((x < low).sum()), int((x > high).sum())


def iqr_bounds(x, k):
    first, third = np.nanpercentile(x, [25, 75])
    return counted(x, first - k * (third - first), third + k * (third - first))


def quantile_bounds(x, lower, upper):
    return counted(x, *np.nanquantile(x, [lower, upper]))


rules = {
    "z_3": lambda x: z_bounds(x, 3),
    "z_1.5": lambda x: z_bounds(x, 1.5),
    "iqr_1.5": lambda x: iqr_bounds(x, 1.5),
    "iqr_3": lambda x: iqr_bounds(x, 3),
    "quantile_0.01_0.99": lambda x: quantile_bounds(x, 0.01, 0.99),
    "quantile_0_0.9": lambda x: quantile_bounds(x, 0, 0.9),
}
results = {}
for rule, bounds in rules.items():
    results[rule] = {}
    for name, x in columns.items():
        # A constant has no z-scores.
        if name == "constant" and rule.startswith("z"):
            continue
        low, high, below, above = bounds(x)
        results[rule][name] = {"lower": low, "upper": high, "below": below, "above": above, "sum": float(np.nansum(np.clip(x, low, high)))}

json.dump(
    {
        "versions": {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__},
        "columns": {name: listed(x) for name, x in columns.items()},
        "rules": results,
    },
    sys.stdout,
    indent=0,
    separators=(",", ":"),
)
print()
