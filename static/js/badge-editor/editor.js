// Frames over the badge as it is printed: each is an element of the form, which stays the truth.
// A frame that is moved or sized writes the element's numbers; the preview then follows by itself
// (preview.js), and the frames are laid anew over the picture that comes back.
import { linesOf, rest, rounded, stretch } from "./snapping.js";

const LEAST = 1;
const LEAST_SQUARE = 25;

export function badgeEditor() {
  const form = document.querySelector("form[data-badge-editor]");
  const shown = document.querySelector("[data-preview-shown]");
  if (!form || !shown) return;
  shown.closest(".bd-editor").classList.add("bd-on");
  const state = { form, chosen: "" };
  const draw = () => drawAll(shown, state);
  new MutationObserver(draw).observe(shown, { childList: true });
  form.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    draw();
  });
  for (const element of form.querySelectorAll("[data-element]")) {
    element.addEventListener("toggle", () => {
      if (element.open) choose(shown, state, element.dataset.element);
    });
  }
  draw();
}

function field(state, key, name) {
  return state.form.elements[`${key}-${name}`];
}

function number(state, key, name) {
  return Number(String(field(state, key, name).value).replace(",", ".")) || 0;
}

function boxOf(state, key) {
  return {
    x: number(state, key, "x"),
    y: number(state, key, "y"),
    width: number(state, key, "width"),
    height: number(state, key, "height"),
  };
}

function elementsOn(state, side) {
  const all = [...state.form.querySelectorAll("[data-element]")];
  return all.filter((one) => field(state, one.dataset.element, "side").value === side);
}

function drawAll(shown, state) {
  const focused = document.activeElement?.dataset?.box;
  for (const figure of shown.querySelectorAll("[data-side]")) drawSide(shown, figure, state);
  if (focused) shown.querySelector(`[data-box="${CSS.escape(focused)}"]`)?.focus();
}

function drawSide(shown, figure, state) {
  const paper = figure.querySelector(".bd-paper");
  for (const old of paper.querySelectorAll(".bd-box, .bd-line")) old.remove();
  const sheet = { width: Number(figure.dataset.width), height: Number(figure.dataset.height) };
  for (const element of elementsOn(state, figure.dataset.side)) {
    paper.append(frame(shown, figure, paper, sheet, element, state));
  }
}

function frame(shown, figure, paper, sheet, element, state) {
  const key = element.dataset.element;
  // for the mouse alone: with the keyboard, and for readers, the numbers of the form are the way
  const box = document.createElement("div");
  box.tabIndex = -1;
  box.ariaHidden = "true";
  box.className = "bd-box";
  box.dataset.box = key;
  box.title = element.querySelector("summary").textContent.replace(/\s+/g, " ").trim();
  box.classList.toggle("is-quiet", "square" in element.dataset);
  box.classList.toggle("is-chosen", state.chosen === key);
  const corner = document.createElement("span");
  corner.className = "bd-corner";
  box.append(corner);
  lay(box, sheet, boxOf(state, key));
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const sizes = event.target === corner;
    grab(event, { shown, paper, sheet, element, box, state, sizes, side: figure.dataset.side });
  });
  box.addEventListener("keydown", (event) => byKey(event, { sheet, element, box, state }));
  box.addEventListener("click", () => choose(shown, state, key));
  box.addEventListener("focus", () => choose(shown, state, key));
  return box;
}

function lay(box, sheet, at) {
  box.style.left = `${(at.x / sheet.width) * 100}%`;
  box.style.top = `${(at.y / sheet.height) * 100}%`;
  box.style.width = `${(at.width / sheet.width) * 100}%`;
  box.style.height = `${(at.height / sheet.height) * 100}%`;
}

function choose(shown, state, key) {
  state.chosen = key;
  for (const box of shown.querySelectorAll(".bd-box")) {
    box.classList.toggle("is-chosen", box.dataset.box === key);
  }
  for (const element of state.form.querySelectorAll("[data-element]")) {
    const mine = element.dataset.element === key;
    element.classList.toggle("is-chosen", mine);
    if (mine && !element.open) element.open = true;
  }
}

function write(state, key, at) {
  for (const name of ["x", "y", "width", "height"]) field(state, key, name).value = rounded(at[name]);
}

function told(state, key) {
  field(state, key, "x").dispatchEvent(new Event("input", { bubbles: true }));
}

function least(element) {
  return "square" in element.dataset ? LEAST_SQUARE : LEAST;
}

// Move or size a frame with the pointer. Alt leaves out the snapping.
function grab(down, held) {
  const { paper, sheet, element, box, state, sizes, side } = held;
  const key = element.dataset.element;
  const scale = sheet.width / paper.clientWidth;
  const before = boxOf(state, key);
  const others = elementsOn(state, side)
    .map((one) => one.dataset.element)
    .filter((one) => one !== key)
    .map((one) => boxOf(state, one));
  const across = linesOf(sheet.width, others.map((one) => [one.x, one.width]));
  const along = linesOf(sheet.height, others.map((one) => [one.y, one.height]));
  let moved = false;
  box.setPointerCapture(down.pointerId);

  const follow = (event) => {
    const dx = (event.clientX - down.clientX) * scale;
    const dy = (event.clientY - down.clientY) * scale;
    if (!moved && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 3) return;
    moved = true;
    const lines = event.altKey ? [[], []] : [across, along];
    const at = sizes
      ? sized(before, dx, dy, sheet, lines, element)
      : placed(before, dx, dy, sheet, lines);
    lay(box, sheet, at);
    write(state, key, at);
    guides(paper, sheet, at.lines);
  };
  const release = () => {
    box.removeEventListener("pointermove", follow);
    guides(paper, sheet, []);
    if (moved) told(state, key);
  };
  box.addEventListener("pointermove", follow);
  box.addEventListener("pointerup", release, { once: true });
  box.addEventListener("pointercancel", release, { once: true });
}

function placed(before, dx, dy, sheet, [across, along]) {
  const x = rest(before.x + dx, before.width, sheet.width, across);
  const y = rest(before.y + dy, before.height, sheet.height, along);
  return { ...before, x: x.start, y: y.start, lines: [["x", x.line], ["y", y.line]] };
}

function sized(before, dx, dy, sheet, [across, along], element) {
  const small = least(element);
  const x = stretch(before.x, before.x + before.width + dx, sheet.width, across, small);
  const y = stretch(before.y, before.y + before.height + dy, sheet.height, along, small);
  if ("square" in element.dataset) {
    const side = Math.max(small, Math.min(Math.max(x.length, y.length), sheet.width - before.x));
    return { ...before, width: side, height: side, lines: [] };
  }
  const lines = [["x", x.line], ["y", y.line]];
  return { ...before, width: x.length, height: y.length, lines };
}

function guides(paper, sheet, lines) {
  for (const old of paper.querySelectorAll(".bd-line")) old.remove();
  for (const [axis, at] of lines) {
    if (at === null || at === undefined) continue;
    const line = document.createElement("span");
    line.className = `bd-line ${axis === "x" ? "is-upright" : "is-flat"}`;
    if (axis === "x") line.style.left = `${(at / sheet.width) * 100}%`;
    else line.style.top = `${(at / sheet.height) * 100}%`;
    paper.append(line);
  }
}

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function byKey(event, { sheet, element, box, state }) {
  const way = KEYS[event.key];
  if (!way || event.altKey || event.metaKey) return;
  event.preventDefault();
  const step = event.shiftKey ? 0.1 : 1;
  const key = element.dataset.element;
  const at = boxOf(state, key);
  const small = least(element);
  const clamp = (value, low, high) => rounded(Math.min(Math.max(value, low), high));
  if (event.ctrlKey) {
    at.width = clamp(at.width + way[0] * step, small, sheet.width - at.x);
    at.height = clamp(at.height + way[1] * step, small, sheet.height - at.y);
    if ("square" in element.dataset) at.width = at.height = way[0] ? at.width : at.height;
  } else {
    at.x = clamp(at.x + way[0] * step, 0, sheet.width - at.width);
    at.y = clamp(at.y + way[1] * step, 0, sheet.height - at.height);
  }
  lay(box, sheet, at);
  write(state, key, at);
  told(state, key);
}
