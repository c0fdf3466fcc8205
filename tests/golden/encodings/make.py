"""Reference values of encodings. Seed 20240711. Run: python3 make.py > encodings.json

one_hot with drop, and hashing: scikit-learn. target: the formulas of scikit-learn's TargetEncoder (1.3 and later), written here with numpy.
"""
import json
import sys

import numpy as np
import sklearn
from sklearn.feature_extraction import FeatureHasher
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils import murmurhash3_32

rng = np.random.default_rng(20240711)
rows = 200
words = np.array(["b", "a", "Z", "é", "aa", "", "z b", "10", "9", "a longer text of more than one block"], dtype=object)
text = words[rng.integers(0, len(words), rows)]
text[7] = "only here"
sex = np.array(["f", "m"], dtype=object)[rng.integers(0, 2, rows)]


def encode(y, smooth):
    """Category -> value, and the overall mean."""
    mean, variance = y.mean(), y.var()
    values = {}
    for word in sorted(set(text)):
        own = y[text == word]
        if smooth == "auto":
            squares = ((own - own.mean()) ** 2).sum()
            share = variance * len(own) / (variance * len(own) + squares / len(own))
            values[word] = float(share * own.mean() + (1 - share) * mean)
        else:
            values[word] = float((smooth * mean + own.sum()) / (smooth + len(own)))
    return {"values": values, "mean": float(mean)}


targets = {
    "regression": 1e6 + rng.normal(0, 3, rows) + 5 * (text == "a"),
    "binary": (rng.random(rows) < 0.3 + 0.4 * (text == "b")).astype(float),
    "multiclass": rng.integers(0, 3, rows).astype(float),
}
target = {}
for name, y in targets.items():
    columns = [(y == k).astype(float) for k in range(3)] if name == "multiclass" else [y]
    target[name] = {
        "y": y.tolist(),
        "auto": [encode(c, "auto") for c in columns],
        "smooth_2.5": [encode(c, 2.5) for c in columns],
    }

hashed = {}
for width, signed in [(8, True), (5, False)]:
    hasher = FeatureHasher(n_features=width, input_type="string", alternate_sign=signed)
    hashed[f"{width}_{signed}"] = hasher.transform([[w] for w in words if w]).toarray().astype(int).tolist()

pair = np.column_stack([text, sex])
json.dump(
    {
        "versions": {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "text": text.tolist(),
        "sex": sex.tolist(),
        "target": target,
        "words": [w for w in words if w],
        "murmur": [murmurhash3_32(w, seed=0) for w in words if w],
        "hashing": hashed,
        "one_hot": {
            drop: OneHotEncoder(drop=drop, sparse_output=False).fit(pair).get_feature_names_out(["w", "s"]).tolist() for drop in ["first", "if_binary"]
        },
    },
    sys.stdout,
    indent=0,
    separators=(",", ":"),
)
print()
