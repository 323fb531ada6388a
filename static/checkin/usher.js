// The usher's page without reloading: codes are posted in the background and the verdict takes
// the whole screen, with a sound and a shake. Everything here adds to pages that work without it.

import { alarm } from "./sound.js";

const HELD = 5000; // ms: a code that stays in front of the scanner is one scan
const PATIENCE = 8000; // ms until a missing answer is called missing
const BACK_TO_SCANNING = 6000; // ms that a plain "admitted" stays

let lastCode = "";
let lastAt = 0;
let timer = 0;
let waiting = [];
const unanswered = new Map(); // code -> nonce
let isSending = false;

const page = () => document.querySelector("main");
const codeInput = () => document.querySelector("form[data-scan] input[name=code]");

export function usher() {
  if (!codeInput()) return;
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", keepFocus);
  addEventListener("online", showNet);
  addEventListener("offline", showNet);
  showNet();
  codeInput().focus();
}

function onSubmit(event) {
  const form = event.target.closest("form[data-scan]");
  if (!form) return;
  event.preventDefault();
  const input = codeInput();
  const code = input.value.trim();
  input.value = "";
  if (!code) {
    if (page().dataset.mode === "verdict") backToScanning();
    return;
  }
  scan(form, code);
}

function scan(form, code) {
  const now = performance.now();
  if (code === lastCode && now - lastAt < HELD) {
    lastAt = now; // still held: the verdict stays
    return;
  }
  lastCode = code;
  lastAt = now;
  const data = new FormData(form);
  data.set("code", code);
  const nonce = unanswered.get(code) ?? crypto.randomUUID();
  unanswered.set(code, nonce);
  data.set("nonce", nonce);
  waiting.push({ address: form.action, code, data });
  send();
}

async function send() {
  if (isSending || !waiting.length) return;
  isSending = true;
  const { address, code, data } = waiting[0];
  page().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const html = await answer.text();
    waiting.shift();
    if (answer.ok) unanswered.delete(code);
    show(html);
  } catch {
    // Whether the server has it nobody knows. The badge is still in the usher's hand: scanned
    // again it goes out under the same nonce, and so gets the answer that was lost.
    waiting = [];
    lastCode = "";
    fail();
  } finally {
    isSending = false;
    page().removeAttribute("aria-busy");
  }
  send();
}

function show(html) {
  const next = new DOMParser().parseFromString(html, "text/html");
  const main = next.querySelector("main");
  if (!main) return location.reload();
  if (!main.dataset.mode) return replaceAll(next); // a refusal: the page says what to do
  clearTimeout(timer);
  document.title = next.title;
  document.body.className = next.body.className;
  const typed = codeInput()?.value ?? ""; // a scanner may be half way through the next badge
  page().replaceWith(main);
  const input = codeInput();
  if (input) {
    input.value = typed;
    input.focus({ preventScroll: true });
  }
  say(next);
  showNet();
  if (main.dataset.mode !== "verdict") return;
  alarm(main.dataset.sound);
  if (main.dataset.sound === "admitted") timer = setTimeout(backToScanning, BACK_TO_SCANNING);
}

function replaceAll(next) {
  document.title = next.title;
  document.body.className = next.body.className;
  document.body.replaceChildren(...next.body.childNodes);
  document.querySelectorAll("script").forEach((script) => script.remove());
  alarm("refused");
}

function say(next) {
  const said = document.querySelector("[data-said]");
  if (said) said.textContent = next.title.trim();
}

async function backToScanning() {
  clearTimeout(timer);
  const link = document.querySelector("[data-next]");
  if (!link || waiting.length) return;
  try {
    const answer = await fetch(link.href, { signal: AbortSignal.timeout(PATIENCE) });
    if (!waiting.length && !isSending) show(await answer.text());
  } catch {
    showNet(false);
  }
}

function onClick(event) {
  const next = event.target.closest("[data-next]");
  if (!next || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  backToScanning();
}

// A scanner that types does not look where the focus is.
function keepFocus(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  const input = codeInput();
  const here = document.activeElement;
  if (!input || here === input || here.closest?.("input, textarea, select")) return;
  if (event.key === " " && here.closest?.("button, a, summary")) return;
  input.focus();
}

function fail() {
  const sentence = document.querySelector("[data-failed]");
  if (sentence) sentence.hidden = false;
  const said = document.querySelector("[data-said]");
  if (said && sentence) said.textContent = sentence.textContent.trim();
  showNet(false);
  alarm("refused");
  codeInput()?.focus({ preventScroll: true });
}

function showNet(isOn) {
  const net = document.querySelector("[data-net]");
  if (!net) return;
  const on = typeof isOn === "boolean" ? isOn : navigator.onLine;
  net.hidden = false;
  net.classList.toggle("is-off", !on);
  net.querySelector("[data-net-on]").hidden = !on;
  net.querySelector("[data-net-off]").hidden = on;
}
