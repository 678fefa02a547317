// Sends a kept report. Sending it twice is harmless: its key makes the server answer with the hazard of the first time.

import { drop, draftsOf, keep } from "./drafts.js";

const READY_WITHIN = 15000;
const SENT_WITHIN = 180000; // photographs over a bad network

// Whose session this is, and a fresh token. {state: "in", account, token}, or state "away" (no network) or "out".
export async function ready(url) {
  try {
    const answer = await fetch(url, {
      headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store",
      signal: AbortSignal.timeout(READY_WITHIN),
    });
    if (answer.ok) return { state: "in", ...(await answer.json()) };
    return { state: answer.status >= 500 ? "busy" : "out" };
  } catch {
    return { state: "away" };
  }
}

// One draft. Returns {state: "sent", url, number}, {state: "refused", errors}, or state "away", "out", "busy".
export async function send(draft, url, token, watching = false) {
  const body = new FormData();
  for (const [name, value] of draft.fields) body.append(name, value);
  // Its receipts may have lapsed by now: what was photographed is always sent. The server knows its own again.
  for (const photo of draft.photos) {
    if (watching && photo.receipt) body.append("kept", photo.receipt);
    else body.append(photo.role, photo.blob, photo.name);
  }
  try {
    const answer = await fetch(url, {
      method: "POST", body, redirect: "manual", cache: "no-store",
      headers: { Accept: "application/json", "X-CSRFToken": token, ...(watching ? { "X-Watching": "yes" } : {}) },
      signal: AbortSignal.timeout(SENT_WITHIN),
    });
    if (answer.status === 201) return { state: "sent", ...(await answer.json()) };
    if (answer.status === 422) return { state: "refused", ...(await answer.json()) };
    return { state: answer.status === 403 || answer.type === "opaqueredirect" ? "out" : "busy" };
  } catch {
    return { state: "away" };
  }
}

// Everything this account has waiting, one after another, in one window at a time. Calls `told` for each that is done.
export async function sendAll(account, where, told) {
  const work = async () => {
    const waiting = (await draftsOf(account)).filter((draft) => draft.status === "waiting");
    if (waiting.length === 0) return "none";
    const session = await ready(where.ready);
    if (session.state !== "in") return session.state;
    if (session.account !== account) return "other";
    for (const draft of waiting) {
      const outcome = await send(draft, where.report, session.token);
      if (outcome.state === "sent") await drop(draft.id);
      else if (outcome.state === "refused") await keep({ ...draft, status: "refused", errors: outcome.errors });
      else return outcome.state;
      await told(outcome);
    }
    return "done";
  };
  if (!navigator.locks) return work();
  return navigator.locks.request("bihuan-reports", work);
}
