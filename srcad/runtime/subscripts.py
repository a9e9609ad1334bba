"""The subscripts of ``numpy.einsum`` and of its derivatives.

In the derivative of ``einsum("ij,jk->ik", a, b)`` each operand gets an ``einsum`` of ``g`` and the other operands:
``einsum("ik,jk->ij", g, b)``. Two things make it longer: an index that an operand has alone, summed away, has no
length in the others, and an index that occurs twice in one operand puts its derivative on a diagonal. There
:func:`spread` follows, which is the transpose of taking the sums and the diagonals of that one operand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from string import ascii_letters
from typing import Any

import numpy as np

_DOTS = "..."


def explicit(subscripts: str) -> tuple[tuple[str, ...], str]:
    """Return the subscripts of each operand, and of the result, with blanks gone and the result spelled out.

    >>> explicit("ij, jk"), explicit("...ii")
    ((('ij', 'jk'), 'ik'), (('...ii',), '...'))
    """
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    if not arrow:
        counts = Counter(inputs.replace(_DOTS, "").replace(",", ""))
        output = _DOTS * (_DOTS in inputs) + "".join(sorted(letter for letter, n in counts.items() if n == 1))
    return tuple(inputs.split(",")), output


def transposed(subscripts: str, position: int) -> str:
    """Return the subscripts of the derivative for one operand, of ``g`` and the other operands in their order.

    >>> transposed("ij,jk->ik", 0), transposed("ij,jk->ik", 1), transposed("ij->j", 0)
    ('ik,jk->ij', 'ik,ij->jk', 'j->j')
    """
    terms, output = explicit(subscripts)
    others = [term for i, term in enumerate(terms) if i != position]
    return ",".join([output, *others]) + "->" + _reached(terms, output, position)


def _reached(terms: Sequence[str], output: str, position: int) -> str:
    """Return the subscripts of an operand without repetitions and without those that it has alone."""
    elsewhere = output + "".join(term for i, term in enumerate(terms) if i != position)
    before, dots, after = terms[position].partition(_DOTS)
    kept = ["".join(s for s in dict.fromkeys(part) if s in elsewhere) for part in (before, after)]
    kept[1] = "".join(s for s in kept[1] if s not in kept[0])
    return kept[0] + _DOTS + kept[1] if dots else _DOTS * (_DOTS in elsewhere) + kept[0]


def is_spread(subscripts: str, position: int) -> bool:
    """Say whether an operand has an index twice, or one that nothing else has."""
    terms, output = explicit(subscripts)
    return _reached(terms, output, position).replace(_DOTS, "") != terms[position].replace(_DOTS, "")


def gathered(subscripts: str, position: int) -> str:
    """Return the subscripts with which ``einsum`` takes the sums and the diagonals of one operand.

    >>> gathered("ii->", 0), gathered("ij->j", 0)
    ('ii->', 'ij->j')
    """
    terms, output = explicit(subscripts)
    own = terms[position] if _DOTS in terms[position] else _DOTS * (_DOTS in output) + terms[position]
    return own + "->" + _reached(terms, output, position)


def is_ambiguous(subscripts: str) -> bool:
    """Say whether axes that broadcast stand elsewhere than in front: these sums are not taken by the engine."""
    terms, output = explicit(subscripts)
    dotted = [term for term in (*terms, output) if _DOTS in term]
    return len(dotted) > 2 and not all(term.startswith(_DOTS) for term in dotted)


def contraction(rank_a: int, rank_b: int, axes: Any) -> str:
    """Return the subscripts that ``np.tensordot(a, b, axes)`` stands for.

    >>> contraction(2, 2, 1), contraction(2, 3, ((0, 1), (1, 2)))
    ('ab,bc->ac', 'ab,cab->c')
    """
    if isinstance(axes, int):
        pairs = [(rank_a - axes + i, i) for i in range(axes)]
    else:
        of_a, of_b = ([int(k)] if np.ndim(k) == 0 else list(k) for k in axes)
        pairs = [(i % rank_a, k % rank_b) for i, k in zip(of_a, of_b, strict=True)]
    first, rest = ascii_letters[:rank_a], iter(ascii_letters[rank_a:])
    shared = {k: first[i] for i, k in pairs}
    second = "".join(shared[k] if k in shared else next(rest) for k in range(rank_b))
    result = "".join(s for s in first + second if (s in first) != (s in second))
    return f"{first},{second}->{result}"


def spread(g: Any, subscripts: str, shape: Any) -> Any:
    """Return the array of ``shape`` with ``g`` at each place that ``np.einsum(subscripts, array)`` adds up.

    >>> spread(np.array([1.0, 2.0]), "ii->i", (2, 2))
    array([[1., 0.],
           [0., 2.]])
    """
    (own,), reached = explicit(subscripts)
    total = np.zeros(shape, np.result_type(g))
    letters = "".join(dict.fromkeys(own.replace(_DOTS, "")))
    places = np.einsum(f"{own}->{_DOTS}{letters}", total)
    found = np.einsum(f"{reached}->{_DOTS * (_DOTS in reached)}{''.join(s for s in letters if s in reached)}", g)
    places[...] = found[(..., *(slice(None) if s in reached else None for s in letters))]
    return total
