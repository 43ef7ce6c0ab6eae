// The page to sign works without this. It keeps a second press from being sent, and tells when a grundkrav is left out.
"use strict";
const form = document.getElementById("lamna-in");
if (form) {
  const button = document.getElementById("knapp");
  const notice = document.getElementById("utan-grundkrav");
  const grundkrav = (form.dataset.grundkrav || "").split(" ").filter(Boolean);
  const ticks = [...form.querySelectorAll('input[name="krav"]')];
  const label = button ? button.textContent : "";
  const tell = () => {
    if (!button || !notice) return;
    const chosen = ticks.filter((tick) => tick.checked).map((tick) => tick.value);
    const left = grundkrav.filter((code) => !chosen.includes(code));
    notice.hidden = !(chosen.length && left.length);
    notice.textContent = notice.hidden ? "" : `Ni är på väg att lämna in utan ${left.join(" och ")}. Utan alla grundkrav får ni inga pengar.`;
    button.textContent = chosen.length > 1 ? `${label} ${chosen.length} rapporter` : label;
  };
  form.addEventListener("change", tell);
  form.addEventListener("submit", () => {
    // After the form's data has been gathered, or the button's own value would be left out.
    setTimeout(() => {
      for (const each of form.querySelectorAll("button")) each.disabled = true;
    });
  });
  addEventListener("pageshow", () => {
    for (const each of form.querySelectorAll("button")) each.disabled = false;
    tell();
  });
}
