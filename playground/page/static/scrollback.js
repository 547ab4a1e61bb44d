// Earlier messages come as one scrolls up to them, each load a list of its own. A list that is far
// from sight is emptied and keeps its height, and is fetched anew when it comes near; what comes
// while the page is open goes the same way. However long a channel is, the page holds some hundred
// of its messages.
import { toEndOf } from "./scrolling.js";

const LOAD_WITHIN = 1200; // px above what is in sight
const KEEP_WITHIN = 6000; // px above and below it
const MOST_LIVE = 200; // messages in the list that grows at the end
const A_LOAD = 50; // messages that the server sends at once

let page;
let top;
let log;
let scroller;
let nearby;

export function start(shared) {
  page = shared;
  top = document.getElementById("top");
  log = document.getElementById("log");
  scroller = document.getElementById("scroller");
  if (!top || !scroller) return;
  nearby = new IntersectionObserver(onNearby, {
    root: scroller, rootMargin: `${KEEP_WITHIN}px 0px`,
  });
  new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && loadEarlier(), {
    root: scroller, rootMargin: `${LOAD_WITHIN}px 0px 0px 0px`,
  }).observe(top);
  document.addEventListener("page:changed", letGo);
  letGo();
}

// What came live becomes lists like those that were scrolled up to. They stand where their messages
// stood, so nothing moves.
function letGo() {
  while (log.children.length > MOST_LIVE) {
    const oldest = [...log.children].slice(0, A_LOAD);
    if (oldest.some((one) => one.contains(document.activeElement))) return; // moving takes the focus
    const list = document.createElement("ol");
    list.className = "log earlier";
    list.append(...oldest);
    Object.assign(list.dataset, { before: firstIn(log), from: firstIn(list), count: A_LOAD });
    log.before(list);
    nearby.observe(list);
  }
}

// From what stands around an old message to the end of the room, in the same window.
let going;
export function showNewest() {
  going ??= goToNewest().finally(() => { going = null; });
  return going;
}

async function goToNewest() {
  const note = document.querySelector(".later");
  const address = note.querySelector("a").href;
  const fresh = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  for (const list of scroller.querySelectorAll(".earlier")) list.remove();
  setEarlier(fresh.getElementById("top").dataset.earlier);
  log.replaceChildren(...fresh.getElementById("log").children);
  delete log.dataset.detached;
  note.remove();
  history.replaceState(null, "", address);
  toEndOf(scroller);
  document.dispatchEvent(new CustomEvent("page:changed", { detail: { element: log } }));
}

let busy = false;
async function loadEarlier() {
  if (busy || top.dataset.earlier !== "1") return;
  busy = true;
  try {
    await addList();
  } finally {
    busy = false;
  }
  if (scroller.scrollTop < LOAD_WITHIN) loadEarlier();
}

async function addList() {
  const before = top.nextElementSibling.dataset.from ?? firstIn(top.nextElementSibling);
  const response = await ask({ before });
  const list = document.createElement("ol");
  list.className = "log earlier";
  list.innerHTML = await response.text();
  Object.assign(list.dataset, { before, from: firstIn(list), count: list.children.length });
  withoutMoving(() => {
    setEarlier(response.headers.get("X-Earlier"));
    top.after(list);
  });
  nearby.observe(list);
}

function setEarlier(earlier) {
  top.dataset.earlier = earlier;
  top.querySelector(".loading").hidden = earlier !== "1";
  top.querySelector(".beginning").hidden = earlier === "1";
}

function onNearby(seen) {
  for (const { target: list, isIntersecting } of seen) {
    if (isIntersecting) refill(list);
    else empty(list);
  }
}

function empty(list) {
  if (!list.firstElementChild || list.contains(document.activeElement)) return;
  list.style.height = `${list.getBoundingClientRect().height}px`;
  list.replaceChildren();
}

async function refill(list) {
  if (list.firstElementChild || list.dataset.filling) return;
  list.dataset.filling = "1";
  try {
    const { before, from } = list.dataset;
    const html = await (await ask({ before, from })).text();
    const above = list.getBoundingClientRect().bottom < scroller.getBoundingClientRect().top;
    const fill = () => {
      list.innerHTML = html;
      list.style.height = "";
    };
    if (above) withoutMoving(fill);
    else fill();
  } finally {
    delete list.dataset.filling;
  }
}

// What grows above does not push away what is in sight.
function withoutMoving(change) {
  const { scrollHeight, scrollTop } = scroller;
  change();
  scroller.scrollTop = scrollTop + scroller.scrollHeight - scrollHeight;
}

function firstIn(list) {
  return list.querySelector("[data-ts]")?.dataset.ts ?? "";
}

function ask(range) {
  return fetch(`/as/${page.user}/${page.room}/earlier?${new URLSearchParams(range)}`);
}
