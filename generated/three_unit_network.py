# Value and gradient of `loss` (examples/three_unit_network.py:12) with respect to `w1`, `w2`, `v1`, `v2`.
# Written by srcad. To regenerate: srcad transpile examples/three_unit_network.py:loss
import math


def loss_value_and_grad(w1, w2, v1, v2, x, label, *, loss_bar=1.0):
    t = w1 * x
    h1 = 1.0 / (1.0 + math.exp(-t))
    t = w2 * x
    h2 = 1.0 / (1.0 + math.exp(-t))
    t = v1 * h1 + v2 * h2
    p = 1.0 / (1.0 + math.exp(-t))
    one_minus_label = 1.0 - label
    one_minus_p = 1.0 - p
    value = -(label * math.log(p) + one_minus_label * math.log(one_minus_p))

    # reverse sweep
    # line 16: return -(label * math.log(p) + (1.0 - label) * math.log(1.0 - p))
    p_bar = loss_bar * one_minus_label / one_minus_p - loss_bar * label / p
    g = p_bar * p * one_minus_p    # line 9: return 1.0 / (1.0 + math.exp(-t))
    v2_bar = g * h2                # line 15: p = sigmoid(v1 * h1 + v2 * h2)
    h2_bar = g * v2
    v1_bar = g * h1
    h1_bar = g * v1
    g1 = h2_bar * h2 * (1.0 - h2)  # line 9: return 1.0 / (1.0 + math.exp(-t))
    w2_bar = g1 * x                # line 14: h2 = sigmoid(w2 * x)
    g2 = h1_bar * h1 * (1.0 - h1)  # line 9: return 1.0 / (1.0 + math.exp(-t))
    w1_bar = g2 * x                # line 13: h1 = sigmoid(w1 * x)
    return value, (w1_bar, w2_bar, v1_bar, v2_bar)
