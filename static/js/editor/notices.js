// What the editor says: a line for screen readers, a toast for what was done, and a question
// where something was not.
const SHOWN = 8000;

export class Notices {
  constructor(root) {
    this.words = root.querySelector("[data-words]").dataset;
    this.status = root.querySelector("[data-status]");
    this.toast = root.querySelector("[data-toast]");
    this.alert = root.querySelector("[data-alert]");
    this.timer = 0;
    this.alert.querySelector("[data-close-alert]").addEventListener("click", () => this.close());
    this.toast.querySelector("[data-toast-close]").addEventListener("click", () => {
      this.toast.hidden = true;
    });
  }

  // For screen readers alone.
  say(text) {
    this.status.textContent = text;
  }

  done(text, { undo = null } = {}) {
    this.say(text);
    this.toast.querySelector("[data-toast-text]").textContent = text;
    const button = this.toast.querySelector("[data-toast-undo]");
    button.hidden = undo === null;
    button.onclick = () => {
      this.toast.hidden = true;
      undo();
    };
    this.toast.hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.toast.contains(document.activeElement)) this.toast.hidden = true;
    }, SHOWN);
  }

  // Says why something was not saved, and offers what can be done: {again, anyway, dismiss}.
  refuse(text, choices = {}) {
    this.toast.hidden = true;
    for (const name of ["again", "anyway", "dismiss"]) {
      const button = this.alert.querySelector(`[data-${name}]`);
      button.hidden = !(name in choices);
      button.onclick = () => {
        this.close();
        choices[name]?.();
      };
    }
    this.alert.querySelector("[data-alert-text]").textContent = text;
    this.alert.hidden = false;
  }

  close() {
    this.alert.hidden = true;
  }
}
