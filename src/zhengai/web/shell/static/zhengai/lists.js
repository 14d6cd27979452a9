// Choosing the columns of a wide list; the choice is kept on this device, for this person and this kind of page.
(() => {
  "use strict";

  const FEWEST = 5; // columns; a narrower table needs no choice
  const person = document.documentElement.dataset.person || "";
  const key = () => `columns:${person}:${location.pathname.replace(/\d+/g, "0")}`;
  const hiddenNames = () => JSON.parse(localStorage.getItem(key()) || "[]");
  const nameOf = (cell) => cell.textContent.replace(/[↑↓]/g, "").trim();

  // a table whose rows do not all have the columns of its head is left alone
  const columnsOf = (table) => {
    const heads = [...(table.tHead?.rows[0]?.cells || [])];
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    const even = table.tHead?.rows.length === 1 && rows.every((row) => row.cells.length === heads.length);
    return even && heads.length >= FEWEST ? heads : [];
  };
  const choosable = (table, column) => {
    const cell = table.tBodies[0]?.rows[0]?.cells[column];
    return cell && cell.tagName === "TD" && nameOf(table.tHead.rows[0].cells[column]) !== "";
  };
  const show = (table) => {
    const hidden = hiddenNames();
    columnsOf(table).forEach((head, column) => {
      const off = choosable(table, column) && hidden.includes(nameOf(head));
      [head, ...[...table.tBodies].flatMap((body) => [...body.rows].map((row) => row.cells[column]))].forEach((cell) => (cell.hidden = off));
    });
  };

  const choice = (table) => {
    const box = document.createElement("details");
    box.className = "z-choice no-print";
    const summary = document.createElement("summary");
    summary.textContent = "选择列";
    const list = document.createElement("div");
    const hidden = hiddenNames();
    columnsOf(table).forEach((head, column) => {
      if (!choosable(table, column)) return;
      const label = document.createElement("label");
      const tick = Object.assign(document.createElement("input"), { type: "checkbox", className: "form-check-input", value: nameOf(head) });
      tick.checked = !hidden.includes(tick.value);
      tick.addEventListener("change", () => {
        const off = [...list.querySelectorAll("input")].filter((each) => !each.checked).map((each) => each.value);
        localStorage.setItem(key(), JSON.stringify(off));
        show(table);
      });
      label.append(tick, ` ${tick.value}`);
      list.append(label);
    });
    box.append(summary, list);
    return box;
  };

  const offer = () => {
    document.querySelectorAll("#list .z-table").forEach((table) => {
      if (table.dataset.columns || !columnsOf(table).length) return;
      table.dataset.columns = "offered";
      show(table);
      table.closest(".z-table-box").before(choice(table));
    });
  };
  document.addEventListener("DOMContentLoaded", offer);
  document.addEventListener("htmx:afterSettle", offer);
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.z-choice[open]").forEach((box) => box.contains(event.target) || box.removeAttribute("open"));
  });
})();
