// Shows and hides questions by the answers to others while somebody fills in a step. Without it
// the server asks what has come up after the button; it decides in any case.

const answersTo = (form, question) =>
  [...form.querySelectorAll(`[name="own-${question}"]`)]
    .filter((control) => !control.matches(":disabled"))
    .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
    .map((control) => control.value.trim())
    .filter((value) => value !== "");

const holds = (said, { operator, value }) => {
  if (operator === "answered") return said.length > 0;
  if (operator === "has") return said.includes(value);
  const isIt = said.length === 1 && said[0] === value;
  return operator === "is" ? isIt : !isIt;
};

function isAsked(form, when) {
  const held = when.conditions.map((condition) => {
    const asked = [...form.querySelectorAll(`[data-question="${condition.question}"]`)].some(
      (part) => !part.disabled && !part.closest("fieldset:disabled"),
    );
    return asked && holds(answersTo(form, condition.question), condition);
  });
  return when.together === "any" ? held.some(Boolean) : held.every(Boolean);
}

function show(part, asked) {
  part.hidden = !asked;
  part.disabled = !asked;
}

export function ownQuestions() {
  for (const form of document.querySelectorAll("form:has([data-own])")) {
    const update = () => {
      const category = form.querySelector("[name=category]:checked")?.value;
      for (const group of form.querySelectorAll("[data-categories]")) {
        show(group, group.dataset.categories.split(" ").includes(category));
      }
      // in their order: conditions look back only
      for (const part of form.querySelectorAll("[data-when]")) {
        show(part, isAsked(form, JSON.parse(part.dataset.when)));
      }
    };
    form.addEventListener("input", update);
    form.addEventListener("change", update);
    update();
  }
}
