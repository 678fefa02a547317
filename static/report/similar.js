// A hint that something like it was reported already. It changes nothing: whoever presses 上报 reports.

const PAUSE = 800;
const ENOUGH = 4;

export function similar(form) {
  const room = form.querySelector("#bh-similar");
  let timer = 0;
  let last = "";
  async function ask() {
    const body = new FormData();
    for (const name of ["description", "place", "place_text", "street", "csrfmiddlewaretoken"]) {
      const value = new FormData(form).get(name);
      if (value) body.append(name, value);
    }
    const words = String(body.get("description") || "").trim();
    const now = JSON.stringify([...body]);
    if (now === last || words.length < ENOUGH || !(body.get("place") || body.get("place_text") || body.get("street"))) return;
    last = now;
    try {
      const answer = await fetch(form.dataset.similar, {
        method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(15000),
      });
      if (!answer.ok) return;
      const piece = new DOMParser().parseFromString(await answer.text(), "text/html");
      room.replaceChildren(...piece.body.children);
    } catch { /* no hint */ }
  }
  return () => {
    clearTimeout(timer);
    if (navigator.onLine && form.dataset.offline === undefined) timer = setTimeout(ask, PAUSE);
  };
}
