import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { marked } from 'marked';

/** GitHub's own colours and sizes, as sindresorhus/generate-github-markdown-css reads them there. */
const css = {
  light: read(import.meta.resolve('github-markdown-css/github-markdown-light.css')),
  dark: read(import.meta.resolve('github-markdown-css/github-markdown-dark.css')),
} as const;

export type Theme = keyof typeof css;
export const themes: readonly Theme[] = ['light', 'dark'];

function read(url: string): string {
  return readFileSync(fileURLToPath(url), 'utf8');
}

/** A comment as GitHub shows it: a frame, and GitHub's Markdown in it. */
export function pageOf(markdown: string, theme: Theme): string {
  return `<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<style>
${css[theme]}
body { margin: 8px; background: ${theme === 'dark' ? '#0d1117' : '#ffffff'} }
article { border: 1px solid #8886; border-radius: 6px; padding: 16px }
</style>
<article class="markdown-body">${htmlOf(markdown)}</article>`;
}

/** GitHub's alerts, which are quotations that begin with their kind; see docs.github.com. */
const alert = /<blockquote>\s*<p>\[!(?<kind>[A-Z]+)\]\s*(?:<br>)?(?<text>.*?)<\/blockquote>/gs;

function htmlOf(markdown: string): string {
  const html = marked.parse(markdown, { async: false, gfm: true, breaks: true });
  return html.replace(alert, (_all, kind: string, text: string) => {
    const title = kind.slice(0, 1) + kind.slice(1).toLowerCase();
    const classes = `markdown-alert markdown-alert-${kind.toLowerCase()}`;
    return `<div class="${classes}"><p class="markdown-alert-title">${title}</p><p>${text}</div>`;
  });
}
