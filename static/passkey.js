// The browser's own dialogue for passkeys. `webauthnJSON` is allauth's converter, loaded before.
const { webauthnJSON } = globalThis;
const options = JSON.parse(document.getElementById("passkey-options")?.textContent ?? "{}");

const asked = {
  create: () => webauthnJSON.create(options.creation_options),
  get: () => webauthnJSON.get(options.request_options),
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const field = form.elements.namedItem("credential");
  const failed = form.querySelector("[data-passkey-failed]");
  if (!webauthnJSON.supported()) {
    form.querySelector("[data-passkey-missing]").hidden = false;
    form.querySelector("button").hidden = true;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      field.value = JSON.stringify(await asked[form.dataset.passkey]());
    } catch {
      failed.hidden = false; // cancelled, timed out, or a key that is known already
      return;
    }
    form.submit();
  });
}
