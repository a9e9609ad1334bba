# Value and gradient of `loss` (examples/regularised_error.py:6) with respect to `w`.
# Written by srcad. To regenerate: srcad transpile examples/regularised_error.py:loss


def loss_value_and_grad(w, x, y, *, loss_bar=1.0):
    error = w * x - y
    value = error**2 + w**2

    # reverse sweep
    g = loss_bar * 2                     # line 8: return error**2 + w**2
    w_bar = g * w
    error_bar = g * error
    return value, w_bar + error_bar * x  # line 7: error = w * x - y
