// What is chosen, as a word with a button that takes it away again.

// The hidden field carries what is sent: an option's JSON, or a file's id. The only choice of a
// field, whose name is then `choiceOf`, is changed by pressing it.
export function chip(value, text, choiceOf = "") {
  const node = document.createElement("span");
  node.className = "chip";
  node.dataset.chip = "";
  const field = document.createElement("input");
  field.type = "hidden";
  field.className = "field";
  field.value = value;
  const name = document.createElement(choiceOf ? "button" : "span");
  name.textContent = text;
  if (choiceOf) {
    name.type = "button";
    name.className = "chip-change";
    name.title = "Change";
    name.dataset.change = "";
    name.setAttribute("aria-label", `${choiceOf}: ${text}`);
  }
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "chip-remove";
  remove.dataset.remove = "";
  remove.setAttribute("aria-label", `Remove ${text}`);
  remove.append(cross());
  node.append(field, name, remove);
  return node;
}

export function cross() {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M5.5 5.5l9 9m0-9l-9 9");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "1.8");
  svg.append(path);
  return svg;
}
