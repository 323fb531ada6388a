// People and cities are chosen by typing: letters in any language, or Hangul initials.
import { finder, plain } from "../hangul.js";

const MOST = 12;

export function chooseByTyping(form, words) {
  const known = {};
  for (const which of ["people", "cities"]) {
    const options = form.querySelectorAll(`#known-${which} option`);
    known[which] = [...options].map((option) => ({ label: option.value, plain: plain(option.value) }));
  }
  form.addEventListener("focusin", (event) => {
    const input = event.target.closest("input[data-known]");
    if (input?.hasAttribute("list")) combine(input, known[input.dataset.known], words);
  });
}

function combine(input, entries, words) {
  input.removeAttribute("list");
  const frame = document.createElement("div");
  frame.className = "sf-combo";
  input.replaceWith(frame);
  const list = document.createElement("ul");
  Object.assign(list, { id: `${input.id}-options`, className: "sf-options", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  const said = document.createElement("span");
  said.className = "vh";
  said.setAttribute("role", "status");
  frame.append(input, list, said);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }
  input.focus();
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (label) => {
    input.value = label;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const open = () => {
    const isWanted = finder(plain(input.value));
    const isChosen = entries.some((entry) => entry.label === input.value);
    const found = entries.filter((entry) => isChosen || isWanted(entry.plain)).slice(0, MOST);
    list.replaceChildren(
      ...found.map((entry, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = entry.label;
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(entry.label);
        });
        return option;
      }),
    );
    active = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    said.textContent = found.length > 0 ? words.found.replace("{n}", String(found.length)) : words.nobody;
  };
  const move = (step) => {
    if (list.hidden) open();
    const options = [...list.children];
    if (options.length === 0) return;
    active = (active + step + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  };

  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(list.children[active].textContent);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
}
