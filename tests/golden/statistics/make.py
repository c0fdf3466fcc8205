"""Makes statistics.json: cases of two-sample statistics and what scipy 1.10.1, statsmodels 0.13.5 (numpy 1.24.2) say of them. Seed 20260101.

    /usr/bin/python3 make.py

Cases have ties, samples of one to three values, constants, missing values (null), infinite values, unequal sizes, unseen
categories, outliers. Where scipy has no function the formula stands here: psi and kl as Evidently defines them (empty shares
filled), bins as numpy.histogram_bin_edges makes them, mmd as Gretton's unbiased estimate.
"""
import json, math, warnings
import numpy as np
import scipy
import statsmodels
from scipy import stats
from scipy.spatial import distance
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

assert scipy.__version__ == "1.10.1", scipy.__version__
assert statsmodels.__version__.startswith("0.13.5"), statsmodels.__version__
warnings.simplefilter("ignore")
rng = np.random.default_rng(20260101)
cases = []


def case(name, statistic, options, fields, expect):
    clean = {k: (None if v is None else float(v)) for k, v in expect.items() if not isinstance(v, list)}
    clean |= {k: [float(x) for x in v] for k, v in expect.items() if isinstance(v, list)}
    for v in clean.values():
        assert v is None or isinstance(v, list) or math.isfinite(v), (name, statistic, expect)
    cases.append({"name": name, "statistic": statistic, "options": options, "input": fields, "expect": clean})


def shown(values):
    return [None if isinstance(v, float) and math.isnan(v) else "Infinity" if v == math.inf else "-Infinity" if v == -math.inf
            else v if isinstance(v, str) else float(v) for v in list(values)]


def known(values):
    a = np.asarray(values, float)
    return a[~np.isnan(a)]


r = lambda a, d=6: np.round(a, d)
nan = math.nan
samples = {
    "normal, shifted": (r(rng.normal(0, 1, 60)), r(rng.normal(0.4, 1, 45))),
    "same distribution": (r(rng.normal(5, 2, 80)), r(rng.normal(5, 2, 80))),
    "ties": (rng.integers(0, 6, 50).astype(float), rng.integers(1, 7, 35).astype(float)),
    "tiny": (np.array([1.5, 2.5, 0.5]), np.array([2.0, 4.0])),
    "small without ties": (r(rng.normal(0, 1, 7)), r(rng.normal(1, 1, 12))),
    "small with ties": (np.array([1., 2, 2, 3, 5]), np.array([2., 3, 3, 4, 9, 2])),
    "missing": (np.array([nan, 1.2, 3.4, 2.2, nan, 0.1, 7.7, 5.1]), np.array([2.2, nan, 3.1, 9.9, 4.4, 6.0, 8.2])),
    "unequal sizes": (r(rng.gamma(2, 1, 400)), r(rng.gamma(2.2, 1, 23))),
    "one constant": (np.full(20, 3.0), r(rng.normal(3, 1, 30))),
    "disjoint": (r(rng.uniform(0, 1, 15)), r(rng.uniform(5, 6, 17))),
    "outlier": (np.append(r(rng.normal(0, 1, 99)), 1e6), r(rng.normal(3, 1, 80))),
    "large offset": (1e5 + r(rng.normal(0, 1, 70), 3), 1e5 + r(rng.normal(0.3, 1, 60), 3)),
    "lattice": (r(rng.normal(0, 1, 300), 1), r(rng.normal(0.1, 1.2, 200), 1)),
    "negative and zero": (np.array([-0.0, 0.0, -1, -2, 0, 1]), np.array([0.0, 0, 0, -3, 2, 2, 1])),
    "equal sizes of 20": (r(rng.normal(0, 1, 20)), r(rng.normal(0.5, 1, 20))),
}
constants = {"both constant and equal": (np.full(5, 2.0), np.full(9, 2.0)), "both constant and different": (np.full(6, 1.0), np.full(4, 2.0)), "one value each": (np.array([1.0]), np.array([2.0]))}
infinite = {"infinite": (np.array([-math.inf, 0.5, 1, 2, 3, math.inf]), np.array([1.5, 2.5, math.inf, math.inf, 4]))}


def two(name, statistic, options, x, y, expect):
    case(name, statistic, options, {"reference": shown(x), "current": shown(y)}, expect)


for name, (x, y) in {**samples, **constants, **infinite}.items():
    a, b = known(x), known(y)
    k = stats.ks_2samp(a, b)
    two(name, "ks", {}, x, y, {"statistic": k.statistic, "p_value": k.pvalue})
    if name not in constants or name == "both constant and different":
        for alternative in ("less", "greater"):
            k = stats.ks_2samp(a, b, alternative=alternative)
            two(f"{name}, {alternative}", "ks", {"alternative": alternative}, x, y, {"statistic": k.statistic, "p_value": k.pvalue})
    # Ranks alone count, so the largest numbers stand for infinity, which this scipy answers with nan.
    a, b = np.clip(a, -1e300, 1e300), np.clip(b, -1e300, 1e300)
    m = stats.mannwhitneyu(a, b, alternative="two-sided")
    two(name, "mann_whitney", {}, x, y, {"statistic": m.statistic, "p_value": min(1, m.pvalue)})
    if len(a) > 1 and len(b) > 1:
        c = stats.cramervonmises_2samp(a, b)
        two(name, "cramer_von_mises", {}, x, y, {"statistic": c.statistic, "p_value": c.pvalue})
for name in ("normal, shifted", "small without ties", "unequal sizes", "ties"):
    x, y = samples[name]
    for alternative in ("less", "greater"):
        m = stats.mannwhitneyu(x, y, alternative=alternative)
        two(f"{name}, {alternative}", "mann_whitney", {"alternative": alternative}, x, y, {"statistic": m.statistic, "p_value": min(1, m.pvalue)})
    k = stats.ks_2samp(x, y, method="asymp")
    two(f"{name}, asymptotic", "ks", {"method": "asymptotic"}, x, y, {"statistic": k.statistic, "p_value": k.pvalue})
    k = stats.ks_2samp(x, y, method="exact")
    two(f"{name}, exact", "ks", {"method": "exact"}, x, y, {"statistic": k.statistic, "p_value": k.pvalue})

for name, (x, y) in {**samples, "both constant and different": constants["both constant and different"]}.items():
    a, b = known(x), known(y)
    if len(a) + len(b) >= 4:
        d = stats.anderson_ksamp([a, b])
        two(name, "anderson_darling", {}, x, y, {"statistic": d.statistic, "p_value": d.pvalue})
    for scale, unit in (("none", 1.0), ("std", max(np.std(a), 0.001))):
        two(f"{name}, {scale}", "wasserstein", {"scale": scale}, x, y, {"statistic": stats.wasserstein_distance(a, b) / unit})
    two(name, "energy_distance", {}, x, y, {"statistic": stats.energy_distance(a, b)})
    if len(a) >= 5 and len(b) >= 5 and "constant" not in name:
        e = stats.epps_singleton_2samp(a, b)
        two(name, "epps_singleton", {}, x, y, {"statistic": e.statistic, "p_value": e.pvalue})
    if np.ptp(a) + np.ptp(b) > 0:
        # numpy's means lose digits to a large offset, which changes nothing here.
        a, b = (a - 1e5, b - 1e5) if name == "large offset" else (a, b)
        for variance in ("welch", "pooled"):
            t = stats.ttest_ind(a, b, equal_var=variance == "pooled")
            two(f"{name}, {variance}", "t_test", {"variance": variance}, x, y, {"statistic": t.statistic, "p_value": t.pvalue, "effect": a.mean() - b.mean()})
x, y = samples["normal, shifted"]
for alternative in ("less", "greater"):
    t = stats.ttest_ind(x, y, equal_var=False, alternative=alternative)
    two(f"t, {alternative}", "t_test", {"alternative": alternative}, x, y, {"statistic": t.statistic, "p_value": t.pvalue})
t = stats.ttest_ind_from_stats(10.2, 3.1, 1000, 9.8, 2.9, 1200, equal_var=False)
arm = lambda n, mean, sd: {"n": n, "sum": n * mean, "sum_squares": sd ** 2 * (n - 1) + n * mean ** 2}
case("summaries", "t_test", {}, {"control": arm(1200, 9.8, 2.9), "treatment": arm(1000, 10.2, 3.1)}, {"statistic": t.statistic, "p_value": t.pvalue, "effect": 10.2 - 9.8})
for n in (15000, 40000):
    x, y = np.round(np.arange(n) / n, 9), np.round(np.arange(700) / 700 * 1.03 + 0.002, 9)
    k = stats.ks_2samp(x, y)
    case(f"more than 10,000: {n}", "ks", {}, {"reference_range": [0, n, 1, n], "current": shown(y)}, {"statistic": k.statistic, "p_value": k.pvalue})
    cases[-1]["input"] = {"reference": {"range": n}, "current": shown(y)}

words = {
    "two values": (["a"] * 40 + ["b"] * 60, ["a"] * 30 + ["b"] * 25),
    "four values": (list("aabbbccccd" * 12), list("aabccdddd" * 9)),
    "unseen": (list("aabbc" * 20), list("abbccdd" * 10)),
    "vanished": (list("aabbcd" * 15), list("abb" * 20)),
    "one value": (["x"] * 12, ["x"] * 7),
    "rare": (["a"] * 2000 + ["b"] * 3 + ["c"], ["a"] * 900 + ["b"] * 9 + ["d"]),
    "disjoint": (list("aab"), list("cdd")),
    "numbers as values": ([1., 1, 2, 3, 3, 3, 4], [1., 2, 2, 2, 4, 5]),
    "missing": ([1., nan, 2, 2, nan, 3], [nan, 1., 1, 2, 3, 3, 3]),
}


def counted(x, y):
    x, y = ([v for v in s if not (isinstance(v, float) and math.isnan(v))] for s in (x, y))
    keys = sorted(set(x) | set(y))
    return keys, np.array([x.count(k) for k in keys], float), np.array([y.count(k) for k in keys], float)


def filled(p, epsilon=None):
    p = p.copy()
    least = p[p > 0].min()
    p[p == 0] = epsilon if epsilon else (least / 1e6 if least <= 1e-4 else 1e-4)
    return p


def psi(r, c, epsilon=None):
    p, q = filled(r / r.sum(), epsilon), filled(c / c.sum(), epsilon)
    return float(np.sum((p - q) * np.log(p / q)))


def kl(r, c, epsilon=None):
    return float(stats.entropy(filled(r / r.sum(), epsilon), filled(c / c.sum(), epsilon)))


def hellinger(r, c):
    return float(np.linalg.norm(np.sqrt(r / r.sum()) - np.sqrt(c / c.sum())) / math.sqrt(2))


def shares(name, fields, options, rc, cc, only=None):
    p, q = rc / rc.sum(), cc / cc.sum()
    values = {
        "psi": psi(rc, cc), "kl": kl(rc, cc), "jensen_shannon": distance.jensenshannon(p, q), "hellinger": hellinger(rc, cc),
        "total_variation": float(np.abs(p - q).sum() / 2), "l_infinity": float(np.abs(p - q).max()),
    }
    for statistic, value in values.items():
        if only is None or statistic in only:
            case(name, statistic, options, fields, {"statistic": value})


for name, (x, y) in words.items():
    keys, rc, cc = counted(x, y)
    fields = {"reference": shown(x), "current": shown(y)}
    shares(name, fields, {}, rc, cc)
    case(f"{name}, base 2", "jensen_shannon", {"base": 2}, fields, {"statistic": distance.jensenshannon(rc / rc.sum(), cc / cc.sum(), base=2)})
    case(f"{name}, epsilon", "psi", {"epsilon": 0.001}, fields, {"statistic": psi(rc, cc, 0.001)})
    if len(keys) > 1:
        for statistic, lam in (("chi_square", None), ("g_test", "log-likelihood")):
            for correction in (True, False):
                s, p, dof, _ = stats.chi2_contingency(np.array([rc, cc]), correction=correction, lambda_=lam)
                case(f"{name}, homogeneity, correction {correction}", statistic, {"mode": "homogeneity", "correction": correction}, fields, {"statistic": s, "p_value": p})
            if (rc > 0).all():
                s, p = stats.power_divergence(cc, rc / rc.sum() * cc.sum(), lambda_=lam or "pearson")
                case(f"{name}, fit", statistic, {}, fields, {"statistic": s, "p_value": p})
            else:
                s, p, dof, _ = stats.chi2_contingency(np.array([rc, cc]), lambda_=lam)
                case(f"{name}, fit impossible", statistic, {}, fields, {"statistic": s, "p_value": p})
    case(f"{name}, counts", "psi", {}, {"values": keys, "reference_counts": list(rc), "current_counts": list(cc)}, {"statistic": psi(rc, cc)})

for name in ("normal, shifted", "same distribution", "unequal sizes", "outlier", "lattice", "large offset"):
    x, y = samples[name]
    fields = {"reference": shown(x), "current": shown(y)}
    both = np.histogram_bin_edges(np.concatenate([x, y]), bins="sturges")
    shares(f"{name}, sturges of both", fields, {"bins": "sturges", "edges": "both"}, np.histogram(x, both)[0].astype(float), np.histogram(y, both)[0].astype(float), ("psi", "kl", "jensen_shannon", "hellinger"))
    for bins in ("sturges", "doane", 12):
        edges = np.histogram_bin_edges(x, bins=bins)
        rc, cc = np.histogram(x, edges)[0].astype(float), np.histogram(y, edges)[0].astype(float)
        below, above = float((y < edges[0]).sum()), float((y > edges[-1]).sum())
        rc = np.concatenate([[0.0] if below else [], rc, [0.0] if above else []])
        cc = np.concatenate([[below] if below else [], cc, [above] if above else []])
        shares(f"{name}, {bins}", fields, {"bins": bins}, rc, cc, ("psi", "jensen_shannon", "hellinger"))

for table in ([[8, 2], [1, 5]], [[10, 10], [10, 10]], [[3, 0], [1, 4]], [[120, 80], [95, 130]], [[1, 9], [11, 3]], [[1000, 3], [980, 12]], [[2, 3], [6, 4]], [[500, 480], [470, 530]]):
    for alternative in ("two-sided", "less", "greater"):
        odds, p = stats.fisher_exact(table, alternative=alternative)
        case(f"{table}, {alternative}", "fisher_exact", {"alternative": alternative.replace("-", "_")}, {"table": table}, {"statistic": None if math.isinf(odds) else odds, "p_value": p})
case("an empty row", "fisher_exact", {}, {"table": [[0, 0], [3, 4]]}, {"statistic": None, "p_value": 1})

for (s1, n1), (s2, n2) in (((45, 100), (60, 110)), ((3, 20), (9, 22)), ((0, 30), (4, 28)), ((5000, 100000), (5200, 100000)), ((10, 10), (8, 9))):
    z, p = proportions_ztest([s1, s2], [n1, n2])
    fields = {"reference": {"n": n1, "successes": s1}, "current": {"n": n2, "successes": s2}}
    case(f"{s1}/{n1} and {s2}/{n2}", "proportion_z", {}, fields, {"statistic": z, "p_value": p, "effect": s1 / n1 - s2 / n2})
    a, b = s1 / n1, s2 / n2
    z = (a - b) / math.sqrt(a * (1 - a) / n1 + b * (1 - b) / n2)
    case(f"{s1}/{n1} and {s2}/{n2}, unpooled", "proportion_z", {"pooled": False}, fields, {"statistic": z, "p_value": 2 * stats.norm.sf(abs(z))})
    z, p = proportions_ztest([s1, s2], [n1, n2], alternative="smaller")
    case(f"{s1}/{n1} and {s2}/{n2}, less", "proportion_z", {"alternative": "less"}, fields, {"statistic": z, "p_value": p})

for name, ps in {"spread": [0.01, 0.04, 0.03, 0.2, 0.5, 0.001], "ties": [0.02, 0.02, 0.02, 0.9], "one": [0.3], "extreme": [0.0, 1.0, 1e-12, 0.05, 0.05], "many": [float(p) for p in r(rng.uniform(0, 1, 40), 4)]}.items():
    for ours, theirs in (("bonferroni", "bonferroni"), ("holm", "holm"), ("benjamini_hochberg", "fdr_bh")):
        adjusted = multipletests(ps, method=theirs)[1]
        case(name, "adjust_p_values", {"method": ours}, {"p_values": ps}, {"adjusted": list(adjusted)})


def mmd(x, y, sigma):
    k = lambda a, b: np.exp(-((a[:, None, :] - b[None, :, :]) ** 2).sum(-1) / (2 * sigma ** 2))
    kx, ky, kxy = k(x, x), k(y, y), k(x, y)
    m, n = len(x), len(y)
    return (kx.sum() - np.trace(kx)) / (m * (m - 1)) + (ky.sum() - np.trace(ky)) / (n * (n - 1)) - 2 * kxy.mean()


for name, (x, y) in {"two columns": (r(rng.normal(0, 1, (30, 2))), r(rng.normal(0.5, 1, (25, 2)))), "one column": (r(rng.normal(0, 1, (12, 1))), r(rng.normal(0, 2, (14, 1)))), "tiny": (np.array([[1., 2], [3, 4]]), np.array([[2., 2], [5, 1], [0, 0]]))}.items():
    fields = {"reference": x.tolist(), "current": y.tolist()}
    case(f"{name}, sigma 1.5", "mmd", {"sigma": 1.5, "permutations": 0}, fields, {"statistic": mmd(x, y, 1.5)})
    d = np.sort([((a - b) ** 2).sum() for i, a in enumerate(x) for b in x[:i]])
    case(f"{name}, median", "mmd", {"permutations": 0}, fields, {"statistic": mmd(x, y, math.sqrt(0.5 * d[(len(d) - 1) // 2]))})

with open("statistics.json", "w") as f:
    f.write('{"made_with": "scipy 1.10.1, statsmodels 0.13.5, numpy 1.24.2", "cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
print(len(cases))
