// Interactive elements: pressing, choosing and typing in messages, modals and home tabs.
import { agrees } from "./confirm.js";
import { clearErrors, fieldOf, fieldsOf, isChanged, settle, showErrors, undo, whereIs } from "./fields.js";
import * as pickers from "./pickers.js";
import * as search from "./search.js";
import * as uploads from "./uploads.js";

const TYPED = "textarea, input:is([type=text], [type=email], [type=url], [type=number], :not([type]))";
const PIECEMEAL = "input:is([type=date], [type=time], [type=datetime-local])";
const PAUSE = 400; // ms after the last letter before the app hears of it
const LONG_PAUSE = 800; // a date counts as changed at each of its digits

let page;
const waiting = new Map(); // timers of elements that are being typed in, by the element's key
const sending = new Map(); // what is under way, by the element's key: later values come later

export function start(shared) {
  page = shared;
  pickers.start();
  search.start(page, chosen);
  uploads.start(page, chosen);
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("input", onInput);
  document.addEventListener("keydown", onKey);
  // `toggle` does not bubble.
  document.addEventListener("toggle", onToggle, true);
}

function onClick(event) {
  closeMenus((menu) => !menu.contains(event.target));
  const button = event.target.closest("[data-press]");
  const element = button?.closest(".element");
  if (!element) return;
  if (button.href && element.dataset.confirm) event.preventDefault();
  const menu = button.closest("details.menu");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  press(element, button);
}

async function press(element, button) {
  const where = whereIs(element);
  if (!where || button.getAttribute("aria-busy") === "true" || !(await mayGoOn(element))) return;
  if (button.href && element.dataset.confirm) open(button.href, "_blank", "noopener,noreferrer");
  button.setAttribute("aria-busy", "true");
  try {
    const raw = "raw" in button.dataset ? [button.dataset.raw] : [];
    await send(where, { ...fieldOf(element), raw });
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function onChange(event) {
  const field = event.target.closest(".element .field");
  if (!field || field.type === "file") return;
  const element = field.closest(".element");
  // A list of several is passed on when it is closed, not at each tick.
  if (field.closest("details.picker")) return;
  if (!field.matches(TYPED)) later(element, field.matches(PIECEMEAL) ? LONG_PAUSE : 0);
  else if (!waiting.has(keyOf(element))) remember(element);
}

function onInput(event) {
  const field = event.target.closest(".element .field");
  if (!field) return;
  const element = field.closest(".element");
  const block = element.closest("[data-input-block]");
  if (block) clearErrors(block);
  if (!field.matches(TYPED)) return;
  count(field);
  if (hears(element, "change")) later(element, PAUSE);
}

function onKey(event) {
  if (event.key === "Escape") escape(event);
  if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
  const field = event.target.closest(".element .field");
  const element = field?.closest(".element");
  if (!element || !field.matches(TYPED) || !hears(element, "enter")) return;
  event.preventDefault(); // neither a submission nor a line break
  later(element, 0);
}

function onToggle(event) {
  const menu = event.target;
  if (!menu.matches?.("details.menu, details.picker")) return;
  if (menu.open) return menu.querySelector("summary + *")?.scrollIntoView({ block: "nearest" });
  if (!menu.matches(".picker")) return;
  const element = menu.closest(".element");
  if (element && isChanged(element)) chosen(element);
}

// Menus and lists close with Escape, and nothing around them does.
function escape(event) {
  const menu = event.target.closest("details.menu[open], details.picker[open]");
  if (!menu) return;
  event.preventDefault();
  event.stopPropagation();
  menu.open = false;
  menu.querySelector("summary").focus();
}

function closeMenus(isMeant) {
  for (const menu of document.querySelectorAll("details.menu[open], details.picker[open]")) {
    if (isMeant(menu)) menu.open = false;
  }
}

// Something was chosen or typed: the app hears of it now, or else the server keeps it.
async function chosen(element) {
  const block = element.closest("[data-input-block]");
  if (block) clearErrors(block);
  if (!hears(element, "change") && !hears(element, "enter")) return remember(element);
  const where = whereIs(element);
  if (!where) return;
  if (!(await mayGoOn(element))) {
    undo(element);
    pickers.showAll(element);
    search.undo(element);
    return;
  }
  await inTurn(element, () => send(where, fieldOf(element)));
}

async function send(where, { block_id, action_id, raw }) {
  const fields = fieldsOf(where.root);
  const { errors } = await page.act("press", { place: where.place, block_id, action_id, raw, fields });
  const element = find(where.place, block_id, action_id);
  if (element && !Object.keys(errors).length) settle(element);
  const homeless = showErrors(where.root, errors);
  if (homeless.length) throw new Error(homeless.join(" "));
}

async function remember(element) {
  const where = whereIs(element);
  if (!where) return;
  const field = fieldOf(element);
  try {
    await inTurn(element, () => page.act("enter", { place: where.place, fields: [field] }));
  } catch {
    // Nothing is lost: all fields are sent again with the next press or the submission.
  }
}

function inTurn(element, work) {
  const key = keyOf(element);
  const before = sending.get(key) ?? Promise.resolve();
  const turn = before.catch(() => {}).then(work);
  sending.set(key, turn);
  return turn.finally(() => sending.get(key) === turn && sending.delete(key));
}

// After a pause; by then the app may have drawn the element anew.
function later(element, pause) {
  const key = keyOf(element);
  const where = whereIs(element);
  if (!where) return;
  const { blockId, actionId } = element.dataset;
  clearTimeout(waiting.get(key));
  waiting.set(key, setTimeout(() => {
    waiting.delete(key);
    const now = find(where.place, blockId, actionId);
    if (now) chosen(now);
  }, pause));
}

function find(place, blockId, actionId) {
  const { view_id: viewId, channel, ts } = place;
  const root = viewId
    ? `[data-view-id="${CSS.escape(viewId)}"]`
    : `[data-channel="${CSS.escape(channel)}"][data-ts="${CSS.escape(ts)}"]`;
  return document.querySelector(
    `${root} .element[data-block-id="${CSS.escape(blockId)}"][data-action-id="${CSS.escape(actionId)}"]`,
  );
}

function keyOf(element) {
  const { blockId, actionId } = element.dataset;
  return JSON.stringify([whereIs(element)?.place, blockId, actionId]);
}

function hears(element, what) {
  return (element.dataset.dispatch ?? "").split(" ").includes(what);
}

async function mayGoOn(element) {
  const { confirm, dispatch } = element.dataset;
  return !confirm || dispatch === undefined || agrees(JSON.parse(confirm));
}

// How much of a text is left, where it has a limit that one can reach.
function count(field) {
  const most = field.maxLength;
  if (most < 0 || (most >= 3000 && field.value.length < most * 0.8)) return;
  const element = field.closest(".element");
  const note = element.querySelector(".count") ?? element.appendChild(document.createElement("p"));
  note.className = "count";
  note.textContent = `${field.value.length} of ${most}`;
  if (field.value.length === most) page.say("No characters are left.");
}
