// Where a frame comes to rest: near an edge or the middle of the sheet or of another frame it
// takes that line, else a half millimetre. Pure; all measures are millimetres.
const NEAR = 1.2;
const GRID = 0.5;

// The lines of one axis that a frame can rest at: `others` are [start, length].
export function linesOf(sheet, others) {
  const lines = [0, sheet / 2, sheet];
  for (const [start, length] of others) lines.push(start, start + length / 2, start + length);
  return lines;
}

export function rounded(value) {
  return Math.round(value * 10) / 10;
}

// Move a frame on one axis; `line` is where it rests, or null.
export function rest(start, length, sheet, lines) {
  const inside = Math.min(Math.max(start, 0), Math.max(0, sheet - length));
  let best = null;
  for (const line of lines) {
    for (const part of [0, length / 2, length]) {
      const away = line - part - inside;
      if (Math.abs(away) <= NEAR && (best === null || Math.abs(away) < Math.abs(best.away))) {
        const to = inside + away;
        if (to >= -0.05 && to + length <= sheet + 0.05) best = { away, line };
      }
    }
  }
  if (best) return { start: rounded(inside + best.away), line: best.line };
  const near = Math.round(inside / GRID) * GRID;
  return { start: rounded(Math.min(near, Math.max(0, sheet - length))), line: null };
}

// Size a frame on one axis: its end comes to rest.
export function stretch(start, end, sheet, lines, least) {
  let best = null;
  for (const line of lines) {
    const away = line - end;
    if (Math.abs(away) <= NEAR && (best === null || Math.abs(away) < Math.abs(best.away))) {
      best = { away, line };
    }
  }
  const to = best ? best.line : Math.round(end / GRID) * GRID;
  const length = Math.min(Math.max(to - start, least), sheet - start);
  return { length: rounded(length), line: best && length > least ? best.line : null };
}
