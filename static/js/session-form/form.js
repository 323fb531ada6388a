// The form of a session: what is changed saves itself; the rest is the page as it works without.
import { chooseByTyping } from "./combo.js";
import { presence } from "./presence.js";
import { rows } from "./rows.js";
import { Saver } from "./saver.js";
import { sections } from "./sections.js";
import { times } from "./times.js";

export function sessionForm() {
  const form = document.querySelector("[data-session-form]");
  if (!form) return;
  const words = document.querySelector("[data-words]").dataset;
  chooseByTyping(form, words);
  times(form);
  sections();
  if (form.dataset.state !== "saved") {
    // New, or with something on it that was refused: it is sent as a whole, by its button.
    let isChanged = form.dataset.state === "unsaved";
    rows(form, words, () => {
      isChanged = true;
    });
    form.addEventListener("input", () => {
      isChanged = true;
    });
    form.addEventListener("submit", () => {
      isChanged = false;
    });
    addEventListener("beforeunload", (event) => {
      if (isChanged) event.preventDefault();
    });
    return;
  }
  const saver = new Saver(form, words);
  rows(form, words, (part) => saver.changed(part, 400));
  presence(form, words, saver);
}
