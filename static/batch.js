// The workbench's boxes and the last look before a batch. Without it every box and button works by itself.

const ARMED_AFTER = 2000; // milliseconds: a thumb that slipped has time to see where it landed

function counted(dock) {
  const boxes = [...document.querySelectorAll("input[name=pick]")];
  const all = document.querySelector("[data-all]");
  const show = () => {
    const picked = boxes.filter((box) => box.checked).length;
    dock.hidden = picked === 0;
    dock.querySelector("[data-count]").textContent = String(picked);
    if (all) {
      all.checked = picked === boxes.length;
      all.indeterminate = picked > 0 && picked < boxes.length;
    }
  };
  for (const box of boxes) box.addEventListener("change", show);
  if (all) {
    all.closest("[hidden]")?.removeAttribute("hidden");
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      show();
    });
  }
  dock.closest("form").addEventListener("reset", () => setTimeout(show)); // first the boxes, then the count
  dock.querySelector("[data-said]").hidden = false;
  window.addEventListener("pageshow", show); // a page that comes back keeps its boxes
  show();
}

function arming(form) {
  const button = form.querySelector("button[type=submit]");
  const away = form.querySelector("[data-away]");
  button.disabled = true;
  button.classList.add("bh-arming");
  away.focus({ preventScroll: true });
  setTimeout(() => {
    button.disabled = false;
    button.classList.remove("bh-arming");
  }, ARMED_AFTER);
  form.addEventListener("submit", () => setTimeout(() => { button.disabled = true; }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") location.assign(away.href);
  });
}

const dock = document.querySelector("[data-dock]");
if (dock) counted(dock);
const form = document.querySelector("form[data-arming]");
if (form) arming(form);
