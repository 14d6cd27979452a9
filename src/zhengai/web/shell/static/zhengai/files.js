// Files for a form that takes evidence: dropped on it as well as chosen, and how far they have come.
(() => {
  "use strict";

  const boxOf = (event) => event.target.closest?.("[data-drop]");
  const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");

  document.addEventListener("dragover", (event) => {
    const box = boxOf(event);
    if (!box || !holdsFiles(event)) return;
    event.preventDefault();
    box.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    const box = boxOf(event);
    if (box && !box.contains(event.relatedTarget)) box.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    const box = boxOf(event);
    if (!box || !holdsFiles(event)) return;
    event.preventDefault();
    box.classList.remove("over");
    box.querySelector("input[type=file][multiple]").files = event.dataTransfer.files;
    box.requestSubmit();
  });

  // twice the same press sends once; the bar shows what has left this device
  document.addEventListener("htmx:beforeRequest", (event) => {
    const bar = event.target.closest("[data-drop]")?.querySelector("progress");
    if (!bar) return;
    if (!bar.hidden) return event.preventDefault();
    bar.hidden = false;
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.closest("[data-drop]")?.querySelector("progress");
    if (bar && event.detail.total) bar.value = (100 * event.detail.loaded) / event.detail.total;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const bar = event.target.closest("[data-drop]")?.querySelector("progress");
    if (bar) Object.assign(bar, { hidden: true, value: 0 });
  });
})();
