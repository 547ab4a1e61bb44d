// Starts the page: what the parts share is handed to each of them, and each listens for itself.
import * as builder from "./builder.js";
import * as composer from "./composer.js";
import * as elements from "./elements.js";
import * as live from "./live.js";
import * as messages from "./messages.js";
import * as scrollback from "./scrollback.js";
import * as scrolling from "./scrolling.js";
import * as side from "./side.js";
import * as status from "./status.js";
import * as views from "./views.js";

const { user, room, thread, tab, seq } = document.body.dataset;
// What opens for an act is shown in the window where it was done, also after a reload of it.
const windowId = sessionStorage.getItem("window") ?? crypto.randomUUID();
sessionStorage.setItem("window", windowId);

// What the page does by itself; anything else somebody has just done.
const BY_ITSELF = new Set(["enter", "home", "open_messages", "options", "read"]);

async function act(name, args = {}) {
  const notices = [...document.querySelectorAll(".toast")];
  let answer;
  try {
    const response = await fetch(`/page/act/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Window": windowId },
      body: JSON.stringify({ user, ...args }),
    });
    answer = await response.json();
  } catch {
    throw new Error("The playground does not answer. Is it still running?");
  }
  if (!answer.ok) throw new Error(answer.error);
  // What went wrong before is over once something has gone well.
  if (!BY_ITSELF.has(name)) for (const notice of notices) notice.remove();
  return answer.result;
}

function toast(text, tone = "calm") {
  for (const calm of document.querySelectorAll(".toast.calm")) calm.remove();
  const note = document.createElement("div");
  note.className = `toast ${tone}`;
  note.append(text);
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Dismiss";
  close.addEventListener("click", () => note.remove());
  note.append(close);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 12000);
}

// Where there is no mouse, the focus brings a keyboard up over half of the screen: only a tap does.
function toBox() {
  if (!matchMedia("(hover: none)").matches) document.querySelector("[data-first]")?.focus();
}

let spoken = 0;
function say(text) {
  // A progress message changes many times a minute; a reader gets one sentence in four seconds.
  const wait = Math.max(0, spoken + 4000 - Date.now());
  clearTimeout(say.waiting);
  say.waiting = setTimeout(() => {
    spoken = Date.now();
    document.getElementById("announcer").textContent = text;
  }, wait);
}

const page = { user, room, thread, tab, windowId, seq: Number(seq), act, toast, say, toBox };

addEventListener("unhandledrejection", (event) => {
  toast(event.reason?.message ?? String(event.reason), "bad");
  event.preventDefault();
});

toBox();
const parts = [scrolling, live, messages, scrollback, side, composer, elements, status, views, builder];
for (const part of parts) part.start(page);
document.body.dataset.ready = "1";
