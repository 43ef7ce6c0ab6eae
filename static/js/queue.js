// The queue works without this. It moves between the rows by keys, chooses a whole page, and counts what is chosen.
"use strict";
const form = document.getElementById("arenden");
const help = document.getElementById("kortkommandon");
const keysOn = document.getElementById("kortkommandon-pa");
const KEPT = "prio-queue-keys";

if (form) {
  const boxes = [...form.querySelectorAll('input[name="arende"]')];
  const links = [...form.querySelectorAll("tbody th a")];
  const page = document.getElementById("hela-sidan");
  const whole = document.getElementById("alla");
  const told = document.getElementById("antal-valda");

  const tell = () => {
    if (!told) return;
    const chosen = boxes.filter((box) => box.checked).length;
    told.hidden = false;
    told.textContent = whole.checked ? "Hela listan är vald." : `${chosen} av ${boxes.length} på sidan är valda.`;
    if (page) {
      page.checked = chosen > 0 && chosen === boxes.length;
      page.indeterminate = chosen > 0 && chosen < boxes.length;
    }
  };
  if (page && boxes.length) {
    page.hidden = false;
    page.addEventListener("change", () => {
      for (const box of boxes) box.checked = page.checked;
      tell();
    });
  }
  form.addEventListener("change", tell);
  addEventListener("pageshow", tell);

  // A single key is a shortcut only where nobody writes, and can be turned off (WCAG 2.1.4).
  help.hidden = false;
  keysOn.checked = localStorage.getItem(KEPT) !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem(KEPT, keysOn.checked ? "on" : "off"));

  const writesIn = (at) => at.matches("select, textarea, input:not([type=checkbox])") || at.isContentEditable;
  const go = (step) => {
    const row = document.activeElement.closest("tbody tr");
    const now = row ? links.findIndex((link) => row.contains(link)) : step > 0 ? -1 : links.length;
    const link = links[Math.min(Math.max(now + step, 0), links.length - 1)];
    link.focus();
    link.scrollIntoView({ block: "nearest" });
  };
  const choose = () => {
    const row = document.activeElement.closest("tbody tr");
    const box = row && row.querySelector('input[name="arende"]');
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const KEYS = { j: () => go(1), k: () => go(-1), x: choose };
  document.addEventListener("keydown", (event) => {
    if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey || writesIn(event.target)) return;
    const act = KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
