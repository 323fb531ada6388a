// The browser's rules against the decision table (docs/verdicts.md) that Python is held to as well.

import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";

import { isForDay, isSameScan } from "../../static/checkin/rules.js";
import { judged } from "./cases.mjs";
import mistakes from "./mistakes.json";
import vectors from "./vectors.json";

const SOURCE = readFileSync(new URL("../../static/checkin/rules.js", import.meta.url), "utf8");
const isAsWritten = (one, by) => JSON.stringify(judged(one, by)) === JSON.stringify(one.verdict);

describe("each case of the table is answered as it says", () => {
  it.each(vectors)("$name", (one) => expect(judged(one)).toEqual(one.verdict));
});

test("the table is the whole one", () => {
  expect(vectors.length).toBeGreaterThanOrEqual(200);
  const results = new Set(vectors.map((one) => one.verdict.result));
  expect([...results].sort()).toEqual(
    ["admitted", "invalid", "not_allowed", "not_now", "repeat", "revoked", "unknown", "wrong_edition"],
  );
});

describe("each planted mistake of judge is noticed", () => {
  it("as the rules themselves, read as a text, are right", async () => {
    const same = await rulesFrom(SOURCE);
    expect(vectors.filter((one) => !isAsWritten(one, same))).toEqual([]);
  });

  it.each(mistakes)("$name", async ({ browser: [right, wrong] }) => {
    expect(SOURCE.split(right)).toHaveLength(2);
    const changed = await rulesFrom(SOURCE.replace(right, wrong));
    expect(vectors.some((one) => !isAsWritten(one, changed))).toBe(true);
  });
});

function rulesFrom(source) {
  const address = `data:text/javascript,${encodeURIComponent(source)}`;
  return import(/* @vite-ignore */ address);
}

describe("one scan", () => {
  const at = Date.parse("2018-12-11T02:00:00Z");
  const last = { at, direction: "in", undone: false };

  it("is what is in front of the scanner for five seconds", () => {
    expect([0, 5000, -5000, 5001].map((later) => isSameScan(last, at + later, "in"))).toEqual(
      [true, true, true, false],
    );
  });

  it("is over once it was taken back, or goes the other way", () => {
    expect(isSameScan({ ...last, undone: true }, at, "in")).toBe(false);
    expect(isSameScan(last, at, "out")).toBe(false);
    expect(isSameScan(null, at, "in")).toBe(false);
  });
});

test("a device is for a day of the edition's place, not of its own", () => {
  const justAfterMidnight = Date.parse("2018-12-10T15:00:00Z"); // in Seoul
  expect(isForDay(["2018-12-11"], justAfterMidnight, "Asia/Seoul")).toBe(true);
  expect(isForDay(["2018-12-11"], justAfterMidnight - 1, "Asia/Seoul")).toBe(false);
  expect(isForDay([], justAfterMidnight, "Asia/Seoul")).toBe(true);
});
