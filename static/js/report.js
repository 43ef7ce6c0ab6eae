// Saves the form of a report while one writes. Without this the form is posted as a whole, so nothing here is needed.
//
// Every question is saved by itself. What is not saved yet waits in a queue, and in the browser's own store until the
// server has it, so that a lost connection, an ended session or a closed window loses nothing. The server answers with
// parts of the page; each is put where one with the same id stands, but never over a field that somebody is writing in.
// Whoever changes a question by other means (evidence) tells the form: form.dispatchEvent(new CustomEvent(
// "prio:refresh", { detail: question })).
"use strict";

const PAUSE = 1000; // milliseconds after the last key before it is saved
const LOOK = 10000; // between looks at what others have changed
const PATIENCE = 20000; // for an answer from the server
const LONGEST_WAIT = 30000; // between attempts to send again
const TEXTS = {
  offline: "Inte sparat än – vi försöker igen. Det ni skriver finns kvar.",
  refused: "Det senaste svaret kunde inte tas emot. Ladda om sidan; det ni skrev finns kvar här tills dess.",
  unsaved: "Ett svar är inte sparat. Se vid frågan vad som hindrar; det ni skrev finns kvar här.",
  moved: "Rapporten har ändrat läge. Ladda om sidan för att se den som den är nu.",
};

class Draft {
  constructor(form) {
    this.form = form;
    this.shelf = `prio:${form.dataset.person}:${location.pathname}:`; // one person's own, also on a shared computer
    this.tab = Math.random().toString(36).slice(2) + Date.now().toString(36);
    form.dataset.tab = this.tab; // for whoever changes a question by other means
    this.queue = new Map(); // question → { body, text }: what waits to be sent
    this.clean = new Map(); // question → the text of its fields as the server has it
    this.unsaved = new Set(); // questions whose answer the server has seen and not saved
    this.timers = new Map();
    this.wait = PAUSE;
    this.standing = document.getElementById("standing").dataset;
    this.seen = Number(this.standing.revision);
    this.state = this.standing.state;
  }

  begin() {
    document.documentElement.classList.add("js");
    for (const block of this.form.querySelectorAll("[data-question]")) this.settle(block.dataset.question);
    for (const block of this.form.querySelectorAll("[data-unsaved]")) this.setAside(block.dataset.question);
    this.form.addEventListener("input", (event) => this.typed(event.target));
    this.form.addEventListener("change", (event) => this.send(this.questionOf(event.target)));
    this.form.addEventListener("click", (event) => this.pressed(event));
    this.form.addEventListener("submit", (event) => { this.leaving = !event.defaultPrevented; this.token(); });
    this.form.addEventListener("prio:refresh", (event) => this.refresh(event.detail, false));
    addEventListener("online", () => this.pump());
    addEventListener("focus", () => this.pump()); // back from signing in, in another tab
    addEventListener("beforeunload", (event) => { if (!this.leaving && this.unsent()) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.sendAll(); });
    setInterval(() => this.look(), LOOK);
    this.takeUpAgain();
  }

  // ---- what stands in the fields

  block(key) { return document.getElementById(`question-${key}`); }

  questionOf(element) { return element.name ? element.closest("[data-question]")?.dataset.question : undefined; }

  fields(key) {
    const own = new URLSearchParams();
    const names = [`q.${key}`, `comment.${key}`];
    for (const field of this.block(key)?.querySelectorAll("input, textarea, select") ?? []) {
      if (!names.includes(field.name) && !field.name.startsWith(`q.${key}.`)) continue;
      if (["radio", "checkbox"].includes(field.type) && !field.checked) continue;
      own.append(field.name, field.value);
    }
    return own;
  }

  isDirty(key) { return this.fields(key).toString() !== this.clean.get(key); }

  settle(key) { this.clean.set(key, this.fields(key).toString()); }

  // A page that was posted as a whole came back with an answer that was not saved.
  setAside(key) {
    this.clean.set(key, "");
    this.unsaved.add(key);
    this.keep(key, this.entry(key));
  }

  unsent() { return this.queue.size > 0 || [...this.clean.keys()].some((key) => this.isDirty(key)); }

  // ---- sending

  entry(key, extra = {}) {
    const own = this.fields(key), text = own.toString();
    for (const name of [`base.${key}`, `clash.${key}`]) {
      const field = this.form.elements[name];
      if (field) own.append(name, field.value);
    }
    own.append("question", key);
    own.append("tab", this.tab);
    for (const [name, value] of Object.entries(extra)) own.append(name, value);
    return { body: own.toString(), text };
  }

  typed(field) {
    const key = this.questionOf(field);
    if (!key || !this.clean.has(key)) return;
    this.keep(key, this.entry(key)); // before anything can happen to the window
    clearTimeout(this.timers.get(key));
    this.timers.set(key, setTimeout(() => this.send(key), PAUSE));
  }

  send(key, extra) {
    clearTimeout(this.timers.get(key));
    if (!this.clean.has(key) || (!extra && !this.isDirty(key) && !this.unsaved.has(key))) return;
    const entry = this.entry(key, extra);
    if (this.queue.get(key)?.body === entry.body) return;
    this.queue.set(key, entry);
    this.keep(key, entry);
    this.pump();
  }

  sendAll() { for (const key of this.clean.keys()) this.send(key); }

  async pump() {
    if (this.busy || !this.queue.size) return;
    this.busy = true;
    clearTimeout(this.again);
    const [key, entry] = this.queue.entries().next().value;
    const outcome = await this.post(key, entry);
    this.busy = false;
    if (outcome === "saved" || outcome === "refused") return void this.pump();
    if (this.queue.get(key) === entry) { // one that the server cannot take is not in the way of the others
      this.queue.delete(key);
      this.queue.set(key, entry);
    }
    this.again = setTimeout(() => this.pump(), this.wait);
  }

  async post(key, entry) {
    const answer = await this.ask(this.form.dataset.save, { method: "POST", body: entry.body });
    if (!answer) return this.later(this.signedOut ? null : TEXTS.offline);
    const isNewest = this.queue.get(key) === entry;
    if (isNewest) this.queue.delete(key);
    if (answer.status >= 400) { this.tell(TEXTS.refused); return "refused"; }
    const parts = this.read(answer);
    if (this.isTaken(parts, key)) {
      this.unsaved.delete(key);
      if (isNewest) localStorage.removeItem(this.shelf + key);
      if (entry.text !== null) this.clean.set(key, entry.text);
    } else this.unsaved.add(key); // not saved: it stays on the shelf, and the window is not left without a question
    if (isNewest && this.isDirty(key)) this.keep(key, this.entry(key)); // also what was written while this was under way
    this.wait = PAUSE;
    if (!this.queue.size) this.tell(this.unsaved.size ? TEXTS.unsaved : "");
    this.apply(parts, key);
    return "saved";
  }

  isTaken(parts, key) {
    return !parts.querySelector("[data-refused]") && !parts.getElementById(`question-${key}`)?.hasAttribute("data-unsaved");
  }

  // A request whose answer is usable, or null: no connection, a server in trouble, or a session that has ended.
  async ask(address, options = {}) {
    const headers = { "X-CSRFToken": this.token(), "Content-Type": "application/x-www-form-urlencoded" };
    let answer, text;
    try {
      answer = await fetch(address, { ...options, headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
      text = await answer.text();
    } catch {
      this.signedOut = false;
      return null;
    }
    this.signedOut = answer.type === "opaqueredirect" || answer.status === 403;
    if (this.signedOut) this.tellSignedOut();
    return this.signedOut || answer.status >= 500 || answer.status === 429 ? null : { status: answer.status, text };
  }

  later(text) {
    if (text) this.tell(text);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    return "later";
  }

  // The token changes when somebody signs in again; the cookie has the one that counts.
  token() {
    const found = document.cookie.split("; ").find((cookie) => cookie.startsWith("csrftoken="))?.slice(10);
    const field = this.form.elements.csrfmiddlewaretoken;
    if (found) field.value = found;
    return field.value;
  }

  // ---- the browser's own store

  keep(key, entry) {
    try { localStorage.setItem(this.shelf + key, entry.body); } catch { /* full or forbidden: the queue has it */ }
  }

  takeUpAgain() {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(this.shelf))) {
      const key = name.slice(this.shelf.length);
      // with the revision that the writer saw then: what somebody has changed since is a clash, not overwritten
      if (this.clean.has(key)) this.queue.set(key, { body: localStorage.getItem(name), text: null });
    }
    this.pump();
  }

  // ---- what the server answers

  read(answer) { return new DOMParser().parseFromString(answer.text, "text/html"); }

  apply(parts, saved) {
    this.follow(parts.getElementById("standing").dataset, saved);
    const refused = parts.querySelector("[data-refused]");
    if (refused) this.tell(refused.textContent);
    for (const fresh of parts.querySelectorAll("[data-fragment]")) {
      const old = document.getElementById(fresh.id);
      if (!old || old.isEqualNode(fresh)) continue; // what says the same stays, with who is about to press it
      if (!old.dataset.question) old.replaceWith(fresh);
      else if (fresh.dataset.question) this.putQuestion(old, fresh, saved); // closed meanwhile: what was typed stays
    }
  }

  follow(standing, saved) {
    const revision = Number(standing.revision), isFirst = this.state === "not_begun";
    if (!saved || isFirst || revision === this.seen + 1) this.seen = revision; // else somebody saved in between
    if (isFirst) this.state = standing.state;
    if (standing.state !== this.state) this.tell(TEXTS.moved);
  }

  putQuestion(old, fresh, saved, force = false) {
    const key = old.dataset.question, isSaved = key === saved;
    if (!force && !isSaved && saved === undefined && Number(fresh.dataset.touched) <= Number(old.dataset.revision)) return;
    const inUse = old.contains(document.activeElement) || this.isDirty(key) || this.queue.has(key);
    if (force || !inUse) {
      fresh.append(...old.querySelectorAll(":scope > .last")); // last year stays as it is
      old.replaceWith(fresh);
      if (!fresh.hasAttribute("data-unsaved")) this.settle(key);
      window.htmx?.process(fresh);
      return;
    }
    for (const slot of fresh.querySelectorAll(isSaved ? "[data-slot]" : ".status[data-slot]")) {
      const place = document.getElementById(slot.id);
      if (place && !place.contains(document.activeElement)) place.replaceWith(slot);
    }
    if (!isSaved) return; // it keeps the revision that its writer saw, so that saving it shows both answers
    old.className = fresh.className;
    old.dataset.revision = fresh.dataset.revision;
    for (const name of [`base.${key}`, `was.${key}`]) old.querySelector(`[name="${name}"]`).value = fresh.querySelector(`[name="${name}"]`).value;
    for (const field of old.querySelectorAll("input[id], textarea[id]")) {
      field.toggleAttribute("aria-invalid", fresh.querySelector(`[id="${field.id}"]`)?.hasAttribute("aria-invalid"));
      if (field.hasAttribute("aria-invalid")) field.setAttribute("aria-invalid", "true");
    }
  }

  async look() {
    if (document.hidden || this.busy || this.signedOut) return;
    const answer = await this.ask(`${this.form.dataset.changes}?sedan=${this.seen}&lage=${this.state}`);
    if (answer?.status === 200) this.apply(this.read(answer));
  }

  // Draws a question anew, also over what stands in its fields; from outside the form (focus: false) only when all that
  // was written there is saved, or it would be lost.
  async refresh(key, focus = true) {
    const before = this.clean.get(key);
    const isWritten = () => !focus && (this.isDirty(key) || this.queue.has(key) || this.clean.get(key) !== before);
    const again = () => { setTimeout(() => this.refresh(key, false), PAUSE); };
    if (isWritten()) return again();
    const answer = await this.ask(`${this.form.dataset.changes}?fraga=${key}`);
    if (answer?.status !== 200) return;
    const parts = this.read(answer);
    if (isWritten()) return again();
    const held = this.block(key)?.contains(document.activeElement) ? document.activeElement.id : "";
    const fresh = parts.getElementById(`question-${key}`);
    if (fresh) this.putQuestion(this.block(key), fresh, undefined, true);
    this.apply(parts, null);
    if (focus) this.toField(key);
    else if (held) document.getElementById(held)?.focus();
  }

  toField(key) { this.block(key)?.querySelector("input:not([type=hidden]), textarea")?.focus(); }

  // ---- buttons, which all work as parts of the form where there is no JavaScript

  pressed(event) {
    const button = event.target.closest("button[name]");
    const act = button && { add: this.addRow, remove: this.removeRow, mine: this.keepMine, theirs: this.keepTheirs, confirm: this.confirm }[button.name];
    if (act && act.call(this, button) !== false) event.preventDefault();
  }

  addRow(button) {
    const rows = this.form.querySelector(`[data-rows="${button.value}"]`);
    const blank = this.form.querySelector(`template[data-blank="${button.value}"]`);
    const numbers = [...rows.children].map((row) => Number(row.dataset.row));
    rows.insertAdjacentHTML("beforeend", blank.innerHTML.replaceAll("__n__", Math.max(-1, ...numbers) + 1));
    rows.lastElementChild.querySelector("input, textarea").focus();
  }

  removeRow(button) {
    const key = this.questionOf(button), row = button.closest("[data-row]");
    const add = this.block(key).querySelector('[name="add"]');
    row.remove();
    add.focus();
    this.send(key);
  }

  keepMine(button) {
    this.toField(button.value);
    this.send(button.value, { mine: button.value });
  }

  keepTheirs(button) {
    this.queue.delete(button.value);
    this.unsaved.delete(button.value);
    localStorage.removeItem(this.shelf + button.value);
    this.refresh(button.value);
  }

  confirm(button) {
    if (button.value === "*") return false; // the whole form is posted
    this.toField(button.value);
    this.send(button.value, { confirm: button.value });
    return true;
  }

  // ---- telling

  tell(text) {
    const place = document.getElementById("unsent");
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
  }

  tellSignedOut() {
    const place = document.getElementById("unsent"), link = document.createElement("a");
    if (place.querySelector("a") && !place.hidden) return;
    Object.assign(link, { href: this.form.dataset.signIn, target: "_blank", rel: "noopener", textContent: "Logga in i en ny flik" });
    place.replaceChildren("Ni är utloggad. ", link, ", så sparas det ni har skrivit.");
    place.hidden = false;
  }
}

const reportForm = document.getElementById("report-form");
if (reportForm) new Draft(reportForm).begin();
