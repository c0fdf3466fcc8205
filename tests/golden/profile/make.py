"""Makes profile.json: tables and what pandas 1.5.3 (numpy 1.24.2, scipy 1.10.1) says of their columns. Seed 20240611.

    RONDO_DATA=FOLDER /usr/bin/python3 make.py

Statistics are those of the finite values: infinities are counted, then taken for missing, as pandas' own correlations take them.
Cramer's V is Bergsma's (2013) over scipy's chi-square without Yates' correction; the correlation ratio is the root of the variance
between the categories over all variance. Of real sets only what pandas says is kept.
"""
import json, math, os
import numpy as np
import pandas as pd
import scipy
from scipy.stats import chi2_contingency

assert pd.__version__ == "1.5.3", pd.__version__
assert scipy.__version__ == "1.10.1", scipy.__version__
BINS, TOP = 30, 10
rng = np.random.default_rng(20240611)


def number(x):
    x = float(x)
    return x if math.isfinite(x) else None


def plain(v):
    if isinstance(v, (bool, np.bool_)):
        return "true" if v else "false"
    if isinstance(v, (int, float, np.number)):
        v = float(v)
        return v if math.isfinite(v) else ("inf" if v > 0 else "-inf")
    return v


def column(s):
    known = s.dropna()
    counts = known.value_counts()
    top = sorted(counts.items(), key=lambda p: (-p[1], p[0].encode("utf-16-be") if isinstance(p[0], str) else p[0]))[:TOP]
    told = {"count": int(s.count()), "missing": int(s.isna().sum()), "distinct": int(s.nunique()), "top": [[plain(v), int(c)] for v, c in top]}
    if is_number(s):
        finite = s.replace([np.inf, -np.inf], np.nan).astype(float)
        told.update(zeros=int((s == 0).sum()), negatives=int((s < 0).sum()), infinite=int(np.isinf(s.astype(float)).sum()))
        f = finite.dropna()
        if len(f):
            counts, edges = np.histogram(f, bins=BINS)
            told["numbers"] = {
                "mean": number(f.mean()), "std": number(f.std()), "min": number(f.min()), "max": number(f.max()),
                "quantiles": [number(q) for q in f.quantile([0.05, 0.25, 0.5, 0.75, 0.95])], "skewness": number(f.skew()), "kurtosis": number(f.kurt())}
            told["histogram"] = {"edges": [number(e) for e in edges], "counts": [int(c) for c in counts]}
    if is_text(s) and len(known):
        lengths = known.str.len()
        told["lengths"] = [int(lengths.min()), number(lengths.mean()), int(lengths.max())]
    return told


def is_number(s):
    return pd.api.types.is_numeric_dtype(s) and s.dtype != bool


def is_text(s):
    return s.dtype == object and s.map(lambda v: isinstance(v, str) or pd.isna(v)).all() and s.notna().any()


def is_category(s):
    known = s.dropna()
    return not is_number(s) and 2 <= known.nunique() <= 200


def cramers_v(a, b):
    table = pd.crosstab(a, b)
    n, (r, k) = table.values.sum(), table.shape
    if r < 2 or k < 2:
        return None
    chi2 = chi2_contingency(table, correction=False)[0]
    phi2 = max(0, chi2 / n - (k - 1) * (r - 1) / (n - 1))
    most = min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1
    return number(min(1, math.sqrt(phi2 / most))) if most > 0 else None


def eta(category, values):
    both = pd.DataFrame({"c": category, "v": values.astype(float).replace([np.inf, -np.inf], np.nan)}).dropna()
    all_ = ((both.v - both.v.mean()) ** 2).sum()
    if len(both) < 2 or all_ == 0:
        return None
    groups = both.groupby("c").v
    between = (groups.count() * (groups.mean() - both.v.mean()) ** 2).sum()
    return number(math.sqrt(between / all_))


def matrix(m):
    return {"names": list(m.columns), "values": [[number(v) for v in row] for row in m.values]}


def profile(df):
    numbers = df[[c for c in df if is_number(df[c])]].astype(float).replace([np.inf, -np.inf], np.nan)
    numbers = numbers[[c for c in numbers if numbers[c].nunique() > 1]]
    categories = [c for c in df if is_category(df[c])]
    return {
        "rows": len(df), "duplicates": int(df.duplicated().sum()), "columns": {c: column(df[c]) for c in df},
        "pearson": matrix(numbers.corr()), "spearman": matrix(numbers.corr("spearman")),
        "cramers_v": [[a, b, cramers_v(df[a], df[b])] for i, a in enumerate(categories) for b in categories[:i]],
        "correlation_ratio": [[c, v, eta(df[c], df[v])] for c in categories for v in numbers]}


def made():
    n = 300
    kind = rng.choice(["ash", "birch", "cedar", "döner 🌲"], n, p=[0.5, 0.3, 0.15, 0.05])
    shift = pd.Series(kind).map({"ash": 0.0, "birch": 1.0, "cedar": -1.0, "döner 🌲": 3.0}).values
    df = pd.DataFrame({
        "normal": np.round(rng.normal(size=n) + shift, 5),
        "heavy": np.round(np.exp(1.5 * rng.normal(size=n)), 5),
        "offset": 1e5 + np.round(rng.normal(size=n), 3),
        "ties": rng.integers(-3, 4, n),
        "holes": np.where(rng.random(n) < 0.2, np.nan, np.round(rng.normal(size=n), 2)),
        "more_holes": np.where(rng.random(n) < 0.4, np.nan, rng.integers(0, 9, n) + shift),
        "endless": np.where(rng.random(n) < 0.05, np.inf, np.where(rng.random(n) < 0.03, -np.inf, np.round(rng.normal(size=n), 3))),
        "constant": 0.1,
        "empty": np.nan,
        "huge": rng.choice([1e65, -3e65, 2e64], n),
        "flag": rng.random(n) < 0.3,
        "kind": kind,
        "mood": np.where(rng.random(n) < 0.1, None, np.where(shift > 0.5, rng.choice(["up", "down"], n, p=[0.8, 0.2]), rng.choice(["up", "down"], n))),
    })
    return pd.concat([df, df.iloc[:13]], ignore_index=True)


def values(s):
    if s.dtype == bool:
        return {"type": "boolean", "values": [bool(v) for v in s]}
    if is_number(s):
        whole = pd.api.types.is_integer_dtype(s)
        return {"type": "int64" if whole else "double", "values": [None if v != v else int(v) if whole else plain(v) for v in s]}
    return {"type": "text", "values": [v if isinstance(v, str) else None for v in s]}


tables = {"made": made()}
for rows in (1, 2, 3, 4):
    tables[f"rows_{rows}"] = tables["made"].iloc[5:5 + rows].drop(columns="huge").reset_index(drop=True)
result = {"tables": [{"name": k, "columns": {c: values(t[c]) for c in t}, "profile": profile(t)} for k, t in tables.items()], "real": []}
for file in ("california_housing.csv", "titanic.csv", "penguins.csv", "bike_sharing_hour.csv"):
    df = pd.read_csv(os.path.join(os.environ["RONDO_DATA"], file), keep_default_na=False, na_values=[""])
    df = df.drop(columns=[c for c in df if c in ("dteday", "Survived_text")])
    result["real"].append({"file": file, "left_out": ["dteday"], "profile": profile(df)})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "profile.json"), "w") as f:
    json.dump(result, f, ensure_ascii=False, separators=(",", ":"))
