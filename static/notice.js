// The two buttons that a browser does better than a page: print, and copy.
const print_button = document.querySelector("#bh-print");
print_button.hidden = false;
print_button.addEventListener("click", () => window.print());

const copy = document.querySelector("#bh-copy");
const words = document.querySelector("#bh-words");
copy.hidden = !navigator.clipboard;
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(words.value);
  copy.textContent = copy.dataset.done;
});
