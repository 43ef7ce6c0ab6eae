// The page works without this. A standard phrase that is chosen is put into its text at the press of a button.
"use strict";
for (const button of document.querySelectorAll("button[data-fills]")) {
  const list = document.getElementById(button.dataset.from);
  const text = document.getElementById(button.dataset.fills);
  button.hidden = false;
  button.addEventListener("click", () => {
    if (!list.value) return list.focus();
    if (!text.value.includes(list.value)) text.value = [text.value.trim(), list.value].filter(Boolean).join("\n");
    list.value = "";
    text.focus();
  });
}
document.getElementById("fel")?.focus();
