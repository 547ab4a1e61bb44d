// Modals: opening, filling in, submitting and closing them. The server knows which one is on top.
// Each opens in the window where it was asked for; the person's other windows may only tell of it.
import { clearErrors, controlsOf, fieldsOf, showErrors } from "./fields.js";

let page;
const ADOPTED = "modal-shown-here"; // the stack that was opened elsewhere and asked for here

let opener = null; // where the focus was before the first modal, to return there

export function start(shared) {
  page = shared;
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onClick);
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);
  // `cancel` and `close` do not bubble.
  document.addEventListener("cancel", onCancel, true);
  document.addEventListener("close", onClosed, true);
  document.addEventListener("page:changed", onChanged);
  repeat("toasts", (dialog, note) => alertIn(dialog, note.firstChild?.textContent ?? note.textContent));
  repeat("announcer", (dialog, note) => { dialog.querySelector("[data-announcer]").textContent = note.textContent; });
  show();
}

// What had the focus may be gone from a modal that was drawn anew, such as a waiting button.
function onChanged({ detail: { element } }) {
  if (element.id === "modals") told()?.remove();
  show();
  const dialog = element.closest("dialog.modal");
  if (dialog?.open && !dialog.contains(document.activeElement)) focusFirst(dialog);
}

function top() {
  return document.querySelector("#modals dialog.modal");
}

function show() {
  const dialog = top();
  if (!dialog) return handBack();
  if (dialog.open || told()) return;
  if (mayOpen(dialog)) open(dialog);
  else tellOf(dialog);
}

// Whoever is in the middle of a sentence is not torn out of it by what was opened elsewhere.
function mayOpen({ dataset: { window: opened, root } }) {
  return opened === page.windowId || root === sessionStorage.getItem(ADOPTED) || !isWriting();
}

function isWriting() {
  const field = document.activeElement;
  const isText = field?.matches("textarea, input:is([type=text], [type=search], :not([type]))");
  return isText && field.value !== "";
}

function told() {
  return document.querySelector(".modal-notice");
}

function tellOf(dialog) {
  const notice = document.createElement("p");
  notice.className = "modal-notice";
  const text = `A form was opened: ${dialog.querySelector("h2").textContent}`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "Show it";
  button.addEventListener("click", () => {
    // Also after a reload, and with what is put on top of it.
    sessionStorage.setItem(ADOPTED, dialog.dataset.root);
    open(dialog);
  });
  notice.append(text, button);
  (document.activeElement.closest(".composer") ?? dialog).before(notice);
  page.say(text);
}

function open(dialog) {
  told()?.remove();
  opener ??= whereFocusWas();
  dialog.showModal();
  focusFirst(dialog);
}

function focusFirst(dialog) {
  const body = dialog.querySelector(".modal-body");
  const wanted = body.querySelector("[autofocus], [data-focus-on-load]");
  const first = wanted ?? firstControl(body) ?? dialog.querySelector("[data-submit]:enabled, .modal-foot [data-close]");
  first?.focus();
}

function firstControl(body) {
  const controls = body.querySelectorAll("input:not([type=hidden]), select, textarea, summary, button, a[href]");
  return [...controls].find((control) => !control.disabled && control.checkVisibility());
}

// The message with the button that opened the modal may have been drawn anew meanwhile.
function whereFocusWas() {
  const active = document.activeElement;
  const element = active?.closest(".element");
  if (!element) return () => active;
  const { blockId, actionId } = element.dataset;
  const { channel, ts, viewId } = element.closest("[data-ts], [data-view-id]")?.dataset ?? {};
  const root = viewId
    ? `[data-view-id="${CSS.escape(viewId)}"]`
    : `[data-channel="${CSS.escape(channel ?? "")}"][data-ts="${CSS.escape(ts ?? "")}"]`;
  const path = `${root} .element[data-block-id="${CSS.escape(blockId)}"][data-action-id="${CSS.escape(actionId)}"]`;
  return () => document.querySelector(`${path} :is(button, a, summary, input, select, textarea)`);
}

function handBack() {
  if (!opener) return;
  const target = opener();
  opener = null;
  if (target?.isConnected && target !== document.body) target.focus();
  else page.toBox();
}

function onClick(event) {
  const button = event.target.closest("dialog.modal [data-close]");
  if (button) close(button.closest("dialog"));
}

function onCancel(event) {
  if (!event.target.matches("dialog.modal")) return;
  event.preventDefault(); // the server closes it, and says what lies beneath
  close(event.target);
}

// A browser may close a dialog in spite of us, at a second Escape in a row.
function onClosed(event) {
  if (event.target.matches("dialog.modal") && event.target.isConnected) close(event.target);
}

async function close(dialog) {
  if (dialog.dataset.closing) return;
  dialog.dataset.closing = "1";
  try {
    await page.act("close", { view_id: dialog.dataset.viewId });
  } catch (problem) {
    delete dialog.dataset.closing;
    throw problem;
  }
}

async function onSubmit(event) {
  const form = event.target.closest("form.modal-form");
  if (!form) return;
  event.preventDefault();
  const dialog = form.closest("dialog");
  const button = form.querySelector("[data-submit]");
  if (!button || button.disabled) return;
  clearErrors(form);
  alertIn(dialog, "");
  wait(form, button, true);
  try {
    const fields = fieldsOf(dialog);
    const { errors } = await page.act("submit", { view_id: dialog.dataset.viewId, fields });
    refuse(dialog, errors);
  } catch (problem) {
    alertIn(dialog, problem.message);
  } finally {
    wait(form, button, false);
  }
  if (form.isConnected) (form.querySelector("[aria-invalid]") ?? button).focus();
}

function wait(form, button, waits) {
  form.toggleAttribute("data-waiting", waits);
  button.disabled = waits;
  if (waits) button.setAttribute("aria-busy", "true");
  else button.removeAttribute("aria-busy");
}

function refuse(dialog, errors) {
  const homeless = showErrors(dialog, errors);
  if (homeless.length) alertIn(dialog, homeless.join(" "));
}

function onInput(event) {
  const form = event.target.closest("form.modal-form");
  if (!form || !event.target.closest(".element")) return;
  alertIn(form.closest("dialog"), "");
}

function alertIn(dialog, text) {
  const line = dialog.querySelector("[data-alert]");
  if (!line) return;
  line.textContent = text;
  line.hidden = !text;
}

// The rest of the page is out of reach while a modal is open: what is told there is told here too.
function repeat(id, tell) {
  const source = document.getElementById(id);
  if (!source) return;
  new MutationObserver((changes) => {
    const dialog = top();
    const added = changes.flatMap((change) => [...change.addedNodes]).at(-1);
    if (dialog?.open && added) tell(dialog, added);
  }).observe(source, { childList: true });
}
