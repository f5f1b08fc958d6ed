const find = document.getElementById("find");
const parts = document.querySelectorAll("[data-find]");
const opened = new Set();
const openAround = (part) => {
  for (let at = part; at; at = at.parentElement) {
    if (at.tagName === "DETAILS" && !at.open) { at.open = true; opened.add(at); }
  }
};
find.hidden = false;
find.addEventListener("input", () => {
  const wanted = find.value.trim().toLowerCase();
  for (const details of opened) details.open = false;
  opened.clear();
  for (const part of parts) {
    part.hidden = wanted !== "" && !part.textContent.toLowerCase().includes(wanted);
    if (wanted !== "" && !part.hidden) openAround(part);
  }
});
addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== find) { event.preventDefault(); find.focus(); }
});
const openTarget = () => { const at = document.getElementById(location.hash.slice(1)); if (at) openAround(at); };
addEventListener("hashchange", openTarget);
openTarget();
