// Where things stand on the grid: rows of five minutes, and a lane for each room.
export const STEP = 5;
const ASSUMED_MINUTES = 30; // drawn for a session whose length is not known
const DAY = 24 * 60;

export function clock(minute) {
  const hours = String(Math.floor(minute / 60)).padStart(2, "0");
  return `${hours}:${String(minute % 60).padStart(2, "0")}`;
}

export function period(slot) {
  return slot.minutes
    ? `${clock(slot.starts)}–${clock(slot.starts + slot.minutes)}`
    : clock(slot.starts);
}

const number = (text) => (text === "" || text === undefined ? null : Number(text));

// What a block, a card or a row says of its session.
export function slotOf(element) {
  const { day, starts, minutes, place } = element.dataset;
  return { day, starts: number(starts), minutes: number(minutes), place };
}

export function writeSlot(element, slot) {
  for (const name of ["day", "starts", "minutes", "place"]) {
    element.dataset[name] = slot[name] ?? "";
  }
}

// Sets one of the numbers that place a block: see score-grid.css.
function setNumber(block, letter, value) {
  const pattern = new RegExp(`^${letter}\\d+$`);
  for (const name of [...block.classList]) if (pattern.test(name)) block.classList.remove(name);
  block.classList.add(`${letter}${value}`);
}

const numberIn = (element, letter) =>
  Number([...element.classList].find((name) => new RegExp(`^${letter}\\d+$`).test(name)).slice(1));

export class Grid {
  constructor(root) {
    this.root = root;
  }

  get element() {
    return this.root.querySelector("[data-grid]");
  }

  get body() {
    return this.root.querySelector("[data-body]");
  }

  get scroller() {
    return this.root.querySelector("[data-scroll]");
  }

  get first() {
    return Number(this.element.dataset.first);
  }

  get last() {
    return Math.min(DAY, Number(this.element.dataset.last));
  }

  get day() {
    return this.element.dataset.day;
  }

  get rowHeight() {
    return Number.parseFloat(getComputedStyle(this.body).gridAutoRows);
  }

  get lanes() {
    return [...this.element.querySelectorAll("[data-lane]")].map((head) => ({
      place: head.dataset.lane,
      name: head.dataset.name,
      column: numberIn(head, "c"),
      columns: numberIn(head, "w"),
      head,
    }));
  }

  laneOf(place) {
    return this.lanes.find((lane) => lane.place === place) ?? this.lanes.at(-1);
  }

  laneAt(x) {
    const away = (lane) => {
      const { left, right } = lane.head.getBoundingClientRect();
      return Math.max(left - x, x - right, 0);
    };
    return this.lanes.reduce((best, lane) => (away(lane) < away(best) ? lane : best));
  }

  // The minute at a height of the screen, on the row that begins there.
  minuteAt(y) {
    const top = this.body.getBoundingClientRect().top;
    const padding = Number.parseFloat(getComputedStyle(this.body).paddingTop);
    const row = Math.floor((y - top - padding) / this.rowHeight);
    return this.within(this.first + row * STEP, STEP);
  }

  // Keeps a start so that the session stays on the grid and ends by midnight.
  within(starts, minutes) {
    const latest = Math.min(this.last - STEP, DAY - (minutes || STEP));
    return Math.max(this.first, Math.min(starts, latest));
  }

  covers(x, y) {
    const { left, right, top, bottom } = this.scroller.getBoundingClientRect();
    return x >= left && x <= right && y >= top && y <= bottom;
  }

  // Draws a block where its session is to stand; the server's answer replaces it.
  draw(block, slot, lane = this.laneOf(slot.place)) {
    setNumber(block, "t", Math.max(0, Math.round((slot.starts - this.first) / STEP)));
    setNumber(block, "n", Math.max(1, Math.round((slot.minutes || ASSUMED_MINUTES) / STEP)));
    if (block.dataset.place !== slot.place || !block.isConnected) {
      setNumber(block, "c", lane.column);
      setNumber(block, "w", lane.columns);
    }
    block.querySelector("[data-time]").textContent = period(slot);
    writeSlot(block, slot);
    return block;
  }

  // The first time from nine o'clock on at which a room is free for so long.
  freeTime(place, minutes) {
    const busy = [...this.element.querySelectorAll("[data-block]")]
      .map(slotOf)
      .filter((slot) => slot.place === place)
      .map((slot) => [slot.starts, slot.starts + (slot.minutes || ASSUMED_MINUTES)]);
    const fits = (at) => busy.every(([from, to]) => at + minutes <= from || at >= to);
    for (let at = 9 * 60; at + minutes <= DAY; at += STEP) if (fits(at)) return at;
    return 9 * 60;
  }
}
