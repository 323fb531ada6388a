// The programme's editor. Every change is drawn at once and saved at once; what is refused goes
// back to where it was, and can be tried again. The list does the same without any of this.
import { NewSession } from "./create.js";
import { Drag } from "./drag.js";
import { Grid, clock, slotOf } from "./grid.js";
import { Keys } from "./keys.js";
import { Notices } from "./notices.js";
import { drawParts, showDay, showTab } from "./page.js";
import { Rows } from "./rows.js";
import { Saver } from "./saving.js";

const PHONE = "(max-width: 47.99rem)";

export function editor() {
  const root = document.querySelector("[data-editor]");
  if (!root) return;
  if (root.dataset.view === "grid" && !root.dataset.chosen && matchMedia(PHONE).matches) {
    location.replace(root.dataset.list);
    return;
  }
  new Editor(root);
}

class Editor {
  constructor(root) {
    this.root = root;
    this.notices = new Notices(root);
    this.saver = new Saver(root, {
      drawn: (parts) => drawParts(root, parts),
      isBusy: () => this.isBusy,
      changedByOthers: () => this.notices.say(this.notices.words.others),
    });
    this.rows = new Rows(root, {
      saver: this.saver,
      answered: (answer, again, anyway, dismiss) =>
        this.answered(answer, { again, anyway, dismiss }),
    });
    if (root.querySelector("[data-grid]")) this.#onGrid();
    this.#undoAndRedo();
    showTab(root);
  }

  get isBusy() {
    return Boolean(this.drag?.isDragging || this.keys?.isOpen || this.rows?.isOpen);
  }

  #onGrid() {
    const { root, notices } = this;
    this.grid = new Grid(root);
    const moved = (...what) => this.move(...what);
    this.create = new NewSession(root, {
      saver: this.saver,
      notices,
      saved: (answer) => this.answered(answer, {}),
    });
    this.drag = new Drag(root, this.grid, {
      moved,
      created: (slot) => this.create.open(slot),
      ended: () => this.saver.draw(),
    });
    this.keys = new Keys(root, this.grid, {
      moved,
      say: (text) => notices.say(text),
      words: notices.words,
    });
    showDay(root);
  }

  // Saves where a session now stands. `look` and `before` bring its block back if that fails.
  async move(element, slot, look, before) {
    const { key, move } = element.dataset;
    if (before && ["day", "starts", "minutes", "place"].every((n) => before[n] === slot[n])) return;
    element.classList.add("is-saving");
    this.notices.close();
    await this.#save({ key, move, slot, look, before });
  }

  async #save(change) {
    const { key, move, slot } = change;
    const find = () => this.root.querySelector(`[data-part] [data-key="${CSS.escape(key)}"]`);
    const base = () => change.base ?? this.saver.baseOf(key, find()?.dataset.base);
    const answer = await this.saver.post(move, () => ({
      base: base(),
      day: slot.day ?? "",
      starts: slot.starts === null ? "" : clock(slot.starts),
      minutes: slot.minutes ?? "",
      place: slot.place ?? "",
    }));
    this.saver.remember(key, answer);
    const element = find();
    element?.classList.remove("is-saving");
    if (answer.state !== "done" && element?.matches("[data-block]") && change.look) {
      this.drag.putBack(element, change.look, change.before);
    }
    this.answered(answer, {
      again: () => this.#redraw(change),
      anyway: (seen) => this.#redraw({ ...change, base: seen }),
      dismiss: () => {},
    });
  }

  // Tries once more: the block goes again to where it was wanted.
  #redraw(change) {
    const { key, slot } = change;
    const block = this.root.querySelector(`[data-block][data-key="${CSS.escape(key)}"]`);
    if (block && slot.starts !== null && slot.day === this.grid.day) {
      const time = block.querySelector("[data-time]").innerHTML;
      change.look = { className: block.className, time };
      change.before = slotOf(block);
      this.grid.draw(block, slot);
      block.classList.add("is-saving");
    }
    this.#save(change);
  }

  // Says what the server answered, and offers what can be done about it.
  answered(answer, { again, anyway, dismiss }) {
    const { words } = this.notices;
    if (answer.state === "done") {
      this.notices.close();
      const undo = answer.operation ? () => this.#step("undo") : null;
      if (answer.said) this.notices.done(answer.said, { undo });
    } else if (answer.state === "late") {
      this.notices.refuse(answer.said, {
        anyway: () => anyway?.(answer.base),
        dismiss: () => {
          dismiss?.();
          this.saver.look({ force: true });
        },
      });
    } else if (answer.state === "refused") {
      this.notices.refuse(answer.said ?? words.failed);
    } else {
      const said = { offline: words.offline, signedOut: words.signedOut }[answer.state];
      this.notices.refuse(said ?? words.failed, { again });
    }
  }

  #undoAndRedo() {
    this.root.addEventListener("submit", (event) => {
      const form = event.target.closest("[data-undo], [data-redo]");
      if (!form) return;
      event.preventDefault();
      this.#step("undo" in form.dataset ? "undo" : "redo");
    });
    addEventListener("keydown", (event) => {
      const isWriting = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (isWriting || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      this.#step(key === "y" || event.shiftKey ? "redo" : "undo");
    });
  }

  async #step(name) {
    this.keys?.flush();
    await this.saver.waiting;
    const form = this.root.querySelector(`[data-${name}]`);
    if (form.querySelector("button").disabled) return;
    const fields = Object.fromEntries(new FormData(form));
    const answer = await this.saver.post(form.action, fields);
    this.answered({ ...answer, operation: null }, { again: () => this.#step(name) });
  }
}
