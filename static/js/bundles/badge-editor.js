// Placing the elements of a badge with the mouse.
import { badgeEditor } from "../badge-editor/editor.js";

badgeEditor();
