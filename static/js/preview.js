// Shows how a text comes out while it is written. The server draws it, as for the button that
// does the same without scripts: the form is sent to its own address, and of the page that comes
// back the preview alone is taken.
const PAUSE = 400;

export function livePreview() {
  const form = document.querySelector("form[data-preview]");
  const shown = document.querySelector("[data-preview-shown]");
  if (!form || !shown) return;
  let timer = 0;
  let request = null;

  async function draw() {
    request?.abort();
    request = new AbortController();
    const fields = new FormData(form);
    fields.set("preview", "yes");
    try {
      const answer = await fetch(form.action || location.href, {
        method: "POST",
        body: fields,
        signal: request.signal,
      });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-preview-shown]");
      if (fresh) shown.replaceChildren(...fresh.childNodes);
    } catch {
      // no network: what was drawn last stays, and the button says more
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  });
}
