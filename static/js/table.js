// A page at the signing table leaves the screen when its time is over, without a network as well.
// The two clocks are asked because each stands still, or is set, at another time.
export function lockInTime() {
  const page = document.querySelector("[data-lasts]");
  if (!page) return;
  const lasts = 1000 * Number(page.dataset.lasts);
  const [began, since] = [Date.now(), performance.now()];

  function look() {
    if (Math.max(Date.now() - began, performance.now() - since) < lasts) return;
    clearInterval(asking);
    const over = document.querySelector("#table-over");
    document.title = over.dataset.title;
    document.querySelector("#main").replaceChildren(over.content.cloneNode(true));
    document.querySelector("#main").focus();
  }

  const asking = setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
}
