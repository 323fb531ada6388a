// The list: a row is saved when it is left, and its buttons work in place.
export class Rows {
  constructor(root, { saver, answered }) {
    Object.assign(this, { root, saver, answered, dirty: new Set() });
    root.addEventListener("input", (event) => {
      const form = event.target.closest("[data-slot]");
      if (form) this.dirty.add(form);
    });
    root.addEventListener("submit", (event) => {
      const form = event.target.closest("[data-slot]");
      if (!form) return;
      event.preventDefault();
      this.#send(form, event.submitter);
    });
    root.addEventListener("focusout", (event) => {
      const form = event.target.closest("[data-slot]");
      if (!form || form.contains(event.relatedTarget) || !this.dirty.has(form)) return;
      this.#send(form, null);
    });
    addEventListener("beforeunload", (event) => {
      if ([...this.dirty].some((form) => form.isConnected)) event.preventDefault();
    });
  }

  // Tells whether somebody is writing into a row: then it must not be drawn anew.
  get isOpen() {
    return [...this.dirty].some((form) => form.isConnected);
  }

  async #send(form, submitter) {
    if (!form.reportValidity()) return;
    const fields = Object.fromEntries(new FormData(form, submitter));
    const address = submitter?.getAttribute("formaction") ?? form.action;
    const { key } = form.closest("[data-row]").dataset;
    this.dirty.delete(form);
    const answer = await this.saver.post(address, () => ({
      ...fields,
      base: this.saver.baseOf(key, fields.base),
    }));
    this.saver.remember(key, answer);
    this.#show(form, answer.fields ?? {});
    if (answer.state !== "done") this.dirty.add(form);
    this.answered(answer, () => this.#send(form, submitter), (base) => {
      form.elements.base.value = base;
      this.#send(form, submitter);
    }, () => this.dirty.delete(form));
  }

  // Puts what is wrong at the fields, and takes away what no longer is.
  #show(form, errors) {
    for (const old of form.querySelectorAll("[data-error]")) old.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.closest(".field").classList.remove("is-error");
    }
    for (const [name, sentence] of Object.entries(errors)) {
      const field = form.elements[name];
      if (!field?.closest) continue;
      const said = document.createElement("p");
      said.className = "error";
      said.dataset.error = "";
      said.id = `${field.id}-error`;
      said.textContent = sentence;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", said.id);
      field.closest(".field").classList.add("is-error");
      field.after(said);
    }
  }
}
