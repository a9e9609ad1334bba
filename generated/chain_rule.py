# Value and gradient of `loss` (examples/chain_rule.py:6) with respect to `x`.
# Written by srcad. To regenerate: srcad transpile examples/chain_rule.py:loss


def loss_value_and_grad(x, *, loss_bar=1.0):
    a = x**2
    b = 5 * a
    c = a * b
    value = -c

    # reverse sweep
    return value, (-loss_bar * b - loss_bar * a * 5) * 2 * x
