// A block that is pasted into one cell of a grid is laid down from there on, by the server: it knows the rows beyond
// this page.
(() => {
  "use strict";

  document.addEventListener("paste", (event) => {
    const cell = event.target.closest?.("[data-cell]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const form = cell.form;
    const [line, field] = cell.name.split(".");
    form.elements.at_line.value = line;
    form.elements.at_field.value = field;
    form.elements.text.value = text;
    form.requestSubmit([...form.elements].find((each) => each.name === "do" && each.value === "paste"));
  });
})();
