// Between the device and the server: what waits is sent until it is answered, and what changed
// is fetched. Of several tabs one sends at a time.

import { drop, forget, roster, takeParcel } from "./roster.js";
import { changeItems, dropItems, putItem, readItems, readQueue } from "./store.js";

const ADDRESS = "/checkin/sync";
const AT_ONCE = 200; // scans in one upload
const PATIENCE = 8000; // ms
const PAUSES = [2000, 4000, 8000, 15000, 30000]; // ms between attempts
const FETCH_EVERY = 20000; // ms
const TELL_EVERY = 60000; // ms
const KEEP = 200; // answered scans that are kept to look at
const ENDED = { "device-not-enrolled": "ended", "device-revoked": "revoked" };

export const net = {
  isOnline: navigator.onLine,
  since: Date.now(),
  lastSync: null,
  session: "ok", // "ended": no longer enrolled; "revoked"
  isFull: false, // the device has no room left
  attempts: 0,
};
const items = new Map(); // every scan that is kept, by nonce
// Whose badge it was, as the server said: in memory alone, for names are kept nowhere in the clear.
export const holders = new Map(); // nonce -> person
export const unsaved = new Set(); // nonces of those that the device has no room for

const channel = "BroadcastChannel" in self ? new BroadcastChannel("usher") : null;
const listeners = new Set();
let timer = 0;
let told = 0; // when organisers were told that nothing waits here

export const onChange = (listener) => listeners.add(listener);
const tell = (what) => listeners.forEach((listener) => listener(what));

function tellAll(what, nonces = []) {
  tell(what);
  channel?.postMessage({ what, nonces });
}

// Another tab says what it did.
channel?.addEventListener("message", async ({ data: { what, nonces } }) => {
  if (what === "queue") {
    const kept = await readItems(nonces).catch(() => []);
    for (const item of kept) if (item) items.set(item.nonce, item);
  }
  if (what === "dropped") nonces.forEach((nonce) => items.delete(nonce));
  if (what === "ended" || what === "revoked") {
    net.session = what;
    holders.clear();
    drop();
  }
  tell(what);
});

function setOnline(isOnline) {
  if (net.isOnline !== isOnline) net.since = Date.now();
  net.isOnline = isOnline;
}

export async function loadQueue() {
  try {
    for (const item of await readQueue()) items.set(item.nonce, item);
  } catch {
    net.isFull = true; // nothing can be kept here at all
  }
}

export const everything = () => [...items.values()].sort((a, b) => a.made - b.made);
export const find = (nonce) => items.get(nonce);

// Keep a scan before anybody is told anything; resolves to whether the device could.
export async function keep(item) {
  items.set(item.nonce, item);
  try {
    await putItem(item);
    if (unsaved.size) await changeAll([...unsaved], () => ({})); // there is room again
    net.isFull = unsaved.size > 0;
  } catch {
    unsaved.add(item.nonce);
    net.isFull = true;
  }
  tellAll("queue", [item.nonce]);
}

export const change = (nonce, how) => changeAll([nonce], how);

async function changeAll(nonces, how) {
  const changed = (nonce, was) => ({ ...(was ?? items.get(nonce)), ...how(was ?? items.get(nonce)) });
  try {
    for (const item of await changeItems(nonces, changed)) {
      items.set(item.nonce, item);
      unsaved.delete(item.nonce);
    }
    net.isFull = unsaved.size > 0;
  } catch {
    for (const nonce of nonces) {
      items.set(nonce, changed(nonce));
      unsaved.add(nonce);
    }
    net.isFull = true;
  }
  tellAll("queue", nonces);
}

async function ask(method, query, body) {
  const answer = await fetch(ADDRESS + query, {
    method,
    body: body && JSON.stringify(body),
    headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  throw Object.assign(new Error(said.title ?? answer.statusText), {
    status: answer.status,
    session: ENDED[said.code],
  });
}

async function failed(error) {
  if (error.session) {
    net.session = error.session;
    setOnline(true);
    holders.clear();
    await forget().catch(() => {});
    tellAll(error.session);
    return;
  }
  if (!(error.status || error.name === "TypeError" || error.name === "TimeoutError")) throw error;
  // An answer that is no answer of ours (a hotel's sign-in page) is no connection either.
  setOnline(false);
}

export const isWaiting = (item) => item.state === "waiting" || item.undo === "waiting";

// Send what waits, once; resolves when everything is answered or an attempt has failed.
export async function sendNow() {
  if (!navigator.locks) return sendAll();
  return navigator.locks.request("usher-send", sendAll);
}

async function sendAll() {
  let least = AT_ONCE;
  for (;;) {
    const waiting = everything().filter(isWaiting).slice(0, least);
    if (!waiting.length) return void later(0);
    try {
      await sendSome(waiting);
    } catch (error) {
      if (error.status === 422 && waiting.length > 1) {
        least = 1; // one of them is no scan at all: find it
        continue;
      }
      if (error.status === 422) {
        await change(waiting[0].nonce, () => ({ state: "tray", undo: null, cause: "malformed" }));
        least = AT_ONCE;
        continue;
      }
      await failed(error);
      net.attempts += 1;
      tellAll("net");
      return void later(net.attempts);
    }
  }
}

async function sendSome(waiting) {
  const scans = waiting.filter((item) => item.state === "waiting");
  const undos = waiting.filter((item) => item.state !== "waiting");
  const counted = changeAll(nonces(waiting), (was) => ({ tries: was.tries + 1 }));
  const answer = await ask("POST", "", {
    scans: scans.map((item) => ({
      list: item.list,
      token: item.token,
      nonce: item.nonce,
      scanned_at: item.scanned_at,
      clock_difference: item.clock_difference,
      direction: item.direction,
      shown: item.shown,
      undone: item.undone,
      practice: Boolean(item.practice),
    })),
    undos: undos.map((item) => ({ list: item.list, nonce: item.nonce })),
    waiting: everything().filter(isWaiting).length - waiting.length,
  });
  await counted;
  const sent = new Map(scans.map((item) => [item.nonce, item]));
  const receipts = new Map(answer.scans.map((receipt) => [receipt.nonce, receipt]));
  for (const { nonce, answer: said } of answer.scans) if (said?.person) holders.set(nonce, said.person);
  const states = new Map(answer.undos.map((undo) => [undo.nonce, undo.state]));
  await changeAll(nonces(waiting), (was) =>
    states.has(was.nonce)
      ? undone(states.get(was.nonce))
      : settled(was, receipts.get(was.nonce), sent.get(was.nonce)),
  );
  net.attempts = 0;
  net.lastSync = Date.now();
  setOnline(true);
  await prune();
  tellAll("net");
}

const nonces = (some) => some.map((item) => item.nonce);

const undone = (state) =>
  state === "refused" || state === "unknown"
    ? { undo: null, state: "tray", cause: "undo" }
    : { undo: "done" };

// What becomes of an item by its receipt: done, or for a person to decide. What the usher was
// shown while the scan was on its way is told next.
function settled(was, receipt, sent) {
  const result = receipt.answer?.result;
  const isUntold = receipt.answer && was.shown !== sent.shown && result !== was.shown;
  const isWrong = was.shown !== null && !was.undone && isOther(was.shown, result);
  return {
    answer: receipt.answer && { ...receipt.answer, person: null },
    cause: receipt.cause,
    answeredAt: Date.now(),
    state: isUntold ? "waiting" : (receipt.cause && !was.undone) || isWrong ? "tray" : "done",
    // taken back while it was on its way
    undo: was.undone && !sent.undone && !receipt.cause ? "waiting" : null,
  };
}

// Whether somebody was let in whom the server refuses, or sent away whom it lets in.
const isOther = (shown, result) => (shown === "admitted") !== (result === "admitted");

async function prune() {
  const done = everything().filter((item) => item.state === "done" && !isWaiting(item));
  if (done.length <= KEEP) return;
  const old = nonces(done.slice(0, -KEEP));
  await dropItems(old).catch(() => {});
  old.forEach((nonce) => items.delete(nonce) && holders.delete(nonce));
  tellAll("dropped", old);
}

function later(attempts) {
  clearTimeout(timer);
  timer = attempts && setTimeout(again, PAUSES[Math.min(attempts, PAUSES.length) - 1]);
}

function again() {
  timer = 0;
  return sendNow();
}

// Send soon: at once, or with the next attempt where one has just failed.
export function sendSoon() {
  if (navigator.onLine === false && !timer) later(1);
  else if (!timer) sendNow();
}

// Tell organisers now and then that nothing waits here; what is sent says how much does.
async function report() {
  if (Date.now() - told < TELL_EVERY || everything().some(isWaiting)) return;
  told = Date.now();
  await ask("POST", "", { waiting: 0 }).catch(() => (told = 0));
}

// Fetch what changed; resolves to whether the server answered.
export async function fetchNow() {
  const asked = Date.now();
  try {
    const query = roster.cursor ? `?since=${encodeURIComponent(roster.cursor)}` : "";
    const parcel = await ask("GET", query);
    const isOther = roster.device && parcel.device.id !== roster.device.id;
    if (isOther && !parcel.whole) {
      await forget();
      return fetchNow();
    }
    if (!(await takeParcel(parcel, asked, Date.now()))) net.isFull = true;
    net.session = "ok";
    net.lastSync = Date.now();
    setOnline(true);
    tellAll("roster");
    report();
    return true;
  } catch (error) {
    await failed(error);
    tellAll("net");
    return false;
  }
}

export function keepInTouch() {
  setInterval(() => {
    if (!document.hidden) fetchNow();
  }, FETCH_EVERY);
  addEventListener("online", () => {
    fetchNow();
    sendNow();
  });
  addEventListener("offline", () => {
    setOnline(false);
    tell("net");
  });
}
