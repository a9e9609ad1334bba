def rebinds_half_way_grad(x, z, *, rebinds_half_way_bar=1.0):
    y = x * x
    caught = False
    try:
        y = y / z
    except ZeroDivisionError:
        caught = True
    if caught:
        caught_1 = caught
    else:
        y = y * 7.0
        caught_1 = False

    # reverse sweep
    if caught_1:
        y_bar = rebinds_half_way_bar * x  # line 302: y = y * x
        x_bar = rebinds_half_way_bar * y
    else:
        x_bar = 0.0
        y_bar = rebinds_half_way_bar      # line 303: return y
    if not caught:
        y_bar *= 7.0                      # line 300: y = y * 7.0
        y_bar /= z                        # line 299: y = y / z
    g = y_bar * x                         # line 298: y = y * x
    return x_bar + g + g
