# Value and gradient of `loss` (examples/recurrent_cell.py:10) with respect to `W_x`, `W_h`.
# Written by srcad. To regenerate: srcad transpile examples/recurrent_cell.py:loss
import numpy as np


def loss_value_and_grad(W_x, W_h, xs, target, *, loss_bar=1.0):
    h = np.zeros(len(target))
    h_tape = []
    h_tape_1 = []
    for x in xs:
        h_tape_1.append(h)
        h = np.tanh(W_x @ x + W_h @ h)
        h_tape.append(h)
    t = h - target

    # reverse sweep
    h_bar = loss_bar * 0.5 * 2 * t                 # line 19: return 0.5 * np.sum((h - target) ** 2)
    W_h_bar = np.zeros_like(W_h)                   # line 17: for x in xs
    W_x_bar = np.zeros_like(W_x)
    for k in reversed(range(len(xs))):
        h = h_tape.pop()                           # line 17: for x in xs
        h_1 = h_tape_1.pop()
        x = xs[k]
        t1 = h_bar * (1 - h * h)                   # line 18: h = np.tanh(W_x @ x + W_h @ h)
        h_bar = W_h.T @ t1
        W_h_bar += np.outer(t1, h_1)
        W_x_bar += np.outer(t1, x)
    return 0.5 * np.sum(t**2), (W_x_bar, W_h_bar)
