// The page works without this. A standard phrase that is chosen is put into its text, to be written on.
"use strict";
document.addEventListener("change", (event) => {
  const list = event.target.closest("select[data-fills]");
  const text = list && document.getElementById(list.dataset.fills);
  if (!text || !list.value) return;
  if (!text.value.includes(list.value)) text.value = [text.value.trim(), list.value].filter(Boolean).join("\n");
  list.value = "";
  text.focus();
});
const fault = document.getElementById("fel");
if (fault) fault.focus();
