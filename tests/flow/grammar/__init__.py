"""A grammar of random programs: what they compute is smooth almost everywhere, how they get there is not simple.

Each family of constructs has a file of its own, which enters what it writes into the tables of ``writer``. Statements
take what they need (a number, a list, an object) from whatever is in scope, however deep in whatever holds it, and make
it where there is nothing; so each construct meets each other one.
"""

from tests.flow.grammar import (
    advancing,
    arrays,
    assignments,
    branches,
    containers,
    expressions,
    functions,
    iterables,
    loops,
    objects,
    tries,
)

#: They enter what they write.
TABLES = (
    advancing,
    arrays,
    assignments,
    branches,
    containers,
    expressions,
    functions,
    iterables,
    loops,
    objects,
    tries,
)
