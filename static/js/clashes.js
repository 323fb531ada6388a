// Starred sessions that run at the same time, told at each of them.
function overlapping(block, others) {
  const [starts, ends] = [Date.parse(block.dataset.starts), Date.parse(block.dataset.ends)];
  return others.filter(
    (other) =>
      other !== block && Date.parse(other.dataset.starts) < ends && starts < Date.parse(other.dataset.ends),
  );
}

export function showClashes(items, word) {
  const timed = items.filter((item) => item.dataset.ends && !item.dataset.cancelled);
  for (const item of timed) {
    const titles = overlapping(item, timed).map((other) => other.querySelector(".block-title").textContent.trim());
    if (titles.length === 0) continue;
    const note = document.createElement("p");
    note.className = "block-clash";
    note.textContent = word.replace("{titles}", titles.join(", "));
    item.querySelector(".block-in").append(note);
    item.classList.add("has-clash");
  }
}

export function hideClashes() {
  for (const note of document.querySelectorAll(".block-clash")) note.remove();
  for (const item of document.querySelectorAll(".has-clash")) item.classList.remove("has-clash");
}
