"""What users call: gradients of their functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, overload

from srcad.dispatch.derivative import Derivative
from srcad.dispatch.signature import ArgNums
from srcad.errors import SrcadError
from srcad.options import Options

P = ParamSpec("P")


@overload
def grad(fun: Callable[P, Any], argnums: ArgNums = 0) -> Derivative[P, Any]: ...
@overload
def grad(fun: None = None, argnums: ArgNums = 0) -> Callable[[Callable[P, Any]], Derivative[P, Any]]: ...
def grad(fun: Callable[P, Any] | None = None, argnums: ArgNums = 0) -> Any:
    """Return the gradient of a scalar function, as a function with the same arguments.

    Parameters
    ----------
    fun : callable
        A Python function of NumPy arrays, floats and structures of them, that returns a real scalar. Without it, a
        decorator is returned.
    argnums : int, str, or a tuple or list of these
        Which parameters are differentiated: indices (negative ones count from the end) or names. A tuple or list gives
        a tuple of gradients.

    Returns
    -------
    Derivative
        Gradients have the type, shape and dtype of the arguments. Nothing is parsed before the first call.

    Raises
    ------
    ArgumentError
        For wrong ``argnums``, now; at a call, for arguments and outputs that cannot be differentiated.
    NotDifferentiable
        At the first call, with every construct that is refused.

    Examples
    --------
    >>> def cube(x):
    ...     return x**3
    >>> grad(cube)(2.0)
    12.0
    """
    return _derivative("grad", fun, argnums)


@overload
def value_and_grad(fun: Callable[P, Any], argnums: ArgNums = 0) -> Derivative[P, Any]: ...
@overload
def value_and_grad(fun: None = None, argnums: ArgNums = 0) -> Callable[[Callable[P, Any]], Derivative[P, Any]]: ...
def value_and_grad(fun: Callable[P, Any] | None = None, argnums: ArgNums = 0) -> Any:
    """Return a function that gives the value and the gradient of a scalar function: see :func:`grad`.

    Examples
    --------
    >>> def cube(x):
    ...     return x**3
    >>> value_and_grad(cube)(2.0)
    (8.0, 12.0)
    """
    return _derivative("value_and_grad", fun, argnums)


def _derivative(transform: str, fun: Callable[P, Any] | None, argnums: ArgNums) -> Any:
    if fun is None:
        return lambda function: _derivative(transform, function, argnums)
    try:
        return Derivative(fun, transform, argnums, Options())
    except SrcadError as error:
        raise error.with_traceback(None) from None  # the message says what to do; our own frames say nothing
