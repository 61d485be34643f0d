/**
 * Boxes that scroll sideways must be reachable by keyboard, and only those: a table that fits is
 * no stop for Tab.
 */

const BOXES = ".table-box";

/** Looks at the boxes in `root` again; for when their width may have changed. */
export const updateScrollBoxes = (root: ParentNode): void => {
  // All are measured before any is changed: one layout for all of them.
  const boxes = [...root.querySelectorAll<HTMLElement>(BOXES)].map((box) => ({
    box,
    scrolls: box.scrollWidth > box.clientWidth + 1,
  }));
  for (const { box, scrolls } of boxes) {
    if (scrolls === box.hasAttribute("tabindex")) continue;
    if (scrolls) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", box.dataset.label ?? "Table");
    } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
};
