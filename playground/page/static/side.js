// The rooms and people at the left: opened on a narrow screen, searched when there are many.
export function start() {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) open(false);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (isOpen() && !target.closest("#side, [data-side-switch]")) open(false, target);
  });
  document.addEventListener("page:changed", showBadges);
  showBadges();
  showPeople();
}

function onClick(event) {
  const button = event.target.closest("[data-side-switch]");
  if (button) open(!isOpen());
  else if (isOpen() && !event.target.closest("#side")) open(false);
}

// On a narrow screen the rooms lie over the messages until one has chosen, or looks elsewhere.
function open(wanted, focus) {
  document.body.classList.toggle("side-open", wanted);
  const button = document.querySelector("[data-side-switch]");
  button.setAttribute("aria-expanded", String(wanted));
  if (wanted) {
    document.querySelector("#side a[aria-current]")?.focus();
    showCurrent();
  } else (focus ?? button).focus();
}

function isOpen() {
  return document.body.classList.contains("side-open");
}

function showPeople() {
  showCurrent();
  const filter = document.getElementById("people-filter");
  const people = [...document.querySelectorAll("#people > li")];
  filter?.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(" ").filter(Boolean);
    for (const one of people) {
      const text = one.textContent.toLowerCase();
      one.hidden = !words.every((word) => text.includes(word));
    }
    document.getElementById("people-none").hidden = people.some((one) => !one.hidden);
  });
  filter?.addEventListener("keydown", (event) => {
    const first = people.find((one) => !one.hidden);
    if (event.key === "Enter" && filter.value.trim()) first?.querySelector("a").click();
  });
}

// Among many people, oneself is in sight.
function showCurrent() {
  const list = document.getElementById("people");
  const own = list?.querySelector("a[aria-current]");
  if (own) list.scrollTop += own.getBoundingClientRect().top - list.getBoundingClientRect().top;
}

const title = document.title;
function showBadges() {
  const badges = Number(document.querySelector("[data-badges]")?.dataset.badges ?? 0);
  document.title = badges ? `(${badges}) ${title}` : title;
}
