// The report form: photographs first, and nothing is lost, whatever the network does. Without it the form works too.

import { draftsOf, drop, editingOf, keep, lastAccount } from "./drafts.js";
import { photographs } from "./photos.js";
import { places } from "./places.js";
import { ready, send } from "./sending.js";
import { similar } from "./similar.js";

const form = document.querySelector("#bh-report");
const button = form.querySelector("#bh-send");
const room = document.querySelector("#bh-waiting");
const who = room.dataset.account ? { account: room.dataset.account, door: room.dataset.door } : lastAccount();
const account = who?.account || "";
const PAUSE = 500;

// A page that no server made for this person: ask of him what his door asks.
if (form.dataset.offline !== undefined) {
  for (const part of form.querySelectorAll("[data-doors]")) if (part.dataset.doors !== who?.door) part.remove();
  form.hidden = !account;
  document.querySelector("#bh-nobody").hidden = Boolean(account);
  const sayAway = () => { document.querySelector("#bh-away").hidden = navigator.onLine; };
  addEventListener("online", sayAway);
  addEventListener("offline", sayAway);
  sayAway();
}
if (!form.elements.key.value) form.elements.key.value = crypto.randomUUID().replaceAll("-", "");

let timer = 0;
let over = false;
const hinted = similar(form);
const changed = () => {
  hinted();
  clearTimeout(timer);
  timer = setTimeout(remember, PAUSE);
};
const shots = photographs(form, () => changed());
const where = places(form, () => changed());
form.addEventListener("input", changed);

function fields() {
  const ours = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  return ours.filter(([name, value]) => value !== "" || name === "place_text");
}

function draft(status) {
  const after = [...form.elements.after.files].map((file) => ({ role: "after", name: file.name, blob: file, receipt: "" }));
  return {
    id: status === "editing" ? editingOf(account) : form.elements.key.value,
    account, status, at: Date.now(), fields: fields(), photos: [...shots.all(), ...after],
    words: form.elements.description.value.trim(), where: where.words(), place: where.name(),
  };
}

// A cheap telephone ends the browser while its camera is open: what was begun is kept meanwhile.
async function remember() {
  if (!account || over) return;
  const begun = draft("editing");
  try {
    if (begun.words || begun.photos.length) await keep(begun);
    else await drop(editingOf(account));
  } catch { /* a browser that keeps nothing */ }
}

function busy(is) {
  button.dataset.words ||= button.textContent;
  button.textContent = is ? button.dataset.sending : button.dataset.words;
  button.setAttribute("aria-disabled", String(is));
}

function byTheBrowser() {
  shots.intoForm();
  form.submit();
}

const card = document.querySelector("#bh-keptnow");

function sayWhy(why) {
  card.querySelector("[data-yet]").hidden = why === "sent";
  card.querySelector("[data-done]").hidden = why !== "sent";
  for (const words of card.querySelectorAll("[data-why]")) words.hidden = words.dataset.why !== why;
  card.querySelector("[data-signin]").hidden = why !== "out";
}

function showKept(why) {
  sayWhy(why);
  card.hidden = false;
  form.hidden = true;
  card.focus();
  document.dispatchEvent(new CustomEvent("bihuan:kept", { detail: why }));
}

async function trySending(kept) {
  if (!navigator.onLine) return { state: "away" };
  const session = await ready(form.dataset.ready);
  if (session.state !== "in") return session;
  if (session.account !== account) return { state: "other" };
  return send(kept, form.getAttribute("action"), session.token, true);
}

form.addEventListener("submit", async (event) => {
  if (event.submitter?.name === "look" || !globalThis.indexedDB || !account) return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled") === "true") return;
  const begun = draft("waiting");
  const isWhole = begun.words && (begun.where || form.elements.street.value);
  const complaint = form.querySelector("#bh-incomplete");
  complaint.hidden = Boolean(isWhole);
  if (!isWhole) {
    (begun.words ? form.elements.place_text : form.elements.description).focus();
    return;
  }
  busy(true);
  if (navigator.onLine) await shots.delivered();
  const kept = { ...begun, photos: draft("waiting").photos };
  try {
    await keep(kept);
  } catch {
    return byTheBrowser(); // nothing can be kept here
  }
  over = true;
  clearTimeout(timer);
  await drop(editingOf(account));
  const outcome = await navigator.locks.request("bihuan-reports", () => trySending(kept));
  if (outcome.state === "sent" || outcome.state === "refused") await drop(kept.id);
  if (outcome.state === "sent") return location.assign(outcome.url);
  if (outcome.state === "refused") return byTheBrowser();
  busy(false);
  showKept(outcome.state);
});

// --- What is kept here already ------------------------------------------------------------------------------------
const listed = document.querySelector("#bh-drafts");

async function restore(one) {
  for (const [name, value] of one.fields) {
    const field = form.elements[name];
    if (!field || name === "place" || name === "kept") continue;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
  }
  const place = one.fields.find(([name]) => name === "place");
  if (place) where.restore(place[1], one.place);
  shots.add(one.photos.filter((photo) => photo.role === "before"));
  form.hidden = false;
  form.elements.description.focus();
  await remember(); // as what is being filled in now, before it goes as what was
  if (one.id !== editingOf(account)) await drop(one.id);
  document.dispatchEvent(new CustomEvent("bihuan:kept", { detail: "away" }));
}

async function list() {
  const found = (await draftsOf(account)).filter((one) => over || one.id !== editingOf(account) || isOld(one));
  const shape = listed.querySelector("template");
  listed.hidden = found.length === 0;
  if (!card.hidden && !found.some((one) => one.status !== "editing")) sayWhy("sent");
  listed.querySelector("[data-send]").hidden = !found.some((one) => one.status === "waiting");
  listed.querySelector("ul").replaceChildren(...found.map((one) => {
    const row = shape.content.firstElementChild.cloneNode(true);
    const part = (name) => row.querySelector(`[data-draft=${name}]`);
    part("words").textContent = one.words || "……";
    const at = new Date(one.at);
    const clock = `${at.getMonth() + 1}-${at.getDate()} ${at.toTimeString().slice(0, 5)}`;
    part("sub").textContent = [one.where, photosSaid(one.photos.length), clock].filter(Boolean).join("　");
    part("errors").textContent = (one.errors || []).join("；");
    part("errors").hidden = !one.errors;
    part("open").addEventListener("click", () => restore(one));
    part("drop").addEventListener("click", async () => {
      await drop(one.id);
      document.dispatchEvent(new CustomEvent("bihuan:kept", { detail: "away" }));
    });
    return row;
  }));
}

const photosSaid = (count) => count && listed.querySelector("ul").dataset.photos.replace("0", String(count));
const since = Date.now();
const isOld = (one) => one.at < since;
document.addEventListener("bihuan:drafts", list);
listed.querySelector("[data-send]").addEventListener("click", () => document.dispatchEvent(new CustomEvent("bihuan:send")));
if (globalThis.indexedDB && account) list().catch(() => {});

if ("serviceWorker" in navigator && form.dataset.offline === undefined) {
  navigator.serviceWorker.register(form.dataset.worker, { scope: "/" }).catch(() => {});
}
