// What is on now, what comes next, and what time that is where the reader is.
// Moments stand in the page as UTC, so that no zone has to be guessed.
const EVERY = 20_000;
const ROW = 5 * 60_000;

const at = (element, name) => Date.parse(element.dataset[name] ?? "");

function mark(now) {
  for (const element of document.querySelectorAll("[data-starts][data-ends]")) {
    const [starts, ends] = [at(element, "starts"), at(element, "ends")];
    element.classList.toggle("is-now", starts <= now && now < ends && !element.dataset.cancelled);
    element.classList.toggle("is-past", ends <= now && now - ends < 86_400_000);
  }
}

function clockIn(zone, moment) {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat("en-GB", options).format(moment);
}

function drawLine(now) {
  for (const score of document.querySelectorAll("[data-score]")) {
    const body = score.querySelector(".score-body");
    body.querySelector(".now")?.remove();
    const hour = [...body.querySelectorAll("[data-at]")].find(
      (element) => at(element, "at") <= now && now < at(element, "at") + 3_600_000,
    );
    if (!hour) continue;
    const row = Number(hour.dataset.row) + Math.floor((now - at(hour, "at")) / ROW);
    for (const other of body.querySelectorAll("[data-row]")) {
      other.classList.toggle("is-under-now", Math.abs(Number(other.dataset.row) - row) < 3);
    }
    const line = document.createElement("li");
    line.className = `now t${row}`;
    const word = document.createElement("b");
    const hidden = document.createElement("span");
    hidden.className = "vh";
    hidden.textContent = `${score.dataset.nowWord} `;
    word.append(hidden, clockIn(score.dataset.zone, now));
    line.append(word);
    const after = [...body.querySelectorAll(".block")].find((block) => at(block, "starts") > now);
    body.insertBefore(line, after ?? null);
  }
}

function fill(article, block, now) {
  article.hidden = !block;
  if (!block) return;
  const link = block.querySelector(".block-title a");
  const title = article.querySelector("h3");
  title.replaceChildren(link.cloneNode(true));
  article.querySelector("[data-when]").textContent = block.dataset.when;
  const bar = article.querySelector("progress");
  if (!bar) return;
  const [starts, ends] = [at(block, "starts"), at(block, "ends")];
  bar.max = (ends - starts) / 60_000;
  bar.value = Math.floor((now - starts) / 60_000);
  bar.setAttribute("aria-label", link.textContent);
}

function nowAndNext(now) {
  const section = document.querySelector("[data-nownext]");
  if (!section) return;
  const blocks = [...document.querySelectorAll(".block[data-starts][data-ends]")].filter(
    (block) => !block.dataset.cancelled,
  );
  const current = blocks.find((block) => at(block, "starts") <= now && now < at(block, "ends"));
  const next = blocks
    .filter((block) => !block.matches(".k-break, .k-transfer"))
    .filter((block) => at(block, "starts") > now && at(block, "starts") - now < 86_400_000)
    .sort((one, other) => at(one, "starts") - at(other, "starts"))[0];
  section.hidden = !current && !next;
  fill(section.querySelector("[data-now]"), current, now);
  fill(section.querySelector("[data-next]"), next, now);
  const clock = section.querySelector("[data-clock]");
  if (clock) clock.textContent = clockIn(section.dataset.zone, now);
}

function yourTime() {
  const language = document.documentElement.lang;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const element of document.querySelectorAll("[data-yours]")) {
    const starts = Date.parse(element.dataset.yours);
    const ends = Date.parse(element.dataset.yoursEnd ?? "");
    if (clockIn(zone, starts) === clockIn(element.dataset.zone, starts)) continue;
    const named = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "longGeneric" });
    const name = named.formatToParts(starts).find((part) => part.type === "timeZoneName").value;
    const day = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: zone });
    const period = clockIn(zone, starts) + (ends ? `–${clockIn(zone, ends)}` : "");
    element.textContent = `${element.dataset.word} ${day.format(starts)} ${period} (${name})`;
    element.hidden = false;
  }
}

export function followClock() {
  const tick = () => {
    const now = Date.now();
    mark(now);
    drawLine(now);
    nowAndNext(now);
  };
  if (!document.querySelector("[data-starts]")) return;
  tick();
  yourTime();
  setInterval(tick, EVERY);
}
