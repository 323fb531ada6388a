// One box ticks all boxes of a table; what is ticked is counted where bulk actions stand.
export function checkAll() {
  for (const all of document.querySelectorAll("[data-check-all]")) {
    const boxes = [...document.querySelectorAll(`input[name="${all.dataset.checkAll}"]`)];
    const count = document.querySelector("[data-checked-count]");
    const show = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
      if (count) count.textContent = String(ticked);
    };
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      show();
    });
    for (const box of boxes) box.addEventListener("change", show);
    show();
  }
}
