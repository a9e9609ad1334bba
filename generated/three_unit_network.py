# Value and gradient of `loss` (examples/three_unit_network.py:12) with respect to `w1`, `w2`, `v1`, `v2`.
# Written by srcad. To regenerate: srcad transpile examples/three_unit_network.py:loss
import math


def loss_value_and_grad(w1, w2, v1, v2, x, label, *, loss_bar=1.0):
    t = math.exp(-(w1 * x))
    t1 = 1.0 + t
    h1 = 1.0 / t1
    t2 = math.exp(-(w2 * x))
    t3 = 1.0 + t2
    h2 = 1.0 / t3
    t4 = math.exp(-(v1 * h1 + v2 * h2))
    t5 = 1.0 + t4
    p = 1.0 / t5
    t6 = 1.0 - label
    t7 = 1.0 - p
    value = -(label * math.log(p) + t6 * math.log(t7))

    # reverse sweep
    # line 9: return 1.0 / (1.0 + math.exp(-t))
    g = (loss_bar * t6 / t7 - loss_bar * label / p) * p / t5 * t4
    g1 = g * v1 * h1 / t1
    return value, (g1 * t * x, g * v2 * h2 / t3 * t2 * x, g * h1, g * h2)
