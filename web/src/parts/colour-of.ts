/**
 * The colour that a property of the style sheets stands for, as a canvas takes it. Properties keep `light-dark(…)` as
 * text, so an element is asked what it came to.
 */
export function colourOf(property: string): string {
  const probe = document.createElement('i');
  probe.hidden = true;
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
