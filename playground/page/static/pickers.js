// Several of a list: ticks below a box that names them, with a filter.
import { fold, unfold } from "./overlay.js";

export function start() {
  document.addEventListener("input", onInput);
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", onKey);
  document.addEventListener("toggle", onToggle, true); // it does not bubble
  document.addEventListener("page:changed", (event) => showAll(event.detail.element));
}

// What the boxes name is what is ticked: after an edit of the app, and after a choice was undone.
export function showAll(root) {
  for (const list of root.querySelectorAll("details.picker")) showNames(list);
}

function boxesOf(list) {
  return [...list.querySelectorAll("input.field")];
}

function onToggle(event) {
  const list = event.target;
  if (!list.matches?.("details.picker")) return;
  if (list.open) unfold(list.querySelector(".picker-list"), list.querySelector("summary"));
  else fold(list.querySelector(".picker-list"));
  // Only after one's own press: a list that is open in a message drawn anew keeps its focus.
  if (list.open && document.activeElement === list.querySelector("summary")) {
    list.querySelector("[data-filter]")?.focus();
  }
  limit(list);
}

function onChange(event) {
  const list = event.target.closest?.("details.picker");
  if (!list || !event.target.matches("input.field")) return;
  showNames(list);
  limit(list);
}

function showNames(list) {
  const names = list.querySelector("[data-names]");
  if (!names) return;
  const chosen = boxesOf(list).filter((box) => box.checked);
  const said = chosen.map((box) => box.closest("[data-text]").dataset.text);
  names.textContent = said.join(", ") || names.dataset.placeholder;
  names.classList.toggle("empty", !said.length);
}

function limit(list) {
  const most = Number(list.dataset.max ?? Infinity);
  const boxes = boxesOf(list);
  const full = boxes.filter((box) => box.checked).length >= most;
  for (const box of boxes) box.disabled = full && !box.checked;
}

function filter(list, typed) {
  const wanted = typed.trim().toLowerCase();
  for (const line of list.querySelectorAll("[data-text]")) {
    line.hidden = !line.dataset.text.toLowerCase().includes(wanted);
  }
  for (const group of list.querySelectorAll(".picker-group")) {
    group.hidden = !group.querySelector("[data-text]:not([hidden])");
  }
}

function walk(event, list) {
  const stops = [list.querySelector("[data-filter]"), ...boxesOf(list)]
    .filter((stop) => stop && !stop.disabled && stop.checkVisibility());
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = stops[stops.indexOf(event.target) + step];
  if (next) next.focus();
  event.preventDefault();
}

function onInput(event) {
  const list = event.target.closest("details.picker");
  if (list && event.target.matches("[data-filter]")) filter(list, event.target.value);
}

function onKey(event) {
  const list = event.target.closest("details.picker");
  if (!list || event.target.closest("summary")) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event, list);
  if (event.key === "Enter") {
    event.preventDefault(); // no submission: Enter ticks
    if (event.target.matches("input.field")) event.target.click();
  }
}
