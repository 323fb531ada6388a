// A new session: drawn on the grid, then named in a dialog.
import { clock } from "./grid.js";

export class NewSession {
  constructor(root, { saver, notices, saved }) {
    this.dialog = root.querySelector("[data-new-dialog]");
    if (!this.dialog) return;
    this.form = this.dialog.querySelector("form");
    this.error = this.dialog.querySelector("[data-new-error]");
    this.whole = this.dialog.querySelector("[data-whole-form]");
    Object.assign(this, { root, saver, notices, saved, isSending: false });
    for (const button of root.querySelectorAll("[data-new]")) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        this.open({});
      });
    }
    this.dialog.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.form.addEventListener("input", () => this.#lead());
  }

  open({ day = this.root.dataset.day, starts = null, minutes = null, place = "" }) {
    const { elements } = this.form;
    elements.day.value = day === "none" ? "" : day;
    elements.starts.value = starts === null ? "" : clock(starts);
    elements.minutes.value = minutes ?? "";
    elements.place.value = place;
    this.error.hidden = true;
    this.#lead();
    this.dialog.showModal();
    elements["title-ko"].focus();
  }

  // The link to the whole form takes along where the session is to stand.
  #lead() {
    if (!this.whole) return;
    const address = new URL(this.whole.href);
    for (const name of ["day", "starts", "minutes", "place"]) {
      address.searchParams.set(name, this.form.elements[name].value);
    }
    this.whole.href = address;
  }

  async #send() {
    if (this.isSending) return;
    this.isSending = true;
    const fields = Object.fromEntries(new FormData(this.form));
    const answer = await this.saver.post(this.form.action, fields);
    this.isSending = false;
    if (answer.state === "done") {
      this.form.reset();
      this.form.elements.key.value = ""; // the server finds the next one
      this.dialog.close();
      this.saved(answer);
      return;
    }
    const { words } = this.notices;
    const said = { offline: words.offline, signedOut: words.signedOut }[answer.state];
    this.error.textContent = said ?? answer.said ?? words.failed;
    this.error.hidden = false;
  }
}
