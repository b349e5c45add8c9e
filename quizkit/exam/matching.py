"""Fills slots with questions, each question at most once: bipartite matching by augmenting paths."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Slot = TypeVar("Slot", bound=Hashable)
Item = TypeVar("Item", bound=Hashable)


def fill(
    wants: Mapping[Slot, Sequence[Item]], held: Mapping[Slot, Item] | None = None
) -> dict[Slot, Item] | None:
    """An item for every slot from its `wants`, in order of preference, no item twice; None if there is no
    such filling.

    It grows out of `held`, a valid filling of some slots: an item that is held stays in use, though a slot
    may change its item (Mendelsohn and Dulmage), so that what must be used is put into `held`.
    """
    filling = dict(held or {})
    holder = {item: slot for slot, item in filling.items()}
    for slot in wants:
        if slot not in filling and not _augment(slot, wants, filling, holder):
            return None
    return filling


def _augment(
    start: Slot, wants: Mapping[Slot, Sequence[Item]], filling: dict[Slot, Item], holder: dict[Item, Slot]
) -> bool:
    """Find an item for `start`, moving other slots where needed: breadth first, so that few move."""
    came_from: dict[Item, Slot] = {}
    queue = [start]
    for slot in queue:  # grows while it is walked
        for item in wants[slot]:
            if item in came_from:
                continue
            came_from[item] = slot
            if item in holder:
                queue.append(holder[item])
            else:
                _flip(item, start, came_from, filling, holder)
                return True
    return False


def _flip(
    item: Item,
    start: Slot,
    came_from: Mapping[Item, Slot],
    filling: dict[Slot, Item],
    holder: dict[Item, Slot],
) -> None:
    """Give `item` to the slot that reached it, that slot's item to the one before, back to `start`."""
    while True:
        slot = came_from[item]
        before = filling.get(slot)
        filling[slot], holder[item] = item, slot
        if slot == start or before is None:
            return
        item = before
