# Value and gradient of `loss` (examples/chain_rule.py:6) with respect to `x`.
# Written by srcad. To regenerate: srcad transpile examples/chain_rule.py:loss


def loss_value_and_grad(x, *, loss_bar=1.0):
    a = x**2
    b = 5 * a
    c = a * b
    value = -c

    # reverse sweep
    c_bar = -loss_bar            # line 10: return -c
    a_bar = c_bar * b            # line 9: c = a * b
    b_bar = c_bar * a
    a_bar += 5 * b_bar           # line 8: b = 5 * a
    return value, 2 * a_bar * x  # line 7: a = x**2
