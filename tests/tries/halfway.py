"""Programs whose try statements change objects, shared variables and arrays, and may raise behind that."""

from __future__ import annotations

import contextlib
import math
from contextlib import contextmanager

import numpy as np

from tests.tries.programs import at


class Model:
    def __init__(self, k, n=0.5):
        self.k = k
        self.n = n
        self.trail = [k]

    def learn(self, z):
        self.k = self.k * 2.0
        self.n = self.k / z
        self.k = self.k + self.n

    def remember(self, z):
        self.trail.append(self.k * 0.5)
        self.k = math.sin(self.trail[-1]) / z


class Counter:
    def __init__(self, x):
        self.entered = 0
        self.left = x

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, kind, error, trace):
        self.left = self.left * (2.0 if kind is None else 3.0)


@at((1.3, 2.0), (1.3, 0.0), (1.3, 1.0))
def methods_that_raise(x, z):
    m = Model(x)
    try:
        m.learn(z)
        m.learn(z - 1.0)
    except ZeroDivisionError:
        m.n = m.k * m.n
    return m.k * m.n


@at((1.3, 0), (1.3, 2), (1.3, 7))
def attributes_in_a_loop(x, n):
    m = Model(x)
    try:
        for i in range(4):
            m.k = m.k * x
            m.n = m.n + m.k / (n - i)
    except ZeroDivisionError:
        pass
    return m.k * m.n


@at((1.3, 0.0), (1.3, 1.0))
def a_shared_variable(x, z):
    c = x

    def scale(k):
        nonlocal c
        c = c * x
        return 1 / k

    try:
        y = scale(z)
    except ZeroDivisionError:
        y = 2.0
    return y * c


@at((1.3, 0.0), (1.3, 2.0))
def an_array_in_a_callee(x, z):
    def fill(u):
        u[0] = x * x
        if x > z:
            raise ValueError
        u[1] = x

    u = np.zeros(2)
    try:
        fill(u)
    except ValueError:
        u[1] = 3 * x
    return np.sum(u)


@at((1.3, 0), (1.3, 1), (1.3, 5))
def a_list_that_grows(x, n):
    items = [x]
    try:
        for i in range(3):
            items.append(items[-1] * x)
            items[0] = items[0] / (n - i)
    except ZeroDivisionError:
        pass
    return sum(items)


@at((1.3, 0), (1.3, 1), (1.3, 2), (1.3, 9))
def inner_statement_goes_on(x, n):
    m = Model(x)
    for i in range(3):
        try:
            m.k = m.k * x
            try:
                m.n = m.n * m.k
                m.n = m.n / (n - i)
                m.k = m.k + 1.0
            except KeyError:
                m.k = 0.0
            finally:
                m.k = m.k * 1.5
            m.n = m.n + m.k
        except ZeroDivisionError as error:
            m.n = m.n + len(str(error)) * m.k
    return m.k * m.n


@at((1.3, 0), (1.3, 1), (1.3, 2))
def handlers_of_both(x, n):
    m = Model(x)
    try:
        try:
            m.k = m.k * x
            m.n = [m.k, m.k][n]
            m.k = m.k / (n - 0.0)
        except IndexError:
            m.n = m.n * m.k
            m.k = m.k / (n - 1)
            m.k = m.k * 2.0
        m.n = m.n * 3.0
    except ZeroDivisionError:
        m.n = m.n + m.k
    return m.k * m.n


@at((1.3, 0), (1.3, 1), (1.3, 2))
def several_handlers(x, n):
    m, d = Model(x), {"a": x, "b": 2.0}
    try:
        d["a"] = d["a"] * 2.0
        d["b"] = [d["a"], x * x][n]
        m.learn(n)
        d["a"] = m.k
    except (IndexError, KeyError):
        d["b"] = d["a"] * d["b"]
    except ZeroDivisionError:
        d["a"] = d["a"] * m.k
    else:
        d["a"] = m.n
    return d["a"] * d["b"] + m.k


@at((1.3, 0), (1.3, 1))
def raises_what_it_caught(x, n):
    m = Model(x)
    try:
        try:
            m.k = m.k * x
            m.n = m.n / n
            m.k = m.k * x
        except ZeroDivisionError:
            m.n = m.k * m.k
            raise
    except ArithmeticError as error:
        m.n = m.n * len(str(error))
    return m.k * m.n


@at((1.3, 0), (1.3, 1), (1.3, 3))
def a_while_loop_with_exits(x, n):
    m, count = Model(x), 0
    try:
        while True:
            m.k = m.k * x
            count += 1
            if count == n:
                break
            m.n = m.n * [m.k, x, x * x][count]
            if m.n > 500.0:
                return m.k
    except IndexError:
        m.n = m.n + m.k
    return m.k * m.n


@at((1.3, 0), (1.3, 1), (1.3, 2))
def branches_in_loops_in_loops(x, n):
    m, total = Model(x), x
    for i in range(2):
        try:
            for j in range(3):
                if j > i:
                    m.k = m.k * x
                    if j == 2:
                        m.n = m.n + m.k / (n - i)
                else:
                    m.remember(n - j + 0.5)
                m.n = m.n * 1.1
            m.k = float(m.k) / (n - 1)
        except ZeroDivisionError:
            total = total * m.k + m.n
            continue
        total = total + m.trail[-1]
    return total * m.n


@at((1.3, 0.0), (1.3, 2.0))
def a_view_of_an_array(x, z):
    u = np.full(4, x)
    try:
        v = u[1:3]
        v[0] = x * x
        v[1] = float(v[0]) / z
        u[0] = 5.0 * v[1]
    except ZeroDivisionError:
        u[3] = u[1] * 2.0
    return np.sum(u * u)


@at((1.3, 0), (1.3, 1), (1.3, 4))
def arrays_in_a_loop(x, n):
    u = np.zeros(3)
    w = u[::-1]
    try:
        for i in range(3):
            u[i] = x * (i + 1)
            w[i] += float(u[i]) ** 2 / (n - i)
            u *= 1.5
    except ZeroDivisionError:
        w *= 2.0
    return np.sum(u * np.array([1.0, 2.0, 3.0]))


@at((1.3, 0), (1.3, 1))
def rows_that_are_chosen(x, n):
    rows = [[x], [2.0 * x]]
    row = rows[0] if x > 1 else rows[1]
    try:
        row.append(x * x)
        rows[1][0] = rows[0][1] / n
        row[0] = 7.0
    except ZeroDivisionError:
        row[0] = row[1] * 2.0
    return sum(rows[0]) * rows[1][0]


@at((1.3, 0.0), (1.3, 1.0))
def a_manager_that_notes_how_it_is_left(x, z):
    c = Counter(x)
    try:
        with c:
            c.left = c.left * x
            y = x / z
    except ZeroDivisionError:
        y = 2.0
    return y * c.left * c.entered


@at((1.3, 0.0), (1.3, 1.0))
def a_manager_that_is_a_function(x, z):
    m = Model(x)

    @contextmanager
    def scaled(k):
        m.k = m.k * k
        try:
            yield
        finally:
            m.n = m.n * m.k

    try:
        with scaled(x):
            m.k = m.k * 2.0
            m.n = m.n / z
    except ZeroDivisionError:
        m.k = m.k + 1.0
    return m.k * m.n


@at((1.3, 0), (1.3, 1))
def errors_of_numpy(x, n):
    m = Model(x)
    try:
        with np.errstate(all="ignore"):
            m.k = m.k * math.sin(x)
            m.n = m.n / n
            m.k = m.k * 2.0
    except ZeroDivisionError:
        m.n = m.n + m.k
    return m.k * m.n


@at((1.3, 0), (1.3, 1))
def an_object_made_in_the_body(x, n):
    m = Model(x)
    m.inner = Model(1.0)
    try:
        m.inner = Model(x * x)
        m.inner.k = m.inner.k * 3.0
        m.inner.learn(n)
    except ZeroDivisionError:
        m.k = m.inner.k
    return m.inner.k * m.k


@at((1.3, 0), (1.3, 1))
def a_comprehension_of_a_method(x, n):
    m = Model(x)

    def use(k):
        m.k = m.k * x
        return m.k / (n - k)

    try:
        y = sum([use(k) for k in range(2)])
    except ZeroDivisionError:
        y = m.k
    return y * m.k


@at((1.3, 0), (1.3, 3))
def values_of_a_generator(x, n):
    m = Model(x)
    try:
        for v in (x / (n - k) for k in range(2)):
            m.k = m.k * v
            m.n = m.n + m.k
    except ZeroDivisionError:
        m.n = m.n * 2.0
    return m.k * m.n


@at((1.3, 0), (1.3, 1))
def changes_and_raises_in_a_branch(x, n):
    m = Model(x)
    try:
        if n < 1:
            m.k = m.k * x
            m.n = m.n * 2.0
            raise ValueError
        m.n = m.n / n
    except ValueError:
        return m.k * m.n
    return m.n * 5.0 * x


@at((1.3,))
def several_changes_at_once(x):
    a = np.zeros(2)
    try:
        a[0], a[7] = x, x * x
    except IndexError:
        pass
    return np.sum(a)


@at((1.3,))
def a_generator_that_raises(x):
    s = x
    try:
        for v in (x / k for k in (1, 0)):
            s = s * v
    except ZeroDivisionError:
        pass
    return s


@at((1.3, 0), (1.3, 4))
def a_name_bound_in_an_expression(x, n):
    y = x
    try:
        y = (y := y * x) / n + y
    except ZeroDivisionError:
        y = y + 1.0
    return y * x


@at((1.3, 0), (1.3, 1), (1.3, 2))
def a_name_of_a_handler_that_is_used_again(x, n):
    e = x
    for i in range(3):
        try:
            e = e * x
            e = e / (n - i)
        except ZeroDivisionError as error:
            e = e + len(str(error))
    return e


@at((1.3, 0), (1.3, 1))
def a_name_that_a_handler_finds_unbound(x, n):
    try:
        1 / n
        y = x * x
        y = y / (n - 1)
    except ZeroDivisionError:
        if n:
            return y
        y = 3.0 * x
    return y


@at((1.3, 1), (0.3, 1), (1.3, 0), (1.3, 3))
def branches_that_all_leave_a_loop(x, n):
    items, b = [0.5, x], x
    try:
        for i in reversed(range(n)):
            for _ in range(2):
                items[0] += math.sin(i - b) / (2 - n)
                b = items[0] * 0.5 + b
            if x < 0.5:
                b = items[-1] * b
                break
            else:
                b = items[1] / (n - 3)
                break
        items[1] = [b, x][n]
    except (IndexError, ZeroDivisionError):
        b = b + items[0]
    return items[0] * b + items[1]


@at((1.3, 0), (1.3, 1), (1.3, 2))
def returns_in_handlers(x, n):
    y = x
    try:
        y = y * x / n
        y = math.tanh(y) / (n - 1)
    except ZeroDivisionError:
        return 0.9 * y
    return 0.5 * y


@at((1.3, 1), (1.3, 3))
def a_body_that_always_raises_in_a_loop(x, n):
    y = x
    for _ in range(n):
        try:
            y = {"p": y}["q"]
        except KeyError:
            return y * x
    return y


@at((1.3, 0), (1.3, 1))
def returns_where_a_function_sees_what_changes(x, n):
    a = 0.5
    try:
        y = x

        def scaled(z, k=a):
            return y * z * k

        y = math.tanh(x) / n
    except ZeroDivisionError:
        return 0.9
    return scaled(x)


@at((1.3, 0.0), (1.3, 2.0))
def an_object_made_in_the_body_that_changes(x, z):
    y = x
    try:
        made = Model(x)
        made.k *= 3.0
        y = y / z
        made.k += x
    except ZeroDivisionError:
        y += x * made.k
    return y * made.k


@at((1.3, 0.0), (1.3, 2.0))
def a_handler_that_asks_what_it_caught(x, z):
    y = x
    try:
        made = Model(x)
        try:
            y = y * x
            if z == 0.0:
                raise KeyError
        except BaseException as error:
            made.k *= 2.0
            if type(error) is KeyError:
                raise
    except KeyError:
        y += x * made.k
    return y * made.k


@at((1.3, 0.0), (1.3, 2.0))
def in_a_context_that_does_nothing(x, z):
    y = x
    try:
        with contextlib.nullcontext(x) as k:
            y = y * k
            if z == 0.0:
                raise ValueError
    except ValueError:
        y = y * 2.0
    return y


def _refuse(text):
    raise ValueError(text)


@at((1.3, 0), (0.3, 3))
def branches_that_both_raise(x, n):
    y = x
    for i in range(n):
        try:
            y = y * (_refuse("large") if x * i > 0.5 else _refuse("small"))
        except ValueError as error:
            y = math.sin(y) * len(str(error)) * (x if str(error) == "large" else 2.0)
    if n > 3:
        y = y * (_refuse("many") if x > 0.5 else _refuse("more"))
    return y


@at((1.3, 0), (1.3, 3))
def names_that_are_only_added_to_behind(x, n):
    a = np.full(2, x)
    b = np.full(3, x * 0.5)
    c = np.full(4, x * x)
    try:
        a, b, c = c, a, b
        a[n]
        b[n]
    except IndexError:
        pass
    a += 0.5 * x
    return np.sum(b**2) * 2.0 + np.sum(c) * len(c)


@at((1.3, 0), (1.3, 3))
def arrays_swapped_half_way_and_then_written_to(x, n):
    a = np.array([x, 2.0 * x])
    b = np.array([x * x, 0.5])
    try:
        a, b = b, a
        a[n] = x * 3.0
    except IndexError:
        b[0] = 1.0
    a += 0.5
    return np.sum(b**2)


@at((1.3, 0), (1.3, 3))
def items_of_a_tuple_changed_in_place(x, n):
    t = (np.full(3, x), [x])
    try:
        t[0] += 0.5 * x
    except TypeError:
        pass
    try:
        t[1] += [x * x] * n
    except TypeError:
        pass
    return np.sum(t[0] ** 2) + sum(t[1])


@at((1.3, 0), (1.3, 1))
def targets_unpacked_half_way(x, n):
    a = b = x
    try:
        a, (b, _) = x * x, [x**3] * (n + 1)
    except ValueError:
        pass
    return a * b


@at((1.3, 0), (1.3, 1))
def targets_unpacked_behind_a_first(x, n):
    a = [x]
    try:
        a = _, _ = [x * x] * (n + 1)
    except ValueError:
        pass
    return sum(a)


@at((1.3, 0), (1.3, 2))
def a_number_that_is_no_sequence(x, n):
    y = [x, 2.0 * x, x * x]
    try:
        (y[n], *_), _ = x, x**2
    except TypeError:
        pass
    return sum(v * v for v in y)


@at((1.3,), (0.3,))
def suppressed_by_a_name_of_the_function(x):
    from contextlib import suppress as ignoring

    y = x
    with ignoring(KeyError):
        y = x * 2.0
        {}["k" if x > 1.0 else 0]
    import contextlib as tools

    with tools.suppress(KeyError):
        y = y * x
        {}["k"]
    return y


@at((1.3,), (0.3,))
def rebound_in_the_body_and_changed_in_the_handler(x):
    y = np.array([x, 2.0 * x])
    for k in range(3):
        try:
            y = y / 2.0
            float("1" if k else "one")
        except ValueError:
            y *= 3.0 * x
    return np.sum(y**2)
