// The usher's app: scan, find, tray. Every scan is kept on the device before anybody sees a
// verdict; the server's answer is shown where it comes in time, and the device's own otherwise.

import { finder, plain } from "../../js/hangul.js";
import { isForDay, momentOf } from "../rules.js";
import { alarm } from "../sound.js";
import { badgeNumber, looksLikeToken, typedInLatin } from "../token.js";
import {
  cameraInUse,
  cameras,
  hasTorch,
  isRunning,
  seen,
  setTorch,
  startCamera,
  stopCamera,
} from "./camera.js";
import { decide, isOf, listOf } from "./deciding.js";
import { shortDay } from "./moments.js";
import { forget, hasRoster, loadRoster, roster, warmUp } from "./roster.js";
import {
  change,
  everything,
  fetchNow,
  find,
  holders,
  isWaiting,
  keep,
  keepInTouch,
  loadQueue,
  net,
  onChange,
  sendNow,
  sendSoon,
  unsaved,
} from "./sending.js";
import {
  factsOf,
  knownOf,
  nameOf,
  offlineClass,
  todoOf,
  verdictOf,
  whoOf,
  withTime,
} from "./telling.js";
import {
  $,
  $$,
  clock,
  fill,
  here,
  inOther,
  language,
  make,
  now,
  other,
  there,
  word,
} from "./words.js";

const HELD = 5000; // ms: a code that stays in front of the camera is one scan
const IN_SIGHT = 1000; // ms: what the camera has read so lately is still in front of it
const WAIT = 1500; // ms that the server's answer is waited for while there is a connection
const BACK = 6000; // ms that a plain "admitted" stays
const LIKE_A_TOKEN = /^[A-Z2-7]{40,}$/u; // whole or cut
const SHOWN = 24; // letters of a code that is no badge's
const FOUND = 20; // people that a search shows at most
const CAMERA = "usher-camera"; // which was chosen on this device
const GONE = ["OverconstrainedError", "NotFoundError"]; // what a camera says that is not there

const state = {
  list: null,
  direction: "in",
  screen: "scan",
  items: [],
  shown: null, // the verdict on the screen: of which scan, and whether it is the server's
  index: null, // people as they are searched
  expected: new Map(), // list -> how many may come
  held: new Map(), // code -> when it was last seen, for this list and direction
  sight: { code: "", at: -Infinity }, // what the camera read last, and when
};
let timer = 0;
export const measured = []; // ms from a code to its verdict

// A device is enrolled for days; it practises on any.
const isForToday = (list) =>
  Boolean(list?.is_practice) || isForDay(roster.device?.days ?? [], now(), roster.edition?.zone);

const itsDays = () =>
  (roster.device?.days ?? []).map((day) => shortDay(language, Date.parse(day), "UTC")).join(", ");

// ---------------------------------------------------------------- scanning

export async function scan(code) {
  const typed = typedInLatin(code);
  if (!typed || !state.list) return;
  const began = performance.now();
  const list = listOf(state.list);
  if (!list) return void show("lists");
  if (!isForToday(list)) return refuse("day");
  const last = state.held.get(typed);
  state.held.set(typed, began);
  if (last !== undefined && began - last < HELD) return; // still held: one scan
  const scannedAt = Date.now();
  const difference = roster.difference;
  const at = momentOf(scannedAt, Number.MAX_SAFE_INTEGER, difference);
  const { badge, verdict, earlier } = await decide(code, { list, direction: state.direction, items: state.items, at });
  const isAsked = net.isOnline && net.session === "ok";
  const item = {
    nonce: crypto.randomUUID(),
    made: scannedAt,
    list: list.id,
    token: looksLikeToken(code) ? typed : code.trim().slice(0, 300),
    scanned_at: new Date(scannedAt).toISOString(),
    clock_difference: difference,
    direction: state.direction,
    practice: Boolean(list.is_practice),
    shown: isAsked ? null : verdict.result,
    serial: badge.holder ? badge.serial : null,
    number: badge.serial === null ? null : badgeNumber(badge.edition, badge.serial),
    undone: false,
    undo: null,
    state: "waiting",
    tries: 0,
    answer: null,
    cause: null,
    local: { ...verdict, earlier: null },
    first: earlier.find((one) => one.id === verdict.earlier) ?? null,
    times: earlier.length + 1,
  };
  await keep(item);
  if (isAsked && !(await isAnswered(item))) {
    // The device tells itself what it decides, unless the answer has come in this moment.
    await change(item.nonce, (was) => (hasAnswer(was) ? {} : { shown: verdict.result }));
  }
  state.items = everything();
  showVerdict(find(item.nonce));
  measured.push(performance.now() - began);
  sendSoon();
}

// Nothing is scanned now: what is wrong stands on top of the screen, and is heard.
function refuse(trouble) {
  show("scan");
  say($(`[data-trouble="${trouble}"]`).innerText.trim());
  alarm("not_allowed");
}

const hasAnswer = (item) => Boolean(item.answer || item.cause);

async function isAnswered(item) {
  const patience = new Promise((resolve) => setTimeout(resolve, WAIT));
  await Promise.race([sendNow(), patience]);
  return hasAnswer(find(item.nonce));
}

let hintTimer = 0;
function onCodes(codes) {
  if (codes.length > 1) {
    $("[data-hint]").textContent = word("two-codes");
    clearTimeout(hintTimer);
    hintTimer = setTimeout(() => ($("[data-hint]").textContent = word("hint")), 2000);
    return;
  }
  state.sight = { code: typedInLatin(codes[0]), at: performance.now() };
  if (state.screen === "scan" || state.screen === "verdict") scan(codes[0]);
}

// ---------------------------------------------------------------- the verdict's screen

// Show what the server says of a scan, or else what the device does. `isQuiet` where it is only
// said again, in other colours.
function showVerdict(item, isQuiet = false) {
  const isSure = Boolean(item.answer);
  const said = verdictOf(item);
  const isAside = !isSure && Boolean(item.cause);
  const name = isAside ? "not_allowed" : nameOf(said.result, said.reason, said.notices, item, isSure);
  const look = $(`#verdicts [data-name="${name}"]`);
  const body = $("[data-verdict]");
  state.shown = { nonce: item.nonce, name, isSure: isSure || isAside };
  document.body.className = `ci ${isSure || isAside ? look.dataset.class : offlineClass(look)}`;
  $("[data-sign]").replaceChildren($("svg", look).cloneNode(true));
  $("[data-verdict-word]").replaceChildren(
    look.dataset.here,
    Object.assign(make("span", "", look.dataset.there), { lang: other }),
  );
  body.dataset.verdict = name;
  const parts = [];
  if (isAside) parts.push($(`#asides [data-aside="${item.cause}"]`).cloneNode(true));
  else if (!isSure) parts.push($("#reasons [data-reason=offline]").cloneNode(true));
  if (!isSure && unsaved.has(item.nonce)) parts.push($("#reasons [data-reason=unsaved]").cloneNode(true));
  const why = !isAside && said.reason && $(`#reasons [data-reason="${said.reason}"]`);
  if (why) parts.push(withTime(why.cloneNode(true), said.reason, item));
  if (said.result === "repeat") parts.push(factsOf(item, isSure));
  const todos = isAside ? [] : said.notices;
  if (todos.length) parts.push(todoOf(todos, item, isSure)); // before the name: seen at once
  parts.push(whoOf(item, isSure));
  $("[data-verdict-parts]").replaceChildren(...parts.flatMap((part) => [...part.childNodes]));
  $("[data-undo]").hidden = isAside || item.undone || said.result !== "admitted";
  const toDesk = $("[data-to-desk]"); // it knows what to do where a list says no
  toDesk.hidden = !roster.device?.is_desk || !net.isOnline || item.serial === null || item.practice ||
    ["admitted", "repeat"].includes(said.result);
  if (!toDesk.hidden) toDesk.search = `?q=${numberOf(item)}`;
  show("verdict");
  if (!isQuiet) alarm(isAside ? "not_allowed" : todos.length ? "notice" : said.result);
  clearTimeout(timer);
  if (said.result === "admitted" && !todos.length && !isAside) timer = setTimeout(() => show("scan"), BACK);
}

// The server's word came after the device's own: it counts, and what differs is heard again.
function correct() {
  const item = state.screen === "verdict" && find(state.shown.nonce);
  if (!item || item.undone || state.shown.isSure || !hasAnswer(item)) return;
  showVerdict(item, (item.answer?.result ?? null) === item.shown);
}

// Let codes be scanned again at once, but for one that is still before the camera.
function release() {
  const { code, at } = state.sight;
  const isThere = performance.now() - at < IN_SIGHT && state.held.has(code);
  state.held = new Map(isThere ? [[code, at]] : []);
}

async function undo(nonce) {
  await change(nonce, (item) => {
    if (item.undone) return {};
    return { undone: true, undo: item.state === "waiting" ? null : "waiting" };
  });
  release();
  state.items = everything();
  show("scan");
  say(word("undone"));
  sendSoon();
}

// ---------------------------------------------------------------- screens

function show(screen) {
  const typed = takeTyped();
  if (screen !== "verdict") {
    clearTimeout(timer);
    document.body.className = screen === "tray" ? "ci ci-tray" : "ci ci-scan";
  }
  state.screen = screen;
  $$("[data-screen]").forEach((one) => (one.hidden = one.dataset.screen !== screen));
  $("[data-nav]").hidden = screen === "verdict";
  $$("[data-go]").forEach((one) =>
    one.dataset.go === screen
      ? one.setAttribute("aria-current", "page")
      : one.removeAttribute("aria-current"),
  );
  const title = screen === "verdict" ? $("[data-verdict-word]").firstChild.textContent : word(screen);
  $("[data-title]").textContent = title;
  document.title = title;
  if (screen === "verdict") say($("[data-screen=verdict]").innerText.replace(/\s+/gu, " ").trim());
  scrollTo(0, 0); // whoever typed may have scrolled: a verdict is seen from its top
  if (screen === "scan" || screen === "verdict") focusCode();
  const box = codeBox();
  if (box) box.value = typed;
  draw();
}

const say = (text) => ($("[data-said]").textContent = text);
const codeBox = () => $(`[data-screen="${state.screen}"] [data-code]`);
const focusCode = () => codeBox()?.focus({ preventScroll: true });

// A scanner types on while the screen changes: what it has typed goes to the next screen's box.
function takeTyped() {
  const box = codeBox();
  const typed = box?.value ?? "";
  if (box) box.value = "";
  return typed;
}

function draw() {
  const waiting = state.items.filter(isWaiting);
  const tray = state.items.filter((item) => item.state === "tray");
  drawBar(waiting.length);
  drawTroubles(waiting.length);
  $$("[data-count-tray]").forEach((one) => {
    one.textContent = String(tray.length);
    one.hidden = !tray.length;
  });
  if (state.screen === "scan") drawScan(waiting.length);
  if (state.screen === "tray") drawTray(waiting, tray);
  if (state.screen === "lists") drawLists();
}

function drawBar(waiting) {
  const list = listOf(state.list);
  $("[data-list-name]").textContent = list ? here(list.name) : here(roster.edition?.name);
  const device = roster.device;
  $("[data-place]").textContent = device ? [here(device.gate), device.name].filter(Boolean).join(" · ") : "";
  $("[data-practice]").hidden = !list?.is_practice;
  const bar = $("[data-net]");
  bar.classList.toggle("is-off", !net.isOnline);
  $("[data-net-on]").hidden = !net.isOnline;
  $("[data-net-off]").hidden = net.isOnline;
  const synced = net.lastSync ?? roster.heardAt;
  const parts = net.isOnline
    ? [synced ? fill("synced", { time: clock(synced + roster.difference) }) : word("online")]
    : [fill("offline-since", { time: clock(net.since + roster.difference) })];
  if (waiting) parts.push(fill("waiting", { count: waiting }));
  $("[data-net-text]").replaceChildren(...parts.flatMap((part) => [make("span", "", part), " "]));
}

function drawTroubles(waiting) {
  const troubles = {
    ended: net.session === "ended",
    revoked: net.session === "revoked",
    day: hasRoster() && net.session === "ok" && !isForToday(listOf(state.list)),
    full: net.isFull,
    empty: !hasRoster() && net.session === "ok",
    clock: hasRoster() && state.screen !== "verdict" && Math.abs(roster.difference) > 120000,
    "no-list": hasRoster() && state.list !== null && !listOf(state.list),
  };
  troubles["no-list"] &&= !troubles.day;
  $("[data-days]").textContent = itsDays();
  $$("[data-trouble]").forEach((one) => {
    one.hidden = !troubles[one.dataset.trouble];
    const count = $("[data-trouble-count]", one);
    if (count) count.textContent = String(waiting);
  });
}

function drawScan(waiting) {
  const list = listOf(state.list);
  const isLoan = list?.mode === "loan";
  $$("[data-direction]").forEach((one) => {
    one.setAttribute("aria-pressed", String(one.dataset.direction === state.direction));
    $("[data-plain]", one).hidden = isLoan;
    $("[data-loan]", one).hidden = !isLoan;
  });
  const own = state.items.filter((item) => item.list === state.list && item.serial !== null);
  const last = own.at(-1);
  const section = $("[data-last]");
  section.hidden = !last;
  if (last) drawLast(section, last);
  const inside = presentIn(list);
  const expected = list ? expectedIn(list) : 0;
  $("[data-here]").textContent = String(inside);
  $("[data-missing]").textContent = String(Math.max(0, expected - inside));
  $("[data-waiting]").textContent = String(waiting);
}

function drawLast(section, last) {
  const said = verdictOf(last);
  const isIn = said.result === "admitted" && !last.undone;
  $("[data-last-dot]", section).className = `dot ${isIn ? "dot-ok" : "dot-no"}`;
  $("[data-last-name]", section).textContent = nameIn(last);
  const name = nameOf(said.result, said.reason, [], last, Boolean(last.answer));
  const what = last.undone ? word("taken-back") : $(`#verdicts [data-name="${name}"]`).dataset.here;
  const at = Date.parse(last.scanned_at) + last.clock_difference;
  const state_ = last.state === "waiting" ? ` · ${word("not-sent")}` : "";
  $("[data-last-note]", section).textContent = `${clock(at)} ${what}${state_}`;
  const button = $("[data-undo-last]", section);
  button.hidden = !isIn;
  button.dataset.nonce = last.nonce;
}

const numberOf = (item) => badgeNumber(roster.edition?.slug ?? "", item.serial);

// What a person calls a badge by whom nobody has: the number that stands on it, where one can be
// read from it, or else what kind of a code it was.
function badgeName(item) {
  if (item.serial !== null) return numberOf(item);
  if (item.number) return item.number;
  if (LIKE_A_TOKEN.test(typedInLatin(item.token))) return word("code-spoilt");
  if (item.local?.reason === "number") return fill("number-wrong", { text: item.token });
  const text = item.token.length > SHOWN ? `${item.token.slice(0, SHOWN)}…` : item.token;
  return fill("code-foreign", { text });
}

const nameIn = (item) => here((knownOf(item) ?? holders.get(item.nonce))?.name) || badgeName(item);

function presentIn(list) {
  if (!list) return 0;
  const inside = new Set();
  for (const scan of list.is_practice ? [] : roster.scans.values()) {
    if (scan.list === list.id && scan.direction === "in" && !scan.undone) inside.add(scan.serial);
  }
  for (const item of state.items) {
    const result = item.answer?.result ?? (item.cause ? null : item.shown);
    if (!isOf(item, list) || item.serial === null || item.direction !== "in") continue;
    if (item.undone) inside.delete(item.serial);
    else if (result === "admitted") inside.add(item.serial);
  }
  return inside.size;
}

// How many may come changes with the roster alone; it is asked at every scan.
function expectedIn(list) {
  if (!state.expected.has(list.id)) state.expected.set(list.id, countExpected(list));
  return state.expected.get(list.id);
}

function countExpected(list) {
  const seated = list.seat ? new Set(roster.seats[list.seat]) : null;
  let count = 0;
  for (const badge of roster.people.values()) {
    const isListed = !list.categories.length || list.categories.includes(badge.category);
    count += badge.standing === "confirmed" && isListed && (!seated || seated.has(badge.serial));
  }
  return count;
}

function drawLists() {
  const box = $("[data-lists]");
  box.replaceChildren(
    ...roster.lists.map((list) => {
      const name = [here(list.name), list.is_practice && word("practice")].filter(Boolean).join(" · ");
      const button = make("button", "btn btn-l btn-wide", name);
      button.type = "button";
      button.dataset.list = list.id;
      if (list.id === state.list) button.setAttribute("aria-current", "true");
      return make("li", "", button);
    }),
  );
  $("[data-no-lists]").hidden = roster.lists.length > 0;
  $("[data-desk]").hidden = !roster.device?.is_desk;
}

function drawTray(waiting, tray) {
  const done = state.items.length - waiting.length - tray.length;
  $("[data-tray-waiting]").textContent = String(waiting.length);
  $("[data-tray-open]").textContent = String(tray.length);
  $("[data-tray-done]").textContent = String(done);
  const rows = [...tray, ...waiting].map((item) => trayRow(item));
  const history = state.items
    .filter((item) => !tray.includes(item) && !waiting.includes(item))
    .slice(-30)
    .reverse()
    .map((item) => trayRow(item));
  $("[data-tray-list]").replaceChildren(...rows, ...history);
}

function trayRow(item) {
  const kind = item.state === "tray" ? "refused" : isWaiting(item) ? "waiting" : "sent";
  const row = $(`#tray-row-${kind}`).content.firstElementChild.cloneNode(true);
  $("[data-row-name]", row).textContent = nameIn(item);
  const at = Date.parse(item.scanned_at) + item.clock_difference;
  const parts = [clock(at), here(listOf(item.list)?.name), item.practice && word("practice")];
  if (kind === "refused") parts.push(refusal(item));
  if (kind === "waiting" && item.tries) parts.push(fill("tries", { count: item.tries }));
  if (kind === "sent") parts.push(item.undone ? word("taken-back") : resultWord(item));
  $("[data-row-note]", row).textContent = parts.filter(Boolean).join(" · ");
  $$("button", row).forEach((button) => (button.dataset.nonce = item.nonce));
  const undoing = $("[data-undo-row]", row);
  if (undoing) undoing.hidden = item.undone || verdictOf(item).result !== "admitted";
  return row;
}

const resultWord = (item) => {
  const said = verdictOf(item);
  const name = nameOf(said.result, said.reason, [], item, true);
  return $(`#verdicts [data-name="${name}"]`)?.dataset.here ?? "";
};

function refusal(item) {
  if (item.decided) return word(`decided-${item.decided}`);
  if (item.cause) return word(`cause-${item.cause}`);
  const first = item.answer?.first;
  if (item.answer?.result === "repeat" && first) {
    const place = [here(first.gate), first.device].filter(Boolean).join(" · ");
    return fill("twice", { time: clock(Date.parse(first.scanned_at)), place });
  }
  const isLetIn = item.answer?.result === "admitted";
  return fill(isLetIn ? "server-lets" : "server-says", { word: resultWord(item) });
}

// ---------------------------------------------------------------- finding people

function search(query) {
  state.index ??= [...roster.people.values()]
    .filter((badge) => here(badge.name))
    .map((badge) => {
      const number = badgeNumber(roster.edition.slug, badge.serial);
      const typed = number.replaceAll("-", "");
      const lines = [badge.name.ko, badge.name.en, badge.city.ko, badge.city.en, number, typed];
      return { badge, number, text: plain(lines.join("\n")) };
    });
  const isFound = finder(query);
  const found = query.trim() ? state.index.filter((one) => isFound(one.text)) : [];
  const rows = found.slice(0, FOUND).map(({ badge, number }) => {
    const row = $("#found-row").content.firstElementChild.cloneNode(true);
    $("[data-row-name]", row).append(here(badge.name), " ", inOther(badge.name) ?? "");
    const parts = [here(badge.category_name), here(badge.city), number];
    $("[data-row-note]", row).textContent = parts.filter(Boolean).join(" · ");
    $("button", row).dataset.code = number;
    return row;
  });
  $("[data-found]").replaceChildren(...rows);
  $("[data-found-count]").textContent = query.trim() ? fill("found", { count: found.length }) : "";
}

// ---------------------------------------------------------------- the camera

// The camera that was chosen here before, unless it is no longer there.
async function openCamera(deviceId = localStorage.getItem(CAMERA) ?? "") {
  const video = $("video");
  const start = (id) =>
    startCamera(video, $("main").dataset.wasm, { onCodes, onEnd: closeCamera, deviceId: id });
  const isOpen = await start(deviceId)
    .catch((error) => {
      if (!deviceId || !GONE.includes(error.name)) throw error;
      localStorage.removeItem(CAMERA);
      return start("");
    })
    .catch(noCamera);
  if (!isOpen) return;
  video.hidden = false;
  $("[data-camera]").hidden = true;
  $("[data-hint]").textContent = word("hint");
  $("[data-frame]").classList.add("is-live");
  showTorch(false);
  $("[data-torch]").hidden = !hasTorch();
  $("[data-next-camera]").hidden = (await cameras()).length < 2;
}

function noCamera(error) {
  stopCamera();
  closeCamera();
  $("[data-hint]").textContent = word(error.name === "NotAllowedError" ? "camera-denied" : "camera-none");
  return false;
}

// It was taken away, or another could not be opened: it is offered again.
function closeCamera() {
  $("video").hidden = true;
  $("[data-frame]").classList.remove("is-live");
  $("[data-camera]").hidden = false;
  $$("[data-torch], [data-next-camera]").forEach((one) => (one.hidden = true));
  showTorch(false);
}

const showTorch = (isLit) => $("[data-torch]").setAttribute("aria-pressed", String(isLit));

async function nextCamera() {
  const all = await cameras();
  const place = all.findIndex((one) => one.deviceId === cameraInUse());
  const { deviceId } = all[(place + 1) % all.length];
  await openCamera(deviceId);
  if (cameraInUse() === deviceId) localStorage.setItem(CAMERA, deviceId);
}

// ---------------------------------------------------------------- what ushers do

const actions = {
  go: (element) => show(element.dataset.go),
  list: (element) => {
    state.list = Number(element.dataset.list);
    state.direction = "in";
    state.held.clear();
    localStorage.setItem("usher-list", String(state.list));
    show("scan");
  },
  direction: (element) => {
    state.direction = element.dataset.direction;
    state.held.clear();
    draw();
  },
  camera: () => openCamera(),
  nextCamera: () => nextCamera(),
  torch: async (element) => showTorch(await setTorch(element.getAttribute("aria-pressed") !== "true")),
  undo: () => undo(state.shown.nonce),
  undoLast: (element) => undo(element.dataset.nonce),
  undoRow: (element) => undo(element.dataset.nonce),
  next: () => show("scan"),
  code: (element) => {
    state.held.delete(typedInLatin(element.dataset.code));
    scan(element.dataset.code);
  },
  retry: () => Promise.all([fetchNow(), sendNow()]),
  decide: async (element) => {
    const decided = element.dataset.decide;
    await change(element.dataset.nonce, (was) => ({
      state: "done",
      decided,
      decidedAt: Date.now(),
      // whom the server let in, and who was sent away here
      ...(decided === "out" && was.answer?.result === "admitted" && { undone: true, undo: "waiting" }),
    }));
    sendSoon();
  },
  reload: () => navigator.serviceWorker.getRegistration().then((one) => one?.waiting?.postMessage("take over")),
};

document.addEventListener("click", (event) => {
  const element = event.target.closest("button, a");
  if (!element) return;
  for (const name of Object.keys(actions)) {
    if (!(name in element.dataset)) continue;
    event.preventDefault();
    actions[name](element);
    return;
  }
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const input = $("[data-code]", event.target);
  if (!input) return;
  const code = input.value;
  input.value = "";
  if (code.trim()) scan(code);
  else show("scan");
});

$("[data-search]").addEventListener("input", (event) => search(event.target.value));

// A scanner that types does not look where the focus is.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  const at = document.activeElement;
  if (at?.closest?.("input, textarea, select")) return;
  if (event.key === " " && at?.closest?.("button, a, summary")) return;
  if (state.screen === "scan" || state.screen === "verdict") focusCode();
});

// ---------------------------------------------------------------- starting

async function register() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/checkin/worker.js", { scope: "/checkin/" });
  const offer = () => ($("[data-update]").hidden = !registration.waiting);
  registration.addEventListener("updatefound", () =>
    registration.installing?.addEventListener("statechange", offer),
  );
  offer();
  let had = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (had) location.reload();
    had = true; // the first one only begins to serve this page
  });
}

function chooseList() {
  const wanted = Number(new URLSearchParams(location.search).get("list") || localStorage.getItem("usher-list"));
  if (listOf(wanted)) state.list = wanted;
  else if (state.list === null && roster.lists.length === 1) state.list = roster.lists[0].id;
}

async function start() {
  register();
  navigator.storage?.persist?.();
  await loadRoster().catch(() => forget().catch(() => {}));
  await loadQueue();
  state.items = everything();
  chooseList();
  show(state.list ? "scan" : "lists");
  onChange(async (what) => {
    if (what === "roster" || what === "ended" || what === "revoked") state.expected.clear();
    if (what === "roster") {
      state.index = null;
      if (!roster.people.size) await loadRoster().catch(() => {});
      const hadNone = state.list === null;
      if (hadNone) chooseList();
      // whoever looks at the lists to choose another is left there
      if (hadNone && state.list !== null && state.screen === "lists") show("scan");
    }
    state.items = everything();
    correct();
    draw();
  });
  keepInTouch();
  setInterval(draw, 30000);
  await fetchNow();
  await sendNow();
  await warmUp();
  document.body.dataset.ready = "yes";
}

self.usher = { measured, net, roster, seen, scan, stopCamera, isRunning };
start();
