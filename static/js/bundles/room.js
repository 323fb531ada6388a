// The screen beside a room's door.
import { followClock } from "../clock.js";
import { live } from "../live.js";
import { drawRoom, fitTitles, fullScreenButton, stayAwake } from "../room.js";

const tick = followClock(drawRoom);
live(tick);
stayAwake();
fullScreenButton();
new ResizeObserver(fitTitles).observe(document.querySelector("[data-screen]"));
document.fonts.addEventListener("loadingdone", fitTitles);
