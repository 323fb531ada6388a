// The field on which a signatory draws.
import { inkPads } from "../ink.js";

inkPads();
