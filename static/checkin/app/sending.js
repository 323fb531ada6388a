// Between the device and the server: what waits is sent until it is answered, and what changed
// is fetched. Of several tabs one sends at a time.

import { forget, roster, takeParcel } from "./roster.js";
import { changeItem, dropItems, putItem, readQueue } from "./store.js";

const ADDRESS = "/checkin/sync";
const AT_ONCE = 200; // scans in one upload
const PATIENCE = 8000; // ms
const PAUSES = [2000, 4000, 8000, 15000, 30000]; // ms between attempts
const FETCH_EVERY = 20000; // ms
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
export const unsaved = new Map(); // scans that the device had no room for, by nonce

const channel = "BroadcastChannel" in self ? new BroadcastChannel("usher") : null;
const listeners = new Set();
let timer = 0;

export const onChange = (listener) => listeners.add(listener);
const tell = (what) => listeners.forEach((listener) => listener(what));

function tellAll(what) {
  tell(what);
  channel?.postMessage(what);
}

channel?.addEventListener("message", (event) => tell(event.data));

function setOnline(isOnline) {
  if (net.isOnline !== isOnline) net.since = Date.now();
  net.isOnline = isOnline;
}

// Keep a scan before anybody is told anything; say whether the device could.
export async function keep(item) {
  try {
    await putItem(item);
    net.isFull = false;
  } catch {
    unsaved.set(item.nonce, item);
    net.isFull = true;
  }
  tellAll("queue");
}

export async function everything() {
  const kept = await readQueue().catch(() => []);
  const known = new Set(kept.map((item) => item.nonce));
  const rest = [...unsaved.values()].filter((item) => !known.has(item.nonce));
  return [...kept, ...rest].sort((a, b) => a.made - b.made);
}

export async function change(nonce, how) {
  if (unsaved.has(nonce)) {
    const item = unsaved.get(nonce);
    unsaved.set(nonce, { ...item, ...how(item) });
    return;
  }
  await changeItem(nonce, how);
  tellAll("queue");
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
    await forget();
    tellAll("session");
    return;
  }
  if (!(error.status || error.name === "TypeError" || error.name === "TimeoutError")) throw error;
  // An answer that is no answer of ours (a hotel's sign-in page) is no connection either.
  setOnline(false);
}

const isWaiting = (item) => item.state === "waiting" || item.undo === "waiting";

// Send what waits, once; resolves when everything is answered or an attempt has failed.
export async function sendNow() {
  if (!navigator.locks) return sendAll();
  return navigator.locks.request("usher-send", sendAll);
}

async function sendAll() {
  let least = AT_ONCE;
  for (;;) {
    const waiting = (await everything()).filter(isWaiting).slice(0, least);
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
  for (const item of waiting) await change(item.nonce, (was) => ({ tries: was.tries + 1 }));
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
  });
  const sent = new Map(scans.map((item) => [item.nonce, item]));
  for (const receipt of answer.scans) {
    await change(receipt.nonce, (was) => settled(was, receipt, sent.get(receipt.nonce)));
    const item = unsaved.get(receipt.nonce);
    if (item && item.state === "done") unsaved.delete(receipt.nonce);
  }
  for (const undo of answer.undos) {
    const isRefused = undo.state === "refused" || undo.state === "unknown";
    await change(undo.nonce, () =>
      isRefused ? { undo: null, state: "tray", cause: "undo" } : { undo: "done" },
    );
  }
  net.attempts = 0;
  net.lastSync = Date.now();
  setOnline(true);
  await prune();
  tellAll("net");
}

// What becomes of an item by its receipt: done, or for a person to decide.
function settled(was, receipt, sent) {
  const result = receipt.answer?.result;
  const isWrong = was.shown === "admitted" && result !== "admitted" && !was.undone;
  return {
    answer: receipt.answer,
    cause: receipt.cause,
    answeredAt: Date.now(),
    state: (receipt.cause && !was.undone) || isWrong ? "tray" : "done",
    // taken back while it was on its way
    undo: was.undone && !sent?.undone && !receipt.cause ? "waiting" : null,
  };
}

async function prune() {
  const done = (await everything()).filter((item) => item.state === "done" && !isWaiting(item));
  if (done.length > KEEP) await dropItems(done.slice(0, -KEEP).map((item) => item.nonce));
}

function later(attempts) {
  clearTimeout(timer);
  if (attempts) timer = setTimeout(sendNow, PAUSES[Math.min(attempts, PAUSES.length) - 1]);
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
    await takeParcel(parcel, asked, Date.now());
    net.session = "ok";
    net.lastSync = Date.now();
    setOnline(true);
    tellAll("roster");
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
