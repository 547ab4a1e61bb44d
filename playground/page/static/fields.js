// What the controls of an element hold, where they stand, and what is wrong with them.

// A message, modal or home tab: {place, root}, or null outside of any (in the gallery).
export function whereIs(node) {
  const root = node.closest("[data-view-id], [data-channel][data-ts]");
  if (!root) return null;
  const { viewId, channel, ts } = root.dataset;
  return { root, place: viewId ? { view_id: viewId } : { channel, ts } };
}

export function rawOf(element) {
  return [...element.querySelectorAll(".field")].flatMap(valuesOf);
}

export function fieldOf(element) {
  const { blockId, actionId } = element.dataset;
  return { block_id: blockId, action_id: actionId, raw: rawOf(element) };
}

// All inputs of a message or view: the app is told of them with each press.
export function fieldsOf(root) {
  const elements = [...root.querySelectorAll(".element")];
  return elements.filter((one) => one.querySelector(".field")).map(fieldOf);
}

function valuesOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked ? [field.value] : [];
  if (field.type === "file") return []; // its uploads stand beside it, in hidden fields
  if (field instanceof HTMLSelectElement) {
    return [...field.selectedOptions].map((option) => option.value).filter(Boolean);
  }
  // A browser hides what it can't read as a number or a date; the server says what would do.
  if (field.validity?.badInput) return ["?"];
  return field.value ? [field.value] : [];
}

// The server knows what is held now: only what is entered from here on is new.
export function settle(element) {
  for (const field of element.querySelectorAll(".field")) {
    if (field instanceof HTMLSelectElement) {
      for (const option of field.options) option.defaultSelected = option.selected;
    } else if (field.type === "checkbox" || field.type === "radio") {
      field.defaultChecked = field.checked;
    } else if (field.type !== "file") {
      field.defaultValue = field.value;
    }
  }
}

export function isChanged(element) {
  return [...element.querySelectorAll(".field")].some((field) => {
    if (field instanceof HTMLSelectElement) {
      return [...field.options].some((option) => option.selected !== option.defaultSelected);
    }
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked !== field.defaultChecked;
    }
    return field.value !== field.defaultValue;
  });
}

export function undo(element) {
  for (const field of element.querySelectorAll(".field")) {
    if (field instanceof HTMLSelectElement) {
      for (const option of field.options) option.selected = option.defaultSelected;
    } else if (field.type === "checkbox" || field.type === "radio") {
      field.checked = field.defaultChecked;
    } else if (field.type !== "file") {
      field.value = field.defaultValue;
    }
  }
}

// Shows errors at their fields; returns the texts that no field is there for.
export function showErrors(root, errors) {
  const homeless = [];
  for (const [blockId, text] of Object.entries(errors)) {
    const block = root.querySelector(`[data-input-block="${CSS.escape(blockId)}"]`);
    const line = block?.querySelector("[data-error]");
    if (!line) {
      homeless.push(text);
      continue;
    }
    line.textContent = text;
    line.hidden = false;
    for (const control of controlsOf(block)) {
      control.setAttribute("aria-invalid", "true");
      describe(control, line.id);
    }
  }
  return homeless;
}

export function clearErrors(root) {
  for (const line of root.querySelectorAll("[data-error]")) {
    line.hidden = true;
    line.textContent = "";
  }
  for (const control of root.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
}

// What a reader can be in: the filter or search box of a picker too, but no hidden field.
export function controlsOf(block) {
  const every = block.querySelectorAll(".element input, .element select, .element textarea, .element summary");
  return [...every].filter((control) => control.type !== "hidden");
}

function describe(control, id) {
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  if (!ids.includes(id)) control.setAttribute("aria-describedby", [...ids, id].join(" "));
}
