// Says a few minutes before somebody is signed out for doing nothing. Other windows of his count too.
const band = document.querySelector("[data-idle-after]");
const SEEN = "bihuan-seen";
const WARN_BEFORE = 5 * 60 * 1000;

function seen() {
  localStorage.setItem(SEEN, String(Date.now()));
  band.hidden = true;
}

function look() {
  const left = Number(localStorage.getItem(SEEN)) + Number(band.dataset.idleAfter) * 1000 - Date.now();
  band.hidden = left > WARN_BEFORE;
  band.querySelector("[data-idle-minutes]").textContent = String(Math.max(0, Math.ceil(left / 60000)));
}

if (band) {
  seen();
  setInterval(look, 10 * 1000);
  band.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch(band.dataset.idleHere, { redirect: "manual" });
    if (answer.status === 204) seen();
    else band.querySelector("[data-idle-over]").hidden = false;
  });
}
