// Devices at the door.
import { usher } from "../../checkin/usher.js";

usher();
