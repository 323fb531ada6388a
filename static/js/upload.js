// Says at once that a chosen file is too large, and that a file is on its way: `data-upload` on
// the form asks for it. The server says the same, only after the whole file was sent.
export function uploads() {
  for (const form of document.querySelectorAll("form[data-upload]")) watch(form);
}

function watch(form) {
  const input = form.querySelector("input[type=file]");
  const limit = Number(form.dataset.limit);
  const isTooLarge = () => [...input.files].some((file) => file.size > limit);
  input.addEventListener("change", () => show(form, input, isTooLarge()));
  form.addEventListener("submit", (event) => {
    if (isTooLarge()) {
      event.preventDefault();
      input.focus();
      return;
    }
    if (input.files.length > 0) wait(form);
  });
}

function show(form, input, wrong) {
  const field = input.closest(".field");
  const id = `${input.id}-too-large`;
  field.querySelector(`#${CSS.escape(id)}`)?.remove();
  field.classList.toggle("is-error", wrong);
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ");
  const others = described.filter((name) => name && name !== id);
  if (wrong) {
    const said = document.createElement("p");
    said.className = "error";
    said.id = id;
    said.setAttribute("role", "alert");
    said.textContent = form.dataset.tooLarge;
    field.append(said);
    others.push(id);
    input.setAttribute("aria-invalid", "true");
  } else {
    input.removeAttribute("aria-invalid");
  }
  input.setAttribute("aria-describedby", others.join(" "));
}

function wait(form) {
  form.querySelector(".upload-progress").hidden = false;
  const button = form.querySelector("button[type=submit]");
  // after the form was read: a disabled button, and a second press, send nothing
  setTimeout(() => (button.disabled = true));
  addEventListener("pageshow", () => (button.disabled = false), { once: true });
}
