// Sends changes one after the other, draws what comes back, and asks what others have changed.
const POLL = 6000;

const JSON_ONLY = { Accept: "application/json" };

export class Saver {
  // `drawn(parts)` shows the parts of the page; `isBusy()` says that it must not happen now.
  constructor(root, { drawn, isBusy, said, changedByOthers }) {
    this.root = root;
    this.hooks = { drawn, isBusy, said, changedByOthers };
    this.token = root.querySelector("input[name=csrf_token]").value;
    this.state = root.dataset.state; // of the draft, as it is drawn
    this.waiting = Promise.resolve();
    this.pending = 0;
    this.late = null;
    this.own = new Map(); // key of a session -> the version that this page gave it last
    setInterval(() => this.look(), POLL);
    document.addEventListener("visibilitychange", () => this.look());
  }

  // Posts fields; resolves to {state, ...}: done, refused, late, offline, signedOut, failed.
  // `fields` may be a function, so that what others changed meanwhile is known when it is sent.
  post(address, fields) {
    this.pending += 1;
    const answer = this.waiting
      .then(() => this.#send(address, fields))
      .catch(() => ({ state: "failed" }));
    this.waiting = answer.then(async ({ state }) => {
      this.pending -= 1;
      // what was moved in between is saved first; then the page is drawn once
      if (this.pending === 0 && state !== "offline") await this.look({ force: true });
    });
    return answer;
  }

  // The version to hold a change against: the one that is drawn, or that this page has made since.
  baseOf(key, drawn) {
    return Math.max(Number(drawn) || 0, this.own.get(key) ?? 0);
  }

  remember(key, answer) {
    if (answer.state === "done" && answer.operation) this.own.set(key, answer.operation);
  }

  async #send(address, fields, isSecond = false) {
    const values = typeof fields === "function" ? fields() : fields;
    const body = new URLSearchParams({ ...values, csrf_token: this.token });
    let response;
    try {
      response = await fetch(address, {
        method: "POST",
        headers: JSON_ONLY,
        body,
        redirect: "manual",
      });
    } catch {
      return { state: "offline" };
    }
    if (response.type === "opaqueredirect") return { state: "signedOut" };
    const answer = await response.json().catch(() => null);
    if (answer === null) return { state: "failed" };
    if (answer.code === "form-expired" && !isSecond) {
      await this.look({ force: true });
      return this.#send(address, fields, true);
    }
    if (response.ok) return { state: "done", ...answer };
    if (answer.base !== undefined) return { state: "late", ...answer };
    return { state: response.status < 500 ? "refused" : "failed", said: answer.title, ...answer };
  }

  // Takes what the server says of the page; drawn at once, or when nothing is in the hand.
  take(answer) {
    this.state = answer.state;
    this.late = answer.parts;
    this.draw();
  }

  draw() {
    if (this.late === null || this.hooks.isBusy()) return;
    const parts = this.late;
    this.late = null;
    this.hooks.drawn(parts);
    this.root.dataset.state = this.state;
  }

  // Asks for the page as it is; without `force` only if somebody has changed it.
  async look({ force = false } = {}) {
    if (!force && (document.hidden || this.pending > 0 || this.hooks.isBusy())) return;
    this.draw();
    const before = this.state;
    const address = new URL(this.root.dataset.board, location.href);
    address.searchParams.set("seen", force ? "" : this.state);
    try {
      const response = await fetch(address, { headers: JSON_ONLY, redirect: "manual" });
      if (response.status !== 200) return;
      const answer = await response.json();
      this.token = answer.token;
      if (this.pending > 0 || (!force && this.state !== before)) return;
      this.take(answer);
      const isChanged = before.split("-")[0] !== answer.state.split("-")[0];
      if (!force && isChanged) this.hooks.changedByOthers();
    } catch {
      // no network: what is saved next says so
    }
  }
}
