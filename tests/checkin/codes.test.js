// What the browser reads from codes, as `tests/tokens/codes.json` has it written down.

import { afterAll, beforeAll, describe, expect, it, test, vi } from "vitest";

import {
  badgeNumber,
  looksLikeToken,
  openKeyring,
  readBadgeNumber,
  readCode,
} from "../../static/checkin/token.js";
import { codes, keys } from "../tokens/codes.json";

const good = codes.find((one) => one.name === "good").text;

// A browser before Chrome 137 and Safari 17: the package that stands in for it is used.
function withoutEd25519() {
  const known = crypto.subtle.importKey.bind(crypto.subtle);
  vi.spyOn(crypto.subtle, "importKey").mockImplementation(async (format, raw, algorithm, ...rest) => {
    if (algorithm.name === "Ed25519") throw new DOMException("unknown", "NotSupportedError");
    return known(format, raw, algorithm, ...rest);
  });
  vi.spyOn(crypto.subtle, "verify").mockRejectedValue(new Error("not by this"));
}

describe.each([
  ["the browser's own Ed25519", () => {}],
  ["the package that stands in for it", withoutEd25519],
])("with %s", (_name, prepare) => {
  let ring = [];

  beforeAll(async () => {
    prepare();
    ring = await openKeyring(keys);
  });
  afterAll(() => vi.restoreAllMocks());

  it.each(codes)("$name", async ({ text, edition, read }) => {
    expect(await readCode(text, edition, ring)).toEqual({ ...read, holder: null });
  });

  it("believes no token that differs in one character", async () => {
    for (let place = 0; place < good.length; place += 1) {
      const other = good[place] === "A" ? "B" : "A";
      const text = good.slice(0, place) + other + good.slice(place + 1);
      const { reading } = await readCode(text, "dwc-2018", ring);
      expect(["tampered", "unreadable"], `character ${place}`).toContain(reading);
    }
  });

  it("believes nothing without a key", async () => {
    expect((await readCode(good, "dwc-2018", [])).reading).toBe("tampered");
  });
});

test("a token is told from other texts by its letters alone", () => {
  expect([good, good.toLowerCase(), ` ${good}\r\n`].map(looksLikeToken)).toEqual([true, true, true]);
  const others = [good.slice(1), `${good}A`, good.replace("A", "1"), "", "DWC18-0421-7"];
  expect(others.map(looksLikeToken)).toEqual(others.map(() => false));
});

test("a badge number is read back, and not with one figure or two changed about", () => {
  for (const serial of [0, 1, 421, 9999, 10000, 2 ** 24 - 1]) {
    const number = badgeNumber("dwc-2018", serial);
    expect(readBadgeNumber(number, "dwc-2018")).toBe(serial);
    expect(readBadgeNumber(number.toLowerCase().replaceAll("-", ""), "dwc-2018")).toBe(serial);
  }
  const [prefix, digits, check] = badgeNumber("dwc-2018", 421).split("-");
  for (let place = 0; place < 4; place += 1) {
    const changed = [...digits];
    changed[place] = String((Number(changed[place]) + 1) % 10);
    expect(readBadgeNumber(`${prefix}-${changed.join("")}-${check}`, "dwc-2018")).toBe(null);
  }
  expect(readBadgeNumber(`${prefix}-0412-${check}`, "dwc-2018")).toBe(null);
});
