// Where it is: near me, or found as one types, or simply written. One tap picks; another word brings the choice back.

const PAUSE = 300;
const ENOUGH = 2; // characters of Chinese say a lot

export function places(form, changed) {
  const list = form.querySelector("#bh-places");
  const shape = form.querySelector("#bh-place");
  const near = form.querySelector("#bh-near");
  const said = form.querySelector("#bh-nearsaid");
  const text = form.querySelector("#id_place_text");
  const hint = form.querySelector("#id_place_text_helptext");
  const picked = form.querySelector("#bh-picked");
  const street = form.querySelector("#bh-street");
  const plain = hint.textContent;
  let asked = 0;

  async function ask(fields) {
    const mine = (asked += 1);
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]")?.value || "");
    const answer = await fetch(form.dataset.places, {
      method: "POST", body, redirect: "manual", headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(15000),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const found = (await answer.json()).places;
    return mine === asked ? found : null; // an older answer came late
  }

  function show(found, words) {
    list.replaceChildren(...found.map((one) => {
      const row = shape.content.firstElementChild.cloneNode(true);
      row.querySelector("input").value = String(one.id);
      row.querySelector("b").textContent = one.name;
      row.querySelector("small").textContent = [one.address !== one.name && one.address, one.where].filter(Boolean).join("　");
      row.querySelector(".bh-away").textContent = one.metres;
      return row;
    }));
    said.textContent = words;
  }

  function pick(row) {
    picked.querySelector("b").textContent = row.querySelector("b").textContent;
    picked.querySelector("small").textContent = row.querySelector("small").textContent;
    picked.hidden = false;
    for (const other of [...list.children]) if (other !== row) other.remove();
    list.hidden = street.hidden = near.hidden = true;
    said.textContent = "";
    if (row.dataset.asked || text.value.length < 12) text.value = "";
    hint.textContent = hint.dataset.picked;
    changed();
  }

  function unpick() {
    picked.hidden = true;
    list.replaceChildren();
    list.hidden = street.hidden = false;
    near.hidden = !canLocate;
    hint.textContent = plain;
    text.focus();
    changed();
  }

  list.addEventListener("change", ({ target }) => {
    const row = target.closest("li");
    if (target.value) pick(row);
    else unpick();
  });
  picked.querySelector("button").addEventListener("click", unpick);

  const canLocate = "geolocation" in navigator && form.dataset.offline === undefined;
  function locate() {
    said.textContent = said.dataset.looking;
    navigator.geolocation.getCurrentPosition(
      async ({ coords }) => {
        try {
          const found = await ask({ latitude: coords.latitude, longitude: coords.longitude });
          if (found && picked.hidden) show(found, found.length ? said.dataset.found : said.dataset.none);
        } catch {
          said.textContent = "";
        }
      },
      () => { said.textContent = said.dataset.denied; },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  }
  near.hidden = !canLocate;
  near.addEventListener("click", locate);
  // Whoever has allowed it before is not asked to press first.
  if (canLocate && form.dataset.bound === undefined) {
    navigator.permissions?.query({ name: "geolocation" }).then((answer) => {
      if (answer.state === "granted" && picked.hidden) locate();
    }).catch(() => {});
  }

  form.querySelector("#bh-look").hidden = true;
  let timer = 0;
  text.addEventListener("input", (event) => {
    changed();
    clearTimeout(timer);
    if (!picked.hidden || event.isComposing || form.dataset.offline !== undefined) return;
    timer = setTimeout(look, PAUSE);
  });
  text.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  async function look() {
    const words = text.value.trim();
    if (words.length < ENOUGH || !picked.hidden || !navigator.onLine) return;
    try {
      const found = await ask({ q: words });
      if (found && picked.hidden) show(found, found.length ? said.dataset.named : "");
    } catch { /* what is written counts without it */ }
  }

  const chosen = list.querySelector("input:checked");
  if (chosen?.value) pick(chosen.closest("li"));

  return {
    name: () => (picked.hidden ? "" : picked.querySelector("b").textContent),
    words() {
      return [this.name(), text.value.trim()].filter(Boolean).join(" ");
    },
    // Back from a draft: the place as it was picked.
    restore(id, name) {
      show([{ id, name, address: "", where: "", metres: "" }], "");
      const row = list.firstElementChild;
      row.querySelector("input").checked = true;
      const typed = text.value;
      pick(row);
      text.value = typed;
    },
  };
}
