// What a verdict's screen tells of a scan: its name, why, who it is, and what the usher does.

import { badgeNumber } from "../token.js";
import { listOf } from "./deciding.js";
import { personOf, roster } from "./roster.js";
import { holders } from "./sending.js";
import { $, clock, fill, here, inOther, language, make, now, word } from "./words.js";

const LONG_NAME = 14; // letters of one word, from which on a name is set smaller

export function nameOf(result, reason, notices, item, isSure) {
  const mode = listOf(item.list)?.mode;
  if (result === "admitted") {
    if (item.direction === "out") return mode === "loan" ? "returned" : "left";
    if (!isSure) return "admitted-offline";
    if (mode === "loan") return "handed-out";
    return notices.length ? "attention" : "admitted";
  }
  if (reason === "lent") return "lent";
  if (reason === "not_lent") return "not-lent";
  if (reason === "out_before") return "left-before";
  return result;
}

export const verdictOf = (item) => ({ notices: [], ...(item.answer ?? item.local) });

export const offlineClass = (look) => (look.dataset.class.includes("v-ok") ? "v v-off" : look.dataset.class);

export function withTime(part, reason, item) {
  const list = listOf(item.list);
  const at = reason === "early" ? list?.opens_at : reason === "late" ? list?.closes_at : null;
  if (at) $("p", part).append(" ", fill(reason, { time: clock(Date.parse(at)) }));
  return part;
}

export function factsOf(item, isSure) {
  const first = isSure ? item.answer.first : item.first && { ...item.first.place, at: item.first.at };
  const rows = make("dl", "v-facts");
  const add = (label, ...value) => rows.append(make("dt", "", word(label)), make("dd", "", ...value));
  if (first) {
    const at = first.scanned_at ?? first.at;
    const moment = typeof at === "string" ? Date.parse(at) : at;
    const wasOut = verdictOf(item).reason === "out_before";
    add(wasOut ? "left" : "first", make("b", "", clock(moment)), ago(moment));
    add("where", [here(first.gate), first.device].filter(Boolean).join(" · "));
  }
  add("times", String(isSure ? item.answer.times : item.times));
  return make("div", "", rows);
}

// How long ago it was, within the last hour.
function ago(moment) {
  const minutes = Math.floor((now() - moment) / 60000);
  if (minutes < 1 || minutes > 59) return "";
  const words = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  return ` (${words.format(-minutes, "minute")})`;
}

export function knownOf(item) {
  const known = item.serial === null ? null : personOf(item.serial, item.practice);
  return known && { ...known, category: known.category_name };
}

export function whoOf(item, isSure) {
  const person = (isSure && holders.get(item.nonce)) || knownOf(item);
  const who = make("div", "v-who");
  const parts = make("div", "", who);
  if (!person || !here(person.name)) return parts;
  const isLong = here(person.name).split(/[\s-]+/u).some((part) => part.length > LONG_NAME);
  const name = make("p", "v-name", here(person.name), inOther(person.name));
  name.classList.toggle("is-long", isLong);
  who.append(name);
  const place = here(person.affiliation) || here(person.city);
  if (place) who.append(make("p", "v-org", place));
  who.append(make("p", "v-cat", make("b", "", here(person.category)), " ", inOther(person.category)));
  const number = person.number ?? badgeNumber(roster.edition.slug, person.serial);
  parts.append(make("p", "v-note", number));
  return parts;
}

// What the usher does for somebody who is let in, one line each.
export function todoOf(notices, item, isSure) {
  const panel = $("#todo").content.firstElementChild.cloneNode(true);
  $(`[data-count="${notices.length}"]`, panel).hidden = false;
  const tongue = ((isSure && holders.get(item.nonce)) || knownOf(item))?.receiver;
  const names = notices.map((one) => (one === "receiver" && tongue ? `receiver-${tongue}` : one));
  $("ol", panel).replaceChildren(
    ...names.map((name) => $(`#todos [data-todo="${name}"]`).cloneNode(true)),
  );
  return make("div", "", panel);
}
