// Messages: what is read, scrolled back to, reacted to, linked to and acted upon.
import { isAtEnd } from "./scrolling.js";

let page;

export function start(shared) {
  page = shared;
  document.addEventListener("click", onClick);
  document.addEventListener("visibilitychange", markRead);
  document.addEventListener("page:changed", markRead);
  document.getElementById("scroller")?.addEventListener("scroll", markRead, { passive: true });
  if (page.tab === "home") page.act("home");
  else if ("direct" in document.body.dataset) page.act("open_messages");
}

async function onClick(event) {
  const target = event.target.closest("[data-react], [data-shortcut], [data-copy-link], [data-prompt], [data-stop]");
  if (!target) return;
  const message = target.closest("[data-ts]");
  const { channel = page.room, ts } = message?.dataset ?? {};
  target.closest("details")?.removeAttribute("open");
  if (target.dataset.copyLink) await copyLink(target.dataset.copyLink);
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
