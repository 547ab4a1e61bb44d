// Messages: what is read, scrolled back to, reacted to, linked to and acted upon.
import { isAtEnd } from "./live.js";

let page;

export function start(shared) {
  page = shared;
  document.addEventListener("click", onClick);
  document.addEventListener("visibilitychange", markRead);
  document.addEventListener("page:changed", markRead);
  document.getElementById("scroller")?.addEventListener("scroll", markRead, { passive: true });
  document.addEventListener("page:changed", showBadges);
  showBadges();
  keepLoading();
  if (page.tab === "home") page.act("home");
  else if ("direct" in document.body.dataset) page.act("open_messages");
}

async function onClick(event) {
  const target = event.target.closest("[data-react], [data-shortcut], [data-copy-link], [data-side-switch], [data-prompt], [data-stop]");
  if (!target) return;
  const message = target.closest("[data-ts]");
  const { channel = page.room, ts } = message?.dataset ?? {};
  target.closest("details")?.removeAttribute("open");
  if ("sideSwitch" in target.dataset) switchSide(target);
  else if (target.dataset.copyLink) await copyLink(target.dataset.copyLink);
  else if (target.dataset.shortcut) {
    await page.act("shortcut", { callback_id: target.dataset.shortcut, channel, ts });
  } else if (target.dataset.react) {
    const remove = target.getAttribute("aria-pressed") === "true";
    await page.act("react", { channel, ts, name: target.dataset.react, remove });
  } else if ("stop" in target.dataset) {
    await page.act("stop", { channel: page.room, thread_ts: target.dataset.stop || null });
  } else if (target.dataset.prompt) {
    await page.act("say", { channel: page.room, text: target.dataset.prompt });
  }
}

function switchSide(button) {
  const open = document.body.classList.toggle("side-open");
  button.setAttribute("aria-expanded", String(open));
}

async function copyLink(path) {
  await navigator.clipboard.writeText(new URL(path, location.href).href);
  page.toast("The link is copied.");
}

// The room counts as read when its end is in sight and the window is looked at.
let waiting;
function markRead(event) {
  const changed = event?.detail?.element;
  if (changed && !changed.closest("#log")) return; // asking where the end is costs a layout
  const scroller = document.getElementById("scroller");
  if (!scroller || document.hidden || !isAtEnd(scroller)) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const last = document.querySelector("#log > :last-child [data-ts]");
    if (last && last.dataset.ts > (markRead.upTo ?? "")) {
      markRead.upTo = last.dataset.ts;
      page.act("read", { channel: page.room, ts: last.dataset.ts });
    }
  }, 300);
}

const title = document.title;
function showBadges() {
  const badges = Number(document.querySelector("[data-badges]")?.dataset.badges ?? 0);
  document.title = badges ? `(${badges}) ${title}` : title;
}

// Earlier messages come as one scrolls up to them; what is in sight stays where it is.
function keepLoading() {
  const top = document.getElementById("top");
  const scroller = document.getElementById("scroller");
  if (!top || !scroller) return;
  let busy = false;
  const load = async () => {
    if (busy || top.dataset.earlier !== "1") return;
    busy = true;
    try {
      await loadEarlier(top, scroller);
    } finally {
      busy = false;
    }
    if (scroller.scrollTop < 1200) load();
  };
  new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && load(), {
    root: scroller, rootMargin: "1200px 0px 0px 0px",
  }).observe(top);
}

// Each load is a list of its own. It is laid out once, which gives it its true height; from then on
// the browser skips it while it is far away, so thousands of messages scroll like a few.
async function loadEarlier(top, scroller) {
  const first = scroller.querySelector("[data-ts]");
  const address = `/as/${page.user}/${page.room}/earlier?before=${first?.dataset.ts ?? ""}`;
  const response = await fetch(address);
  const list = document.createElement("ol");
  list.className = "log earlier";
  list.innerHTML = await response.text();
  const height = scroller.scrollHeight;
  const at = scroller.scrollTop;
  top.dataset.earlier = response.headers.get("X-Earlier");
  top.querySelector(".loading").hidden = top.dataset.earlier !== "1";
  top.querySelector(".beginning").hidden = top.dataset.earlier === "1";
  top.after(list);
  scroller.scrollTop = at + scroller.scrollHeight - height;
  requestAnimationFrame(() => requestAnimationFrame(() => list.classList.add("settled")));
}
