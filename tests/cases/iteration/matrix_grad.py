import numpy as np
from srcad import runtime


def matrix_grad(x, *, matrix_bar=1.0):
    t = []
    for b in x:
        t1 = [a * b for a in x]
        t.append(t1)

    # reverse sweep
    # line 39: return np.sum(np.array([[a * b for a in x] for b in x]) ** 2)
    g = runtime.unbroadcast((matrix_bar * 2 * np.array(t)).tolist(), t)
    len_x = len(x)
    x_bar = np.zeros_like(x)
    for k in reversed(range(len_x)):
        b = x[k]
        g1 = g.pop()       # line 39: return np.sum(np.array([[a * b for a in x] for b in x]) ** 2)
        b_bar = 0.0
        g2 = list(g1)
        for k_1 in reversed(range(len_x)):
            a = x[k_1]
            g3 = g2.pop()  # line 39: return np.sum(np.array([[a * b for a in x] for b in x]) ** 2)
            b_bar += g3 * a
            x_bar[k_1] += g3 * b
        x_bar[k] += b_bar  # line 39: return np.sum(np.array([[a * b for a in x] for b in x]) ** 2)
    return x_bar
