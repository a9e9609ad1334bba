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
        t1 = prey + t * a2
        t = predators + t * b2
        a3 = t1 * (growth - predation * t)
        b3 = t * (feeding * t1 - decay)
        t = prey + dt * a3
        t1 = predators + dt * b3
        a4 = t * (growth - predation * t1)
        b4 = t1 * (feeding * t - decay)
        t = dt / 6
        prey += t * (a1 + 2 * a2 + 2 * a3 + a4)
        predators += t * (b1 + 2 * b2 + 2 * b3 + b4)
    t = prey - target

    # reverse sweep
    prey_bar = loss_bar * 2 * t              # line 28: return (prey - target) ** 2
    predators_bar = 0.0                      # line 17: for _ in range(n)
    decay_bar = 0.0
    feeding_bar = 0.0
    growth_bar = 0.0
    predation_bar = 0.0
    for _ in range(n):
        prey = prey_tape.pop()               # line 17: for _ in range(n)
        predators = predators_tape.pop()
        t1 = dt / 6
        t2 = dt / 2
        t3 = growth - predation * predators
        a1 = prey * t3
        t4 = prey + t2 * a1
        t5 = feeding * prey - decay
        b1 = predators * t5
        t6 = predators + t2 * b1
        t7 = growth - predation * t6
        a2 = t4 * t7
        t8 = prey + t2 * a2
        t9 = feeding * t4 - decay
        b2 = t6 * t9
        t10 = predators + t2 * b2
        t11 = growth - predation * t10
        a3 = t8 * t11
        t12 = prey + dt * a3
        t13 = feeding * t8 - decay
        b3 = t10 * t13
        t14 = predators + dt * b3
        # line 27: predators = predators + dt / 6 * (b1 + 2 * b2 + 2 * b3 + b4)
        t15 = predators_bar * t1
        t16 = t15 * 2
        t1 = prey_bar * t1  # line 26: prey = prey + dt / 6 * (a1 + 2 * a2 + 2 * a3 + a4)
        t17 = t1 * 2
        t18 = t15 * (feeding * t12 - decay)  # line 11: return predators * (feeding * prey - decay)
        t19 = t15 * t14
        t20 = t19 * feeding
        # line 7: return prey * (growth - predation * predators)
        t21 = t1 * (growth - predation * t14)
        t22 = t1 * t12
        t23 = t22 * predation
        predation_bar -= t22 * t14
        # line 24: a4 = prey_rate(prey + dt * a3, predators + dt * b3, growth, predation)
        b3_bar = t16 + t18 * dt - t23 * dt
        a3_bar = t17 + t20 * dt + t21 * dt
        t13 = b3_bar * t13                  # line 11: return predators * (feeding * prey - decay)
        t14 = b3_bar * t10
        t24 = t14 * feeding
        # line 23: b3 = predator_rate(prey + dt / 2 * a2, predators + dt / 2 * b2, decay, feeding)
        predators_bar = predators_bar + t18 - t23 + t13
        t11 = a3_bar * t11  # line 7: return prey * (growth - predation * predators)
        t18 = a3_bar * t8
        t23 = t18 * predation
        # line 22: a3 = prey_rate(prey + dt / 2 * a2, predators + dt / 2 * b2, growth, predation)
        b2_bar = t16 + t13 * t2 - t23 * t2
        prey_bar = prey_bar + t20 + t21 + t24 + t11
        a2_bar = t17 + t24 * t2 + t11 * t2
        t9 = b2_bar * t9  # line 11: return predators * (feeding * prey - decay)
        t11 = b2_bar * t6
        t13 = t11 * feeding
        # line 21: b2 = predator_rate(prey + dt / 2 * a1, predators + dt / 2 * b1, decay, feeding)
        predators_bar = predators_bar - t23 + t9
        t7 = a2_bar * t7  # line 7: return prey * (growth - predation * predators)
        t16 = a2_bar * t4
        t17 = t16 * predation
        # line 20: a2 = prey_rate(prey + dt / 2 * a1, predators + dt / 2 * b1, growth, predation)
        b1_bar = t15 + t9 * t2 - t17 * t2
        a1_bar = t1 + t13 * t2 + t7 * t2
        t1 = b1_bar * predators  # line 11: return predators * (feeding * prey - decay)
        decay_bar = decay_bar - t19 - t14 - t11 - t1
        feeding_bar = feeding_bar + t19 * t12 + t14 * t8 + t11 * t4 + t1 * prey
        t2 = a1_bar * prey       # line 7: return prey * (growth - predation * predators)
        prey_bar = prey_bar + t13 + t7 + t1 * feeding + a1_bar * t3
        growth_bar = growth_bar + t22 + t18 + t16 + t2
        predation_bar = predation_bar - t18 * t10 - t16 * t6 - t2 * predators
        predators_bar = predators_bar - t17 + b1_bar * t5 - t2 * predation
    return t**2, (growth_bar, predation_bar, decay_bar, feeding_bar)
