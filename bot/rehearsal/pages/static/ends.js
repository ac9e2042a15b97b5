// Conversations show their end: as long as nobody has scrolled away from it.

const NEAR_PX = 90;

/** Follows the end of what scrolls, also when it is shown again or changes its size. `left(away)` hears of leaving and coming back. */
export function followEnd(scrollers, left = () => {}) {
  let follows = true;
  const atEnd = () => scrollers.every((each) => each.scrollHeight - each.scrollTop - each.clientHeight < NEAR_PX);
  const toEnd = () => {
    follows = true;
    for (const each of scrollers) each.scrollTop = each.scrollHeight;
    left(false);
  };
  const sizes = new ResizeObserver(() => follows && toEnd());
  for (const each of scrollers) {
    sizes.observe(each);
    // What is hidden is scrolled to its top by the browser, not by a person.
    each.addEventListener("scroll", () => {
      if (!each.clientHeight) return;
      follows = atEnd();
      if (follows) left(false);
    });
  }
  return { toEnd, grew: () => (follows ? toEnd() : left(true)) };
}
