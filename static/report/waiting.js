// On every page of somebody signed in: how many of his reports wait on this device; sends them; asks before he leaves.

import { drop, draftsOf, forgetAccount, lastAccount, rememberAccount } from "./drafts.js";
import { sendAll } from "./sending.js";

const AGAIN = 30000;
const room = document.querySelector("#bh-waiting");
const band = room.querySelector(".bh-band");
const own = room.dataset.account ? { account: room.dataset.account, door: room.dataset.door } : lastAccount();
const account = own?.account;
if (room.dataset.account) rememberAccount(own);

function tell(state, count) {
  band.hidden = count === 0;
  for (const place of room.querySelectorAll("[data-count]")) place.textContent = String(count);
  for (const words of band.querySelectorAll("[data-state]")) words.hidden = words.dataset.state !== state;
}

async function show(state = "away") {
  const pressed = (await draftsOf(account)).filter((draft) => draft.status !== "editing");
  const refused = pressed.length > 0 && pressed.every((draft) => draft.status === "refused");
  tell(refused ? "refused" : state, pressed.length);
  document.dispatchEvent(new CustomEvent("bihuan:drafts"));
}

let busy = false;
async function flush() {
  if (busy || !account) return;
  busy = true;
  try {
    const count = (await draftsOf(account)).filter((draft) => draft.status === "waiting").length;
    if (count && navigator.onLine) tell("sending", count);
    const state = navigator.onLine ? await sendAll(account, room.dataset, sent) : "away";
    await show(["none", "done"].includes(state) ? "away" : state);
  } finally {
    busy = false;
  }
}

function sent(outcome) {
  if (outcome.state !== "sent") return;
  const said = room.querySelector("[data-sent]");
  said.hidden = false;
  const link = said.querySelector("[data-link]");
  link.href = outcome.url;
  link.textContent = outcome.number;
}

// Signing out: what is kept stays the account's own, and he decides whether it stays on the device.
const leaving = room.querySelector("dialog");
for (const form of document.querySelectorAll(`form[action="${room.dataset.signout}"]`)) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.decided) return;
    event.preventDefault();
    const kept = account ? await draftsOf(account).catch(() => []) : [];
    const leave = () => {
      form.dataset.decided = "yes";
      forgetAccount();
      form.requestSubmit();
    };
    if (kept.length === 0) return leave();
    for (const place of leaving.querySelectorAll("[data-count]")) place.textContent = String(kept.length);
    leaving.showModal();
    leaving.onclick = async ({ target }) => {
      const choice = target.dataset.leave;
      if (!choice) return;
      leaving.close();
      if (choice === "drop") for (const draft of kept) await drop(draft.id);
      if (choice !== "stay") leave();
    };
  });
}

addEventListener("online", flush);
document.addEventListener("bihuan:send", flush);
document.addEventListener("bihuan:kept", (event) => show(event.detail));
setInterval(() => {
  if (document.visibilityState === "visible" && !band.hidden) flush();
}, AGAIN);
if (globalThis.indexedDB) flush().catch(() => {});
