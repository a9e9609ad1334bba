def drag_grad(speed, body, *, drag_bar=1.0):
    speed_above_10 = speed > 10.0
    if speed_above_10:
        coefficient = 0.04 + 0.001 * (speed - 10.0)
    else:
        coefficient = 1.0

    # reverse sweep
    g = drag_bar * speed**2  # line 36: return 0.5 * coefficient * speed**2
    speed_bar = drag_bar * (0.5 * coefficient) * 2 * speed
    if speed_above_10:
        return speed_bar + g * 0.0005
    return speed_bar
