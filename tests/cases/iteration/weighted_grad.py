import math

import numpy as np


def weighted_grad(x, weights, *, weighted_bar=1.0):
    trips = 0
    w_tape = []
    v_tape = []
    for v, w in zip(x, weights):
        w_tape.append(w)
        v_tape.append(v)
        trips += 1

    # reverse sweep
    x_bar = np.zeros_like(x)
    for k in reversed(range(trips)):
        v = v_tape.pop()
        w = w_tape.pop()
        if w > 0.0:
            # line 31: return sum(w * math.exp(v) for v, w in zip(x, weights) if w > 0.0)
            v_bar = weighted_bar * w * math.exp(v)
        else:
            v_bar = 0.0
        # line 31: return sum(w * math.exp(v) for v, w in zip(x, weights) if w > 0.0)
        x_bar[k] += v_bar
    return x_bar
