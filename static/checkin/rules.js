// The verdict at the door, as `forum/checkin/rules.py` gives it: pure, on values alone. Moments
// are milliseconds since 1970. The first rule that applies decides. `tests/checkin/vectors.json`
// holds both languages to one table.

const SAME_SCAN = 5000; // ms: a code that stays in front of the scanner is one scan
const UNREADABLE = { unreadable: "unreadable", tampered: "tampered", wrong_number: "number" };

const verdict = (result, reason = null, more = {}) => ({
  result,
  reason,
  notices: [],
  earlier: null,
  ...more,
});

// Decide one scan. Nobody is kept in: a scan on the way out asks whose badge it is, not what it
// may do. `earlier` are scans of the same badge in the same list, oldest first.
export function judge(badge, rules, earlier, at, direction = "in") {
  return (
    identify(badge, rules) ??
    (direction === "in" ? (mayPass(badge, rules) ?? isTime(rules, at)) : null) ??
    passedBefore(rules, earlier, at, direction) ??
    verdict("admitted", null, { notices: noticesOf(badge, direction) })
  );
}

// When a scan happened, but never after it was received. `difference` is how far the device's
// clock was behind the server's when it was last compared.
export const momentOf = (scannedAt, receivedAt, difference = 0) =>
  Math.min(scannedAt + difference, receivedAt);

export const isSameScan = (last, at, direction) =>
  Boolean(last) &&
  !last.undone &&
  last.direction === direction &&
  Math.abs(at - last.at) <= SAME_SCAN;

// Whether a device is enrolled for the day on which a moment falls; no days: every day.
export const isForDay = (itsDays, at, zone) => !itsDays.length || itsDays.includes(dayIn(zone, at));

function identify(badge, rules) {
  if (badge.reading in UNREADABLE) return verdict("invalid", UNREADABLE[badge.reading]);
  if (badge.edition !== rules.edition) return verdict("wrong_edition", "edition");
  if (!badge.holder) return verdict("unknown", "no_such_badge");
  if (badge.holder.standing === "cancelled") return verdict("revoked", "cancelled");
  if (isKnown(badge.reissue) && badge.reissue !== badge.holder.reissue) {
    return verdict("revoked", "reissued");
  }
  return null;
}

const isKnown = (value) => value !== null && value !== undefined;

function mayPass(badge, rules) {
  const holder = badge.holder;
  let reason = null;
  if (holder.standing === "pending") reason = "not_confirmed";
  else if (rules.categories.length && !rules.categories.includes(holder.category)) {
    reason = "category";
  } else if (rules.seat && !holder.seats.includes(rules.seat)) reason = "no_seat";
  else if (isKnown(rules.day) && isKnown(badge.days) && !((badge.days >> rules.day) & 1)) {
    reason = "day";
  }
  return reason && verdict("not_allowed", reason);
}

function isTime(rules, at) {
  if (isKnown(rules.opens_at) && at < rules.opens_at) return verdict("not_now", "early");
  if (isKnown(rules.closes_at) && at >= rules.closes_at) return verdict("not_now", "late");
  return null;
}

function passedBefore(rules, earlier, at, direction) {
  const counted = earlier.filter((scan) => scan.result === "admitted" && !scan.undone);
  const last = counted.at(-1);
  const repeat = (reason, scan) => verdict("repeat", reason, { earlier: scan.id });
  if (direction === "out") {
    if (!last && rules.mode === "loan") return verdict("not_allowed", "not_lent");
    return last?.direction === "out" ? repeat("out_before", last) : null;
  }
  if (rules.mode === "loan") return last?.direction === "in" ? repeat("lent", last) : null;
  const entries = counted.filter((scan) => scan.direction === "in");
  if (rules.mode === "once" && entries.length) return repeat("admitted_before", entries[0]);
  if (rules.mode === "daily") {
    const today = entries.find((scan) => dayIn(rules.zone, scan.at) === dayIn(rules.zone, at));
    if (today) return repeat("admitted_today", today);
  }
  return null;
}

const days = new Map(); // to make a formatter takes longer than a whole verdict

function dayIn(zone, at) {
  if (!days.has(zone)) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone };
    days.set(zone, new Intl.DateTimeFormat("en-CA", parts));
  }
  return days.get(zone).format(at);
}

function noticesOf(badge, direction) {
  if (direction === "out") return [];
  if (isKnown(badge.category_number) && badge.category_number !== badge.holder.category_number) {
    return ["reprint", ...badge.holder.notices];
  }
  return badge.holder.notices;
}
