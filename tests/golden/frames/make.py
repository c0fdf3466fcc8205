"""What pandas makes of two small tables: frames.json. Run: /usr/bin/python3 make.py (pandas 1.5.3)."""
import json
import numpy as np
import pandas as pd

SEED = 20

def tables():
    r = np.random.default_rng(SEED)
    n = 24
    a = pd.DataFrame({
        "k": r.choice(["u", "v", "w", "x"], n),
        "g": r.integers(1, 4, n),
        "x": np.round(r.normal(0, 10, n), 3),
        "n": r.integers(-5, 6, n),
    })
    a.loc[[2, 9], "k"] = None
    a.loc[[1, 5, 9, 20], "x"] = np.nan
    b = pd.DataFrame({"k": ["v", "w", "w", "z", None, "u"], "g": [1, 2, 3, 1, 2, 3], "x": [0.5, 1.5, np.nan, 3.5, 4.5, 5.5], "h": [10, 20, 30, 40, 50, 60]})
    return a, b

a, b = tables()
ka, kb = a[a.k.notna()], b[b.k.notna()]
rows = lambda d: d.assign(i=range(len(d)))

def join(how, on):
    left, right = rows(a).rename(columns={"i": "i1"}), rows(b).rename(columns={"i": "i2"})
    left, right = left.dropna(subset=on), right.dropna(subset=on)
    m = left.merge(right, how=how, on=on, suffixes=("", "_right"))
    # pandas lets missing keys match each other: they were taken out, and come back where the kind of join keeps rows without a partner.
    if how in ("left", "outer"):
        m = pd.concat([m, rows(a).rename(columns={"i": "i1"})[a[on].isna().any(axis=1)]])
    if how in ("right", "outer"):
        add = rows(b).rename(columns={"i": "i2"})[b[on].isna().any(axis=1)]
        m = pd.concat([m, add.rename(columns={c: c + "_right" for c in add.columns if c in a.columns and c not in on})])
    m = m.sort_values(["i1", "i2"], na_position="last")
    return m[[c for c in m.columns if c not in ("i1", "i2")]]

def group(keys, **how):
    return a.groupby(keys, dropna=False, sort=True).agg(**how).reset_index()

exp = {}
exp["select"] = a[["x", "k"]]
exp["drop"] = a.drop(columns=["g", "n"])
exp["rename"] = a.rename(columns={"x": "y"})
exp["filter_number"] = a[a.x > 0]
exp["filter_text"] = a[(a.k == "u") | (a.n < -2)]
exp["filter_missing"] = a[a.k.isna()]
exp["filter_sql"] = a[a.g.isin([1, 3]) & (a.n % 2 == 0)]
exp["with_number"] = a.assign(y=a.x * 2 + a.n)
exp["with_replaced"] = a.assign(x=a.x.fillna(0))
exp["with_sql"] = a.assign(y=a.n.abs())
exp["head"] = a.head(5)
exp["sort_one"] = a.sort_values("x", kind="stable", na_position="last")
exp["sort_down"] = a.sort_values("x", ascending=False, kind="stable", na_position="last")
exp["sort_two"] = a.sort_values(["k", "n"], ascending=[True, False], kind="stable", na_position="last")
exp["distinct_one"] = a.drop_duplicates("k")
exp["distinct_two"] = a.drop_duplicates(["k", "g"])
exp["distinct_all"] = pd.concat([a, a]).drop_duplicates()
exp["union"] = pd.concat([a, a[a.g == 1]])
exp["group_count"] = group(["k"], rows=("g", "size"), values=("x", "count"))
exp["group_sum_mean"] = group(["g"], s=("x", "sum"), m=("x", "mean"), t=("n", "sum"))
exp["group_two"] = group(["k", "g"], m=("n", "mean"), rows=("n", "size"))
exp["group_extremes"] = group(["k"], low=("x", "min"), high=("x", "max"))
exp["group_spread"] = group(["g"], sd=("x", "std"), var=("n", "var"))
exp["group_median"] = group(["k"], med=("x", "median"))
exp["group_quantile"] = group(["g"], q=("x", lambda v: v.quantile(0.3)))
exp["group_first_last"] = group(["k"], f=("x", "first"), l=("x", "last"))
exp["group_distinct"] = group(["k"], d=("n", "nunique"))
exp["aggregate_all"] = pd.DataFrame({"rows": [len(a)], "m": [a.x.mean()], "t": [a.n.sum()]})
exp["join_inner"] = join("inner", ["k"])
exp["join_left"] = join("left", ["k"])
exp["join_right"] = join("right", ["k"])
exp["join_full"] = join("outer", ["k"])
exp["join_two"] = join("left", ["k", "g"])
exp["join_semi"] = a[a.k.isin(kb.k)]
exp["join_anti"] = a[~a.k.isin(kb.k)]
w = a.pivot_table(index="g", columns="k", values="n", aggfunc="sum")
exp["pivot_sum"] = w.fillna(0).reset_index()
exp["pivot_mean"] = a.pivot_table(index="k", columns="g", values="x", aggfunc="mean", dropna=False).reindex(["u", "v", "w", "x"]).reset_index()
exp["unpivot"] = a[["k", "g", "n"]].melt(id_vars=["k"], var_name="name", value_name="value")
exp["window_row_number"] = a.assign(w=a.sort_values("n", kind="stable").groupby("g").cumcount() + 1)
exp["window_rank"] = a.assign(w=a.groupby("g").n.rank(method="min").astype(int))
exp["window_dense_rank"] = a.assign(w=a.groupby("g").n.rank(method="dense", ascending=False).astype(int))
exp["window_lag"] = a.assign(w=a.groupby("g").n.shift(1))
exp["window_lead"] = a.assign(w=a.groupby("g").x.shift(-2))
exp["window_running"] = a.assign(w=a.groupby("g").n.cumsum())
exp["window_moving"] = a.assign(w=a.n.rolling(3, min_periods=1).mean())
exp["window_share"] = a.assign(w=a.n.abs() / a.n.abs().groupby(a.g).transform("sum"))

def plain(frame):
    def cell(v):
        if v is None or (isinstance(v, float) and np.isnan(v)): return None
        return v.item() if isinstance(v, np.generic) else v
    return {str(c): [cell(v) for v in frame[c].tolist()] for c in frame.columns}

print(len(exp))
json.dump({"pandas": pd.__version__, "seed": SEED, "a": plain(a), "b": plain(b), "cases": {k: plain(v) for k, v in exp.items()}},
          open("frames.json", "w"), indent=None, separators=(",", ":"))
