// Adds, moves and removes rows of the ordered lists in the page; without it the server does it.
export function rows(form, words, changed) {
  const said = document.createElement("p");
  said.className = "vh";
  said.setAttribute("role", "status");
  form.append(said);

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=rows]");
    if (!button) return;
    event.preventDefault();
    const list = button.closest("[data-list]");
    const verb = button.value.split(":")[1];
    const row = button.closest("[data-row]");
    ACTS[verb](list, row, button);
    renumber(list);
    const all = list.querySelectorAll(":scope > [data-rows] > [data-row]");
    said.textContent =
      verb === "remove"
        ? words.removed
        : words.moved
            .replace("{n}", String([...all].indexOf(row ?? all[all.length - 1]) + 1))
            .replace("{all}", String(all.length));
    if (verb !== "add") changed(list.closest("[data-part]").dataset.part);
  });
}

const ACTS = {
  add(list) {
    const blank = list.querySelector(":scope > template[data-blank]");
    const row = blank.content.firstElementChild.cloneNode(true);
    list.querySelector(":scope > [data-rows]").append(row);
    row.querySelector("input:not([type=hidden]), select, textarea").focus();
  },
  up(list, row, button) {
    row.previousElementSibling?.before(row);
    button.focus();
  },
  down(list, row, button) {
    row.nextElementSibling?.after(row);
    button.focus();
  },
  remove(list, row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    const there = next?.querySelector("button[value*=':remove']");
    (there ?? list.querySelector("button[value$=':add']")).focus();
  },
};

// Gives the rows their numbers anew, in everything that names them.
function renumber(list) {
  const name = list.dataset.list;
  const old = new RegExp(`(^|\\s|:)${name}-(?:\\d+|__)(?=-|$|\\s)`, "gu");
  list.querySelectorAll(":scope > [data-rows] > [data-row]").forEach((row, index) => {
    row.id = `${name}-${index}`;
    for (const number of row.querySelectorAll("[data-number]")) number.textContent = String(index + 1);
    for (const button of row.querySelectorAll("button[name=rows]")) {
      button.value = `${name}:${button.value.split(":")[1]}:${index}`;
    }
    for (const attribute of ["id", "name", "for", "aria-describedby", "aria-controls"]) {
      for (const element of row.querySelectorAll(`[${attribute}]`)) {
        const value = element.getAttribute(attribute);
        element.setAttribute(attribute, value.replace(old, `$1${name}-${index}`));
      }
    }
  });
}
