// A search in the app: what it finds is offered below the box, what is chosen stands as chips.
import { chip } from "./chips.js";
import { whereIs } from "./fields.js";
import { fold as close, unfold as hang } from "./overlay.js";

const PAUSE = 250; // ms after the last letter before the app is asked

let page;
let passOn; // tells that an element's choice is made
const timers = new WeakMap();
const before = new WeakMap(); // the chips before the choice that waits for a yes

export function start(shared, chosen) {
  page = shared;
  passOn = chosen;
  document.addEventListener("input", onInput);
  document.addEventListener("keydown", onKey);
  document.addEventListener("mousedown", onMouseDown);
  document.addEventListener("click", onClick);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("focusout", onLeave);
}

const parts = (picker) => ({
  box: picker.querySelector("[role=combobox]"),
  list: picker.querySelector("[role=listbox]"),
  chips: picker.querySelector("[data-chips]"),
});

function onInput(event) {
  const picker = event.target.closest("[data-picker=search]");
  if (picker && event.target.matches("[role=combobox]")) searchSoon(picker, PAUSE);
}

function onFocus(event) {
  const picker = event.target.closest("[data-picker=search]");
  if (picker && event.target.matches("[role=combobox]") && picker.dataset.minQuery === "0") searchSoon(picker, 0);
}

function onLeave(event) {
  const picker = event.target.closest("[data-picker=search]");
  if (!picker || picker.contains(event.relatedTarget)) return;
  fold(picker);
  delete picker.dataset.changing;
  parts(picker).box.value = ""; // what was only searched for is not chosen
}

function searchSoon(picker, pause) {
  clearTimeout(timers.get(picker));
  const { box } = parts(picker);
  const least = Number(picker.dataset.minQuery);
  if (box.value.length < least) {
    const missing = least - box.value.length;
    return box.value ? note(picker, `Type ${missing} more ${missing === 1 ? "letter" : "letters"}.`) : fold(picker);
  }
  timers.set(picker, setTimeout(() => search(picker, box.value), pause));
}

async function search(picker, query) {
  const element = picker.closest(".element");
  const where = whereIs(element);
  if (!where) return;
  const { blockId, actionId } = element.dataset;
  note(picker, "Searching …");
  let found;
  try {
    found = await page.act("options", { place: where.place, block_id: blockId, action_id: actionId, query });
  } catch (problem) {
    return note(picker, problem.message);
  }
  const { box, list } = parts(picker);
  if (box.value !== query || !picker.contains(document.activeElement)) return;
  if (!found.length) return note(picker, "Nothing was found.");
  list.replaceChildren(...lines(list.id, found));
  unfold(picker);
  page.say(`${found.length} ${found.length === 1 ? "option" : "options"}`);
}

function lines(id, found) {
  let group = "";
  return found.flatMap((one, number) => {
    const line = document.createElement("li");
    line.id = `${id}-${number}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.className = "picker-option";
    line.textContent = one.text;
    line.dataset.option = JSON.stringify(one.option);
    if (!one.group || one.group === group) return [line];
    group = one.group;
    const heading = document.createElement("li");
    heading.setAttribute("role", "presentation");
    heading.className = "picker-label";
    heading.textContent = group;
    return [heading, line];
  });
}

function note(picker, text) {
  const line = document.createElement("li");
  line.className = "picker-note";
  line.setAttribute("role", "option");
  line.setAttribute("aria-disabled", "true");
  line.textContent = text;
  parts(picker).list.replaceChildren(line);
  unfold(picker);
}

function unfold(picker) {
  const { box, list } = parts(picker);
  list.hidden = false;
  hang(list, box);
  box.setAttribute("aria-expanded", "true");
  box.removeAttribute("aria-activedescendant");
}

function fold(picker) {
  clearTimeout(timers.get(picker));
  const { box, list } = parts(picker);
  close(list);
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function move(picker, step) {
  const { box, list } = parts(picker);
  const options = [...list.querySelectorAll("[data-option]")];
  if (!options.length || list.hidden) return;
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const next = options[at < 0 ? (step > 0 ? 0 : options.length - 1) : (at + step + options.length) % options.length];
  for (const one of options) one.setAttribute("aria-selected", String(one === next));
  box.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

function pick(picker, line) {
  const { box, list, chips } = parts(picker);
  const several = "multi" in picker.dataset;
  const values = [...chips.querySelectorAll("input.field")].map((field) => JSON.parse(field.value).value);
  const most = several ? Number(picker.dataset.max ?? Infinity) : 1;
  if (several && values.length >= most) return note(picker, `At most ${most} can be chosen.`);
  keep(picker);
  if (!several) chips.replaceChildren();
  const isNew = !several || !values.includes(JSON.parse(line.dataset.option).value);
  if (isNew) chips.append(chip(line.dataset.option, line.textContent, several ? "" : list.getAttribute("aria-label")));
  box.value = "";
  fold(picker);
  delete picker.dataset.changing;
  focus(picker);
  passOn(picker.closest(".element"));
}

// The only choice stands in the place of the search box; one gets back to that by pressing it.
function focus(picker) {
  const choice = "changing" in picker.dataset ? null : picker.querySelector("[data-change]");
  (choice ?? parts(picker).box).focus();
}

function change(picker) {
  picker.dataset.changing = "";
  focus(picker);
}

function keep(picker) {
  before.set(picker, [...parts(picker).chips.childNodes]);
}

// The choice was not confirmed: what was chosen before is back.
export function undo(element) {
  const picker = element.querySelector("[data-picker=search]");
  const chips = picker && before.get(picker);
  if (chips) parts(picker).chips.replaceChildren(...chips);
}

function onKey(event) {
  const picker = event.target.closest("[data-picker=search]");
  if (!picker || !event.target.matches("[role=combobox]")) return;
  const { list } = parts(picker);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) searchSoon(picker, 0);
    else move(picker, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const line = list.hidden ? null : list.querySelector("[aria-selected=true]");
    if (line) pick(picker, line);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    fold(picker);
  } else if (event.key === "Escape" && "changing" in picker.dataset) {
    event.preventDefault();
    event.stopPropagation();
    delete picker.dataset.changing;
    focus(picker);
  }
}

// A press on what was found leaves the caret in the search box; else the list would fold first.
function onMouseDown(event) {
  if (event.target.closest("[data-picker=search] [role=listbox]")) event.preventDefault();
}

function onClick(event) {
  const picker = event.target.closest("[data-picker=search]");
  if (!picker) return;
  const line = event.target.closest("[data-option]");
  if (line) pick(picker, line);
  else if (event.target.closest("[data-change]")) change(picker);
  else if (event.target.closest("[data-remove]")) {
    keep(picker);
    event.target.closest("[data-chip]").remove();
    parts(picker).box.focus();
    passOn(picker.closest(".element"));
  }
}
