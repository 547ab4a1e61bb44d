// Applies what the server sends: pieces of HTML, put in their place without a jump.
import { showNewest } from "./scrollback.js";
import { arrived, isMine, withoutJump } from "./scrolling.js";

let page;

const APPLY = {
  put({ list, id, html, place, limit }) {
    const there = document.getElementById(id);
    if (there) return replace(there, html);
    const target = document.getElementById(list);
    if (!target) return;
    const added = parse(html);
    if ("detached" in target.dataset) return void (isMine(added) && whileHeld(showNewest));
    if (place === "start") target.prepend(added);
    else target.append(added);
    while (limit && target.children.length > limit) {
      (place === "start" ? target.lastElementChild : target.firstElementChild).remove();
    }
    arrived(added);
    changed(added);
  },
  drop({ id }) {
    const there = document.getElementById(id);
    if (!there) return;
    const near = there.contains(document.activeElement)
      && (there.nextElementSibling ?? there.previousElementSibling);
    there.remove();
    if (near) focusWithin(near, 0);
    else if (near === null) page.toBox();
  },
  swap({ id, html }) {
    const there = document.getElementById(id);
    if (there) replace(there, html);
  },
  fill({ id, html }) {
    const there = document.getElementById(id);
    if (!there) return;
    const kept = snapshot(there);
    there.replaceChildren(...parseAll(html));
    restore(there, kept);
    changed(there);
  },
  say({ text }) {
    page.say(text);
  },
  toast({ text, tone }) {
    page.toast(text, tone);
  },
  reload() {
    location.reload();
  },
};

export function start(shared) {
  page = shared;
  holdWhilePressed();
  connect(page.seq);
}

function connect(after) {
  const address = new URL(`/as/${page.user}/live`, location.href.replace(/^http/, "ws"));
  address.search = new URLSearchParams({
    room: page.room || "app", thread: page.thread, tab: page.tab,
    builder: document.body.dataset.builder, after,
  });
  const socket = new WebSocket(address);
  let opened = false;
  socket.addEventListener("open", () => {
    opened = true;
    document.body.classList.remove("offline");
  });
  socket.addEventListener("message", (event) => {
    const frames = JSON.parse(event.data);
    after = frames.find((frame) => frame.op === "seq")?.seq ?? after;
    waiting.push(...frames);
    applyWaiting();
  });
  socket.addEventListener("close", () => {
    document.body.classList.add("offline");
    if (!opened) leaveWhatIsGone();
    setTimeout(() => connect(after), 1000);
  });
}

// A playground that was started anew without its state knows this room no more: to wait would be for
// ever, and the page that says so has a way on.
async function leaveWhatIsGone() {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.status === 404) location.reload();
}

// A press is one's own only if what was pressed is still there when it is let go: until then
// nothing on the page is replaced.
let pressed = false;
let holds = 0;
const waiting = [];

// What comes while the page is being put together anew waits for that.
async function whileHeld(work) {
  holds += 1;
  try {
    await work();
  } finally {
    holds -= 1;
    applyWaiting();
  }
}

function holdWhilePressed() {
  const press = () => { pressed = true; };
  const release = () => setTimeout(() => { // after the click that follows
    pressed = false;
    applyWaiting();
  });
  addEventListener("pointerdown", press, true);
  addEventListener("keydown", (event) => event.key === " " && press(), true);
  for (const end of ["pointerup", "pointercancel", "keyup", "blur"]) addEventListener(end, release);
}

function applyWaiting() {
  if (pressed || holds) return;
  const frames = waiting.splice(0);
  if (frames.length) withoutJump(() => frames.forEach((frame) => APPLY[frame.op]?.(frame)));
}

function replace(there, html) {
  const kept = snapshot(there);
  const fresh = parse(html);
  there.replaceWith(fresh);
  restore(fresh, kept);
  changed(fresh);
}

function changed(element) {
  document.dispatchEvent(new CustomEvent("page:changed", { detail: { element } }));
}

function parse(html) {
  return parseAll(html).find((node) => node.nodeType === Node.ELEMENT_NODE);
}

function parseAll(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.childNodes];
}

// A key by which a control is found again in the new HTML: its id, else its element and its
// number among the controls of that element.
function keyOf(control) {
  if (control.id) return `#${control.id}`;
  const element = control.closest("[data-action-id]");
  const scope = element ?? control.closest("[id]");
  if (!scope) return "";
  const within = [...scope.querySelectorAll(FOCUSABLE)].indexOf(control);
  const name = element ? `${element.dataset.blockId}|${element.dataset.actionId}` : `#${scope.id}`;
  return `${name}|${within}`;
}

const FOCUSABLE = "a[href], button, input, select, textarea, summary";

function snapshot(root) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const typed = new Map();
  for (const control of root.querySelectorAll("input, textarea, select")) {
    if (control.type !== "file" && control.type !== "hidden" && isTouched(control)) {
      typed.set(keyOf(control), { value: control.value, checked: control.checked });
    }
  }
  const open = [...root.querySelectorAll("details[open] > summary")].map(keyOf);
  const caret = focused && "selectionStart" in focused && focused.selectionStart;
  const at = focused ? [...root.querySelectorAll(FOCUSABLE)].indexOf(focused) : 0;
  return { focused, focus: focused && keyOf(focused), at, caret, typed, open };
}

// Only what somebody entered is carried over: an app may change what it had filled in itself.
function isTouched(control) {
  if (control.type === "checkbox" || control.type === "radio") {
    return control.checked !== control.defaultChecked;
  }
  if (control instanceof HTMLSelectElement) {
    return [...control.options].some((option) => option.selected !== option.defaultSelected);
  }
  return control.value !== control.defaultValue;
}

function restore(root, { focused, focus, at, caret, typed, open }) {
  for (const control of root.querySelectorAll(FOCUSABLE)) {
    const key = keyOf(control);
    const held = typed.get(key);
    if (held) {
      control.value = held.value;
      if ("checked" in control) control.checked = held.checked;
    }
    if (open.includes(key)) control.parentElement.open = true;
    if (focus && key === focus) {
      control.focus({ preventScroll: true });
      if (typeof caret === "number") {
        try { control.setSelectionRange(caret, caret); } catch { /* not a text field */ }
      }
    }
  }
  if (focused && !root.contains(document.activeElement)) focusWithin(root, at);
}

// What had the focus is gone (a button that was pressed, mostly): the focus stays with its message,
// else it goes to what stands in its place now.
function focusWithin(root, at) {
  const controls = [...root.querySelectorAll(FOCUSABLE)].filter((one) => !one.disabled && one.checkVisibility());
  const near = root.querySelector("article") ?? controls[at] ?? controls.at(-1) ?? root.closest("[tabindex]");
  near?.focus({ preventScroll: true });
}
