"""Makes decisions.json: cases of experiment statistics, from scipy 1.10.1, statsmodels 0.13.5 and scikit-learn 1.2.1. Seed 20260102.

    /usr/bin/python3 make_decisions.py

t and its interval are scipy's with Welch's degrees of freedom from statsmodels; the delta method, the confidence sequence
(eq. 9 and 155 of Waudby-Smith and others), the normal posterior and its expected losses (by numerical integration), CUPED by
the covariance matrix of the pooled units, and FNV-1a are written out here, apart from the product.
"""
import json, math
import numpy as np
import scipy
import sklearn
from scipy import integrate, optimize, stats
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

assert scipy.__version__ == "1.10.1" and sklearn.__version__ == "1.2.1"
rng = np.random.default_rng(20260102)
cases = []


def case(name, statistic, options, fields, expect):
    clean = {k: [float(x) for x in v] if isinstance(v, (list, np.ndarray)) else None if v is None else float(v) for k, v in expect.items()}
    cases.append({"name": name, "statistic": statistic, "options": options, "input": fields, "expect": clean})


def mean_arm(n, mean, sd):
    return {"n": n, "sum": n * mean, "sum_squares": sd ** 2 * (n - 1) + n * mean ** 2}


def moments(arm):
    n = arm["n"]
    if "successes" in arm:
        p = arm["successes"] / n
        return n, p, p * (1 - p)
    m = arm["sum"] / n
    return n, m, (arm["sum_squares"] - arm["sum"] * m) / (n - 1)


pairs = {
    "revenue": (mean_arm(1200, 9.8, 2.9), mean_arm(1000, 10.2, 3.1)),
    "few units": (mean_arm(12, 3.0, 1.2), mean_arm(9, 4.1, 2.5)),
    "negative mean": (mean_arm(300, -2.0, 4.0), mean_arm(320, -1.1, 4.2)),
    "conversion": ({"n": 5000, "successes": 480}, {"n": 5100, "successes": 560}),
    "rare": ({"n": 900, "successes": 3}, {"n": 950, "successes": 9}),
    "no difference": (mean_arm(500, 7.0, 1.0), mean_arm(500, 7.0, 1.1)),
    "huge": (mean_arm(2_000_000, 1.25, 3.0), mean_arm(1_900_000, 1.256, 3.1)),
}


def difference(c, t, relative):
    n, a, va = moments(c)
    m, b, vb = moments(t)
    qa, qb = va / n, vb / m
    dof = (qa + qb) ** 2 / (qa ** 2 / (n - 1) + qb ** 2 / (m - 1))
    if relative:
        return (b - a) / abs(a), qb / a ** 2 + qa * b ** 2 / a ** 4, dof, n + m
    return b - a, qa + qb, dof, n + m


for name, (c, t) in pairs.items():
    fields = {"control": c, "treatment": t}
    for kind in ("absolute", "relative"):
        d, v, dof, units = difference(c, t, kind == "relative")
        se = math.sqrt(v)
        for alpha in (0.05, 0.2):
            half = stats.t.ppf(1 - alpha / 2, dof) * se
            case(f"{name}, {kind}, {alpha}", "relative_lift", {"difference": kind, "alpha": alpha}, fields, {"statistic": d / se, "p_value": 2 * stats.t.sf(abs(d / se), dof), "effect": d, "low": d - half, "high": d + half})
        for alpha, tuning in ((0.05, 5000), (0.1, 800)):
            rho2 = (-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / tuning
            s2 = v * units
            half = math.sqrt(s2) * math.sqrt(2 * (units * rho2 + 1) * math.log(math.sqrt(units * rho2 + 1) / alpha) / (units * math.sqrt(rho2)) ** 2)
            st2 = d ** 2 * units / v
            log_e = rho2 * st2 / (2 * (units * rho2 + 1)) - math.log(math.sqrt(units * rho2 + 1))
            case(f"{name}, {kind}, {alpha}, {tuning}", "sequential", {"difference": kind, "alpha": alpha, "tuning": tuning}, fields, {"effect": d, "p_value": min(1, math.exp(-log_e)), "low": d - half, "high": d + half})
        for prior in (None, (0.0, 0.3 if kind == "relative" else 1.0), (0.05, 0.1)):
            precision = 1 / v + (1 / prior[1] ** 2 if prior else 0)
            mean = (d / v + (prior[0] / prior[1] ** 2 if prior else 0)) / precision
            sd = math.sqrt(1 / precision)
            low, high = stats.norm.ppf([0.025, 0.975], mean, sd)
            loss = integrate.quad(lambda x: -x * stats.norm.pdf(x, mean, sd), mean - 12 * sd, min(0, mean + 12 * sd), epsabs=0, epsrel=1e-11)[0] if mean - 12 * sd < 0 else None
            options = {"difference": kind} | ({"prior_mean": prior[0], "prior_sd": prior[1]} if prior else {})
            expect = {"statistic": stats.norm.sf(0, mean, sd), "effect": mean, "low": low, "high": high, "posterior_sd": sd}
            if loss is not None and mean / sd < 4:
                expect |= {"risk_treatment": loss, "risk_control": loss + mean}
            case(f"{name}, {kind}, {prior}", "bayesian_ab", options, fields, expect)

x, y = np.round(rng.gamma(2, 3, 80), 4), np.round(rng.gamma(2.4, 3, 70), 4)
cm = CompareMeans(DescrStatsW(y), DescrStatsW(x))
t, p, dof = cm.ttest_ind(usevar="unequal")
low, high = cm.tconfint_diff(usevar="unequal")
case("columns", "relative_lift", {"difference": "absolute"}, {"control": x.tolist(), "treatment": y.tolist()}, {"statistic": t, "p_value": p, "low": low, "high": high})
case("columns", "t_test", {}, {"control": x.tolist(), "treatment": y.tolist()}, {"statistic": t, "p_value": p, "low": low, "high": high, "degrees_of_freedom": dof})

def ratio_arm(top, bottom):
    return {"n": len(top), "sum": top.sum(), "sum_squares": (top ** 2).sum(), "denominator_sum": bottom.sum(), "denominator_sum_squares": (bottom ** 2).sum(), "sum_product": (top * bottom).sum()}


def ratio_moments(top, bottom):
    c = np.cov(top, bottom)
    r = top.mean() / bottom.mean()
    return len(top), r, (c[0, 0] - 2 * r * c[0, 1] + r * r * c[1, 1]) / bottom.mean() ** 2


for n, m in ((300, 280), (15, 12)):
    da, db = rng.poisson(4, n) + 1.0, rng.poisson(4, m) + 1.0
    ta, tb = rng.binomial(da.astype(int), 0.3).astype(float), rng.binomial(db.astype(int), 0.36).astype(float)
    (n, a, va), (m, b, vb) = ratio_moments(ta, da), ratio_moments(tb, db)
    qa, qb = va / n, vb / m
    dof = (qa + qb) ** 2 / (qa ** 2 / (n - 1) + qb ** 2 / (m - 1))
    for kind in ("absolute", "relative"):
        d, v = (b - a, qa + qb) if kind == "absolute" else ((b - a) / a, qb / a ** 2 + qa * b ** 2 / a ** 4)
        case(f"ratio of {n} and {m}, {kind}", "relative_lift", {"difference": kind}, {"control": ratio_arm(ta, da), "treatment": ratio_arm(tb, db)}, {"statistic": d / math.sqrt(v), "p_value": 2 * stats.t.sf(abs(d) / math.sqrt(v), dof), "effect": d})

x, y = np.round(rng.pareto(1.5, 90), 4), np.round(rng.pareto(1.4, 110), 4)
for share in (0.95, 0.99):
    cap = np.quantile(np.concatenate([x, y]), share)
    t = stats.ttest_ind(np.minimum(y, cap), np.minimum(x, cap), equal_var=False)
    case(f"winsorised at {share}", "relative_lift", {"difference": "absolute", "winsorize": share}, {"control": x.tolist(), "treatment": y.tolist()}, {"statistic": t.statistic, "p_value": t.pvalue})

for name, n, m, slope in (("strong covariate", 120, 100, 0.9), ("weak covariate", 60, 75, 0.2), ("few units", 6, 5, 1.0), ("no covariate", 30, 30, 0.0)):
    pre_a, pre_b = np.round(rng.normal(10, 3, n), 4), np.round(rng.normal(10, 3, m), 4)
    if slope == 0:
        pre_a, pre_b = np.full(n, 5.0), np.full(m, 5.0)
    a, b = np.round(slope * pre_a + rng.normal(0, 1, n), 4) + 5, np.round(slope * pre_b + rng.normal(0.4, 1, m), 4) + 5
    cov = np.cov(np.concatenate([a, b]), np.concatenate([pre_a, pre_b]))
    theta = cov[0, 1] / cov[1, 1] if cov[1, 1] > 0 else 0.0
    za, zb = a - theta * pre_a, b - theta * pre_b
    qa, qb = za.var(ddof=1) / n, zb.var(ddof=1) / m
    dof = (qa + qb) ** 2 / (qa ** 2 / (n - 1) + qb ** 2 / (m - 1))
    for kind in ("absolute", "relative"):
        d, v = zb.mean() - za.mean(), qa + qb
        if kind == "relative":
            d, v = d / abs(a.mean()), qb / a.mean() ** 2 + qa * b.mean() ** 2 / a.mean() ** 4
        half = stats.t.ppf(0.975, dof) * math.sqrt(v)
        case(f"{name}, {kind}", "cuped", {"difference": kind}, {"control": {"post": a.tolist(), "pre": pre_a.tolist()}, "treatment": {"post": b.tolist(), "pre": pre_b.tolist()}},
             {"statistic": d / math.sqrt(v), "p_value": 2 * stats.t.sf(abs(d) / math.sqrt(v), dof), "effect": d, "low": d - half, "high": d + half, "theta": theta})

for observed, weights in (([1000, 1060], [0.5, 0.5]), ([1000, 1060, 0], [0.5, 0.5, 0]), ([5000, 4700, 5100], [1, 1, 1]), ([880, 120], [0.9, 0.1]), ([10, 12, 9, 30], [1, 1, 1, 2]), ([3, 0], [0.5, 0.5])):
    used = [(o, w) for o, w in zip(observed, weights) if w > 0]
    o, w = np.array(used, float).T
    s, p = stats.chisquare(o, w / w.sum() * o.sum())
    case(f"{observed} for {weights}", "srm", {}, {"observed": observed, "weights": weights}, {"statistic": s, "p_value": p, "effect": np.max(np.abs(o / (w / w.sum() * o.sum()) - 1))})

for sd, mde, alpha, power in ((3.0, 0.2, 0.05, 0.8), (1.0, 0.5, 0.01, 0.9), (12.0, 1.0, 0.1, 0.5), (2.0, 0.01, 0.05, 0.95)):
    n = NormalIndPower().solve_power(mde / sd, alpha=alpha, power=power, ratio=1, alternative="two-sided")
    n = optimize.brentq(lambda k: NormalIndPower().power(mde / sd, k, alpha) - power, n * 0.99, n * 1.01, xtol=1e-12 * n, rtol=1e-15)
    now = NormalIndPower().power(mde / sd, 400, alpha, ratio=1)
    case(f"sd {sd}, mde {mde}, {alpha}, {power}", "power", {"mde": mde, "alpha": alpha, "power": power}, {"control": mean_arm(400, 10.0, sd)}, {"statistic": n, "power_now": now, "control_units": math.ceil(n)})
for p0, lift in ((0.1, 0.1), (0.02, 0.25), (0.5, 0.02)):
    p1 = p0 * (1 + lift)
    reach, v = stats.norm.isf(0.025), p0 * (1 - p0) + p1 * (1 - p1)
    f = lambda n: stats.norm.sf(reach - (p1 - p0) / math.sqrt(v / n)) + stats.norm.cdf(-reach - (p1 - p0) / math.sqrt(v / n)) - 0.8
    n = optimize.brentq(f, 10, 1e8, xtol=1e-9, rtol=1e-15)
    case(f"share {p0}, lift {lift}", "power", {"mde": lift, "difference": "relative"}, {"control": {"n": 1000, "successes": int(p0 * 1000)}}, {"statistic": n, "control_units": math.ceil(n)})


def fnv(text):
    h = 0x811C9DC5
    for c in text:
        h = ((h ^ ord(c)) * 0x01000193) & 0xFFFFFFFF
    return h


for seed, value in (("exp", "user_1"), ("", "a"), ("checkout-button", "42"), ("s", "naïve"), ("exp", "user_2")):
    case(f"{seed}/{value}, 1", "bucket", {"version": 1}, {"seed": seed, "value": value}, {"statistic": fnv(value + seed) % 1000 / 1000})
    n = fnv(str(fnv(seed + value))) % 10000 / 10000
    case(f"{seed}/{value}, 2", "bucket", {"version": 2}, {"seed": seed, "value": value, "weights": [0.3, 0.3, 0.4]}, {"statistic": n, "arm": 0 if n < 0.3 else 1 if n < 0.6 else 2})

for n in (12, 60, 400):
    scores = np.round(rng.beta(2, 2, n), 2 if n == 60 else 5)
    labels = (rng.uniform(size=n) < scores ** 2).astype(float)
    at = np.round(np.linspace(-0.1, 1.1, 25), 3)
    iso = IsotonicRegression(out_of_bounds="clip").fit(scores, labels)
    case(f"{n} scores", "isotonic", {}, {"scores": scores.tolist(), "labels": labels.tolist(), "at": at.tolist()}, {"calibrated": iso.predict(at)})
    order = np.argsort(scores, kind="stable")
    s, l = scores[order], labels[order]
    bins = 10 if n > 20 else n // 2
    width = n // bins
    edges = list(range(0, n + 1, width))
    edges[-1] = n
    ece = sum((r - q) / n * abs(s[q:r].mean() - l[q:r].mean()) for q, r in zip(edges[:-1], edges[1:]))
    if n != 60:
        case(f"{n} scores", "expected_calibration_error", {}, {"scores": scores.tolist(), "labels": labels.tolist()}, {"statistic": ece})
    calibrated = iso.predict(scores)
    hit = scores >= 0.5
    tp, fp, fn, tn = calibrated[hit].sum(), (1 - calibrated[hit]).sum(), calibrated[~hit].sum(), (1 - calibrated[~hit]).sum()
    weights, truth = np.concatenate([calibrated, 1 - calibrated]), np.concatenate([np.ones(n), np.zeros(n)])
    case(f"{n} scores", "cbpe", {}, {"scores": scores.tolist(), "calibrated": calibrated.tolist()},
         {"statistic": (tp + tn) / n, "precision": tp / (tp + fp), "recall": tp / (tp + fn), "f1": 2 * tp / (2 * tp + fp + fn), "roc_auc": roc_auc_score(truth, np.concatenate([scores, scores]), sample_weight=weights)})
    hi, lo = (labels.sum() + 1) / (labels.sum() + 2), 1 / (n - labels.sum() + 2)
    targets = np.where(labels == 1, hi, lo)
    loss = lambda ab: np.sum(np.logaddexp(0, ab[0] * scores + ab[1]) - targets * (ab[0] * scores + ab[1]))
    grad = lambda ab: np.array([np.sum((1 / (1 + np.exp(-(ab[0] * scores + ab[1]))) - targets) * scores), np.sum(1 / (1 + np.exp(-(ab[0] * scores + ab[1]))) - targets)])
    ab = optimize.root(grad, optimize.minimize(loss, [1, 0], jac=grad).x, tol=1e-14).x
    case(f"{n} scores", "platt", {}, {"scores": scores.tolist(), "labels": labels.tolist(), "at": at.tolist()}, {"calibrated": 1 / (1 + np.exp(-(ab[0] * at + ab[1])))})
for values in ([0.9, 0.91, 0.88, 0.95], [3.0, 3.0], np.round(rng.normal(5, 2, 30), 3).tolist()):
    for sigmas in (3, 2):
        m, s = np.mean(values), np.std(values)
        case(f"{len(values)} values, {sigmas}", "chunk_threshold", {"sigmas": sigmas}, {"values": values}, {"lower": m - sigmas * s, "upper": m + sigmas * s})

with open("decisions.json", "w") as f:
    f.write('{"made_with": "scipy 1.10.1, statsmodels 0.13.5, scikit-learn 1.2.1, numpy 1.24.2", "cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
print(len(cases))
