def divides_or_not_grad(x, z, *, divides_or_not_bar=1.0):
    caught = False
    try:
        y = x / z
    except ZeroDivisionError:
        y = 3.0 * x
        caught = True

    # reverse sweep
    y_bar = divides_or_not_bar * 2 * y  # line 60: return y * y
    if caught:
        return 3.0 * y_bar
    return y_bar / z
