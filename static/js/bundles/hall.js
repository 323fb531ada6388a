// The screen in a hall that shows how many have come.
import { followClock } from "../clock.js";
import { follow } from "../follow.js";
import { fullScreenButton, stayAwake } from "../room.js";

followClock();
follow();
stayAwake();
fullScreenButton();
