// What pages do beside HTMX: fill the demo account, send a filter when it changes, Ctrl-K, tell when the line is down.
// What becomes of a form that is sent is in forms.js.
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

  // a failed request keeps the page as it is and says so once
  const tell = (text) => {
    let box = document.getElementById("connection");
    if (!box) {
      box = document.createElement("p");
      box.id = "connection";
      box.className = "z-told";
      box.setAttribute("role", "alert");
      document.getElementById("content").prepend(box);
    }
    box.textContent = text;
  };
  document.addEventListener("tell", (event) => tell(event.detail));
  document.addEventListener("htmx:sendError", () => tell("网络断开了，页面内容保留着。恢复后请再试一次。"));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const number = xhr.getResponseHeader("Error-Number");
    if (xhr.status === 403) tell("登录已过期或没有权限，请刷新页面。");
    else tell("没有取到新内容，页面内容保留着。请稍后再试。" + (number ? `如果再次出现，请把错误编号 ${number} 告诉系统管理员。` : ""));
  });
  document.addEventListener("htmx:afterOnLoad", () => document.getElementById("connection")?.remove());
})();
