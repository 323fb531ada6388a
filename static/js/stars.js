// Stars: a reader's own agenda. They are kept on the device; where somebody has registered, with
// the person too, and what could not be sent for want of a network is sent later.
import { deviceStars } from "./device-stars.js";

const AGAIN = 30_000;
const MOST_TRIES = 3;

function sync(device, address, edition, told) {
  let running = false;
  let again = false;
  let timer = 0;

  const send = async (token, waiting) => {
    const body = new URLSearchParams({ edition });
    for (const [key, on] of Object.entries(waiting)) body.append(on ? "add" : "remove", key);
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    return fetch(address, { method: "POST", body, headers, credentials: "same-origin" });
  };

  // Returns what the server keeps, or null where this device has no part in it.
  const exchange = async () => {
    const headers = { Accept: "application/json" };
    const answer = await fetch(address, { headers, cache: "no-store", credentials: "same-origin" });
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.statusText);
    if (!answer.ok) return null;
    const server = await answer.json();
    if (server.edition !== edition || !server.person) return null;
    device.belongsTo(server.person);
    const waiting = device.waiting();
    if (Object.keys(waiting).length === 0) return { stars: server.stars, sent: {} };
    const kept = await send(server.token, waiting);
    if (kept.status >= 500 || kept.status === 429 || kept.status === 400) throw new Error(kept.statusText);
    if (!kept.ok) return null;
    return { stars: (await kept.json()).stars, sent: waiting };
  };

  const once = async () => {
    const result = await exchange();
    if (result === null) {
      device.forget();
      told(null);
      return;
    }
    const waiting = device.waiting();
    for (const [key, on] of Object.entries(result.sent)) if (waiting[key] === on) delete waiting[key];
    device.wait(waiting);
    const stars = new Set(result.stars);
    for (const [key, on] of Object.entries(waiting)) on ? stars.add(key) : stars.delete(key);
    device.keep(stars);
    told(stars);
  };

  const run = async () => {
    if (!device.person()) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    clearTimeout(timer);
    let tries = 0;
    do {
      again = false;
      tries += 1;
      try {
        await once();
      } catch {
        again = false;
        timer = setTimeout(run, AGAIN); // no network, or a busy server: what waits is kept
        told(undefined);
      }
    } while (again && tries < MOST_TRIES);
    running = false;
  };
  addEventListener("online", run);
  return run;
}

function showWaiting(device) {
  const waiting = device.person() ? Object.keys(device.waiting()).length : 0;
  for (const note of document.querySelectorAll("[data-stars-waiting]")) {
    note.hidden = waiting === 0;
    note.textContent = waiting === 0 ? "" : note.dataset.starsWaiting.replace("{n}", String(waiting));
  }
  for (const link of document.querySelectorAll("[data-if-registered]")) link.hidden = !device.person();
}

export function stars() {
  const root = document.querySelector("[data-edition]");
  if (!root) return;
  const { edition } = root.dataset;
  const device = deviceStars(edition);
  const buttons = [...document.querySelectorAll("[data-star]")];
  let starred = device.stars();
  const show = () => {
    for (const button of buttons) {
      const on = starred.has(button.dataset.star);
      button.hidden = false;
      button.setAttribute("aria-pressed", String(on));
      const word = button.querySelector("[data-word]");
      if (word) word.textContent = on ? button.dataset.on : button.dataset.off;
    }
    for (const count of document.querySelectorAll("[data-star-count]")) {
      count.textContent = String(starred.size);
    }
    document.dispatchEvent(new CustomEvent("stars", { detail: starred }));
  };
  const shown = root.dataset.starsShown; // by a page that the server made
  const told = (now) => {
    if (now) starred = now;
    show();
    showWaiting(device);
    // it does not show yet what this device has given meanwhile
    if (now && shown !== undefined && [...now].sort().join(" ") !== shown) location.reload();
  };
  const run = root.dataset.stars ? sync(device, root.dataset.stars, edition, told) : () => {};

  if (root.dataset.person) device.belongsTo(root.dataset.person);
  else if (root.dataset.person === "") device.forget();
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const key = button.dataset.star;
      const on = !starred.delete(key);
      if (on) starred.add(key);
      device.keep(starred);
      if (device.person()) device.wait({ ...device.waiting(), [key]: on });
      show();
      run();
    });
  }
  addEventListener("storage", (event) => {
    if (!device.isOurs(event.key)) return;
    starred = device.stars();
    show();
    showWaiting(device);
  });
  show();
  showWaiting(device);
  run();
}
