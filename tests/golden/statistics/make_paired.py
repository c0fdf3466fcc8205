"""Makes paired.json: tests of row-by-row differences and what scipy 1.10.1 (numpy 1.24.2) says of them. Seed 20260202.

    /usr/bin/python3 make_paired.py

With ties scipy 1.10.1 counts an exact distribution that has none, so there the normal one is asked for by name.
"""
import json, math, warnings
import numpy as np
import scipy
from scipy import optimize, stats

assert scipy.__version__ == "1.10.1", scipy.__version__
warnings.simplefilter("ignore")
rng = np.random.default_rng(20260202)
cases = []

samples = {
    "three pairs": (np.array([1.5, 2.25, 9.0]), np.array([1.0, 2.5, 7.0])),
    "ten pairs": (rng.normal(1, 1, 10), rng.normal(0.4, 1, 10)),
    "fifty pairs": (rng.normal(0, 2, 50), rng.normal(0.5, 2, 50)),
    "fifty-one pairs": (rng.normal(0, 2, 51), rng.normal(0.5, 2, 51)),
    "three hundred pairs": (rng.gamma(2, 3, 300), rng.gamma(2, 3.2, 300)),
    "ties": (rng.integers(0, 6, 80).astype(float), rng.integers(1, 7, 80).astype(float)),
    "few with ties": (rng.integers(0, 9, 12).astype(float), rng.integers(3, 12, 12) + 0.25),
    "zeros and ones": ((rng.random(200) < 0.3).astype(float), (rng.random(200) < 0.2).astype(float)),
    "mostly equal": (np.r_[np.full(60, 4.0), rng.normal(4, 1, 30)], np.r_[np.full(60, 4.0), rng.normal(4.4, 1, 30)]),
    "an outlier": (np.r_[rng.normal(0, 1, 40), 500], np.r_[rng.normal(0.2, 1, 40), 1]),
    "nearly nothing": (1e9 + rng.random(60), 1e9 + rng.random(60)),
    "all one way": (np.arange(1, 21) * 1.0, np.arange(1, 21) * 1.5),
}

for name, (x, y) in samples.items():
    x, y = np.round(x, 6), np.round(y, 6)
    fields = {"reference": x.tolist(), "current": y.tolist()}
    d = x - y
    hasTies = len(np.unique(np.abs(d[d != 0]))) < np.count_nonzero(d)
    for alternative in ("two-sided", "less", "greater"):
        options = {} if alternative == "two-sided" else {"alternative": alternative}
        label = name if not options else f"{name}, {alternative}"
        t = stats.ttest_rel(x, y, alternative=alternative)
        expect = {"statistic": float(t.statistic), "p_value": float(t.pvalue), "effect": float(d.mean()), "degrees_of_freedom": len(d) - 1.0}
        if not options:
            # t.ppf has eight digits; the tail that it inverts has all.
            half = optimize.brentq(lambda t: stats.t.sf(t, len(d) - 1) - 0.025, 0, 100, xtol=1e-14, rtol=1e-14) * d.std(ddof=1) / math.sqrt(len(d))
            expect |= {"low": float(d.mean() - half), "high": float(d.mean() + half)}
        cases.append({"name": label, "statistic": "paired_t_test", "options": options, "input": fields, "expect": expect})
        w = stats.wilcoxon(x, y, alternative=alternative, method="approx" if hasTies else "auto")
        cases.append({"name": label, "statistic": "wilcoxon", "options": options, "input": fields, "expect": {"statistic": float(w.statistic), "p_value": float(w.pvalue), "pairs": float(np.count_nonzero(d))}})

for case in cases:
    assert all(math.isfinite(v) for v in case["expect"].values()), case
with open("paired.json", "w") as file:
    json.dump({"made_with": f"scipy {scipy.__version__}, numpy {np.__version__}", "cases": cases}, file, separators=(",", ":"))
print(len(cases), "cases")
