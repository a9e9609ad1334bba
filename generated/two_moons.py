# Value and gradient of `loss` (examples/two_moons.py:16) with respect to `W1`, `b1`, `W2`, `b2`, `W3`, `b3`.
# Written by srcad. To regenerate: srcad transpile examples/two_moons.py:loss
import numpy as np


def loss_value_and_grad(W1, b1, W2, b2, W3, b3, X, target, *, loss_bar=1.0):
    h1 = np.tanh(X @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    scores = h2 @ W3 + b3
    max_scores = np.max(scores, axis=1, keepdims=True)
    scores_1 = scores - max_scores
    exp_scores_1 = np.exp(scores_1)
    sum_exp_scores_1 = np.sum(exp_scores_1, axis=1, keepdims=True)
    log_p = scores_1 - np.log(sum_exp_scores_1)
    len_X = len(X)
    value = -np.sum(target * log_p) / len_X

    # reverse sweep
    g = loss_bar / len_X * target  # line 29: return -np.sum(target * log_p) / len(X)
    # line 28: log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    g1 = np.sum(g, axis=1, keepdims=True)
    scores_bar = g1 / sum_exp_scores_1 * exp_scores_1 - g
    # line 27: scores = scores - np.max(scores, axis=1, keepdims=True)
    g2 = np.sum(scores_bar, axis=1, keepdims=True)
    t = 1.0 * (scores == max_scores)
    scores_bar -= g2 / np.sum(t, axis=1, keepdims=True) * t
    b3_bar = np.sum(scores_bar, axis=0)  # line 13: return h2 @ W3 + b3
    h2_bar = scores_bar @ W3.T
    W3_bar = h2.T @ scores_bar
    g3 = h2_bar * (1 - h2 * h2)          # line 12: h2 = np.tanh(h1 @ W2 + b2)
    b2_bar = np.sum(g3, axis=0)
    h1_bar = g3 @ W2.T
    W2_bar = h1.T @ g3
    g4 = h1_bar * (1 - h1 * h1)          # line 11: h1 = np.tanh(X @ W1 + b1)
    b1_bar = np.sum(g4, axis=0)
    W1_bar = X.T @ g4
    return value, (W1_bar, b1_bar, W2_bar, b2_bar, W3_bar, b3_bar)
