// Waits for the page's next state, quietly: asks again, and only moves on when the answer says something else.
(() => {
  "use strict";
  const { seconds, url } = document.body.dataset;
  if (!url) return;
  const address = new URL(url, location.href);
  const says = (page) => page.querySelector("main")?.textContent;
  const now = says(document);
  const longest = 15000;
  let pause = Number(seconds) * 1000;
  const look = async () => {
    try {
      const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
      if (answer.type === "opaqueredirect") return location.replace(address);
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && says(next) !== now) return location.replace(address);
    } catch {
      // Offline for a moment: the next look will tell.
    }
    address.searchParams.set("looks", Number(address.searchParams.get("looks")) + 1);
    pause = Math.min(pause * 1.15, longest);
    setTimeout(look, pause);
  };
  setTimeout(look, pause);
})();
