# Value and gradient of `loss` (examples/lotka_volterra.py:14) with respect to `growth`, `predation`, `decay`, `feeding`.
# Written by srcad. To regenerate: srcad transpile examples/lotka_volterra.py:loss


def loss_value_and_grad(growth, predation, decay, feeding, target, n, *, loss_bar=1.0):
    dt = 2.0 / n
    prey = 1.0
    predators = 0.5
    prey_tape = []
    predators_tape = []
    for _ in range(n):
        prey_tape.append(prey)
        predators_tape.append(predators)
        a1 = prey * (growth - predation * predators)
        b1 = predators * (feeding * prey - decay)
        t = dt / 2
        t1 = prey + t * a1
        t2 = predators + t * b1
        a2 = t1 * (growth - predation * t2)
        b2 = t2 * (feeding * t1 - decay)
        t3 = prey + t * a2
        t4 = predators + t * b2
        a3 = t3 * (growth - predation * t4)
        b3 = t4 * (feeding * t3 - decay)
        t5 = prey + dt * a3
        t6 = predators + dt * b3
        a4 = t5 * (growth - predation * t6)
        b4 = t6 * (feeding * t5 - decay)
        t7 = dt / 6
        prey += t7 * (a1 + 2 * a2 + 2 * a3 + a4)
        predators += t7 * (b1 + 2 * b2 + 2 * b3 + b4)
    t8 = prey - target
    value = t8**2

    # reverse sweep
    prey_bar = loss_bar * 2 * t8              # line 28: return (prey - target) ** 2
    predators_bar = 0.0
    decay_bar = 0.0
    feeding_bar = 0.0
    growth_bar = 0.0
    predation_bar = 0.0
    for _ in range(n):
        prey = prey_tape.pop()
        predators = predators_tape.pop()
        t9 = dt / 6
        t10 = dt / 2
        t11 = growth - predation * predators
        a1 = prey * t11
        t12 = prey + t10 * a1
        t13 = feeding * prey - decay
        b1 = predators * t13
        t14 = predators + t10 * b1
        t15 = growth - predation * t14
        a2 = t12 * t15
        t16 = prey + t10 * a2
        t17 = feeding * t12 - decay
        b2 = t14 * t17
        t18 = predators + t10 * b2
        t19 = growth - predation * t18
        a3 = t16 * t19
        t20 = prey + dt * a3
        t21 = feeding * t16 - decay
        b3 = t18 * t21
        t22 = predators + dt * b3
        # line 27: predators = predators + dt / 6 * (b1 + 2 * b2 + 2 * b3 + b4)
        g = predators_bar * t9
        g1 = g * 2
        g2 = prey_bar * t9  # line 26: prey = prey + dt / 6 * (a1 + 2 * a2 + 2 * a3 + a4)
        g3 = g2 * 2
        g4 = g * (feeding * t20 - decay)  # line 11: return predators * (feeding * prey - decay)
        g5 = g * t22
        g6 = g5 * feeding
        feeding_bar += g5 * t20
        # line 7: return prey * (growth - predation * predators)
        g7 = g2 * (growth - predation * t22)
        g8 = g2 * t20
        g9 = g8 * predation
        predation_bar -= g8 * t22
        # line 24: a4 = prey_rate(prey + dt * a3, predators + dt * b3, growth, predation)
        b3_bar = g1 + g4 * dt - g9 * dt
        a3_bar = g3 + g6 * dt + g7 * dt
        g10 = b3_bar * t21               # line 11: return predators * (feeding * prey - decay)
        g11 = b3_bar * t18
        g12 = g11 * feeding
        # line 23: b3 = predator_rate(prey + dt / 2 * a2, predators + dt / 2 * b2, decay, feeding)
        predators_bar = predators_bar + g4 - g9 + g10
        g13 = a3_bar * t19  # line 7: return prey * (growth - predation * predators)
        g14 = a3_bar * t16
        g15 = g14 * predation
        # line 22: a3 = prey_rate(prey + dt / 2 * a2, predators + dt / 2 * b2, growth, predation)
        b2_bar = g1 + g10 * t10 - g15 * t10
        prey_bar = prey_bar + g6 + g7 + g12 + g13
        a2_bar = g3 + g12 * t10 + g13 * t10
        g16 = b2_bar * t17  # line 11: return predators * (feeding * prey - decay)
        g17 = b2_bar * t14
        g18 = g17 * feeding
        # line 21: b2 = predator_rate(prey + dt / 2 * a1, predators + dt / 2 * b1, decay, feeding)
        predators_bar = predators_bar - g15 + g16
        g19 = a2_bar * t15  # line 7: return prey * (growth - predation * predators)
        g20 = a2_bar * t12
        g21 = g20 * predation
        # line 20: a2 = prey_rate(prey + dt / 2 * a1, predators + dt / 2 * b1, growth, predation)
        b1_bar = g + g16 * t10 - g21 * t10
        a1_bar = g2 + g18 * t10 + g19 * t10
        g22 = b1_bar * predators  # line 11: return predators * (feeding * prey - decay)
        decay_bar = decay_bar - g5 - g11 - g17 - g22
        feeding_bar = feeding_bar + g11 * t16 + g17 * t12 + g22 * prey
        g23 = a1_bar * prey       # line 7: return prey * (growth - predation * predators)
        prey_bar = prey_bar + g18 + g19 + g22 * feeding + a1_bar * t11
        growth_bar = growth_bar + g8 + g14 + g20 + g23
        predation_bar = predation_bar - g14 * t18 - g20 * t14 - g23 * predators
        predators_bar = predators_bar - g21 + b1_bar * t13 - g23 * predation
    return value, (growth_bar, predation_bar, decay_bar, feeding_bar)
