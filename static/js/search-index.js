// Searching a large programme: the page shows one day, the search covers all. What it looks into
// is fetched when the first letter is typed; without it the same form asks the server.
import { finder, plain } from "./hangul.js";

const MOST_ROWS = 50;

function row(entry) {
  const item = document.createElement("li");
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
  item.append(when, what);
  return item;
}

// Returns a function that shows what fits, and how many; null as long as the index is not there.
export function indexedSearch(address, list) {
  let entries = null;
  let asked = false;
  const load = async (then) => {
    asked = true;
    try {
      const answer = await fetch(address, { credentials: "omit" });
      if (!answer.ok) throw new Error(answer.statusText);
      const told = await answer.json();
      entries = told.map((entry) => ({ ...entry, text: plain(entry.words) }));
      then();
    } catch {
      asked = false; // no network: the form still asks the server, and the next letter tries again
    }
  };
  return (wanted, then) => {
    const searching = wanted !== "";
    list.hidden = !searching || entries === null;
    for (const day of document.querySelectorAll(".agenda-day")) day.hidden = !list.hidden;
    if (!searching) return null;
    if (entries === null) {
      if (!asked) load(then);
      return null;
    }
    const fits = finder(wanted);
    const found = entries.filter((entry) => fits(entry.text));
    list.replaceChildren(...found.slice(0, MOST_ROWS).map(row));
    return found.length;
  };
}
