"""Makes lift.json: scores of two classes with ties, and the lift curve as numpy 1.24.2 has it. Seed 20240612.

    /usr/bin/python3 make.py

At each distinct score, from the highest down: the share of rows with at least that score, and the share of positives among them
over the share of positives among all rows.
"""
import json, os
import numpy as np

rng = np.random.default_rng(20240612)
label = (rng.random(600) < 0.2).astype(int)
score = np.round(np.clip(rng.normal(0.35 + 0.25 * label, 0.2), 0.01, 0.99), 2)
points = []
for threshold in np.unique(score)[::-1]:
    taken = score >= threshold
    points.append([float(taken.mean()), float(label[taken].mean() / label.mean()), float(threshold)])
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "lift.json"), "w") as f:
    json.dump({"label": label.tolist(), "score": score.tolist(), "points": points}, f)
