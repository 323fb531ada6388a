// A part of a page that follows the programme: asked for again and again, with the ETag, so that
// an answer without news costs a few bytes. A lost line slows the asking down, and is shown.
import { learnTime, now } from "./server-time.js";

const LONGEST = 300_000;
const PATIENCE = 10_000;
const SLACK = 0.2; // not everybody asks in the same instant

const jitter = (wait) => wait * (1 - SLACK / 2 + Math.random() * SLACK);

function clockIn(zone, moment) {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat("en-GB", options).format(moment);
}

function put(area, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh || page.documentElement.lang !== document.documentElement.lang) return;
  const focused = area.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  area.replaceChildren(...fresh.childNodes);
  if (focused) area.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

export function live(changed) {
  const area = document.querySelector("[data-live]");
  if (!area) return;
  const zone = document.querySelector("[data-zone]")?.dataset.zone;
  const note = document.querySelector("[data-lost]");
  let known = area.innerHTML;
  let etag = "";
  let wait = 0;
  let lostAt = 0;
  let timer = 0;

  const every = () => Number(area.querySelector("[data-every]")?.dataset.every ?? 0) * 1000;
  const showLine = () => {
    document.documentElement.classList.toggle("is-offline", lostAt > 0);
    if (!note) return;
    note.hidden = lostAt === 0;
    note.textContent = lostAt === 0 ? "" : note.dataset.lost.replace("{time}", clockIn(zone, lostAt));
  };
  const ask = async () => {
    const sentAt = Date.now();
    const answer = await fetch(area.dataset.live, {
      headers: etag ? { "If-None-Match": etag } : {},
      cache: etag ? "no-store" : "no-cache",
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status !== 200 && answer.status !== 304) throw new Error(answer.statusText);
    learnTime(answer, sentAt);
    if (answer.status === 304) return;
    const html = await answer.text();
    etag = answer.headers.get("ETag") ?? "";
    const part = new DOMParser().parseFromString(html, "text/html").querySelector("[data-live]");
    if (!part || part.innerHTML === known) return;
    known = part.innerHTML;
    put(area, html);
  };
  const go = async () => {
    clearTimeout(timer);
    if (document.hidden) return; // it goes on when the page is looked at again
    try {
      await ask();
      lostAt = 0;
      wait = every();
    } catch {
      lostAt ||= now();
      wait = Math.min(Math.max(wait, 10_000) * 2, LONGEST);
    }
    showLine();
    changed();
    if (wait > 0) timer = setTimeout(go, jitter(wait));
  };
  document.addEventListener("visibilitychange", go);
  addEventListener("online", go);
  addEventListener("offline", () => {
    lostAt ||= now();
    showLine();
  });
  if (every() > 0) go();
}
