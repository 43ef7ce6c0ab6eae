// Sends files one by one as soon as they are chosen or dropped, shows how far each has come, and asks how the check of
// them goes. Without this the form is posted as a whole with its files, so nothing here is needed. It serves the form
// of a report, and the page of what a county has in common.
"use strict";

const ASK_EVERY = 1000; // milliseconds between looks at a file that is being checked
const ASK_SELDOM = 10000; // and when it takes long
const SELDOM_AFTER = 30;
const ASK_LINKS = 3000;
const MOST_ASKS = 10;
const MEGABYTE = 1024 * 1024;
const HEADERS = { "X-Requested-With": "upload.js" };

class Evidence {
  constructor(form) {
    this.form = form;
    this.looks = new Map(); // question → how many times we have asked
    this.lines = new Map(); // question → the files on their way
    this.problems = new Map(); // question → what went wrong last
    form.addEventListener("change", (event) => this.chosen(event));
    form.addEventListener("click", (event) => this.pressed(event));
    for (const kind of ["dragenter", "dragover"]) form.addEventListener(kind, (event) => this.over(event));
    for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, (event) => this.dropped(event));
    this.asks = new Map();
    setInterval(() => this.look(), ASK_EVERY);
    setInterval(() => this.ask(), ASK_LINKS);
    new MutationObserver(() => this.restore()).observe(form, { childList: true, subtree: true });
  }

  // A question is drawn anew when its answer changes: what is on its way, and what went wrong, is put in its place.
  restore() {
    for (const [key, lines] of this.lines) {
      const place = this.box(key)?.querySelector("[data-sending]");
      for (const line of lines) if (place && line.parentNode !== place) place.append(line);
    }
    for (const [key, problems] of this.problems) {
      const place = this.box(key)?.querySelector("[data-problem]");
      if (place && place.childElementCount !== problems.length) this.tell(key, problems);
    }
  }

  box(key) { return document.getElementById(`evidence.${key}`); }

  boxOf(element) { return element.closest?.("[data-evidence]"); }

  chosen(event) {
    const field = event.target;
    if (field.type !== "file" || !this.boxOf(field)) return;
    const files = [...field.files];
    field.value = ""; // so that the same file can be chosen again, and is not posted with the form too
    this.sendAll(this.boxOf(field), field, files);
  }

  over(event) {
    const place = event.target.closest?.("[data-drop]");
    if (!place || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    place.classList.add("over");
  }

  dropped(event) {
    const place = event.target.closest?.("[data-drop]");
    place?.classList.remove("over");
    if (event.type !== "drop" || !place || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    this.sendAll(this.boxOf(place), place.querySelector("[type=file]"), [...event.dataTransfer.files]);
  }

  // ---- sending

  async sendAll(box, field, files) {
    const key = box.dataset.evidence;
    const row = box.querySelector("select")?.value;
    this.tell(key, []);
    const problems = [];
    const waiting = files.map((file) => ({ file, line: this.line(box, file) }));
    for (const { file, line } of waiting) {
      const problem = line.cancelled ? "" : await this.send(box.dataset.address, key, file, line, row, Number(field.dataset.largest));
      this.end(key, line);
      if (problem) problems.push(problem);
    }
    this.tell(key, problems);
    if (problems.length < files.length) await this.refresh(key);
  }

  end(key, line) {
    this.lines.get(key)?.delete(line);
    line.remove();
  }

  line(box, file) {
    const key = box.dataset.evidence;
    const line = document.createElement("li"), name = document.createElement("span");
    const bar = document.createElement("progress"), stop = document.createElement("button");
    name.textContent = file.name;
    Object.assign(bar, { max: 100, value: 0 });
    bar.setAttribute("aria-label", `Skickar ${file.name}`);
    Object.assign(stop, { type: "button", className: "button quiet small", textContent: "Avbryt" });
    stop.setAttribute("aria-label", `Avbryt ${file.name}`);
    stop.addEventListener("click", () => { line.cancelled = true; line.request?.abort(); this.end(key, line); });
    line.append(name, bar, stop);
    if (!this.lines.has(key)) this.lines.set(key, new Set());
    this.lines.get(key).add(line);
    box.querySelector("[data-sending]").append(line);
    return line;
  }

  // Returns what went wrong, in words; nothing when it is attached, or when the person gave it up.
  send(address, key, file, line, row, largest) {
    if (file.size > largest) {
      return `Filen ”${file.name}” är ${Math.ceil(file.size / MEGABYTE)} MB. Högst ${largest / MEGABYTE} MB tas emot. Dela upp den eller gör den mindre.`;
    }
    return new Promise((done) => {
      const request = line.request = new XMLHttpRequest();
      request.open("POST", address);
      for (const [name, value] of Object.entries({ ...HEADERS, "X-CSRFToken": this.token() })) request.setRequestHeader(name, value);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) line.querySelector("progress").value = (100 * event.loaded) / event.total;
      });
      request.addEventListener("load", () => done(this.problem(request, file)));
      request.addEventListener("error", () => done(`${file.name}: förbindelsen bröts. Försök igen.`));
      request.addEventListener("abort", () => done(""));
      request.send(this.body(key, row, { [`fil.${key}`]: file }));
    });
  }

  body(key, row, more) {
    const body = new FormData();
    body.append("tab", this.form.dataset.tab ?? "");
    if (row !== undefined) body.append(`rad.${key}`, row);
    for (const tick of document.getElementsByName(`q.${key}.sections`)) if (tick.checked) body.append(tick.name, tick.value);
    for (const [name, value] of Object.entries(more)) body.append(name, value);
    return body;
  }

  problem(request, file) {
    if (request.status === 200 && request.getResponseHeader("Content-Type").startsWith("text/plain")) return request.responseText;
    if (request.status === 413) return `${file.name}: filen är för stor.`;
    if (request.status === 200 && request.responseText.includes("data-evidence=")) return "";
    if (request.status === 403 || request.status === 200) return `${file.name}: ni är utloggad. Logga in i en ny flik och bifoga filen igen.`;
    return `${file.name}: filen togs inte emot. Försök igen om en stund.`;
  }

  // ---- buttons

  async pressed(event) {
    const button = event.target.closest("button");
    if (button?.hasAttribute("data-evidence-send")) {
      event.preventDefault(); // a chosen file is on its way already
      this.boxOf(button).querySelector("[type=file]").click();
    }
    if (!button?.hasAttribute("data-evidence-act")) return;
    event.preventDefault();
    const box = this.boxOf(button), key = box.dataset.evidence;
    button.disabled = true;
    const answer = await fetch(box.dataset.address, {
      method: "POST", headers: { ...HEADERS, "X-CSRFToken": this.token() }, body: this.body(key, undefined, { gor: button.value }),
    }).catch(() => null);
    const refused = answer?.ok && answer.headers.get("Content-Type").startsWith("text/plain");
    const problems = refused ? [await answer.text()] : answer?.ok ? [] : ["Det gick inte. Ladda om sidan och försök igen."];
    this.tell(key, problems);
    await this.refresh(key);
    this.box(key)?.querySelector("[type=file], button")?.focus();
  }

  // ---- what the server says

  async look() {
    if (document.hidden) return;
    for (const box of this.form.querySelectorAll("[data-checking]")) {
      const key = box.dataset.evidence, times = (this.looks.get(key) ?? 0) + 1;
      this.looks.set(key, times);
      if (times > SELDOM_AFTER && times % (ASK_SELDOM / ASK_EVERY)) continue;
      if (this.lines.get(key)?.size) continue; // it is drawn anew when they are through
      await this.renew(key);
    }
  }

  // What is asked of a given address is shown when it has answered; nothing else of the question is touched.
  async ask() {
    const places = document.hidden ? [] : this.form.querySelectorAll("[data-asking]");
    for (const key of new Set([...places].map((place) => place.closest(".status").id.slice("status.".length)))) {
      const times = (this.asks.get(key) ?? 0) + 1;
      this.asks.set(key, times);
      if (times > MOST_ASKS) continue;
      const answer = await fetch(`${this.form.dataset.changes}?fraga=${key}`, { headers: HEADERS, redirect: "error" }).catch(() => null);
      if (answer?.status !== 200) continue;
      const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = parts.getElementById(`status.${key}`), old = document.getElementById(`status.${key}`);
      if (fresh && old && fresh.innerHTML !== old.innerHTML) old.replaceWith(fresh);
    }
  }

  // Draws the files anew if something is new; what they answer may then count, so the whole question is drawn too.
  async renew(key) {
    const box = this.box(key);
    const answer = await fetch(`${box.dataset.address}?sedan=${box.dataset.mark}`, { headers: HEADERS, redirect: "error" }).catch(() => null);
    if (answer?.status === 200) await this.refresh(key);
  }

  async refresh(key) {
    const box = this.box(key);
    const answer = await fetch(box.dataset.address, { headers: HEADERS, redirect: "error" }).catch(() => null);
    if (answer?.status !== 200) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(box.id);
    if (!fresh) return;
    const held = this.box(key).contains(document.activeElement) ? document.activeElement.id : "";
    this.box(key).replaceWith(fresh);
    if (held) document.getElementById(held)?.focus();
    this.form.dispatchEvent(new CustomEvent("prio:refresh", { detail: key }));
  }

  tell(key, problems) {
    this.problems.set(key, problems);
    const place = this.box(key)?.querySelector("[data-problem]");
    place?.replaceChildren(...problems.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  }

  token() { return this.form.elements.csrfmiddlewaretoken.value; }
}

// What a county has in common: a form for each question, on a page of its own.
class Common extends Evidence {
  body(key, row, more) {
    const body = new FormData();
    body.append("gor", `bifoga:${key}`);
    for (const file of Object.values(more)) body.append("fil", file);
    return body;
  }

  token() { return this.form.querySelector("[name=csrfmiddlewaretoken]").value; }
}

const evidenceForm = document.getElementById("report-form");
if (evidenceForm) new Evidence(evidenceForm);
const commonFiles = document.getElementById("common-files");
if (commonFiles) {
  document.documentElement.classList.add("js");
  new Common(commonFiles);
}
