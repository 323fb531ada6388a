// What the device decides by itself: by its roster, its list's rules and the scans it knows of.

import { judge } from "../rules.js";
import { readCode } from "../token.js";
import { personOf, roster } from "./roster.js";

export const listOf = (id) => roster.lists.find((one) => one.id === id);

function rulesOf(list) {
  return {
    ...list,
    ...(list.is_practice
      ? { day: null, opens_at: null, closes_at: null }
      : {
          opens_at: list.opens_at && Date.parse(list.opens_at),
          closes_at: list.closes_at && Date.parse(list.closes_at),
        }),
  };
}

function holderOf(serial, list) {
  const badge = personOf(serial, list.is_practice);
  if (!badge) return null;
  const hasSeat = !roster.people.has(serial) || (roster.seats[list.seat] ?? []).includes(serial);
  const seats = hasSeat ? [list.seat] : [];
  const isGuest = roster.guests?.includes(serial);
  return { ...badge, seats, notices: [...(isGuest ? ["vip"] : []), ...badge.notices] };
}

// What is practised and what is in earnest know nothing of each other.
export const isOf = (item, list) =>
  item.list === list.id && Boolean(item.practice) === Boolean(list.is_practice);

// Earlier admissions of a badge: the server's, and our own that it does not have yet.
function earlierOf(serial, list, items) {
  const own = items.filter((item) => item.serial === serial && isOf(item, list));
  const isOurs = new Map(own.map((item) => [item.nonce, item]));
  const there = list.is_practice ? [] : (roster.bySerial.get(`${list.id}/${serial}`) ?? []);
  const theirs = there.map((scan) => ({
    id: scan.id,
    at: Date.parse(scan.at),
    result: "admitted",
    direction: scan.direction,
    undone: scan.undone || Boolean(isOurs.get(scan.nonce)?.undone),
    place: scan,
  }));
  const known = new Set(there.map((one) => one.nonce));
  const mine = own
    .filter((item) => !known.has(item.nonce))
    .map((item) => ({
      id: item.nonce,
      at: Date.parse(item.scanned_at) + item.clock_difference,
      result: item.answer?.result ?? (item.cause ? "not_allowed" : item.shown),
      direction: item.direction,
      undone: item.undone,
      place: { device: roster.device?.name, gate: roster.device?.gate },
    }));
  return [...theirs, ...mine].sort((a, b) => a.at - b.at);
}

// What the device itself decides about a code on a list, by the scans that it knows of.
export async function decide(code, { list, direction, items, at }) {
  const badge = await readCode(code, roster.edition.slug, roster.keyring);
  const isOwn = badge.serial !== null && badge.edition === list.edition;
  badge.holder = isOwn ? holderOf(badge.serial, list) : null;
  const earlier = badge.holder ? earlierOf(badge.serial, list, items) : [];
  const verdict = judge(badge, rulesOf(list), earlier, at, direction);
  return { badge, verdict, earlier };
}
