// The boxes one writes in: sending, completing commands and names, attaching files.
import { Staged } from "./staging.js";
import { upload } from "./uploads.js";

let page;
let book;

export function start(shared) {
  page = shared;
  book = JSON.parse(document.getElementById("book").textContent);
  for (const form of document.querySelectorAll(".composer")) new Composer(form);
}

class Composer {
  constructor(form) {
    this.form = form;
    this.box = form.querySelector("textarea");
    this.list = form.querySelector(".completions");
    this.found = [];
    this.staged = new Staged(form, page, book.most_bytes);
    this.key = `draft ${page.user} ${form.dataset.channel} ${form.dataset.thread ?? ""}`;
    this.box.value = sessionStorage.getItem(this.key) ?? "";
    this.box.addEventListener("input", () => this.onInput());
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.take([...this.list.children].indexOf(option));
    });
    this.takeFiles();
  }

  onInput() {
    sessionStorage.setItem(this.key, this.box.value);
    this.complete();
  }

  onKey(event) {
    const open = !this.list.hidden;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.point(this.at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (open && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      event.preventDefault();
      this.take(this.at);
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Escape" && this.staged.count) {
      event.preventDefault();
      this.staged.removeLast();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
  }

  async send() {
    const text = this.box.value;
    if (!text.trim() && !this.staged.count) return;
    if (this.staged.count && text.startsWith("/")) {
      return page.toast("A command takes no files. Remove them, or send them without the command.", "bad");
    }
    const { channel, thread } = this.form.dataset;
    const files = this.staged.takeAll();
    this.put("");
    try {
      if (files.length) await upload(page, files, { channel, thread_ts: thread, text });
      else await page.act("say", { channel, text, thread_ts: thread });
    } catch (refused) {
      if (!this.box.value) this.put(text); // what was written or chosen is never lost
      this.staged.add(files);
      page.toast(refused.message, "bad");
    }
  }

  put(text) {
    this.box.value = text;
    this.onInput();
  }

  // ---- completion -------------------------------------------------------------------------

  complete() {
    const before = this.box.value.slice(0, this.box.selectionStart);
    const [, typed] = before.match(/(?:^|\s)([@#][^\s@#]*(?: \w*)?)$/) ?? before.match(/^(\/\S*)$/) ?? [];
    this.typed = typed;
    this.found = typed ? matching(typed) : [];
    // What is written out already has nothing to complete.
    if (this.found.length === 1 && same(this.found[0].insert, typed)) this.found = [];
    this.draw();
  }

  draw() {
    this.list.replaceChildren(...this.found.map((one, index) => {
      const option = document.createElement("li");
      option.role = "option";
      option.id = `${this.box.id}-option-${index}`;
      const name = document.createElement("span");
      name.textContent = one.insert;
      const about = document.createElement("span");
      about.className = "about";
      about.textContent = [one.hint, one.about].filter(Boolean).join(" · ");
      option.append(name, about);
      return option;
    }));
    this.list.hidden = !this.found.length;
    if (this.found.length) this.point(0);
    else this.box.removeAttribute("aria-activedescendant");
  }

  point(index) {
    this.at = (index + this.found.length) % this.found.length;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === this.at));
    });
    const option = this.list.children[this.at];
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
  }

  take(index) {
    const end = this.box.selectionStart;
    const start = end - this.typed.length;
    this.box.setRangeText(`${this.found[index].insert} `, start, end, "end");
    this.close();
    this.onInput();
  }

  close() {
    this.found = [];
    this.draw();
  }

  // ---- files ------------------------------------------------------------------------------

  takeFiles() {
    const picker = this.form.querySelector("[data-attach]");
    picker.addEventListener("change", () => {
      this.stage(picker.files);
      picker.value = "";
    });
    this.form.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.form.classList.add("dropping");
    });
    this.form.addEventListener("dragleave", () => this.form.classList.remove("dropping"));
    this.form.addEventListener("drop", (event) => {
      event.preventDefault();
      this.form.classList.remove("dropping");
      this.stage(event.dataTransfer.files);
    });
    this.box.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) {
        event.preventDefault();
        this.stage(event.clipboardData.files);
      }
    });
  }

  stage(files) {
    this.staged.add([...files]);
    this.box.focus();
  }
}

function matching(typed) {
  const lists = { "/": book.commands, "@": book.people, "#": book.channels };
  const wanted = typed.toLowerCase();
  return lists[typed[0]].filter((one) => {
    const name = one.insert.toLowerCase();
    const words = name.slice(1).split(" ").map((word) => typed[0] + word);
    return name.startsWith(wanted) || words.some((word) => word.startsWith(wanted));
  }).slice(0, 8);
}

function same(name, typed) {
  return name.toLowerCase() === typed.trim().toLowerCase();
}
