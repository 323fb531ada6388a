// Answers cases as the browser would: JSON in, JSON out.
import { readFileSync } from "node:fs";

import { isForDay, isSameScan } from "../../static/checkin/rules.js";
import {
  badgeNumber,
  numberPrefix,
  openKeyring,
  readCode,
  typedInLatin,
} from "../../static/checkin/token.js";
import { earlierOf, judged, moment } from "./cases.mjs";

const asked = JSON.parse(readFileSync(0, "utf8"));
const ring = await openKeyring(asked.keys ?? []);
const read = [];
for (const one of asked.codes ?? []) {
  const { holder, ...badge } = await readCode(one.text, one.edition, ring);
  if (holder !== null) throw new Error("a code knows nobody");
  read.push(badge);
}
const answers = {
  verdicts: (asked.vectors ?? []).map((one) => judged(one)),
  read,
  typed: (asked.typed ?? []).map(typedInLatin),
  numbers: (asked.numbers ?? []).map((one) => [
    badgeNumber(one.edition, one.serial),
    numberPrefix(one.edition),
  ]),
  days: (asked.days ?? []).map(([days, at, zone]) => isForDay(days, moment(at), zone)),
  same: (asked.same ?? []).map(([last, at, direction]) =>
    isSameScan(last && earlierOf(last), moment(at), direction),
  ),
};
process.stdout.write(JSON.stringify(answers));
