const HOUR = 3_600_000;

/**
 * Whether the tag's message is due. Attributes: `data-proactive-pages` (beginnings of paths, apart by spaces),
 * `-after` (seconds, 20 unless a scroll is asked for), `-scroll` (percent of the page), `-hours` between two showings, 24.
 */
export function due({ proactivePages, proactiveAfter, proactiveScroll, proactiveHours = 24 }, { path, seconds, scrolled, time, shown }) {
  if (time - shown < proactiveHours * HOUR) return false;
  if (proactivePages && !proactivePages.split(/\s+/).some((start) => start && path.startsWith(start))) return false;
  const after = proactiveAfter ?? (proactiveScroll ? Infinity : 20);
  return seconds >= after || (proactiveScroll > 0 && scrolled >= proactiveScroll);
}
