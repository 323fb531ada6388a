// The screen beside a door: every session of the room is in the page, and the clock alone says
// where each of them stands. The same rule as `room_screen` in forum/programme/happening.py.
import { now } from "./server-time.js";

const day = (zone, moment) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(moment);

function stages(slots, moment) {
  const on = slots.filter((slot) => slot.starts <= moment && moment < slot.ends);
  const coming = slots.filter((slot) => slot.starts > moment && !slot.cancelled);
  const next = coming[0]?.starts;
  const spokenOf = on[0]?.day ?? coming[0]?.day;
  return (slot) => {
    if (slot.ends <= moment) return "past";
    if (slot.starts <= moment) return "now";
    if (slot.starts === next && !slot.cancelled) return "next";
    return slot.day === spokenOf ? "later" : "far";
  };
}

export function drawRoom() {
  const screen = document.querySelector("[data-screen]");
  if (!screen) return;
  const moment = now();
  const slots = [...screen.querySelectorAll("[data-slot]")]
    .map((element) => ({
      element,
      starts: Date.parse(element.dataset.starts),
      ends: Date.parse(element.dataset.ends),
      day: element.dataset.day,
      cancelled: "cancelled" in element.dataset,
    }))
    .sort((one, other) => one.starts - other.starts);
  const stageOf = stages(slots, moment);
  const today = day(screen.dataset.zone, moment);
  const found = { now: 0, next: 0 };
  for (const slot of slots) {
    const stage = stageOf(slot);
    if (stage in found) found[stage] += 1;
    const place = screen.querySelector(`[data-stage="${stage}"]`);
    if (slot.element.parentElement !== place) {
      const after = [...place.children].find((other) => Date.parse(other.dataset.starts) > slot.starts);
      place.insertBefore(slot.element, after ?? null);
    }
    const date = slot.element.querySelector(".slot-date");
    if (date) date.hidden = slot.day === today;
  }
  screen.querySelector('[data-free="free"]').hidden = found.now > 0 || found.next === 0;
  screen.querySelector('[data-free="over"]').hidden = found.now > 0 || found.next > 0;
  const shown = slots.map((slot) => slot.element.parentElement.dataset.stage).join(" ");
  if (screen.dataset.shown === shown) return;
  screen.dataset.shown = shown; // so that sizes are measured only when something has changed
  fitTitles();
}

// The title of what is on stands as large as it fits; the page was made with a guess.
const SIZES = ["", "fit-1", "fit-2", "fit-3"];

function fit(slot) {
  const text = slot.querySelector(".slot-what");
  for (const size of SIZES) {
    slot.classList.remove(...SIZES.filter(Boolean));
    if (size) slot.classList.add(size);
    if (text.scrollHeight <= text.clientHeight) return;
  }
}

export function fitTitles() {
  for (const slot of document.querySelectorAll('[data-stage="now"] .slot')) fit(slot);
}

// A tablet beside a door must not fall asleep; browsers let go of the lock when it is covered.
export function stayAwake() {
  const lock = async () => {
    try {
      await navigator.wakeLock?.request("screen");
    } catch {
      // not allowed (no mains, saving power): the device's own setting decides
    }
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) lock();
  });
  lock();
}

export function fullScreenButton() {
  const button = document.querySelector("[data-full-screen]");
  if (!button || !document.fullscreenEnabled) return;
  const show = () => {
    button.hidden = document.fullscreenElement !== null;
  };
  button.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", show);
  show();
}
