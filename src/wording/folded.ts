/** What a reader can unfold. Markdown in it needs a blank line before; none is read in the summary. */
export function folded(summary: string, content: readonly string[], isOpen = false): string {
  const details = `<details${isOpen ? ' open' : ''}><summary>${summary}</summary>`;
  return [details, ...content, '</details>'].join('\n\n');
}
