// A large programme: the page shows one day, a search and one's own agenda cover all. What they
// look into is fetched when it is first needed; without it the same form asks the server.
import { clashNote, overlapping } from "./clashes.js";
import { finder, plain } from "./hangul.js";

export const MOST_ROWS = 50;

function row(entry, clashes, word) {
  const item = document.createElement("li");
  item.dataset.key = entry.key;
  item.classList.toggle("is-cancelled", entry.cancelled);
  const when = document.createElement("p");
  when.className = "when";
  when.textContent = entry.when;
  const what = document.createElement("div");
  const kind = document.createElement("p");
  kind.className = "small muted";
  kind.textContent = [entry.kind, entry.place].filter(Boolean).join(" · ");
  const title = document.createElement("h3");
  const link = document.createElement("a");
  link.href = entry.url;
  link.textContent = entry.title;
  link.lang = entry.tongue;
  title.append(link);
  what.append(title, kind);
  if (clashes.length > 0) what.append(clashNote(clashes, word));
  item.append(when, what);
  return item;
}

// Returns a function that shows what fits, and how many; null as long as the index is not there.
// `mine`: the keys of one's own sessions, where only these are asked for; they clash or do not.
export function indexedSearch(address, list, word) {
  let entries = null;
  let asked = false;
  const load = async (then) => {
    asked = true;
    try {
      const answer = await fetch(address, { credentials: "omit" });
      if (!answer.ok) throw new Error(answer.statusText);
      const told = await answer.json();
      entries = told.map((entry) => ({
        ...entry,
        text: plain(entry.words),
        starts: Date.parse(entry.starts),
        ends: Date.parse(entry.ends),
      }));
      then();
    } catch {
      asked = false; // no network: the form still asks the server, and the next letter tries again
    }
  };
  return (query, mine, then) => {
    const searching = query !== "" || mine !== null;
    list.hidden = !searching || entries === null;
    for (const day of document.querySelectorAll(".agenda-day")) day.hidden = !list.hidden;
    if (!searching) return null;
    if (entries === null) {
      if (!asked) load(then);
      return null;
    }
    const fits = finder(query);
    const own = (entry) => mine === null || mine.has(entry.key);
    const found = entries.filter((entry) => own(entry) && fits(entry.text));
    const timed = mine === null ? [] : entries.filter((entry) => own(entry) && entry.ends && !entry.cancelled);
    const clashes = (entry) => (timed.includes(entry) ? overlapping(entry, timed) : []);
    list.replaceChildren(...found.slice(0, MOST_ROWS).map((entry) => row(entry, clashes(entry), word)));
    return found.length;
  };
}
