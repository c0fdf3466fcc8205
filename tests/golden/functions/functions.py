"""Reference values of elementary functions, as pairs of doubles (the nearest one, and what remains).

Python 3, mpmath 1.3.0 (400 digits for huge arguments of sin and cos), random.Random(20010601).
Run: python3 functions.py > functions.json
"""
import json
import math
import random
from mpmath import mp, mpf

mp.prec = 1400
rng = random.Random(20010601)


def pair(value):
    high = float(value)
    if math.isinf(high):
        return None, None
    return high, float(value - mpf(high))


def case(function, *arguments):
    high, low = pair(function(*[mpf(a) for a in arguments]))
    return None if high is None or abs(high) < 1e-300 else [*arguments, high, low]


def cases(function, arguments):
    return [c for c in (case(function, *a) for a in arguments) if c is not None]


def spread(low, high, n):
    return [(rng.uniform(low, high),) for _ in range(n)]


def magnitudes(low, high, n, signed=True):
    return [(rng.choice([-1, 1] if signed else [1]) * rng.uniform(1, 10) * 10.0 ** rng.randint(low, high),) for _ in range(n)]


n = 400
powers = [(rng.uniform(0, 10), rng.uniform(-50, 50)) for _ in range(n)]
powers += [(rng.uniform(0.9, 1.1), rng.uniform(-3000, 3000)) for _ in range(n)]
powers += [(10.0 ** rng.uniform(-300, 300), rng.uniform(-1, 1)) for _ in range(n)]
powers += [(float(rng.randint(2, 40)), float(rng.randint(-20, 20))) for _ in range(n)]
powers += [(1 + rng.choice([-1, 1]) * 2.0 ** -rng.randint(20, 52), 2.0 ** rng.randint(20, 55)) for _ in range(100)]
result = {
    "exp": cases(mp.exp, spread(-700, 700, n) + spread(-1, 1, n) + magnitudes(-12, -1, 100)),
    "log": cases(mp.log, spread(0.5, 2, n) + magnitudes(-300, 300, n, signed=False)),
    "log1p": cases(mp.log1p, spread(-0.9, 1, n) + magnitudes(-18, -2, n) + magnitudes(0, 200, 100, signed=False)),
    "pow": cases(mp.power, powers),
    "sin": cases(mp.sin, spread(-7, 7, n) + magnitudes(-8, 5, n) + magnitudes(6, 300, 100) + [(k * math.pi / 2,) for k in range(-50, 51)]),
    "cos": cases(mp.cos, spread(-7, 7, n) + magnitudes(-8, 5, n) + magnitudes(6, 300, 100) + [(k * math.pi / 2,) for k in range(-50, 51)]),
    "sigmoid": cases(lambda x: 1 / (1 + mp.exp(-x)), spread(-40, 40, n) + magnitudes(-10, 1, 100)),
}
print("{")
print(",\n".join(f'"{name}": [\n' + ",\n".join(json.dumps(c) for c in rows) + "\n]" for name, rows in result.items()))
print("}")
