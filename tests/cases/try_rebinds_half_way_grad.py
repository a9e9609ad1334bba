def rebinds_half_way_grad(x, z, *, rebinds_half_way_bar=1.0):
    y = x * x
    caught = False
    try:
        y / z
    except ZeroDivisionError:
        caught = True

    # reverse sweep
    if caught:
        y_bar = rebinds_half_way_bar * x    # line 302: y = y * x
        x_bar = rebinds_half_way_bar * y
    else:
        y_bar = rebinds_half_way_bar * 7.0  # line 300: y = y * 7.0
        x_bar = 0.0
        y_bar = y_bar / z                   # line 299: y = y / z
    return x_bar + 2 * y_bar * x            # line 298: y = y * x
