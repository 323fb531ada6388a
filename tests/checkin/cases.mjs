// What a written case asks of the rules: the texts of its moments become milliseconds.

import * as rules from "../../static/checkin/rules.js";

export const moment = (text) => (text === null ? null : Date.parse(text));
export const earlierOf = (scan) => ({ ...scan, at: moment(scan.at) });

// The verdict of a case; `by` may be rules that somebody has changed.
export function judged(one, by = rules) {
  const at = by.momentOf(
    moment(one.scanned_at),
    moment(one.received_at),
    one.clock_difference * 1000,
  );
  const list = {
    ...one.list,
    opens_at: moment(one.list.opens_at),
    closes_at: moment(one.list.closes_at),
  };
  return by.judge(one.badge, list, one.earlier.map(earlierOf), at, one.direction);
}
