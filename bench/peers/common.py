"""What the peers of `rondo bench` share: the files of a set, the clock, the figures."""
import json
import os
import resource
import sys
import time

import numpy as np


def read(folder, part):
    with open(os.path.join(folder, "shape.json")) as f:
        features = json.load(f)["features"]
    rows = np.fromfile(os.path.join(folder, part + "_rows.f32"), dtype="<f4").reshape(-1, features)
    return rows, np.fromfile(os.path.join(folder, part + "_label.f32"), dtype="<f4")


def setting(name):
    with open(os.path.join(sys.argv[1], "settings.json")) as f:
        return json.load(f)[name]


def compete(fit, predict):
    """fit(rows, label, threads, rounds) is timed; predict(model, rows) gives probabilities of class 1."""
    if "--check" in sys.argv:
        return
    folder, threads, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rows, label = read(folder, "train")
    cpu, start = time.process_time(), time.perf_counter()
    model = fit(rows, label, threads, rounds)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    with open("/proc/self/status") as f:
        peak = next((int(line.split()[1]) * 1024 / 1e6 for line in f if line.startswith("VmHWM")), peak)
    np.asarray(predict(model, read(folder, "test")[0]), dtype="<f8").tofile(os.path.join(folder, "scores.f64"))
    print(json.dumps({"fit_seconds": seconds, "cpu_seconds": cpu, "peak_mb": peak}))
