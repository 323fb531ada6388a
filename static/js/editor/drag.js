// Dragging with a mouse, a finger or a pen. A finger that rests takes a block up, one that moves
// scrolls; Escape puts back what is in the hand.
import { STEP, slotOf } from "./grid.js";

const FAR = 4; // pixels until a press is a drag
const RESTS = 350; // milliseconds until a finger takes a block up
const EDGE = 44; // pixels from the border at which the grid scrolls along
const NEW_MINUTES = 30;
const CARD_MINUTES = 60;

export class Drag {
  // `moved(element, slot)` and `created(slot)` are told what the hand did.
  constructor(root, grid, { moved, created, ended }) {
    Object.assign(this, { root, grid, moved, created, ended, held: null, timer: 0 });
    root.addEventListener("pointerdown", (event) => this.#down(event));
    addEventListener("pointermove", (event) => this.#move(event));
    addEventListener("pointerup", (event) => this.#up(event));
    addEventListener("pointercancel", () => this.cancel());
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.held) this.cancel();
    });
    root.addEventListener("touchmove", (event) => this.isDragging && event.preventDefault(), {
      passive: false,
    });
    root.addEventListener("contextmenu", (event) => this.held && event.preventDefault());
  }

  get isDragging() {
    return this.held?.isTaken ?? false;
  }

  #down(event) {
    if (event.button !== 0 || this.held || event.target.closest("button, input, select, summary"))
      return;
    const held = this.#grasp(event.target);
    if (!held) return;
    Object.assign(held, { x: event.clientX, y: event.clientY, isTaken: false });
    this.held = held;
    if (event.pointerType === "touch" && held.kind !== "resize") {
      held.waits = true;
      this.timer = setTimeout(() => {
        held.waits = false;
        this.#take();
      }, RESTS);
    }
  }

  #grasp(target) {
    const block = target.closest("[data-block]");
    if (block) {
      const kind = target.closest("[data-edge]") ? "resize" : "move";
      return { kind, element: block, before: slotOf(block) };
    }
    const card = target.closest("[data-card]");
    if (card && !target.closest("[data-place-it]")) {
      return { kind: "place", element: card, before: slotOf(card) };
    }
    return target.closest("[data-body]") ? { kind: "create" } : null;
  }

  #take() {
    const { held, grid } = this;
    held.isTaken = true;
    held.startLane = grid.laneAt(held.x);
    held.startMinute = grid.minuteAt(held.y);
    held.offset = held.y - grid.body.getBoundingClientRect().top;
    held.element?.classList.add("is-held");
    this.root.classList.add("is-dragging", `is-${held.kind}`);
    if (held.kind === "place" || held.kind === "create") held.ghost = this.#ghost(held);
    else held.look = { className: held.element.className, time: this.#time(held.element) };
    getSelection()?.removeAllRanges();
    this.#follow();
  }

  #time(block) {
    return block.querySelector("[data-time]").innerHTML;
  }

  #ghost({ element }) {
    const ghost = document.createElement("li");
    const kind = [...(element?.classList ?? [])].find((name) => name.startsWith("k-"));
    ghost.className = `block is-ghost ${kind ?? "k-session"}`;
    const inside = document.createElement("div");
    inside.className = "block-in";
    const time = document.createElement("span");
    time.className = "block-time";
    time.dataset.time = "";
    const title = document.createElement("b");
    title.className = "block-title";
    title.textContent = element?.dataset.title ?? "";
    inside.append(time, title);
    ghost.append(inside);
    return ghost;
  }

  #move(event) {
    const { held } = this;
    if (!held) return;
    const isFar = Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR;
    if (held.waits && isFar) return this.#drop(); // the finger scrolls
    held.at = { x: event.clientX, y: event.clientY };
    if (!held.isTaken && isFar && !held.waits) this.#take();
    if (held.isTaken) {
      event.preventDefault();
      this.#draw();
    }
  }

  // Scrolls the grid along while the hand is at its border.
  #follow() {
    if (!this.isDragging) return;
    const { scroller } = this.grid;
    const { at } = this.held;
    if (at && this.grid.covers(at.x, at.y)) {
      const { left, right, top, bottom } = scroller.getBoundingClientRect();
      const push = (near, far) => (near < EDGE ? near - EDGE : far < EDGE ? EDGE - far : 0) / 4;
      const across = push(at.x - left, right - at.x);
      const down = push(at.y - top, bottom - at.y);
      if (this.held.kind === "resize") scroller.scrollBy(0, down);
      else scroller.scrollBy(across, down);
      if (across || down) this.#draw();
    }
    requestAnimationFrame(() => this.#follow());
  }

  #draw() {
    const slot = this.#slot();
    const { held, grid } = this;
    this.root.classList.toggle("is-over-tray", slot === null && held.kind === "move");
    if (held.ghost) {
      if (slot === null) held.ghost.remove();
      else {
        grid.draw(held.ghost, slot);
        if (!held.ghost.isConnected) grid.body.append(held.ghost);
      }
    } else if (slot !== null) {
      grid.draw(held.element, slot);
    }
    held.slot = slot;
  }

  // Where the session would stand if the hand let go now; null beside the grid.
  #slot() {
    const { held, grid } = this;
    const { x, y } = held.at ?? held;
    const { before } = held;
    if (held.kind === "resize") {
      const ends = grid.minuteAt(y) + STEP;
      const minutes = Math.max(STEP, Math.min(ends, grid.last) - before.starts);
      return { ...before, minutes };
    }
    if (held.kind === "move") {
      if (document.elementFromPoint(x, y)?.closest("[data-part=tray]")) return null;
      const rows = Math.round(
        (y - grid.body.getBoundingClientRect().top - held.offset) / grid.rowHeight,
      );
      const lane = grid.laneAt(x);
      const place = lane.place === held.startLane.place ? before.place : lane.place;
      return { ...before, starts: grid.within(before.starts + rows * STEP, before.minutes), place };
    }
    if (held.kind === "create") {
      const [from, to] = [held.startMinute, grid.minuteAt(y)].sort((a, b) => a - b);
      const minutes = Math.max(to - from + STEP, STEP);
      return { day: grid.day, starts: from, minutes, place: held.startLane.place };
    }
    if (!grid.covers(x, y)) return null;
    const minutes = before.minutes ?? CARD_MINUTES;
    const starts = grid.within(grid.minuteAt(y), minutes);
    return { day: grid.day, starts, minutes, place: grid.laneAt(x).place };
  }

  #up() {
    const { held } = this;
    if (!held) return;
    if (!held.isTaken) return this.#drop();
    this.#swallowClick();
    const { kind, element, before, slot } = held;
    const isOffGrid = slot === null && kind === "move";
    this.#put({ back: kind === "move" && (slot === undefined || isOffGrid) });
    if (kind === "create") {
      if (slot) this.created({ ...slot, minutes: Math.max(slot.minutes, NEW_MINUTES) });
    } else if (isOffGrid) {
      this.moved(element, { ...before, day: this.grid.day, starts: null }, held.look);
    } else if (slot) {
      this.moved(element, slot, held.look, before);
    }
    this.ended();
  }

  // The click that follows a drag would open the session.
  #swallowClick() {
    const swallow = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
  }

  #put({ back }) {
    const { held } = this;
    held.ghost?.remove();
    held.element?.classList.remove("is-held");
    if (back && held.look) this.putBack(held.element, held.look, held.before);
    else if (held.look) held.look.className = held.look.className.replace(" is-held", "");
    this.#drop();
  }

  // Draws a block as it was before the hand took it up.
  putBack(element, look, before) {
    element.className = look.className.replace(" is-held", "");
    element.querySelector("[data-time]").innerHTML = look.time;
    for (const name of Object.keys(before)) element.dataset[name] = before[name] ?? "";
  }

  #drop() {
    clearTimeout(this.timer);
    const kind = this.held?.kind;
    this.root.classList.remove("is-dragging", "is-over-tray", `is-${kind}`);
    this.held = null;
  }

  cancel() {
    if (!this.held) return;
    if (this.held.isTaken) {
      this.#put({ back: true });
      // the hand has still to let go, and that click means nothing
      addEventListener("pointerup", () => this.#swallowClick(), { capture: true, once: true });
      this.ended();
    } else this.#drop();
  }
}
