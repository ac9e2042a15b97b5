// Counts down what is left of held times, and looks again each minute. Without it the page says the same, standing still.
(() => {
  "use strict";
  const { now, left, hours, over } = document.body.dataset;
  if (!now) return;
  const ahead = Number(now) - Date.now(); // the desk's clock, not this machine's
  const holds = [...document.querySelectorAll("[data-until]")];
  const span = (seconds) =>
    seconds >= 7200 ? hours.replace("{}", Math.floor(seconds / 3600)) : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const tick = () => {
    for (const hold of holds) {
      const seconds = Math.floor((Number(hold.dataset.until) - Date.now() - ahead) / 1000);
      hold.textContent = seconds > 0 ? left.replace("{}", span(seconds)) : over;
    }
  };
  tick();
  setInterval(tick, 1000);
  setInterval(() => {
    if (document.visibilityState === "visible" && navigator.onLine) location.reload();
  }, 60000);
})();
