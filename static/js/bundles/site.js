// Public pages. Everything here adds to pages that work without it.
import { copyButtons } from "../copy.js";
import { followClock } from "../clock.js";
import { live } from "../live.js";
import { menus } from "../menu.js";
import { ownQuestions } from "../own-questions.js";
import { papers } from "../paper.js";
import { searchAsYouType } from "../search.js";
import { stars } from "../stars.js";
import { themeButton } from "../theme.js";

menus();
themeButton();
copyButtons();
stars();
searchAsYouType();
ownQuestions();
papers();
live(followClock());
