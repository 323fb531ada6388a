// Compares a PDF's hash with those of our papers, in the browser: nothing is sent for that.
export function papers() {
  if (!globalThis.crypto?.subtle) return;
  for (const form of document.querySelectorAll("form[data-paper]")) watch(form);
}

function watch(form) {
  const input = form.querySelector("input[type=file]");
  const known = new Set(form.dataset.paper.split(" "));
  const result = form.querySelector("[data-paper-result]");
  input.addEventListener("change", async () => {
    const [file] = input.files;
    result.textContent = "";
    if (!file) return;
    if (file.size > Number(form.dataset.limit)) {
      result.textContent = form.dataset.tooLarge;
      return;
    }
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    if (input.files[0] !== file) return; // another one was chosen meanwhile
    const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
    result.textContent = known.has(hash.join("")) ? form.dataset.known : form.dataset.unknown;
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change"));
  });
}
