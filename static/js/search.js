// Search as you type, and "my agenda": narrows what the server has already filtered.
// Without JavaScript the same form asks the server.
import { holds, plain } from "./hangul.js";

const PAUSE = 400;

export function searchAsYouType() {
  const form = document.querySelector("[data-search-form]");
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const mine = form.querySelector("[data-only-stars]");
  const found = document.querySelector("[data-found]");
  const items = [...document.querySelectorAll("[data-search]")];
  const texts = new Map(items.map((item) => [item, plain(item.dataset.search)]));
  let starred = new Set();
  let timer = 0;

  const apply = () => {
    const wanted = plain(input.value);
    const onlyMine = mine?.getAttribute("aria-pressed") === "true";
    let shown = 0;
    for (const item of items) {
      const fits = holds(texts.get(item), wanted) && (!onlyMine || starred.has(item.dataset.key));
      item.classList.toggle("is-filtered-out", !fits);
      if (fits) shown += 1;
    }
    const filtering = wanted !== "" || onlyMine;
    document.documentElement.classList.toggle("is-filtering", filtering);
    if (!found) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      found.hidden = !filtering;
      found.textContent = filtering ? found.dataset.found.replace("{n}", String(shown)) : "";
    }, PAUSE);
  };

  document.addEventListener("stars", (event) => {
    starred = event.detail;
    apply();
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
