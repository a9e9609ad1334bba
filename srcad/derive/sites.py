"""Sites: the places of the reverse sweep that undo a block of the forward sweep, and what each of them needs there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from srcad.derive.adjoints import Region
from srcad.derive.forward import ForwardMap
from srcad.errors import InternalError
from srcad.ir.nodes import Apply, Block, Operation, Value
from srcad.ir.walk import blocks_of, operands_of


@dataclass(slots=True, eq=False)
class Site:
    """One region of the reverse sweep.

    ``around`` holds the sites of the blocks around, itself included; ``needed`` the values of its block that the
    operations here use; ``inside`` the sites within it.
    """

    token: Value
    region: Region
    around: Mapping[Block, Site] = field(default_factory=dict)
    needed: dict[Value, None] = field(default_factory=dict)
    inside: list[Site] = field(default_factory=list)


def find_sites(operations: Sequence[Operation], regions: Mapping[Value, Region], forward: ForwardMap) -> list[Site]:
    """Return the sites in these operations of the reverse sweep, outer ones first."""
    scan = _Scan(regions, forward, [])
    scan.operations(operations, {}, [])
    return scan.sites


def need(value: Value, around: Mapping[Block, Site], forward: ForwardMap) -> None:
    """Note that a value is used where the sites ``around`` are in force."""
    home = forward.home.get(value)
    if home is None or home is forward.top:
        return
    if home not in around:
        raise InternalError("SRC090", f"the reverse sweep uses {value.hint or 'a value'} where it is not known")
    around[home].needed[value] = None


@dataclass(frozen=True, slots=True)
class _Scan:
    regions: Mapping[Value, Region]
    forward: ForwardMap
    sites: list[Site]

    def operations(self, operations: Sequence[Operation], around: Mapping[Block, Site], path: list[Site]) -> None:
        """Scan operations; marks found on the way are in force for the rest of the block."""
        here, path = dict(around), list(path)
        for operation in operations:
            if isinstance(operation, Apply) and operation.name == "region":
                self._enter(operation.result, here, path)
                continue
            for value in operands_of(operation):
                need(value, here, self.forward)
            for block in blocks_of(operation):
                self.operations(block.operations, here, path)
                self._terminator(block, here)

    def _enter(self, token: Value, here: dict[Block, Site], path: list[Site]) -> None:
        site = Site(token, self.regions[token])
        here[site.region.block] = site
        site.around = dict(here)
        for outer in path:
            outer.inside.append(site)
        path.append(site)
        self.sites.append(site)

    def _terminator(self, block: Block, here: Mapping[Block, Site]) -> None:
        around = dict(here)
        for operation in block.operations:
            if isinstance(operation, Apply) and operation.name == "region":
                site = next(s for s in reversed(self.sites) if s.token is operation.result)
                around[site.region.block] = site
        for value in block.terminator.values:
            need(value, around, self.forward)
