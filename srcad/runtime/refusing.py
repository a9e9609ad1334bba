"""What emitted code raises for operands of which a rule knows no derivative."""

from __future__ import annotations

#: The note that tells such an error from one that the user's program raises.
NO_RULE = "no derivative is known for these operands [SRC004]"


def no_derivative(reason: str) -> NotImplementedError:
    """Return the error to raise.

    >>> no_derivative("np.linalg.svd: not known")
    NotImplementedError('np.linalg.svd: not known')
    """
    error = NotImplementedError(reason)
    error.add_note(NO_RULE)
    return error
