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
    # line 16: return -(label * math.log(p) + (1.0 - label) * math.log(1.0 - p))
    p_bar = loss_bar * t6 / t7 - loss_bar * label / p
    g = p_bar * p / t5 * t4                            # line 9: return 1.0 / (1.0 + math.exp(-t))
    v2_bar = g * h2                                    # line 15: p = sigmoid(v1 * h1 + v2 * h2)
    h2_bar = g * v2
    v1_bar = g * h1
    h1_bar = g * v1
    g1 = h2_bar * h2 / t3 * t2                         # line 9: return 1.0 / (1.0 + math.exp(-t))
    w2_bar = g1 * x                                    # line 14: h2 = sigmoid(w2 * x)
    g2 = h1_bar * h1 / t1 * t                          # line 9: return 1.0 / (1.0 + math.exp(-t))
    w1_bar = g2 * x                                    # line 13: h1 = sigmoid(w1 * x)
    return value, (w1_bar, w2_bar, v1_bar, v2_bar)
