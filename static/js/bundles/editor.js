// The programme's editor.
import { editor } from "../editor/editor.js";

editor();
