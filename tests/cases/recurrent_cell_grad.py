import numpy as np


def loss_grad(W_x, W_h, xs, target, *, loss_bar=1.0):
    h = np.zeros(len(target))
    h_tape = []
    for x in xs:
        h_tape.append(h)
        h = np.tanh(W_x @ x + W_h @ h)

    # reverse sweep
    h_bar = loss_bar * (h - target)              # line 19: return 0.5 * np.sum((h - target) ** 2)
    target_bar = -h_bar
    W_h_bar = np.zeros_like(W_h)
    W_x_bar = np.zeros_like(W_x)
    xs_bar = np.zeros_like(xs)
    for k in reversed(range(len(xs))):
        h_1 = h_tape.pop()
        x = xs[k]
        g = h_bar * (1 - h * h)                  # line 18: h = np.tanh(W_x @ x + W_h @ h)
        h_bar = W_h.T @ g
        W_h_bar += np.outer(g, h_1)
        x_bar = W_x.T @ g
        W_x_bar += np.outer(g, x)
        xs_bar[k] += x_bar                       # line 17: for x in xs
        h = h_1
    return W_x_bar, W_h_bar, xs_bar, target_bar
