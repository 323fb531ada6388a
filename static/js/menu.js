const MENUS = "details.menu, details.menu-more";

// Open menus close with Escape, and when something else is pressed.
export function menus() {
  const close = (except) => {
    for (const menu of document.querySelectorAll(`:is(${MENUS})[open]`)) {
      if (!menu.contains(except)) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.(`:is(${MENUS})[open]`);
    close(null);
    menu?.querySelector("summary").focus();
  });
}
