// Search as you type, and "my agenda": narrows what the server has already filtered.
// Without JavaScript the same form asks the server.
import { hideClashes, showClashes } from "./clashes.js";
import { finder, plain } from "./hangul.js";
import { indexedSearch } from "./search-index.js";

const PAUSE = 400;

export function searchAsYouType() {
  const form = document.querySelector("[data-search-form]");
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const mine = form.querySelector("[data-only-stars]");
  const found = document.querySelector("[data-found]");
  const results = document.querySelector("[data-results]");
  const items = [...document.querySelectorAll("[data-search]")];
  const texts = new Map();
  const everywhere = form.dataset.index && results ? indexedSearch(form.dataset.index, results) : null;
  let starred = new Set();
  let timer = 0;

  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, plain(item.dataset.search));
    return texts.get(item);
  };
  const narrow = (wanted, onlyMine) => {
    const fits = finder(wanted);
    let shown = 0;
    for (const item of items) {
      const isIn = (!onlyMine || starred.has(item.dataset.key)) && (wanted === "" || fits(textOf(item)));
      if (item.classList.contains("is-filtered-out") === isIn) item.classList.toggle("is-filtered-out", !isIn);
      if (isIn) shown += 1;
    }
    return shown;
  };
  const tell = (filtering, shown) => {
    if (!found) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      found.hidden = !filtering;
      found.textContent = filtering ? found.dataset.found.replace("{n}", String(shown)) : "";
    }, PAUSE);
  };
  const apply = () => {
    const wanted = plain(input.value);
    const onlyMine = mine?.getAttribute("aria-pressed") === "true";
    const inAll = everywhere?.(onlyMine ? "" : wanted, apply) ?? null;
    const shown = inAll ?? narrow(wanted, onlyMine);
    const filtering = wanted !== "" || onlyMine;
    document.documentElement.classList.toggle("is-filtering", filtering);
    hideClashes();
    if (onlyMine) showClashes(items.filter((item) => starred.has(item.dataset.key)), form.dataset.clash);
    tell(filtering, shown);
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
