"""Reference values of scalers and normal functions from scikit-learn and scipy. Seed 20240612. Run: python3 make.py > reference.json"""
import json
import sys

import numpy as np
import scipy
import sklearn
from scipy import optimize, stats
from sklearn.preprocessing import (
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
)

rng = np.random.default_rng(20240612)
rows = 120


def listed(values):
    return [None if np.isnan(v) else v for v in np.asarray(values, dtype=float).tolist()]


def with_missing(values, share):
    values = values.astype(float)
    values[rng.random(rows) < share] = np.nan
    return values


columns = {
    "normal": with_missing(rng.normal(3, 2, rows), 0.1),
    "skewed": with_missing(rng.lognormal(1, 1.2, rows), 0.1),
    "negative": with_missing(-rng.gamma(2, 3, rows), 0.05),
    "heavy": with_missing(rng.standard_t(2, rows) * 10, 0.2),
    "whole": with_missing(rng.integers(-50, 50, rows), 0.15),
    "zeros": with_missing(np.where(rng.random(rows) < 0.6, 0, rng.exponential(5, rows)), 0.1),
    "tied": with_missing(rng.integers(0, 4, rows), 0.1),
    "large": with_missing(rng.lognormal(0, 2, rows) * 1e9, 0.1),
    "constant": with_missing(np.full(rows, 2.5), 0.1),
}

scalers = {
    "min_max": MinMaxScaler(),
    "min_max_range": MinMaxScaler(feature_range=(-2, 5)),
    "robust": RobustScaler(),
    "robust_wide": RobustScaler(quantile_range=(10, 95)),
    "robust_uncentred": RobustScaler(with_centering=False),
    "robust_unscaled": RobustScaler(with_scaling=False),
    "max_abs": MaxAbsScaler(),
    "power": PowerTransformer(),
    "power_plain": PowerTransformer(standardize=False),
    "box_cox": PowerTransformer(method="box-cox"),
    "quantile": QuantileTransformer(n_quantiles=1000),
    "quantile_few": QuantileTransformer(n_quantiles=11),
    "quantile_normal": QuantileTransformer(n_quantiles=25, output_distribution="normal"),
}
scaled = {}
for name, scaler in scalers.items():
    scaled[name] = {}
    for column, x in columns.items():
        # scikit-learn searches an exponent for a column without spread, where there is none to find.
        if column == "constant" and name in ("power", "power_plain", "box_cox"):
            continue
        if name == "box_cox" and np.nanmin(x) <= 0:
            continue
        fitted = scaler.fit(x.reshape(-1, 1))
        y = fitted.transform(x.reshape(-1, 1))
        scaled[name][column] = {"values": listed(y[:, 0])}
        if hasattr(fitted, "lambdas_"):
            scaled[name][column]["lambda"] = float(fitted.lambdas_[0])

# Ties whose borders fall on quantiles.
ties = rng.integers(0, 6, 891).astype(float)
ties_fitted = QuantileTransformer().fit(ties.reshape(-1, 1))

# Far from 0 scikit-learn loses the digits of a steep power, and with them its exponent: here in extended precision.
far = -rng.triangular(114, 115, 124, 500)
logarithms = np.log1p(-far.astype(np.longdouble))


def loss(exponent):
    power = np.longdouble(2 - exponent)
    bent = np.exp(power * (logarithms - logarithms.mean())) / power
    return float(0.5 * (2 * power * logarithms.mean() + np.log(bent.var())) + (exponent - 1) * logarithms.mean())


exponent = optimize.minimize_scalar(loss, bounds=(-40, 60), method="bounded", options={"xatol": 1e-12}).x
far_bent = -np.exp((2 - exponent) * (logarithms - logarithms.mean())) / (2 - exponent)
far_bent = (far_bent - far_bent.mean()) / far_bent.std()

matrix = np.column_stack([rng.normal(0, 3, 20), rng.normal(5, 1, 20), np.where(rng.random(20) < 0.4, 0, rng.normal(0, 1, 20))])
matrix[7] = 0
points = [-37.5, -12.0, -6.5, -3.0001, -2.9999, -1.0, -1e-9, 0.0, 0.3, 1.5, 2.9999, 3.0001, 5.5, 8.0]
shares = [1e-300, 1e-20, 1e-7, 0.001, 0.0749, 0.0751, 0.3, 0.5, 0.61, 0.924, 0.926, 0.99, 1 - 1e-12]

json.dump(
    {
        "versions": {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
        "columns": {name: listed(x) for name, x in columns.items()},
        "scaled": scaled,
        "ties": {"column": ties.astype(int).tolist(), "places": ties_fitted.transform(np.arange(6.0).reshape(-1, 1))[:, 0].tolist()},
        "far": {"column": far.tolist(), "exponent": exponent, "values": far_bent.astype(float).tolist()},
        "matrix": matrix.T.tolist(),
        "normalizer": {norm: Normalizer(norm=norm).fit_transform(matrix).T.tolist() for norm in ["l1", "l2", "max"]},
        "log": {name: listed(np.sign(x) * np.log1p(np.abs(x))) for name, x in columns.items()},
        "normal": {"points": points, "cdf": stats.norm.cdf(points).tolist(), "shares": shares, "ppf": stats.norm.ppf(shares).tolist()},
        "expm1": {"points": [-50, -1, -1e-3, -1e-12, 1e-17, 1e-5, 0.4, 3, 200], "values": np.expm1([-50, -1, -1e-3, -1e-12, 1e-17, 1e-5, 0.4, 3, 200]).tolist()},
    },
    sys.stdout,
    indent=0,
    separators=(",", ":"),
)
print()
