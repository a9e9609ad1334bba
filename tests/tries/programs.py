"""Programs with try statements, each with arguments at which its body raises or not; differentiated by the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

CASES: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []


def at(*arguments: tuple[Any, ...]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        CASES.extend((function, point) for point in arguments)
        return function

    return enter


class MyError(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code


def helper(x, z):
    if z < 0:
        raise ValueError(f"negative: {z}")
    return x * z


def safe_div(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        return a * a


def rec(x, n):
    if n == 0:
        return x / 0 if x > 1 else x
    return rec(x * 0.9, n - 1) * 1.1


def rec2(x, n):
    try:
        t = 1 / n
    except ZeroDivisionError:
        return x * x
    return rec2(x * 1.1, n - 1) * t


@at((3.0, 2.0), (3.0, 0.0))
def divides_or_not(x, z):
    try:
        y = x / z
    except ZeroDivisionError:
        y = 3.0 * x
    return y * y


@at((3.0, 4))
def in_a_loop(x, n):
    s = 0.0
    for i in range(n):
        try:
            y = x / (i - 1)
        except ZeroDivisionError:
            y = np.sin(x)
        s = s + y * y
    return s


@at((3.0,))
def tries_again_until_it_works(x):
    A = np.array([[1.0, 2.0], [2.0, 1.0]]) * x
    jitter = 0.1
    for k in range(5):
        try:
            L = np.linalg.cholesky(A + jitter * np.eye(2))
            break
        except np.linalg.LinAlgError:
            jitter = jitter * 10
    return np.sum(L) * jitter


@at((3.0, {"a": 2.0, "b": 1.0}), (3.0, {"b": 1.0}))
def returns_from_both(x, d):
    try:
        return x * d["a"]
    except KeyError:
        return x * x * d["b"]


@at((3.0, 2.0), (3.0, 0.0))
def goes_on_with_what_was_before(x, z):
    y = x
    try:
        y = 1.0 / z
    except ZeroDivisionError:
        pass
    return y * x


@at((3.0,))
def cannot_raise(x):
    try:
        y = x * x
    except ValueError:
        y = x
    return y


@at((3.0, 2.0), (3.0, -2.0))
def helper_raises(x, z):
    try:
        return helper(x, z)
    except ValueError:
        return helper(x, -z) * x


@at((0.5, 4))
def in_a_callee_in_a_loop(x, n):
    s = 0.0
    for i in range(n):
        s += safe_div(x, i) * s + x
    return s


@at((3.0, 4), (3.0, 1))
def own_exceptions_and_continue(x, n):
    s = 1.0
    for i in range(n):
        try:
            if i == 2:
                raise MyError(3)
            t = x / (i - 1)
        except ZeroDivisionError:
            continue
        except MyError as e:
            s = s * x * e.code
            continue
        s = s + t
    return s


@at((3.0, 2), (3.0, 6))
def break_else_and_loop_else(x, n):
    s = 1.0
    for i in range(n):
        try:
            t = x / (i - 3)
        except ZeroDivisionError:
            break
        else:
            s = s * t
    else:
        s = s * 10.0
    return s


@at((3.0, 4))
def returns_from_while_true(x, n):
    i = 0
    while True:
        try:
            y = x * x / (n - i)
            if y > 100:
                return y
            i += 1
        except ZeroDivisionError:
            return y * x


@at((3.0, {"a": 1.0, "c": 5.0}))
def looks_up_keys(x, d):
    total = 0.0
    for key in ["a", "b", "c"]:
        try:
            w = d[key]
        except KeyError:
            w = x
        total = total + w * x
    return total


@at((3.0, 2.0), (3.0, 0.0))
def nested_caught_outside(x, z):
    try:
        try:
            y = x / z
        except ValueError:
            y = x
        y = y * x
    except ZeroDivisionError:
        y = 5 * x
    return y


@at((3.0, 2.0), (3.0, 0.0))
def raised_again_as_another(x, z):
    try:
        try:
            y = x / z
        except ZeroDivisionError:
            raise ValueError("inner")
    except (ValueError, KeyError):
        y = 5 * x
    return y


@at((3.0, 5.0), (3.0, 1.0))
def passes_in_a_loop(x, z):
    y = x
    for i in range(3):
        try:
            y = y * x / (z - i)
        except ZeroDivisionError:
            pass
    return y


@at((3.0, [1.0, 2.0, 5.0]))
def ends_with_an_index_error(x, items):
    i = 0
    s = 0.0
    while True:
        try:
            v = items[i]
        except IndexError:
            break
        s += v * x * x
        i += 1
    return s


@at((3.0, 5.0), (3.0, 0.0))
def return_bare_raise_and_finally(x, z):
    try:
        y = x / z
    except ZeroDivisionError:
        return x
    except:
        raise
    finally:
        w = x * x
    return y * w


@at((3.0, "2.5"), (3.0, "abc"))
def converts_text(x, text):
    try:
        k = float(text)
    except ValueError:
        k = 1.0
    return k * x


@at((3.0, 4))
def continue_in_a_handler(x, n):
    s = 0.0
    for i in range(n):
        try:
            s = s + x / (i - 1)
        except ZeroDivisionError:
            s = s * x
            if i > 0:
                continue
            s = s + 1
        s = s * 2
    return s


@at((3.0, 4), (0.5, 4), (52.0, 4))
def leaves_two_loops_through_finally(x, n):
    s = 0.0
    for i in range(n):
        for j in range(n):
            try:
                t = x / (i - j)
                if t > 2:
                    break
                if t < -50:
                    return s
            except ZeroDivisionError:
                t = x
            finally:
                s = s + 1.0 * x
            s += t
    return s


@at((1.3, 2.0), (1.3, 0.0))
def rebinds_half_way(x, z):
    y = x
    try:
        y = y * x
        y = y / z
        y = y * 7.0
    except ZeroDivisionError:
        y = y * x
    return y


@at((1.3, 2), (1.3, 7))
def loop_in_the_body(x, n):
    s = x
    try:
        for i in range(4):
            s = s * x + 1.0 / (n - i)
    except ZeroDivisionError:
        s = s + 2 * x
    return s * s


@at((1.3, 2.0), (1.3, 0.0))
def array_half_way(x, n):
    a = np.zeros(3)
    try:
        a[0] = x
        a[1] = x * x / n
        a[2] = x**3
    except ZeroDivisionError:
        a[2] = 5 * x
    return np.sum(a * a)


@at((1.3, 2), (1.3, 7))
def list_half_way(x, n):
    out = []
    try:
        for i in range(4):
            out.append(x * i / (n - i))
    except ZeroDivisionError:
        pass
    t = x
    for v in out:
        t = t * (v + 1)
    return t


@at((1.3, 0), (1.3, 1), (1.3, 2), (1.3, 7))
def steps_in_a_loop(x, n):
    s = 1.0
    for k in range(3):
        try:
            s = s * x
            if k == n:
                raise ValueError("no")
            s = s + x
            if k > n:
                continue
            s = s * 2
        except ValueError as e:
            s = s * s + len(str(e))
        except ZeroDivisionError:
            s = 0.0
        else:
            s = s + 0.5 * x
    return s


@at((1.3, {"a": 2.0, "b": 3.0, "c": 4.0}), (1.3, {"a": 2.0, "b": 3.0}), (1.3, {"b": 2.0}))
def returns_what_was_reached(x, d):
    total = x
    try:
        total = total * d["a"]
        total = total + d["b"] * x
        total = total * d["c"]
    except KeyError:
        return total * x
    return total


@at((1.3, 2), (1.3, 12), (1.3, 3))
def while_in_the_body(x, n):
    i = 0
    s = x
    try:
        while i < 10:
            s = s * x / (n - i)
            i = i + 1
            if s > 1e3:
                break
        s = s + 1 / (i - 3)
    except ZeroDivisionError:
        s = s * i
    return s


@at((1.3, 0), (1.3, 1), (1.3, 2), (1.3, 4), (1.3, 7))
def loops_with_breaks_in_the_body(x, n):
    s = x
    for k in range(3):
        try:
            for i in range(3):
                s = s * x
                if i + k == n:
                    raise ValueError
                if i + k == n + 1:
                    break
                s = s + 1.0
            else:
                s = s + 3 * x
            s = s - x
        except ValueError:
            s = s / 2
            if k == 1:
                return s * x
    return s


@at((1.3, 0), (1.3, 2), (1.3, 4), (1.3, 7))
def nested_loops_in_the_body(x, n):
    s = x
    t = 1.0
    try:
        for i in range(3):
            for j in range(3):
                t = t * x
                s = s + t / (i + j - n)
            s = s * 1.5
    except ZeroDivisionError:
        pass
    return s * t


@at((1.3,))
def index_error_ends_a_loop(x):
    u = np.array([1.0, 2.0, 3.0]) * x
    try:
        for i in range(5):
            u[i] = u[i] * u[i - 1]
    except IndexError:
        u[0] = u[0] * 2
    return np.sum(u)


@at((1.3, 2.0), (1.3, 0.0))
def views_half_way(x, n):
    a = np.zeros(4)
    v = a[1:]
    try:
        a[1] = x * x
        v[1] = a[1] * x
        v[2] = x / n
    except ZeroDivisionError:
        v[2] = 3 * x
    return np.sum(a * v[0])


@at((1.3, 2.0), (1.3, 0.0))
def augmented_and_finally(x, n):
    y = x
    try:
        y += x * x
        y *= 2 / n
    except ZeroDivisionError:
        y -= 3
    finally:
        w = x * 2
    return y * w


@at((1.3, 2), (1.3, 9))
def leaves_while_true_from_a_handler(x, n):
    s = x
    k = 0
    while True:
        try:
            s = s * 1.5
            k += 1
            t = 1.0 / (n - k)
            s = s + t
        except ZeroDivisionError:
            s = s * x
            break
        if k > 4:
            break
    return s


@at((1.3, 1), (1.3, 3), (1.3, 9))
def returns_from_a_loop_in_the_body(x, n):
    s = x
    try:
        s = s * x
        for i in range(3):
            s = s * x
            if i == n:
                return s * s
            if i == 1:
                s = s / (n - 3)
    except ZeroDivisionError:
        return 3 * s
    return s + 1


@at((1.3, 2), (1.3, 0))
def several_targets_and_bare_raise(x, n):
    s = x
    try:
        s = s * s
        s = np.sqrt(s) if n > 0 else 1 / n
        t, s = s * 2, s * 3
        s = s / (n - 1)
    except ZeroDivisionError as e:
        if n == 5:
            raise
        s = s * 2
    return s


@at((1.3, 2), (1.3, 7))
def generator_in_the_body(x, n):
    try:
        s = sum(x / (n - i) for i in range(4))
    except ZeroDivisionError:
        s = x * x
    return s


@at((1.3, 2.0), (1.3, 0.0))
def errors_of_numpy(x, n):
    s = x
    with np.errstate(all="raise"):
        try:
            t = np.array([1.0, 2.0]) / (n * np.ones(2))
        except FloatingPointError:
            t = np.array([x, x])
    return s * np.sum(t * x)


@at((1.3,))
def array_and_number_in_a_loop(x):
    s = x
    u = np.array([x, 2 * x])
    try:
        for i in range(3):
            u[i] = u[i] * x
            s = s + u[i]
    except IndexError:
        pass
    return s * np.sum(u)


@at((1.3, 3))
def caught_assertion(x, n):
    s = 0.0
    for i in range(n):
        try:
            assert i != 1, "one"
            s += x * i
        except AssertionError as e:
            s += len(str(e)) * x
    return s


@at((1.3, 0), (1.3, 1), (1.3, 2))
def match_in_the_body(x, n):
    match_ = n
    try:
        match match_:
            case 0:
                y = x * 2
            case 1:
                y = x / 0
            case _:
                y = x * x
    except ZeroDivisionError:
        y = x * x * x
    return y


@at((1.3, 1), (1.3, 5))
def recursive_callee_raises(x, n):
    try:
        y = rec(x, n)
    except ZeroDivisionError:
        y = x * x
    return y


@at((1.3, 3))
def tries_in_a_recursive_function(x, n):
    return rec2(x, n)


@at((1.3, 0), (1.3, 2))
def lambda_raises(x, n):
    f = lambda z: z / n
    try:
        return f(x) * x
    except (TypeError, ZeroDivisionError):
        return -x


@at((1.3, 0))
def two_tries_in_a_loop(x, n):
    L = np.array([x, x + 1, 3.0])
    total = 0.0
    for k in range(4):
        try:
            total = total + L[k] * L[k]
        except IndexError:
            total = total * 2
        try:
            total += np.linalg.inv(np.array([[x, 0.0], [0.0, float(k)]]))[1, 1] * x
        except np.linalg.LinAlgError:
            pass
    return total


@at((np.array([1.0, 2.0, 3.0]), 2.0), (np.arange(1.0, 8.0), 2.0))
def index_of_an_array(u, z):
    try:
        v = u / z
        w = v[5]
    except IndexError:
        w = np.sum(u)
    return w * w


@at((1.3, 0), (1.3, 1), (1.3, 2), (1.3, 5))
def nested_half_way(x, n):
    s = x
    try:
        s = s * x
        try:
            s = s * 2
            if n == 0:
                raise ValueError("inner")
            s = s / (n - 1)
            if n == 2:
                raise KeyError("outer")
        except ValueError:
            s = s * s
        s = s + 1
    except ZeroDivisionError:
        s = s * 3
    except KeyError:
        s = s * 5 * x
    return s


@at((1.3, 2.0), (1.3, 0.0))
def seen_in_finally(x, z):
    seen = []
    y = x
    try:
        try:
            y = y * x
            y = y / z
        finally:
            seen.append(y)
    except ZeroDivisionError:
        y = y * 7
    return y * seen[0]


@at((1.3, 0), (1.3, 2))
def value_that_nobody_uses(x, n):
    try:
        1 / n
        y = x * 2
    except ZeroDivisionError:
        y = x * x
    return y


@at((1.3, 0.0), (1.3, 2.0))
def error_state_in_the_body(x, n):
    y = x
    try:
        with np.errstate(all="raise"):
            t = np.array([x, 1.0]) / n
            y = np.sum(t)
    except FloatingPointError:
        y = y * y
    return y


@at((1.3, 1), (1.3, 9))
def error_state_around(x, n):
    with np.errstate(all="ignore"):
        s = 0.0
        for i in range(4):
            try:
                s = s + x / (n - i)
                if i == 3:
                    break
            except ZeroDivisionError:
                s = s * x
                continue
            s = s * 1.5
    return s


@at((1.3, 1), (1.3, 4))
def aliases_half_way(x, n):
    a = np.array([x, 2 * x, 3.0])
    b = a
    try:
        b[1] = b[1] * x
        a = a * 2
        b[5 - n] = x
    except IndexError:
        b[0] = b[0] * 3
    return np.sum(a) * np.sum(b)


@at((1.3, 1), (1.3, 7))
def best_of_those_that_work(x, n):
    best = 1e9
    for k in range(4):
        try:
            val = (x - k) ** 2 / (k - n)
        except ZeroDivisionError:
            continue
        if val < best:
            best = val
    return best


@at((1.3, 0), (1.3, 3))
def inner_function_until_it_works(x, n):
    def attempt(k):
        if k < n:
            raise ValueError("not yet")
        return x * k

    k = 0
    while True:
        try:
            r = attempt(k)
        except ValueError:
            k += 1
        else:
            return r * r


@at((np.array([1.0, 2.0, 3.0]), 0))
def past_the_end_of_an_array(u, n):
    total = 0.0
    for i in range(len(u) + 2):
        try:
            total += u[i] ** 2
        except IndexError:
            total += 0.5 * u[-1]
    return total


@at((1.3, 0), (1.3, 1))
def overflow(x, n):
    try:
        y = x**400.0 if n else x
        z = float(y) * 2
        w = 10.0 ** (x * 300)
    except OverflowError:
        w = x * 3
    return w


@at((1.3, 1), (1.3, 7))
def finally_in_a_try_in_a_loop(x, n):
    t = 0.0
    for i in range(3):
        try:
            try:
                t = t + x / (i - n)
            finally:
                t = t + x * x
        except ZeroDivisionError:
            t = t * 2
    return t


@at((1.3, 0), (1.3, 2))
def none_if_it_failed(x, n):
    r = None
    try:
        r = x / n
    except ZeroDivisionError:
        pass
    if r is None:
        return x * x
    return r * r


@at((1.3, 2), (1.3, 0))
def conditional_expression_in_the_body(x, n):
    try:
        y = (2 * x if x > n else x * x) / n if n != 1 else x
    except ZeroDivisionError:
        y = x * 3
    return y * y
