// The screen in the hall during the ceremony: a city that has just signed comes in calmly, and
// without motion for whoever has asked for none (the style sheet says how).
import { followClock } from "../clock.js";
import { follow } from "../follow.js";
import { fullScreenButton, stayAwake } from "../room.js";

const signed = (area) => new Set([...area.querySelectorAll("[data-signed]")].map((one) => one.dataset.signed));

followClock();
follow((area, before) => {
  if (area.querySelector("[data-scene=photo]")) return; // the photo stands still
  const known = signed(before);
  for (const one of area.querySelectorAll("[data-signed]")) {
    if (!known.has(one.dataset.signed)) one.classList.add("is-new");
  }
});
stayAwake();
fullScreenButton();
