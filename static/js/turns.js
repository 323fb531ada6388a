// The run sheet: a city is dragged to its new place; the form says before which one it was let go.
// The arrows beside each city do the same without a pointer, and without this script.
export function dragTurns() {
  const form = document.querySelector("[data-drop]");
  if (!form) return;
  const listOf = (target) => target.closest?.("[data-turns]");
  const held = () => document.querySelector("[data-held]");
  const clear = () => {
    for (const one of document.querySelectorAll(".is-target")) one.classList.remove("is-target");
  };
  document.addEventListener("dragstart", (event) => {
    const turn = event.target.closest?.("[data-turns] > [draggable]");
    if (!turn) return;
    turn.dataset.held = "";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", turn.dataset.city);
  });
  document.addEventListener("dragover", (event) => {
    if (!held() || !listOf(event.target)) return;
    event.preventDefault();
    clear();
    event.target.closest("[data-city]")?.classList.add("is-target");
  });
  document.addEventListener("drop", (event) => {
    const turn = held();
    if (!turn || !listOf(event.target)) return;
    event.preventDefault();
    const target = event.target.closest("[data-city]");
    if (target === turn) return;
    form.action = form.dataset.drop.replace(/0(?=\/place$)/, turn.dataset.city);
    form.elements.before.value = target?.dataset.city ?? "";
    form.submit();
  });
  document.addEventListener("dragend", () => {
    clear();
    for (const one of document.querySelectorAll("[data-held]")) delete one.dataset.held;
  });
}
