// The screen beside a room's door.
import { followClock } from "../clock.js";
import { live } from "../live.js";
import { drawRoom, fitTitles, fullScreenButton, stayAwake } from "../room.js";

const tick = followClock(drawRoom);
live(tick);
stayAwake();
fullScreenButton();
addEventListener("resize", fitTitles);
document.fonts.addEventListener("loadingdone", fitTitles);
