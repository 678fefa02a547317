// Says what was photographed, and that a sending waits for the net; the page works without any of it.
for (const input of document.querySelectorAll(".bh-snap input[type=file]")) {
  input.addEventListener("change", () => {
    const field = input.closest(".bh-field");
    const said = field.querySelector(".bh-snapped");
    const count = [...field.querySelectorAll("input[type=file]")].reduce((sum, one) => sum + one.files.length, 0);
    said.textContent = count ? said.dataset.words.replace("0", String(count)) : "";
  });
}

const offline = document.querySelector("#bh-offline");
if (offline) {
  const show = () => {
    offline.hidden = navigator.onLine;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
  // A photograph that goes nowhere would be lost with the page: without a net nothing is sent.
  for (const form of document.querySelectorAll("form[data-needs-net]")) {
    form.addEventListener("submit", (event) => {
      if (!navigator.onLine) {
        event.preventDefault();
        show();
        offline.scrollIntoView({ block: "center" });
        return;
      }
      const button = form.querySelector("button[type=submit]");
      button.setAttribute("aria-disabled", "true");
      button.textContent = button.dataset.sending;
    });
  }
  // Coming back to a page that the browser has kept: nothing is on its way any more.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
