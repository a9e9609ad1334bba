import numpy as np


def first_negative_grad(x, *, first_negative_bar=1.0):
    value = 0.0
    trips = 0
    exit_number = 0
    for v in x:
        if v < 0.0:
            value = v
            exit_number = 2
            break
        trips += 1

    # reverse sweep
    # line 75: return next((v for v in x if v < 0.0), 0.0) ** 2
    value_bar = first_negative_bar * 2 * value
    if exit_number == 2:
        x_bar = np.zeros_like(x)
        x_bar[trips] = value_bar  # line 75: return next((v for v in x if v < 0.0), 0.0) ** 2
    else:
        x_bar = np.zeros_like(x)
    return x_bar
