// What was typed is not lost: drafts keep themselves, a form is sent once however often its button is pressed, and one
// that did not arrive (signed out meanwhile, no line) is filled in again when its page comes back.
(() => {
  "use strict";

  const person = document.documentElement.dataset.person || "";
  const tell = (text) => document.dispatchEvent(new CustomEvent("tell", { detail: text }));

  // drafts, on this device and for this person; they go when the server says that the text has arrived
  const keyOf = (box) => box.dataset?.draft && `draft:${person}:${box.dataset.draft}`;
  const forget = (box) => keyOf(box) && localStorage.removeItem(keyOf(box));
  const UNSENT = "unsent";
  const sent = () => JSON.parse(sessionStorage.getItem(UNSENT) || "null");
  const showDrafts = () => {
    const arrived = document.querySelector(".z-messages .success");
    // of the form that was sent, wherever its answer leads
    if (arrived) sent()?.drafts?.forEach((key) => localStorage.removeItem(key));
    document.querySelectorAll("[data-draft]").forEach((box) => {
      if (arrived) forget(box);
      else if (!box.value || "draftWins" in box.dataset) box.value = localStorage.getItem(keyOf(box)) || box.value;
    });
  };
  document.addEventListener("saved", (event) => [event.target, ...event.target.querySelectorAll("[data-draft]")].forEach(forget));
  document.addEventListener("input", (event) => {
    if (keyOf(event.target)) localStorage.setItem(keyOf(event.target), event.target.value);
  });

  // a long list of boxes to tick: only those that say what is looked for, and those that are ticked
  document.addEventListener("input", (event) => {
    const list = document.getElementById(event.target.dataset?.narrows || "");
    list?.querySelectorAll("label").forEach((each) => {
      each.hidden = !each.textContent.includes(event.target.value.trim()) && !each.querySelector("input").checked;
    });
  });

  // one form, in this tab, until a page says what became of it
  const here = () => location.pathname + location.search;
  const isTyped = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type);
  const typedIn = (form) => [...form.elements].filter(isTyped).map((field) => [field.name, field.value, field.checked === true]);
  const sameAction = (action) => [...document.forms].filter((each) => each.method === "post" && each.getAttribute("action") === action);
  const keep = (form) => {
    const action = form.getAttribute("action");
    const drafts = [...form.querySelectorAll("[data-draft]")].map(keyOf);
    const kept = { person, page: here(), action, which: sameAction(action).indexOf(form), typed: typedIn(form), drafts };
    sessionStorage.setItem(UNSENT, JSON.stringify(kept));
  };
  const fill = (form, typed) => {
    const fields = [...form.elements].filter(isTyped);
    typed.forEach(([name, value, checked]) => {
      const field = fields.find((each) => each.name === name && (!["radio", "checkbox"].includes(each.type) || each.value === value));
      if (!field) return;
      if (["radio", "checkbox"].includes(field.type)) field.checked = checked;
      else field.value = value;
    });
  };
  const isStop = () => "unsent" in document.body.dataset; // the sign-in page, the page of an expired form
  const bringBack = () => {
    const kept = sent();
    if (!kept) return;
    if (isStop()) {
      sessionStorage.setItem(UNSENT, JSON.stringify({ ...kept, stopped: true }));
      return;
    }
    if (!kept.stopped) return sessionStorage.removeItem(UNSENT);
    if (kept.page !== here() || kept.person !== person) return;
    sessionStorage.removeItem(UNSENT);
    const form = sameAction(kept.action)[kept.which];
    if (!form) return;
    fill(form, kept.typed);
    form.closest("details")?.setAttribute("open", "");
    tell("刚才写的内容还没有提交，已经放回原处，请看过后再提交一次。");
  };

  const SENDING = 8000; // milliseconds; a form whose answer is a file leaves its page in place
  const ready = (form) => form.removeAttribute("aria-busy");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.hasAttribute("aria-busy")) return event.preventDefault();
    if (!navigator.onLine) {
      event.preventDefault();
      return tell("网络断开了，内容保留在这一页上，没有提交。恢复后请再提交一次。");
    }
    if (!isStop()) keep(form);
    form.setAttribute("aria-busy", "true");
    setTimeout(ready, SENDING, form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[aria-busy]").forEach(ready);
  });

  document.addEventListener("DOMContentLoaded", () => {
    showDrafts();
    bringBack();
  });
})();
