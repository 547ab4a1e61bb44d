// Starts the page: what the parts share is handed to each of them, and each listens for itself.
import * as builder from "./builder.js";
import * as composer from "./composer.js";
import * as elements from "./elements.js";
import * as live from "./live.js";
import * as messages from "./messages.js";
import * as scrollback from "./scrollback.js";
import * as views from "./views.js";

const { user, room, thread, tab, seq } = document.body.dataset;

async function act(name, args = {}) {
  let answer;
  try {
    const response = await fetch(`/page/act/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user, ...args }),
    });
    answer = await response.json();
  } catch {
    throw new Error("The playground does not answer. Is it still running?");
  }
  if (!answer.ok) throw new Error(answer.error);
  return answer.result;
}

function toast(text, tone = "calm") {
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

const page = { user, room, thread, tab, seq: Number(seq), act, toast, say };

addEventListener("unhandledrejection", (event) => {
  toast(event.reason?.message ?? String(event.reason), "bad");
  event.preventDefault();
});

for (const part of [live, messages, scrollback, composer, elements, views, builder]) part.start(page);
document.body.dataset.ready = "1";
