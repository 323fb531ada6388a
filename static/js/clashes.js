// Sessions of one's own agenda that run at the same time, told at each of them.

// Returns the titles of what overlaps the first; all are `{starts, ends, title}`, in milliseconds.
export const overlapping = (one, others) =>
  others
    .filter((other) => other !== one && other.starts < one.ends && one.starts < other.ends)
    .map((other) => other.title);

export function clashNote(titles, word) {
  const note = document.createElement("p");
  note.className = "block-clash";
  note.textContent = word.replace("{titles}", titles.join(", "));
  return note;
}

export function showClashes(items, word) {
  const timed = items
    .filter((item) => item.dataset.ends && !item.dataset.cancelled)
    .map((item) => ({
      item,
      starts: Date.parse(item.dataset.starts),
      ends: Date.parse(item.dataset.ends),
      title: item.querySelector(".block-title").textContent.trim(),
    }));
  for (const one of timed) {
    const titles = overlapping(one, timed);
    if (titles.length === 0) continue;
    one.item.querySelector(".block-in").append(clashNote(titles, word));
    one.item.classList.add("has-clash");
  }
}

export function hideClashes() {
  for (const note of document.querySelectorAll(".block-clash")) note.remove();
  for (const item of document.querySelectorAll(".has-clash")) item.classList.remove("has-clash");
}
