// Draws the parts of the page that the server sends, and keeps what the reader was doing.
const FOCUSABLE = "a[href], button, input, select, summary";

function placeOf(element) {
  if (!element?.closest?.("[data-part]")) return null;
  const owner = element.closest("[data-key]");
  const scope = owner ?? element.closest("[data-part]");
  const index = [...scope.querySelectorAll(FOCUSABLE)].indexOf(element);
  return {
    id: element.id,
    key: owner?.dataset.key,
    part: element.closest("[data-part]").dataset.part,
    index,
  };
}

function find(root, place) {
  if (place.id) return root.querySelector(`#${CSS.escape(place.id)}`);
  const scope = place.key
    ? root.querySelector(`[data-part] [data-key="${CSS.escape(place.key)}"]`)
    : root.querySelector(`[data-part="${place.part}"]`);
  const found = scope?.querySelectorAll(FOCUSABLE);
  return found?.[place.index] ?? found?.[0] ?? null;
}

export function drawParts(root, parts) {
  const focused = placeOf(document.activeElement);
  const scroller = root.querySelector("[data-scroll]");
  const scrolled = scroller && [scroller.scrollLeft, scroller.scrollTop];
  const first = root.querySelector("[data-grid]")?.dataset.first;
  const open = [...root.querySelectorAll("details[data-keep][open]")].map((d) => d.dataset.keep);
  for (const [name, html] of Object.entries(parts)) {
    const part = root.querySelector(`[data-part="${name}"]`);
    if (part) part.innerHTML = html;
  }
  for (const name of open) {
    const kept = root.querySelector(`details[data-keep="${name}"]`);
    if (kept) kept.open = true;
  }
  const grid = root.querySelector("[data-grid]");
  if (scrolled && grid) {
    const body = root.querySelector("[data-body]");
    const row = Number.parseFloat(getComputedStyle(body).gridAutoRows) || 0;
    const added = ((Number(first) - Number(grid.dataset.first)) / 5) * row;
    root.querySelector("[data-scroll]").scrollTo(scrolled[0], scrolled[1] + added);
  }
  showTab(root);
  if (focused) find(root, focused)?.focus({ preventScroll: true });
}

// Brings the first session of the day into view, an hour above it.
export function showDay(root) {
  const scroller = root.querySelector("[data-scroll]");
  const blocks = [...root.querySelectorAll("[data-block]")];
  const head = root.querySelector(".score-head");
  if (!scroller || blocks.length === 0) return;
  const top = Math.min(...blocks.map((block) => block.offsetTop));
  scroller.scrollTop = Math.max(0, top - head.offsetHeight - 24);
}

// Brings the tab of the day into view, where the days are many or the screen is narrow.
export function showTab(root) {
  const tab = root.querySelector(".days [aria-current]");
  const tabs = tab?.parentElement;
  if (!tab) return;
  const right = tab.offsetLeft + tab.offsetWidth - tabs.offsetLeft;
  if (right > tabs.clientWidth) tabs.scrollLeft = right - tabs.clientWidth;
}
