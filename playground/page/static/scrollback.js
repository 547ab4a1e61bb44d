// Earlier messages come as one scrolls up to them, each load a list of its own. A list that is far
// from sight is emptied and keeps its height, and is fetched anew when it comes near: however long a
// channel is, the page holds some hundred of its messages.
const LOAD_WITHIN = 1200; // px above what is in sight
const KEEP_WITHIN = 6000; // px above and below it

let page;
let top;
let scroller;
let nearby;

export function start(shared) {
  page = shared;
  top = document.getElementById("top");
  scroller = document.getElementById("scroller");
  if (!top || !scroller) return;
  nearby = new IntersectionObserver(onNearby, {
    root: scroller, rootMargin: `${KEEP_WITHIN}px 0px`,
  });
  new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && loadEarlier(), {
    root: scroller, rootMargin: `${LOAD_WITHIN}px 0px 0px 0px`,
  }).observe(top);
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
    top.dataset.earlier = response.headers.get("X-Earlier");
    top.querySelector(".loading").hidden = top.dataset.earlier !== "1";
    top.querySelector(".beginning").hidden = top.dataset.earlier === "1";
    top.after(list);
  });
  nearby.observe(list);
}

function onNearby(seen) {
  for (const { target: list, isIntersecting } of seen) {
    if (isIntersecting) refill(list);
    else empty(list);
  }
}

function empty(list) {
  if (!list.firstElementChild || list.contains(document.activeElement)) return;
  list.style.height = `${list.offsetHeight}px`;
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
