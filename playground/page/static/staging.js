// Files that wait in a composer until what one writes about them is sent.
import { cross } from "./chips.js";

export class Staged {
  constructor(form, page, mostBytes) {
    this.page = page;
    this.mostBytes = mostBytes;
    this.box = form.querySelector("textarea");
    this.list = form.querySelector(".staged");
    this.files = new Map(); // by the chip that stands for each
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.remove(button.closest("li"));
    });
    this.list.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.remove(event.target.closest("li"));
    });
  }

  get count() {
    return this.files.size;
  }

  add(files) {
    const fitting = files.filter((file) => file.size <= this.mostBytes);
    for (const file of files) if (!fitting.includes(file)) this.refuse(file);
    for (const file of fitting) {
      const chip = chipOf(file);
      this.files.set(chip, file);
      this.list.append(chip);
    }
    this.list.hidden = !this.count;
    const names = fitting.map((file) => file.name).join(", ");
    if (names) this.page.say(`Attached: ${names}. Sent with your message.`);
  }

  removeLast() {
    this.remove(this.list.lastElementChild);
  }

  // The focus goes to the next file's button, so that several can be removed one after the other.
  remove(chip) {
    const next = chip.contains(document.activeElement) && (chip.nextElementSibling ?? chip.previousElementSibling);
    const { name } = this.files.get(chip);
    this.files.delete(chip);
    chip.remove();
    this.list.hidden = !this.count;
    (next ? next.querySelector("button") : this.box).focus();
    this.page.say(`Removed: ${name}`);
  }

  takeAll() {
    const files = [...this.files.values()];
    this.files.clear();
    this.list.replaceChildren();
    this.list.hidden = true;
    return files;
  }

  refuse(file) {
    const most = Math.floor(this.mostBytes / (1024 * 1024));
    this.page.toast(`${file.name} is too large: this playground takes files of up to ${most} MB.`, "bad");
  }
}

function chipOf(file) {
  const chip = document.createElement("li");
  chip.className = "chip";
  const name = document.createElement("span");
  name.className = "chip-name";
  name.textContent = file.name;
  const size = document.createElement("span");
  size.className = "soft";
  size.textContent = sizeInWords(file.size);
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "chip-remove";
  remove.setAttribute("aria-label", `Remove ${file.name}`);
  remove.append(cross());
  chip.append(name, size, remove);
  return chip;
}

const UNITS = ["bytes", "KB", "MB"];

function sizeInWords(bytes) {
  if (bytes === 1) return "1 byte";
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const shown = bytes / 1024 ** power;
  return `${power && shown < 10 ? shown.toFixed(1) : Math.round(shown)} ${UNITS[power]}`;
}
