// Shows what the server answered: saved, wrong, changed by both, or gone.
const FRESH = 6000;

export class Answers {
  constructor(saver) {
    this.saver = saver;
    this.form = saver.form;
    this.words = saver.words;
    this.status = this.form.querySelector("[data-status]");
  }

  say(text, level = "") {
    this.status.textContent = text;
    this.status.dataset.level = level;
  }

  take(answer, parts) {
    if (answer.gone) this.#gone(answer);
    else if (answer.clash) this.#clash(answer, parts);
    else if (answer.saved) this.#saved(answer, parts);
    else this.say(answer.title ?? this.words.failed, "bad");
  }

  #saved(answer, parts) {
    for (const part of parts) this.#clear(part);
    for (const [name, said] of Object.entries(answer.wrong)) this.#mark(name, said);
    this.saver.advance(answer.version, answer.theirs, answer.saved);
    if (answer.saved.includes("when")) this.#settleTimes();
    if (answer.title) this.#rename(answer.title);
    const isWrong = this.form.querySelector("[data-part] .error") !== null;
    if (this.saver.dirty.size > this.saver.clashing.size) this.say(this.words.waiting);
    else if (isWrong) this.say(this.words.wrong, "bad");
    else if (this.saver.clashing.size > 0) this.say(this.words.bothChanged, "bad");
    else this.say([answer.said, answer.others_said].filter(Boolean).join(". "), "ok");
    this.#markSections();
  }

  #rename(title) {
    const page = this.form.ownerDocument;
    const heading = page.querySelector("[data-heading]");
    page.title = page.title.replace(heading.textContent, title);
    for (const element of [heading, page.querySelector(".crumbs [aria-current]")]) element.textContent = title;
  }

  #settleTimes() {
    for (const name of ["starts", "ends", "minutes"]) {
      this.form.elements[`was_${name}`].value = this.form.elements[name].value;
    }
  }

  #clear(part) {
    const element = this.saver.part(part);
    for (const error of element.querySelectorAll(".error")) error.remove();
    for (const field of element.querySelectorAll(".is-error")) field.classList.remove("is-error");
    for (const control of element.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  }

  #mark(name, said) {
    const control = this.form.elements[name] ?? this.form.elements[`${name}-ko`];
    const first = control instanceof RadioNodeList ? control[0] : control;
    const list = this.form.querySelector(`[data-list="${name}"]`);
    const field = first?.closest(".field") ?? list;
    if (!field) return;
    field.classList.add("is-error");
    first?.setAttribute("aria-invalid", "true");
    for (const sentence of said) {
      const error = document.createElement("p");
      error.className = "error";
      error.textContent = sentence;
      error.id = `${name}-error`;
      field.append(error);
      first?.setAttribute("aria-describedby", error.id);
    }
  }

  #markSections() {
    for (const link of document.querySelectorAll(".sf-nav a")) {
      const section = document.querySelector(link.hash)?.closest("section");
      link.classList.toggle("is-wrong", Boolean(section?.querySelector(".error, [data-clash]")));
    }
  }

  // Puts a part as the server has it in the place of the one that is there.
  draw(part, html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    const fresh = made.content.firstElementChild;
    this.saver.part(part).replaceWith(fresh);
    fresh.classList.add("is-fresh");
    const note = document.createElement("p");
    note.className = "sf-fresh";
    note.textContent = this.words.changed;
    fresh.append(note);
    setTimeout(() => {
      fresh.classList.remove("is-fresh");
      note.remove();
    }, FRESH);
  }

  #clash(answer, parts) {
    for (const part of parts) this.saver.dirty.add(part);
    for (const part of Object.keys(answer.clash)) this.saver.clashing.add(part);
    this.saver.advance(answer.version, answer.theirs);
    for (const [part, html] of Object.entries(answer.clash)) this.#ask(part, html, answer);
    this.say(this.words.bothChanged, "bad");
    this.#markSections();
  }

  #ask(part, html, answer) {
    const element = this.saver.part(part);
    element.querySelector("[data-clash]")?.remove();
    element.insertAdjacentHTML("afterbegin", html);
    element.classList.add("has-clash");
    const panel = element.querySelector("[data-clash]");
    panel.querySelector("[data-keep=theirs]").addEventListener("click", () => {
      this.#settle(part, answer.version);
      this.saver.dirty.delete(part);
      this.draw(part, answer.theirs[part]);
      this.saver.part(part).querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
      this.#afterChoice();
    });
    panel.querySelector("[data-keep=mine]").addEventListener("click", () => {
      this.#settle(part, answer.version);
      panel.remove();
      element.classList.remove("has-clash");
      element.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
      this.saver.changed(part, 0);
      this.#afterChoice();
    });
    panel.scrollIntoView({ block: "nearest" });
  }

  #settle(part, version) {
    this.saver.clashing.delete(part);
    this.saver.waiting.delete(part);
    // What was shown is that version; if somebody has changed the part again, it is asked again.
    if (String(version) === this.saver.version) this.saver.seen.delete(part);
    else this.saver.seen.set(part, String(version));
  }

  #afterChoice() {
    this.#markSections();
    if (this.saver.clashing.size === 0 && this.saver.dirty.size === 0) this.say("");
  }

  #gone(answer) {
    this.saver.isGone = true;
    this.saver.dirty.clear();
    this.saver.clashing.clear();
    this.form.action = answer.new;
    if (!this.form.elements.key) {
      const key = document.createElement("input");
      Object.assign(key, { type: "hidden", name: "key", value: this.form.dataset.key });
      this.form.append(key);
    }
    this.say(`${this.words.gone} ${answer.by}`, "bad");
    for (const button of this.form.querySelectorAll("button[type=submit]:not([name])")) {
      button.textContent = this.words.anew;
    }
  }
}
