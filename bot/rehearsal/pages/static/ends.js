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
  const sizeOf = (each) => `${each.clientWidth}x${each.clientHeight}`;
  const sizes = new Map();
  const resized = new ResizeObserver(() => {
    for (const each of scrollers) sizes.set(each, sizeOf(each));
    if (follows) toEnd();
  });
  for (const each of scrollers) {
    resized.observe(each);
    each.addEventListener("scroll", () => {
      // While the size changes, or when it is hidden, it is the browser that scrolls and not a person.
      if (!each.clientHeight || sizes.get(each) !== sizeOf(each)) return;
      follows = atEnd();
      if (follows) left(false);
    });
  }
  return { toEnd, grew: () => (follows ? toEnd() : left(true)) };
}
