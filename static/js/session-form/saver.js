// Saves the parts of the form as they are changed, one request at a time. Every part is held
// against the version at which it was seen, so that nothing of somebody else is overwritten unseen.
import { Answers } from "./answers.js";

const AFTER_TYPING = 1200;
const AFTER_CHOOSING = 300;
const TRY_AGAIN = 5000;

export class Saver {
  constructor(form, words) {
    Object.assign(this, { form, words, isSending: false, timer: 0, isGone: false });
    this.version = form.elements.base.value;
    this.seen = new Map(); // part -> the older version at which it was seen
    this.dirty = new Set();
    this.clashing = new Set();
    this.waiting = new Map(); // part -> how it is now, drawn once it is left
    this.answers = new Answers(this);
    form.addEventListener("input", (event) => this.#typed(event, AFTER_TYPING));
    form.addEventListener("change", (event) => this.#typed(event, AFTER_CHOOSING));
    form.addEventListener("focusout", (event) => this.#left(event));
    form.addEventListener("submit", (event) => {
      if (this.isGone) return;
      event.preventDefault();
      this.flush();
    });
    addEventListener("online", () => this.flush());
    addEventListener("beforeunload", (event) => {
      if (this.dirty.size > 0 || this.isSending || this.clashing.size > 0) event.preventDefault();
    });
  }

  part(name) {
    return this.form.querySelector(`[data-part="${name}"]`);
  }

  say(text, level = "") {
    this.answers.say(text, level);
  }

  #typed(event, delay) {
    const part = event.target.closest("[data-part]")?.dataset.part;
    if (part && event.target.name) this.changed(part, delay);
  }

  changed(part, delay) {
    if (this.isGone) return;
    this.dirty.add(part);
    if (!this.isSending) this.say(this.words.waiting);
    this.#later(delay);
  }

  #later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  // The parts that can be sent together: those seen at the same version.
  #batch() {
    const ready = [...this.dirty].filter((part) => !this.clashing.has(part));
    const base = ready.length > 0 ? this.baseOf(ready[0]) : "";
    return { base, parts: ready.filter((part) => this.baseOf(part) === base) };
  }

  baseOf(part) {
    return this.seen.get(part) ?? this.version;
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.isSending || this.isGone) return;
    const { base, parts } = this.#batch();
    if (parts.length === 0) return;
    this.isSending = true;
    for (const part of parts) this.dirty.delete(part);
    this.sending = new Set(parts);
    this.say(this.words.saving);
    const body = this.#body(parts, base);
    const { answer, trouble } = await this.#post(body);
    this.isSending = false;
    this.sending = new Set();
    if (trouble) {
      for (const part of parts) this.dirty.add(part);
      this.say(this.words[trouble], "bad");
      this.#later(TRY_AGAIN);
      return;
    }
    this.answers.take(answer, parts);
    if (this.#batch().parts.length > 0) this.#later(AFTER_CHOOSING);
  }

  #body(parts, base) {
    const body = new URLSearchParams({ csrf_token: this.form.elements.csrf_token.value, base });
    for (const part of parts) {
      body.append("parts", part);
      for (const control of this.part(part).querySelectorAll("input, select, textarea")) {
        const isOff = ["checkbox", "radio"].includes(control.type) && !control.checked;
        if (control.name && !isOff) body.append(control.name, control.value);
      }
    }
    return body;
  }

  async #post(body) {
    let response;
    try {
      response = await fetch(this.form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body,
        redirect: "manual",
      });
    } catch {
      return { trouble: "offline" };
    }
    if (response.type === "opaqueredirect") return { trouble: "signedOut" };
    const answer = await response.json().catch(() => null);
    if (answer === null || response.status >= 500) return { trouble: "failed" };
    if (answer.code === "form-expired") return { trouble: "signedOut" };
    return { answer };
  }

  // Others have changed parts: those that are not in the hand are shown as they are now.
  advance(version, theirs, saved = []) {
    if (version === null || version === undefined) return;
    const before = this.version;
    for (const part of saved) this.seen.delete(part);
    for (const [part, html] of Object.entries(theirs)) {
      const element = this.part(part);
      if (!element) continue;
      const isOwn = this.dirty.has(part) || this.clashing.has(part) || this.sending?.has(part);
      if (isOwn || element.contains(document.activeElement)) {
        if (!this.seen.has(part)) this.seen.set(part, before);
        if (!isOwn) this.waiting.set(part, html);
      } else {
        this.seen.delete(part);
        this.answers.draw(part, html);
      }
    }
    this.version = String(version);
    this.form.elements.base.value = this.version;
  }

  #left(event) {
    const element = event.target.closest("[data-part]");
    if (!element || element.contains(event.relatedTarget)) return;
    const part = element.dataset.part;
    const html = this.waiting.get(part);
    if (html === undefined) return;
    this.waiting.delete(part);
    if (this.dirty.has(part) || this.sending?.has(part)) return;
    this.seen.delete(part);
    this.answers.draw(part, html);
  }
}
