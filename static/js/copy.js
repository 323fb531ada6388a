// Copies a hash or a number; the button shows itself only where the browser lets it work.
const SHOWN_FOR = 2000;

export function copyButtons() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    const label = button.querySelector("span");
    const word = label.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      label.textContent = button.dataset.copied;
      setTimeout(() => {
        label.textContent = word;
      }, SHOWN_FOR);
    });
  }
}
