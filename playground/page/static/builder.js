// The builders' panel: tabs, the stream of lines, and the switches.
let page;
let panel;
let list;
const filter = { kind: "", text: "" };

export function start(shared) {
  page = shared;
  panel = document.getElementById("builder");
  if (!panel) return;
  list = document.getElementById("builder-rows");
  listenToTabs();
  listenToLines();
  listenToSwitches();
  panel.addEventListener("click", copy);
  setInterval(refresh, 1000);
}

// ---- tabs ------------------------------------------------------------------------------------

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

function listenToTabs() {
  const tabs = [...panel.querySelectorAll("[role=tab]")];
  const kept = document.getElementById(sessionStorage.getItem("builder-tab"));
  if (kept) show(tabs, kept);
  for (const tab of tabs) tab.addEventListener("click", () => show(tabs, tab));
  panel.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { Home: 0, End: tabs.length - 1 }[event.key]
      ?? (event.key in STEPS ? (at + STEPS[event.key] + tabs.length) % tabs.length : -1);
    if (at < 0 || to < 0) return;
    event.preventDefault();
    tabs[to].focus();
    show(tabs, tabs[to]);
  });
}

function show(tabs, chosen) {
  for (const tab of tabs) {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
  }
  sessionStorage.setItem("builder-tab", chosen.id);
  refresh();
}

// ---- lines -----------------------------------------------------------------------------------

function listenToLines() {
  const text = document.getElementById("builder-filter");
  const kind = document.getElementById("builder-kind");
  const pause = document.getElementById("builder-pause");
  let waiting;
  text.addEventListener("input", () => {
    filter.text = text.value.trim();
    clearTimeout(waiting);
    waiting = setTimeout(reload, 200);
  });
  kind.addEventListener("change", () => { filter.kind = kind.value; reload(); });
  pause.addEventListener("click", () => {
    // A detached list takes no new lines; on resuming it is fetched anew.
    const paused = list.toggleAttribute("data-detached");
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Resume" : "Pause";
    if (!paused) reload();
  });
  document.getElementById("builder-clear").addEventListener("click", () => {
    text.value = kind.value = filter.text = filter.kind = "";
    text.focus();
    reload();
  });
  // "toggle" does not bubble, so it is caught on its way down.
  list.addEventListener("toggle", (event) => { if (event.target.open) open(event.target); }, true);
  document.addEventListener("page:changed", (event) => {
    const line = event.detail.element.closest("#builder-rows > li");
    if (!line) return;
    line.hidden = !wanted(line);
    if (!line.hidden) list.classList.remove("empty");
  });
}

async function open(details) {
  const place = details.querySelector(".trace-detail");
  const response = await fetch(`/page/trace/${details.dataset.trace}?user=${page.user}`);
  const text = await response.text();
  if (response.ok) place.innerHTML = text; // the server's own template, escaped there
  else place.textContent = text;
}

// What is further back than the lines on the screen is found as well: the server looks through
// all that it holds.
async function reload() {
  const query = new URLSearchParams({ user: page.user, ...filter });
  const fresh = document.createElement("ol");
  fresh.innerHTML = await (await fetch(`/page/trace?${query}`)).text();
  const newest = number(fresh.firstElementChild);
  // Lines that came in meanwhile stay, and so do lines that are open.
  const later = [...list.children].filter((line) => number(line) > newest);
  const lines = [...fresh.children].map((line) => document.getElementById(line.id) ?? line);
  list.replaceChildren(...later, ...lines);
  for (const line of later) line.hidden = !wanted(line);
  for (const line of lines) line.hidden = false;
  list.classList.toggle("empty", [...list.children].every((line) => line.hidden));
  sayWhyEmpty();
}

function sayWhyEmpty() {
  const { kind, text } = filter;
  const why = document.querySelector("#builder-none > span");
  const lines = kind ? "line of this kind" : "line";
  if (text) why.textContent = `No ${lines} has “${text}”.`;
  else why.textContent = kind ? "No line is of this kind." : "Nothing to show. Write to the app, or start it.";
  document.getElementById("builder-clear").hidden = !kind && !text;
}

function number(line) {
  return Number(line?.id.split("-")[1] ?? 0);
}

function wanted(line) {
  const { kind, text } = filter;
  if (!kind && !text) return true;
  const summary = line.querySelector("summary");
  if (!summary) return false;
  const right = kind === "failed" ? summary.querySelector(".mark.bad") : !kind || line.dataset.kind === kind;
  return Boolean(right) && summary.textContent.toLowerCase().includes(text.toLowerCase());
}

// ---- parts that are asked for once a second while they are on the screen ------------------------

const drawn = new Map();

async function refresh() {
  if (document.hidden) return;
  const shown = [...panel.querySelectorAll("[data-refresh]")].filter((part) => part.offsetParent);
  await Promise.all(shown.map(async (part) => {
    const response = await fetch(`/page/builder/${part.dataset.refresh}`).catch(() => null);
    if (!response?.ok) return; // the playground was stopped: what was last known stays
    const html = await response.text();
    if (drawn.get(part) === html || isTypedIn(part)) return;
    drawn.set(part, html);
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.innerHTML = html;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }));
}

// A number that somebody is writing is not taken from under their hands.
function isTypedIn(part) {
  const field = document.activeElement;
  return part.contains(field) && field.type === "number" && field.value !== field.defaultValue;
}

// ---- switches ----------------------------------------------------------------------------------

function listenToSwitches() {
  const form = document.getElementById("builder-fault");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const filled = [...new FormData(form)].filter(([, value]) => value.trim());
    send("fault", Object.fromEntries(filled), form.querySelector("[type=submit]"));
  });
  panel.addEventListener("change", ({ target }) => {
    const name = target.dataset.switch;
    if (name) send("switch", { [name]: valueOf(target) }, target);
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("[data-builder-act]");
    if (button) send(button.dataset.builderAct, JSON.parse(button.dataset.args ?? "{}"), button);
  });
}

function valueOf(control) {
  if (control.type === "checkbox") return control.checked;
  if (control instanceof HTMLSelectElement) return control.value === "" ? null : Number(control.value);
  return Number(control.value);
}

// Throws an Error with the sentence, which page.js shows.
async function post(name, args) {
  const response = await fetch(`/page/builder/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(args),
  });
  const answer = await response.json();
  if (!answer.ok) throw new Error(answer.error);
  return answer.result;
}

async function send(name, args, control) {
  control.setAttribute("aria-busy", "true");
  try {
    page.toast(await post(name, args));
  } finally {
    control.removeAttribute("aria-busy");
    // A number is taken as entered now, so that the part may be drawn again.
    if (control.type === "number") control.defaultValue = control.value;
    drawn.clear();
    await refresh();
  }
}

// ---- copying -----------------------------------------------------------------------------------

async function copy(event) {
  const button = event.target.closest("[data-copy], [data-copy-of], [data-copy-secret]");
  if (!button) return;
  const { copy: value, copyOf: from, copySecret: name } = button.dataset;
  const secret = name && await post("secret", { of: name });
  await navigator.clipboard.writeText(secret ?? value ?? document.getElementById(from).textContent);
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
}
