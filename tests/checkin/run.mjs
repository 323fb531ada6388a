// Answers cases as the browser would: JSON in, JSON out. The first argument is the folder that
// `rules.js` and `token.js` are taken from, so that a changed copy can be tried.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.argv[2]}/${name}`));
const { isForDay, isSameScan, judge, momentOf } = await from("rules.js");
const { badgeNumber, numberPrefix, openKeyring, readCode, typedInLatin } = await from("token.js");

const moment = (text) => (text === null ? null : Date.parse(text));
const earlierOf = (scan) => ({ ...scan, at: moment(scan.at) });

function judged(one) {
  const at = momentOf(
    moment(one.scanned_at),
    moment(one.received_at),
    one.clock_difference * 1000,
  );
  const rules = {
    ...one.list,
    opens_at: moment(one.list.opens_at),
    closes_at: moment(one.list.closes_at),
  };
  return judge(one.badge, rules, one.earlier.map(earlierOf), at, one.direction);
}

const asked = JSON.parse(readFileSync(0, "utf8"));
if (asked.lacksEd25519) {
  const known = crypto.subtle.importKey.bind(crypto.subtle);
  crypto.subtle.importKey = async (format, raw, algorithm, ...rest) => {
    if (algorithm.name === "Ed25519") throw new DOMException("unknown", "NotSupportedError");
    return known(format, raw, algorithm, ...rest);
  };
  crypto.subtle.verify = () => Promise.reject(new Error("not by this"));
}
const ring = await openKeyring(asked.keys ?? []);
const read = [];
for (const one of asked.codes ?? []) {
  const { holder, ...badge } = await readCode(one.text, one.edition, ring);
  if (holder !== null) throw new Error("a code knows nobody");
  read.push(badge);
}
const answers = {
  verdicts: (asked.vectors ?? []).map(judged),
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
