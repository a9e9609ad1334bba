import numpy as np


def running_grad(x, *, running_bar=1.0):
    len_x = len(x)
    sums = []
    for k in range(len_x):
        if k == 0:
            total = x[0]
        else:
            total = total + x[k]
        sums.append(total)

    # reverse sweep
    sums_bar = [0.0] * len(sums)
    sums_bar[0] = running_bar * sums[-1]   # line 63: return sums[-1] * sums[0]
    sums_bar[-1] += running_bar * sums[0]
    total_bar = 0.0
    x_bar = np.zeros_like(x)
    for k in reversed(range(len_x)):
        g = sums_bar.pop()                 # line 62: sums = list(itertools.accumulate(x))
        total_bar += g
        if k == 0:
            x_bar[0] += total_bar          # line 62: sums = list(itertools.accumulate(x))
            total_bar = 0.0
        else:
            x_bar[k] += total_bar          # line 62: sums = list(itertools.accumulate(x))
    return x_bar
