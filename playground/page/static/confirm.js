// The question that an app has asked before a choice is passed on.

// Resolves to whether the person agrees; Escape is a no.
export function agrees({ title, text, confirm, deny, style }) {
  const dialog = document.createElement("dialog");
  dialog.className = "confirm";
  dialog.setAttribute("role", "alertdialog");
  const heading = part("h2", title, "confirm-title");
  const words = part("p", text, "confirm-text");
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.setAttribute("aria-describedby", words.id);
  const no = button(deny, "button", () => dialog.close("no"));
  const yes = button(confirm, style === "danger" ? "button danger" : "button primary", () => dialog.close("yes"));
  const foot = document.createElement("div");
  foot.className = "confirm-foot";
  foot.append(no, yes);
  dialog.append(heading, words, foot);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    // What can't be taken back is not one Enter away.
    (style === "danger" ? no : yes).focus();
  });
}

function part(tag, text, id) {
  const node = document.createElement(tag);
  node.id = id;
  node.textContent = text;
  return node;
}

function button(text, className, onClick) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = className;
  node.textContent = text;
  node.addEventListener("click", onClick);
  return node;
}
