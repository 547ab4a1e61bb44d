// Files that are added to a modal: they are uploaded at once, and named beside the field.
import { chip } from "./chips.js";
import { showErrors, whereIs } from "./fields.js";

let page;
let passOn;

export function start(shared, chosen) {
  page = shared;
  passOn = chosen;
  document.addEventListener("change", onChange);
  document.addEventListener("click", onClick);
}

async function onChange(event) {
  const field = event.target;
  if (!field.matches?.(".element input[type=file].field")) return;
  const element = field.closest(".element");
  const where = whereIs(element);
  if (!where) return;
  const most = Number(field.dataset.maxFiles ?? 10);
  const files = [...field.files];
  const there = element.querySelectorAll("[data-chip]").length;
  field.value = "";
  if (there + files.length > most) {
    return refuse(element, `Add at most ${most} ${most === 1 ? "file" : "files"}.`);
  }
  element.setAttribute("aria-busy", "true");
  try {
    for (const file of files) {
      const [id] = await upload(page, [file]);
      chipsOf(element).append(chip(id, file.name));
    }
    passOn(element);
  } catch (problem) {
    refuse(element, problem.message);
  } finally {
    element.removeAttribute("aria-busy");
  }
}

// Returns the ids; with a `channel` in `more`, the files are shared in a message there.
export async function upload({ user }, files, more = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ user, ...more })) form.append(name, value ?? "");
  for (const file of files) form.append("file", file);
  let answer;
  try {
    const response = await fetch("/page/upload", { method: "POST", body: form });
    answer = await response.json();
  } catch {
    const these = files.length === 1 ? "The file" : "The files";
    throw new Error(`${these} could not be uploaded. Try again.`);
  }
  if (!answer.ok) throw new Error(answer.error);
  return answer.result.ids;
}

function refuse(element, text) {
  const { root } = whereIs(element);
  const block = element.closest("[data-input-block]");
  const homeless = showErrors(root, { [block?.dataset.inputBlock ?? ""]: text });
  if (homeless.length) page.toast(homeless.join(" "), "bad");
}

function chipsOf(element) {
  const there = element.querySelector("[data-chips]");
  if (there) return there;
  const chips = document.createElement("div");
  chips.className = "chips";
  chips.dataset.chips = "";
  element.prepend(chips);
  return chips;
}

function onClick(event) {
  const remove = event.target.closest(".element[data-element=file_input] [data-remove]");
  if (!remove) return;
  const element = remove.closest(".element");
  remove.closest("[data-chip]").remove();
  element.querySelector("input[type=file]").focus();
  passOn(element);
}
