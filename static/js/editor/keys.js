// The grid by keyboard: arrows move the focused session, with Shift they change its length.
import { STEP, period, slotOf } from "./grid.js";

const RESTS = 700; // milliseconds after the last key until the change is saved

const ARROWS = {
  ArrowUp: [-STEP, 0],
  ArrowDown: [STEP, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export class Keys {
  constructor(root, grid, { moved, say, words }) {
    Object.assign(this, { root, grid, moved, say, words, open: null, timer: 0 });
    root.addEventListener("keydown", (event) => this.#pressed(event));
    root.addEventListener("focusout", () => this.flush());
    document.addEventListener("visibilitychange", () => this.flush());
    root.addEventListener("click", (event) => {
      const card = event.target.closest("[data-place-it]")?.closest("[data-card]");
      if (!card) return;
      event.preventDefault();
      this.#putOn(card);
    });
  }

  get isOpen() {
    return this.open !== null;
  }

  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const block = event.target.closest?.("[data-block]");
    if (!block || !event.target.closest("a")) return;
    if (event.key === "Delete") {
      event.preventDefault();
      this.flush();
      const slot = slotOf(block);
      this.moved(block, { ...slot, starts: null }, null, slot);
    } else if (event.key in ARROWS) {
      event.preventDefault();
      this.#arrow(block, ARROWS[event.key], event.shiftKey);
    }
  }

  #arrow(block, [minutes, rooms], isLength) {
    const slot = slotOf(block);
    const next = isLength ? this.#longer(slot, minutes) : this.#further(slot, minutes, rooms);
    if (next === null) return this.say(this.words.atEdge);
    if (this.open?.block !== block) {
      this.flush();
      const time = block.querySelector("[data-time]").innerHTML;
      this.open = { block, before: slot, look: { className: block.className, time } };
    }
    this.grid.draw(block, next);
    block.scrollIntoView({ block: "nearest", inline: "nearest" });
    const lane = this.grid.laneOf(next.place);
    this.say(isLength ? `${period(next)}, ${this.words.length.replace("{n}", next.minutes)}`
      : `${period(next)}, ${lane.name}`);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), RESTS);
  }

  #further(slot, minutes, rooms) {
    if (rooms) {
      const lanes = this.grid.lanes;
      const here = lanes.findIndex((lane) => lane.place === slot.place);
      const lane = lanes[(here < 0 ? lanes.length - 1 : here) + rooms];
      return lane ? { ...slot, place: lane.place } : null;
    }
    const starts = this.grid.within(slot.starts + minutes, slot.minutes);
    return starts === slot.starts ? null : { ...slot, starts };
  }

  #longer(slot, by) {
    if (!by) return null;
    const minutes = (slot.minutes ?? 0) + by;
    return minutes < STEP || slot.starts + minutes > 24 * 60 ? null : { ...slot, minutes };
  }

  // Puts a session from the tray to the first free time of its room.
  #putOn(card) {
    const slot = slotOf(card);
    const minutes = slot.minutes ?? 60;
    const place = slot.place || this.grid.lanes[0].place;
    const starts = this.grid.freeTime(place, minutes);
    this.moved(card, { day: this.grid.day, starts, minutes, place }, null, slot);
  }

  // Saves what the keys have moved.
  flush() {
    clearTimeout(this.timer);
    const { open } = this;
    if (!open) return;
    this.open = null;
    this.moved(open.block, slotOf(open.block), open.look, open.before);
  }
}
