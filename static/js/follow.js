// A page that follows what happens: asked for every second with the ETag, so that as long as nothing
// has happened an answer has no body. A lost line is said, with the time of what is shown, and
// asking goes on at the same pace, so that the page is right again as soon as the line is back.
import { learnTime } from "./server-time.js";

const PATIENCE = 5000;

function clockIn(zone, moment) {
  const options = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat("en-GB", options).format(moment);
}

const foldName = (fold) => fold.querySelector("summary")?.textContent.trim();

const scrolled = (area) => [...area.querySelectorAll("[tabindex='0'][aria-label]")];
const labelOf = (one) => one.getAttribute("aria-label");

// Put the new part in place of the old one; what was unfolded, scrolled or had the focus is so again.
// What the hand holds (a row that is being dragged) is not taken out of it: the next answer brings the news.
function put(html, changed) {
  const area = document.querySelector("[data-following]");
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-following]");
  if (!area || !fresh || area.innerHTML === fresh.innerHTML) return true;
  if (area.querySelector("[data-held]")) return false;
  const before = area.cloneNode(true);
  const open = new Set([...area.querySelectorAll("details[open]")].map(foldName));
  const focused = area.contains(document.activeElement) ? document.activeElement : null;
  const address = focused?.getAttribute("href");
  const id = focused?.id;
  const fold = focused?.matches("summary") ? foldName(focused.parentElement) : null;
  const tops = new Map(scrolled(area).map((one) => [labelOf(one), [one.scrollTop, one.scrollLeft]]));
  const label = focused && scrolled(area).includes(focused) ? labelOf(focused) : null;
  area.replaceChildren(...fresh.childNodes);
  for (const one of area.querySelectorAll("details")) {
    if (open.has(foldName(one))) one.open = true;
    if (fold && foldName(one) === fold) one.querySelector("summary").focus();
  }
  for (const one of scrolled(area)) {
    const [top, left] = tops.get(labelOf(one)) ?? [0, 0];
    one.scrollTo({ top, left, behavior: "instant" });
    if (label && labelOf(one) === label) one.focus({ preventScroll: true });
  }
  if (address) area.querySelector(`a[href="${CSS.escape(address)}"]`)?.focus({ preventScroll: true });
  else if (id) document.getElementById(id)?.focus({ preventScroll: true });
  changed(area, before);
  return true;
}

export function follow(changed = () => {}) {
  const source = document.querySelector("[data-follow]");
  if (!source) return;
  const { follow: address, every, zone } = source.dataset;
  const shown = source.querySelector("[data-as-of]");
  const note = source.querySelector("[data-lost]");
  let etag = "";
  let asOf = Date.now();
  let timer = 0;
  let asking = false;

  source.querySelector("[data-reload]")?.setAttribute("hidden", "");
  const say = (words) => {
    const sentence = words ? words.replace("{time}", clockIn(zone, asOf)) : "";
    if (note.textContent !== sentence) note.textContent = sentence;
    note.hidden = !words;
    source.classList.toggle("is-lost", Boolean(words));
  };
  const ask = async () => {
    const sentAt = Date.now();
    const answer = await fetch(address, {
      headers: etag ? { "If-None-Match": etag } : {},
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return false;
    if (answer.status !== 200 && answer.status !== 304) throw new Error(answer.statusText);
    learnTime(answer, sentAt);
    asOf = Date.parse(answer.headers.get("X-Forum-Time") ?? "") || Date.now();
    if (answer.status === 200) {
      const html = await answer.text();
      if (put(html, changed)) etag = answer.headers.get("ETag") ?? "";
    }
    if (shown) shown.textContent = shown.dataset.asOf.replace("{time}", clockIn(zone, asOf));
    return true;
  };
  const go = async () => {
    clearTimeout(timer);
    if (asking || document.hidden) return; // it goes on when the page is looked at again
    asking = true;
    try {
      say((await ask()) ? "" : note.dataset.ended);
    } catch {
      say(note.dataset.lost);
    }
    asking = false;
    timer = setTimeout(go, Number(every) * 1000);
  };
  document.addEventListener("visibilitychange", go);
  addEventListener("online", go);
  addEventListener("offline", () => say(note.dataset.lost));
  go();
}
