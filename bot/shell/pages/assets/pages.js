// Waits for the page's next state, quietly: asks again, and only moves on when the answer is another page.
(() => {
  "use strict";
  const { seconds, url } = document.body.dataset;
  if (!url) return;
  const title = document.title;
  const longest = 15000;
  let pause = Number(seconds) * 1000;
  const look = async () => {
    try {
      const answer = await fetch(url, { cache: "no-store", redirect: "manual" });
      if (answer.type === "opaqueredirect") return location.replace(url);
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && next.title !== title) return location.replace(url);
    } catch {
      // Offline for a moment: the next look will tell.
    }
    pause = Math.min(pause * 1.15, longest);
    setTimeout(look, pause);
  };
  setTimeout(look, pause);
})();
