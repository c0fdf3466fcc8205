"""The statistics of a profile by pandas, on the columns of `rondo bench data`."""
import os
import sys

if len(sys.argv) > 2:
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[2]
import json  # noqa: E402
import math  # noqa: E402
import time  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

TOP, BINS, CATEGORIES = 10, 30, 200


def read(folder):
    with open(os.path.join(folder, "kinds.json")) as f:
        kinds = json.load(f)
    columns = {}
    for j, kind in enumerate(kinds):
        path = os.path.join(folder, f"c{j}.bin")
        if kind == "text":
            codes = np.fromfile(path, dtype="<i4")
            columns[f"c{j}"] = pd.Series(np.array([f"category {i}" for i in range(CATEGORIES)] + [None], dtype=object)[codes])
        else:
            values = np.fromfile(path, dtype="<i8" if kind in ("whole", "flag") else "<f8")
            columns[f"c{j}"] = pd.Series(values == 1 if kind == "flag" else values)
    return pd.DataFrame(columns)


def column(s):
    counts = s.value_counts()
    told = [s.isna().sum(), s.nunique(), *counts.head(TOP)]
    if s.dtype == object:
        lengths = s.dropna().str.len()
        return told + [lengths.min(), lengths.mean(), lengths.max()]
    if s.dtype == bool:
        return told
    finite = s[np.isfinite(s)]
    histogram, _ = np.histogram(finite, bins=BINS)
    return told + [(s == 0).sum(), (s < 0).sum(), np.isinf(s).sum(), finite.mean(), finite.std(), finite.min(), finite.max(),
                   *finite.quantile([0.05, 0.25, 0.5, 0.75, 0.95]), finite.skew(), finite.kurt(), *histogram]


def cramers_v(a, b):
    table = pd.crosstab(a, b).values
    n, (r, k) = table.sum(), table.shape
    expected = np.outer(table.sum(1), table.sum(0)) / n
    phi2 = max(0, ((table - expected) ** 2 / expected).sum() / n - (k - 1) * (r - 1) / (n - 1))
    return min(1, math.sqrt(phi2 / (min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1)))


def etas(category, numbers):
    groups = numbers.groupby(category)
    means, counts = groups.mean(), groups.count()
    known = numbers[category.notna()]
    all_ = known.mean()
    between = (counts * (means - all_) ** 2).sum()
    return np.sqrt(between / ((known - all_) ** 2).sum())


def profile(df):
    numbers = df[[c for c in df if df[c].dtype not in (object, bool)]].astype(float)
    categories = [c for c in df if df[c].dtype in (object, bool)]
    told = [df.duplicated().sum()]
    for c in df:
        told += column(df[c])
    told += [*numbers.corr().values.ravel(), *numbers.corr("spearman").values.ravel()]
    v = np.eye(len(categories))
    for i, a in enumerate(categories):
        for j, b in enumerate(categories[:i]):
            v[i, j] = v[j, i] = cramers_v(df[a], df[b])
    told += [*v.ravel()]
    for c in categories:
        told += [*etas(df[c], numbers)]
    return np.array(told, dtype="<f8")


def main():
    if "--check" in sys.argv:
        return
    df = read(sys.argv[1])
    cpu, start = time.process_time(), time.perf_counter()
    told = profile(df)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    told.tofile(os.path.join(sys.argv[1], "scores.f64"))
    with open("/proc/self/status") as f:
        peak = next(int(line.split()[1]) * 1024 / 1e6 for line in f if line.startswith("VmHWM"))
    print(json.dumps({"fit_seconds": seconds, "cpu_seconds": cpu, "peak_mb": peak}))


main()
