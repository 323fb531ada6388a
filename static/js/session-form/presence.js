// Tells that this page is open, every 15 seconds, and shows who else has it open.
const BEAT = 15000;

export function presence(form, words, saver) {
  const mark = form.querySelector("[data-others]");
  const text = form.querySelector("[data-others-text]");
  const token = () => form.elements.csrf_token.value;

  const show = (names) => {
    mark.hidden = names.length === 0;
    const sentence = names.length === 1 ? words.onePresent : words.manyPresent;
    const said = sentence.replace("{names}", names.join(", "));
    if (names.length > 0 && text.textContent !== said) text.textContent = said;
  };

  const beat = async () => {
    if (saver.isGone) return;
    let answer;
    try {
      const response = await fetch(form.dataset.here, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ csrf_token: token(), base: saver.version }),
        redirect: "manual",
      });
      answer = await response.json();
    } catch {
      return; // the mark is a courtesy; what matters is said when something is saved
    }
    if (answer.gone) saver.answers.take(answer, []);
    if (!answer.others) return;
    show(answer.others);
    if (answer.theirs && !saver.isSending && Number(answer.version) > Number(saver.version)) {
      saver.advance(answer.version, answer.theirs);
      if (answer.others_said && saver.dirty.size === 0) saver.say(answer.others_said);
    }
  };

  beat();
  setInterval(beat, BEAT);
  addEventListener("pagehide", () => {
    navigator.sendBeacon(form.dataset.left, new URLSearchParams({ csrf_token: token() }));
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) beat();
  });
}
