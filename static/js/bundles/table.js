// A device in a signatory's hands at the signing table.
import { lockInTime } from "../table.js";

lockInTime();
