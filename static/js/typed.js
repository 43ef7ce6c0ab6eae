// Keeps what was typed into a form while it is on its way, in this tab only, so that a session that has ended takes
// nothing with it: the page comes back after signing in with the text in its fields. The form of a report has its own
// store (static/js/report.js). Never kept: passwords (nor the form that has one) and files.
"use strict";
{
  const SHELF = "prio:typed";
  const KEPT = "textarea, input[type=text], input:not([type])";

  const person = () => [...document.querySelectorAll("details.me b, details.me small")].map((one) => one.textContent).join();

  const fieldsOf = (form) => [...form.querySelectorAll(KEPT)].filter((field) => field.name && field.value);

  const keep = (form) => {
    const fields = fieldsOf(form).map((field) => [field.name, [...document.getElementsByName(field.name)].indexOf(field), field.value]);
    try {
      sessionStorage.setItem(SHELF, JSON.stringify({ path: location.pathname, person: person(), fields, stopped: false }));
    } catch { /* full or forbidden */ }
  };

  // Somebody who signed in again in another tab has a new token: the cookie has the one that counts.
  const renew = (form) => {
    const found = document.cookie.split("; ").find((cookie) => cookie.startsWith("csrftoken="))?.slice(10);
    if (found && form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = found;
  };

  const putBack = (fields) => {
    const changed = fields.map(([name, number, value]) => [document.getElementsByName(name)[number], value])
      .filter(([field, value]) => field?.matches(KEPT) && field.value === field.defaultValue && field.value !== value);
    for (const [field, value] of changed) field.value = value;
    if (!changed.length) return;
    const notice = document.createElement("div"), said = document.createElement("p");
    said.textContent = "Det ni skrev finns kvar i formuläret, men är inte skickat. Läs igenom det och skicka det igen.";
    Object.assign(notice, { className: "notice", role: "status" });
    notice.append(said);
    changed[0][0].form.prepend(notice);
  };

  addEventListener("submit", ({ target: form }) => {
    if (form.method !== "post" || form.dataset.save || form.querySelector("[type=password]")) return;
    renew(form);
    keep(form);
  });

  const held = JSON.parse(sessionStorage.getItem(SHELF) ?? "null");
  const stop = document.querySelector("[data-stops]"); // a page that comes instead of the answer
  if (held && stop) {
    sessionStorage.setItem(SHELF, JSON.stringify({ ...held, stopped: true }));
    if (stop.hidden) {
      stop.querySelector("a").href = held.path;
      stop.hidden = !held.fields.length;
    }
  } else if (held && !held.stopped && person()) sessionStorage.removeItem(SHELF); // it was answered
  else if (held && person() && held.person !== person()) sessionStorage.removeItem(SHELF); // somebody else sits here now
  else if (held?.stopped && held.path === location.pathname) putBack(held.fields);
}
