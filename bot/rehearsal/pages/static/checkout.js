// While the page waits for the desk's answer, as the real one does, it says so and cannot be pressed twice.
const form = document.querySelector("form.how");

form?.addEventListener("submit", (event) => {
  const pressed = event.submitter;
  const buttons = [...form.querySelectorAll("button")];
  setTimeout(() => {
    for (const each of buttons) each.disabled = true;
    pressed.textContent = form.dataset.busy;
    pressed.setAttribute("aria-busy", "true");
  });
});
