// What pages do beside HTMX: fill the demo account, send a filter when it changes, Ctrl-K, tell when the line is down.
(() => {
  "use strict";

  document.addEventListener("click", (event) => {
    const account = event.target.closest("[data-username]");
    if (!account) return;
    const form = document.querySelector("[data-sign-in]");
    form.elements.username.value = account.dataset.username;
    form.elements.password.value = account.dataset.password;
    form.querySelector("button").focus();
    form.scrollIntoView({ block: "nearest" });
  });

  // Ctrl-K: to the search box, of the page where it has one, else of the header
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    const box = [...document.querySelectorAll("main [data-find], [data-find]")].find((each) => each.offsetParent);
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // forms without HTMX that act when a choice is made (period switch)
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-on-change]");
    if (form) form.requestSubmit();
  });

  // drafts save themselves on this device; they go when the server says that the text has arrived
  document.addEventListener("DOMContentLoaded", () => {
    const arrived = document.querySelector(".z-messages .success");
    document.querySelectorAll("[data-draft]").forEach((box) => {
      if (arrived) localStorage.removeItem(box.dataset.draft);
      else if (!box.value || "draftWins" in box.dataset) box.value = localStorage.getItem(box.dataset.draft) || box.value;
    });
  });
  document.addEventListener("saved", (event) => {
    for (const box of [event.target, ...event.target.querySelectorAll("[data-draft]")]) {
      if (box.dataset?.draft) localStorage.removeItem(box.dataset.draft);
    }
  });
  document.addEventListener("input", (event) => {
    const key = event.target.dataset?.draft;
    if (key) localStorage.setItem(key, event.target.value);
  });

  // a failed request keeps the page as it is and says so once
  const tell = (text) => {
    let box = document.getElementById("connection");
    if (!box) {
      box = document.createElement("p");
      box.id = "connection";
      box.className = "z-error";
      box.setAttribute("role", "alert");
      document.getElementById("content").prepend(box);
    }
    box.textContent = text;
  };
  document.addEventListener("htmx:sendError", () => tell("网络断开了，页面内容保留着。恢复后请再试一次。"));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 403) tell("登录已过期或没有权限，请刷新页面。");
    else tell("没有取到新内容，页面内容保留着。请稍后再试。");
  });
  document.addEventListener("htmx:afterOnLoad", () => document.getElementById("connection")?.remove());
})();
