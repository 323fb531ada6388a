// Drawing a signature on [data-ink]. The strokes are the truth: whole numbers on a field 1,000 wide,
// drawn anew whenever the field changes its size or its colours. The server keeps and draws them
// itself; nothing depends on this, because the typed name is the signature.
import SignaturePad from "signature_pad";

const GRID = 1000;
const MOST_POINTS = 4000;
const PEN = { minWidth: 0.9, maxWidth: 2.4 };

export function inkPads() {
  for (const field of document.querySelectorAll("[data-ink]")) inkPad(field);
}

function inkPad(field) {
  const input = field.querySelector("input");
  const frame = field.querySelector("[data-ink-pad]");
  const canvas = field.querySelector("canvas");
  const undo = field.querySelector("[data-ink-undo]");
  const clear = field.querySelector("[data-ink-clear]");
  const state = field.querySelector("[data-ink-state]");
  let strokes = read(input.value);
  let isDrawing = false;
  let width = 0;
  frame.hidden = false;
  const pad = new SignaturePad(canvas, { ...PEN, minDistance: 2, throttle: 8 });

  const draw = () => {
    if (isDrawing) return; // a stroke in the making is not broken off: its end draws anew
    width = canvas.clientWidth;
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    canvas.getContext("2d").scale(ratio, ratio);
    pad.penColor = getComputedStyle(canvas).color;
    pad.fromData(strokes.map((stroke) => group(stroke, placing(strokes, canvas), pad.penColor)));
  };
  const keep = () => {
    input.value = strokes.length > 0 ? JSON.stringify(strokes) : "";
    undo.disabled = clear.disabled = strokes.length === 0;
    state.textContent =
      strokes.length > 0 ? `${field.dataset.drawn} ${strokes.length}` : field.dataset.empty;
  };
  const change = (next) => {
    strokes = next;
    keep();
    draw();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  pad.addEventListener("beginStroke", () => {
    isDrawing = true;
  });
  pad.addEventListener("endStroke", () => {
    isDrawing = false;
    const points = pad.toData().at(-1)?.points ?? [];
    const place = placing(strokes, { clientWidth: width, clientHeight: canvas.clientHeight });
    const stroke = points.map(({ x, y }) => [
      Math.round((x - place.left) / place.scale),
      Math.round((y - place.top) / place.scale),
    ]);
    change(thinned([...strokes, stroke]));
  });
  undo.addEventListener("click", () => change(strokes.slice(0, -1)));
  clear.addEventListener("click", () => change([]));

  keep();
  new ResizeObserver(draw).observe(canvas);
  new MutationObserver(draw).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", draw);
  }
}

// How strokes come onto a canvas: the field fills its width; what would stand below its edge after
// a turn of the device is made smaller, not cut off.
function placing(strokes, { clientWidth, clientHeight }) {
  const lowest = Math.max(0, ...strokes.flat().map(([, y]) => y));
  const full = clientWidth / GRID;
  const scale = lowest * full > clientHeight ? clientHeight / lowest : full;
  return { scale, left: (clientWidth - GRID * scale) / 2, top: 0 };
}

function group(stroke, place, penColor) {
  const points = stroke.map(([x, y], index) => ({
    x: place.left + x * place.scale,
    y: place.top + y * place.scale,
    time: index * 16,
    pressure: 0.5,
  }));
  return { ...PEN, penColor, dotSize: 0, velocityFilterWeight: 0.7, compositeOperation: "source-over", points };
}

function thinned(strokes) {
  const count = strokes.flat().length;
  if (count <= MOST_POINTS) return strokes;
  const every = Math.ceil(count / Math.max(MOST_POINTS - 2 * strokes.length, 1));
  return strokes.map((stroke) =>
    stroke.filter((_point, index) => index % every === 0 || index === stroke.length - 1),
  );
}

function read(written) {
  try {
    const found = JSON.parse(written || "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}
