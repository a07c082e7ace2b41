// Runs before anything else on every measured page, the blank one too.
window.probe = { longTasks: 0, shift: 0 };
new PerformanceObserver((list) => (probe.longTasks += list.getEntries().length)).observe({
  type: "longtask",
  buffered: true,
});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) probe.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });

// Elements of the page and of every open shadow root in it, but for the embed's own tags.
probe.elements = (root = document) => {
  const found = [...root.querySelectorAll("*:not(body > script, body > link)")];
  return found.flatMap((node) => (node.shadowRoot ? [node, ...probe.elements(node.shadowRoot)] : [node]));
};

probe.isUsable = (node) => {
  if (!node.matches("textarea, input:not([type=hidden], [type=file], [type=checkbox]), [contenteditable=true]"))
    return false;
  if (node.disabled || node.readOnly || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    return false;
  const { top, left, width, height } = node.getBoundingClientRect();
  return width > 40 && height > 8 && left >= 0 && left < innerWidth && top >= 0 && top < innerHeight;
};

// Milliseconds from a click until somebody could type; null when that takes more than five seconds.
probe.open = (launcher) =>
  new Promise((resolve) => {
    const button = probe.elements().find((node) => node.matches(launcher) && node.checkVisibility());
    if (!button) return resolve(null);
    const clicked = performance.now();
    const look = () => {
      if (probe.elements().some(probe.isUsable)) return resolve(performance.now() - clicked);
      if (performance.now() - clicked > 5000) return resolve(null);
      requestAnimationFrame(look);
    };
    button.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, cancelable: true }));
    requestAnimationFrame(look);
  });
