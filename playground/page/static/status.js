// What the app is doing in threads that are closed: said at the messages that they hang on.

// Kept apart from the messages, which the server draws anew for other reasons.
const hints = document.getElementsByClassName("doing-hint");

export function start() {
  document.addEventListener("page:changed", show);
  show();
}

function show() {
  const wanted = document.querySelectorAll("#status [data-doing]");
  if (!wanted.length && !hints.length) return;
  const kept = new Set();
  for (const line of wanted) {
    const body = document.getElementById(line.dataset.doing)?.querySelector(".body");
    if (body) kept.add(hintIn(body, line));
  }
  for (const hint of [...hints]) if (!kept.has(hint)) hint.remove();
}

function hintIn(body, line) {
  const hint = body.querySelector(".doing-hint") ?? body.appendChild(document.createElement("a"));
  hint.className = "doing-hint";
  hint.href = line.href;
  if (hint.textContent !== line.textContent) hint.textContent = line.textContent;
  return hint;
}
