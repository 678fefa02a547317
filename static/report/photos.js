// The photographs of a report: shown small, taken back with one tap, sent on one by one while the rest is written.
// What is sent is the file as the camera made it: its hash in the record is that of the file on the telephone.

const SIDE = 240;
const TRIES = 2;

export function photographs(form, changed) {
  const strip = form.querySelector("#bh-strip");
  const shape = form.querySelector("#bh-shot");
  const words = form.querySelector("#bh-shotwords").dataset;
  const errors = form.querySelector(".bh-shoterrors");
  const shootword = form.querySelector(".bh-shootword");
  const first = shootword.textContent;
  let shots = [];
  let line = Promise.resolve();

  function number() {
    shots.forEach((shot, index) => {
      const said = (text) => text.replace("0", String(index + 1));
      shot.tile.querySelector(".bh-shotno").textContent = String(index + 1);
      shot.tile.querySelector("canvas").setAttribute("aria-label", said(words.shot));
      shot.tile.querySelector("button").setAttribute("aria-label", said(words.drop));
    });
    form.classList.toggle("has-shots", shots.length > 0);
    shootword.textContent = shots.length ? shootword.dataset.again : first;
    changed();
  }

  async function draw(canvas, blob) {
    canvas.width = canvas.height = SIDE;
    try {
      const picture = await createImageBitmap(blob);
      const side = Math.min(picture.width, picture.height);
      canvas.getContext("2d").drawImage(
        picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, SIDE, SIDE,
      );
      picture.close();
    } catch {
      canvas.classList.add("is-unknown"); // the server will say what it is
    }
  }

  function remove(shot) {
    shots = shots.filter((one) => one !== shot);
    shot.tile.remove();
    number();
  }

  function complain(texts) {
    for (const text of texts) {
      const said = document.createElement("div");
      said.className = "bh-wrong";
      said.textContent = text;
      errors.append(said);
    }
  }

  async function deliver(shot) {
    const said = shot.tile.querySelector(".bh-shotsaid");
    for (let n = 0; n < TRIES && navigator.onLine && shots.includes(shot) && form.dataset.offline === undefined; n += 1) {
      said.textContent = words.sending;
      const body = new FormData();
      body.append("before", shot.blob, shot.name);
      body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]")?.value || "");
      try {
        const answer = await fetch(form.dataset.snap, {
          method: "POST", body, redirect: "manual", headers: { Accept: "application/json" },
          signal: AbortSignal.timeout(60000),
        });
        if (answer.ok) {
          shot.receipt = (await answer.json()).kept;
          said.textContent = "";
          return;
        }
        if (answer.status === 422) {
          complain((await answer.json()).errors);
          return remove(shot);
        }
      } catch { /* tried again, else it goes with the report */ }
    }
    said.textContent = words.later;
  }

  function add(files, start = true) {
    errors.replaceChildren();
    for (const { blob, name } of files) {
      const tile = shape.content.firstElementChild.cloneNode(true);
      const shot = { role: "before", blob, name, tile, receipt: "" };
      strip.append(tile);
      shots.push(shot);
      tile.querySelector("button").addEventListener("click", () => remove(shot));
      line = line.then(() => draw(tile.querySelector("canvas"), blob));
      if (start) line = line.then(() => deliver(shot));
    }
    number();
  }

  for (const input of form.querySelectorAll("input[name=before]")) {
    input.addEventListener("change", () => {
      add([...input.files].map((file) => ({ blob: file, name: file.name })));
      input.value = ""; // the next one is added, not put in its place
    });
  }

  return {
    add,
    delivered: () => line,
    all: () => shots.map(({ role, name, blob, receipt }) => ({ role, name, blob, receipt })),
    // For a sending by the browser itself: receipts into hidden fields, the rest back into the file field.
    intoForm() {
      const rest = new DataTransfer();
      for (const shot of shots) {
        if (shot.receipt) {
          const field = document.createElement("input");
          Object.assign(field, { type: "hidden", name: "kept", value: shot.receipt });
          form.append(field);
        } else rest.items.add(new File([shot.blob], shot.name, { type: shot.blob.type }));
      }
      form.querySelector("input[name=before][multiple]").files = rest.files;
    },
  };
}
