// Search as you type, and "my agenda": narrows what the server has already filtered.
// Without JavaScript the same form asks the server.
import { hideClashes, showClashes } from "./clashes.js";
import { finder, plain } from "./hangul.js";
import { indexedSearch, MOST_ROWS } from "./search-index.js";

const PAUSE = 400;

export function searchAsYouType() {
  const form = document.querySelector("[data-search-form]");
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const mine = form.querySelector("[data-only-stars]");
  const found = document.querySelector("[data-found]");
  const results = document.querySelector("[data-results]");
  const days = [...document.querySelectorAll(".agenda-day")];
  const items = [...document.querySelectorAll("[data-search]")];
  const texts = new Map();
  const everywhere =
    form.dataset.index && results ? indexedSearch(form.dataset.index, results, form.dataset.clash) : null;
  const answered = input.defaultValue.trim(); // by the server, which looks into more than the page
  let starred = new Set();
  let timer = 0;

  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, plain(item.dataset.search));
    return texts.get(item);
  };
  const narrow = (query, onlyMine) => {
    const fits = finder(query);
    const shown = new Set();
    for (const item of items) {
      const isIn = (!onlyMine || starred.has(item.dataset.key)) && (query === "" || fits(textOf(item)));
      if (item.classList.contains("is-filtered-out") === isIn) item.classList.toggle("is-filtered-out", !isIn);
      if (isIn) shown.add(item);
    }
    return shown;
  };
  // A day of which nothing is left goes; what is left of the others stays where it was.
  const hideDays = (filtering, shown) => {
    const left = new Set([...shown].map((item) => item.closest(".agenda-day")));
    for (const day of days) day.hidden = filtering && !left.has(day);
  };
  const words = (shown, isIndexed) => {
    if (shown === 0) return found.dataset.none;
    const said = isIndexed && shown > MOST_ROWS ? found.dataset.first : found.dataset.found;
    return said.replace("{n}", String(shown)).replace("{most}", String(MOST_ROWS));
  };
  const tell = (text) => {
    if (!found) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      found.hidden = text === "";
      found.textContent = text;
    }, PAUSE);
  };
  const apply = () => {
    const typed = input.value.trim();
    const query = typed === answered ? "" : typed;
    const onlyMine = mine?.getAttribute("aria-pressed") === "true";
    const filtering = query !== "" || onlyMine;
    document.documentElement.classList.toggle("is-filtering", filtering);
    hideClashes();
    const inAll = everywhere?.(query, onlyMine ? starred : null, apply) ?? null;
    if (inAll !== null) {
      tell(words(inAll, true));
      return;
    }
    const isOther = !everywhere && answered !== "" && typed !== answered;
    const shown = narrow(isOther ? "" : query, onlyMine);
    hideDays(filtering, shown);
    if (onlyMine) showClashes(items.filter((item) => starred.has(item.dataset.key)), form.dataset.clash);
    if (isOther) tell(found.dataset.again);
    else tell(filtering ? words(shown.size, false) : "");
  };

  document.addEventListener("stars", (event) => {
    starred = event.detail;
    if (mine?.getAttribute("aria-pressed") === "true") apply();
  });
  input.addEventListener("input", apply);
  if (mine) {
    mine.hidden = false;
    mine.addEventListener("click", () => {
      mine.setAttribute("aria-pressed", String(mine.getAttribute("aria-pressed") !== "true"));
      apply();
    });
  }
  const stars = items.filter((item) => item.querySelector("[data-star][aria-pressed=true]"));
  starred = new Set(stars.map((item) => item.dataset.key));
  if (input.value) apply();
}
