// Who may come, and who has: in memory to decide at once, encrypted on the device. The key is
// made here, cannot be read out by any script, and goes with the device's session.

import { openKeyring } from "../token.js";
import { forgetRoster, keepKey, readBuckets, readFact, writeRoster } from "./store.js";

const BUCKETS = 64;
const ALGORITHM = { name: "AES-GCM", length: 256 };
const LASTS = 16 * 3600 * 1000; // ms without a word from the server until people are forgotten
const text = { in: new TextDecoder(), out: new TextEncoder() };

export const roster = {
  device: null,
  edition: null,
  lists: [],
  seats: {},
  guests: [], // serials of the guests of honour
  madeUp: [], // badges of nobody, to practise with
  keyring: [],
  cursor: null,
  heardAt: 0, // by the device's clock
  difference: 0, // ms by which the device's clock is behind the server's
  people: new Map(), // serial -> badge
  scans: new Map(), // id -> admission of another device
  bySerial: new Map(), // `list/serial` -> [admission]
};

let key = null;
let isBehind = false; // what is kept on the device is older than what is in memory

async function theKey() {
  key ??= await readFact("key");
  if (!key) {
    key = await keepKey(await crypto.subtle.generateKey(ALGORITHM, false, ["encrypt", "decrypt"]));
  }
  return key;
}

async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = text.out.encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await theKey(), plain) };
}

async function unseal({ iv, data }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await theKey(), data);
  return JSON.parse(text.in.decode(plain));
}

// The first signature takes ten times as long as every other: have it made before a guest waits.
export const warmUp = () =>
  Promise.all(
    roster.keyring.map((one) => one.verify(new Uint8Array(64), new Uint8Array(1))),
  );

const bucketOf = (serial) => serial % BUCKETS;

function keepScan(scan) {
  roster.scans.set(scan.id, scan);
  const place = `${scan.list}/${scan.serial}`;
  const others = (roster.bySerial.get(place) ?? []).filter((one) => one.id !== scan.id);
  roster.bySerial.set(place, [...others, scan].sort((a, b) => a.id - b.id));
}

// Whose badge it is; to practise there are badges of nobody as well.
export const personOf = (serial, isPractice) =>
  (isPractice && roster.madeUp?.find((one) => one.serial === serial)) || roster.people.get(serial);

export const hasRoster = () => roster.device !== null;

// Read what is kept on the device, unless the server's word is here by then: what is read was
// written before, and would be written back over it.
export async function loadRoster() {
  const known = await readFact("known");
  if (!known) return;
  if (Date.now() - known.heardAt > LASTS) return void (await forget());
  await theKey();
  const buckets = await Promise.all((await readBuckets()).map(unseal));
  const keyring = await openKeyring(known.keys);
  if (hasRoster()) return;
  clear();
  Object.assign(roster, known, { keyring });
  for (const bucket of buckets) {
    for (const badge of bucket.people) roster.people.set(badge.serial, badge);
    for (const scan of bucket.scans) keepScan(scan);
  }
}

function clear() {
  roster.people.clear();
  roster.scans.clear();
  roster.bySerial.clear();
}

// Forget people in this tab: another one has forgotten them on the device.
export function drop() {
  clear();
  Object.assign(roster, { device: null, edition: null, lists: [], keyring: [], cursor: null });
  key = null;
}

export async function forget() {
  drop();
  await forgetRoster();
}

// Take what the server sent: everything, or what changed. `asked` and `got` are when. Resolves to
// whether the device had room to keep it.
export async function takeParcel(parcel, asked, got) {
  if (parcel.whole) clear();
  const difference = Math.round(Date.parse(parcel.now) - (asked + got) / 2);
  const touched = new Set();
  for (const badge of parcel.badges) {
    roster.people.set(badge.serial, badge);
    touched.add(bucketOf(badge.serial));
  }
  for (const scan of parcel.scans) {
    if (JSON.stringify(roster.scans.get(scan.id)) === JSON.stringify(scan)) continue;
    keepScan(scan);
    touched.add(bucketOf(scan.serial));
  }
  const known = {
    device: parcel.device,
    edition: parcel.edition,
    lists: parcel.lists,
    seats: parcel.seats,
    guests: parcel.guests,
    madeUp: parcel.made_up,
    keys: parcel.keys,
    cursor: parcel.cursor,
    heardAt: got,
    difference,
  };
  const changed = JSON.stringify(roster.keys) !== JSON.stringify(parcel.keys);
  Object.assign(roster, known);
  const isWhole = parcel.whole || isBehind;
  isBehind = true;
  const numbers = isWhole ? Array.from({ length: BUCKETS }, (_none, number) => number) : touched;
  const written = [...numbers].map((number) => [number, contents(number)]); // of this moment
  if (changed || !roster.keyring.length) roster.keyring = await openKeyring(parcel.keys);
  try {
    const buckets = await Promise.all(
      written.map(async ([number, held]) => [number, await seal(held)]),
    );
    await writeRoster({ known, key: await theKey() }, buckets, isWhole);
    isBehind = false;
  } catch {
    return false;
  }
  return true;
}

function contents(number) {
  const within = (one) => bucketOf(one.serial) === number;
  return {
    people: [...roster.people.values()].filter(within),
    scans: [...roster.scans.values()].filter(within),
  };
}
