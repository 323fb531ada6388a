// What is on now, what comes next, and what time that is where the reader is.
// Moments stand in the page as UTC, so that no zone has to be guessed.
import { now } from "./server-time.js";

const EVERY = 20_000;
const WITH_A_CLOCK = 2_000;
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

function progress(now) {
  for (const bar of document.querySelectorAll("[data-progress]")) {
    const [starts, ends] = [at(bar, "starts"), at(bar, "ends")];
    bar.hidden = now < starts || now >= ends;
    bar.value = Math.floor((now - starts) / 60_000);
  }
}

function clocks(now) {
  const language = document.documentElement.lang;
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const framed = clock.closest("[data-zone]");
    clock.textContent = clockIn(framed.dataset.zone, now);
    framed.hidden = false;
  }
  for (const date of document.querySelectorAll("[data-date]")) {
    const options = { year: "numeric", month: language === "ko" ? "numeric" : "long", day: "numeric" };
    const zone = { timeZone: date.dataset.zone };
    const weekday = new Intl.DateTimeFormat(language, { weekday: "short", ...zone }).format(now);
    const written = new Intl.DateTimeFormat(language === "ko" ? "ko" : "en-GB", { ...options, ...zone }).format(now);
    date.textContent = language === "ko" ? `${written}(${weekday})` : `${weekday}, ${written}`;
  }
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

// Returns what draws everything anew; `more` is drawn with it.
export function followClock(more = () => {}) {
  const tick = () => {
    const moment = now();
    more();
    mark(moment);
    drawLine(moment);
    progress(moment);
    clocks(moment);
  };
  if (!document.querySelector("[data-starts], [data-clock]")) return tick;
  tick();
  yourTime();
  setInterval(tick, document.querySelector("[data-clock]") ? WITH_A_CLOCK : EVERY);
  return tick;
}
