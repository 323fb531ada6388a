// Stars: a reader's own agenda, kept on the device alone.
const keyOf = (edition) => `stars.${edition}`;

function load(edition) {
  try {
    return new Set(JSON.parse(localStorage.getItem(keyOf(edition)) ?? "[]"));
  } catch {
    return new Set();
  }
}

function save(edition, starred) {
  try {
    localStorage.setItem(keyOf(edition), JSON.stringify([...starred]));
  } catch {
    // no storage: stars last as long as the page
  }
}

export function stars() {
  const root = document.querySelector("[data-edition]");
  if (!root) return;
  const { edition } = root.dataset;
  const starred = load(edition);
  const buttons = [...document.querySelectorAll("[data-star]")];
  const show = () => {
    for (const button of buttons) {
      const on = starred.has(button.dataset.star);
      button.hidden = false;
      button.setAttribute("aria-pressed", String(on));
      const word = button.querySelector("[data-word]");
      if (word) word.textContent = on ? button.dataset.on : button.dataset.off;
    }
    for (const count of document.querySelectorAll("[data-star-count]")) {
      count.textContent = String(starred.size);
    }
    document.dispatchEvent(new CustomEvent("stars", { detail: starred }));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const key = button.dataset.star;
      if (!starred.delete(key)) starred.add(key);
      save(edition, starred);
      show();
    });
  }
  addEventListener("storage", (event) => {
    if (event.key !== keyOf(edition)) return;
    starred.clear();
    for (const key of load(edition)) starred.add(key);
    show();
  });
  show();
}
