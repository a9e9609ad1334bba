# Value and gradient of `loss` (examples/recurrent_cell.py:10) with respect to `W_x`, `W_h`.
# Written by srcad. To regenerate: srcad transpile examples/recurrent_cell.py:loss
import numpy as np


def loss_value_and_grad(W_x, W_h, xs, target, *, loss_bar=1.0):
    h = np.zeros(len(target))
    h_tape = []
    for x in xs:
        h_tape.append(h)
        h = np.tanh(W_x @ x + W_h @ h)
    h_minus_target = h - target
    value = 0.5 * np.sum(h_minus_target**2)

    # reverse sweep
    h_bar = loss_bar * h_minus_target   # line 19: return 0.5 * np.sum((h - target) ** 2)
    W_h_bar = np.zeros_like(W_h)
    W_x_bar = np.zeros_like(W_x)
    for k in reversed(range(len(xs))):
        h_1 = h_tape.pop()
        x = xs[k]
        g = h_bar * (1 - h * h)         # line 18: h = np.tanh(W_x @ x + W_h @ h)
        h_bar = W_h.T @ g
        W_h_bar += np.outer(g, h_1)
        W_x_bar += np.outer(g, x)
        h = h_1
    return value, (W_x_bar, W_h_bar)
