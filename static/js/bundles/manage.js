// Organisers' pages. Everything here adds to pages that work without it.
import { checkAll } from "../check-all.js";
import { copyButtons } from "../copy.js";
import { follow } from "../follow.js";
import { menus } from "../menu.js";
import { ownQuestions } from "../own-questions.js";
import { livePreview } from "../preview.js";
import { themeButton } from "../theme.js";
import { dragTurns } from "../turns.js";
import { guardUnsaved } from "../unsaved.js";
import { uploads } from "../upload.js";

menus();
themeButton();
copyButtons();
checkAll();
guardUnsaved();
livePreview();
ownQuestions();
uploads();
follow();
dragTurns();
