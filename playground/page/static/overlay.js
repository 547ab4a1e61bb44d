// Lists that lie over the page: below their box, above it where there is more room.

const GAP = 4;
const open = new Map(); // the box of each list that is open

export function unfold(list, box) {
  if (!list.isConnected) return; // drawn anew meanwhile
  list.popover = "manual";
  if (!list.matches(":popover-open")) list.showPopover();
  if (!open.size) listen(true);
  open.set(list, box);
  place();
}

export function fold(list) {
  open.delete(list);
  if (!open.size) listen(false);
  if (list.matches(":popover-open")) list.hidePopover();
}

function listen(on) {
  const change = on ? addEventListener : removeEventListener;
  change("resize", place);
  change("scroll", place, true);
}

function place(event) {
  if (open.has(event?.target)) return; // the list itself is scrolled
  for (const [list, box] of open) {
    if (list.isConnected && box.isConnected) placeAt(list, box.getBoundingClientRect());
    else fold(list);
  }
}

function placeAt(list, at) {
  const { style } = list;
  style.minWidth = `${at.width}px`;
  style.maxHeight = "";
  const below = innerHeight - at.bottom - 2 * GAP;
  const above = at.top - 2 * GAP;
  const isBelow = below >= Math.min(list.offsetHeight, above);
  style.maxHeight = `${Math.min(280, isBelow ? below : above)}px`;
  style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - list.offsetWidth - GAP))}px`;
  style.top = `${isBelow ? at.bottom + GAP : at.top - GAP - list.offsetHeight}px`;
}
