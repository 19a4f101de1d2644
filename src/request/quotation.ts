/** The writer's name in the head of a quoted mail, as mail programs call it in their languages. */
const sender =
  /^(?:from|von|de|da|van|fra|från|od|от|від|από|kimden|gönderen|feladó|expéditeur|lähettäjä|saatja|siuntėjas|dari|发件人|发自|寄件者|寄件人|差出人|送信者|보낸 ?사람|발신|מאת|من) ?[:：]/iu;

/** Any line like `Subject: something`, whatever it is called. */
const header = /^\p{L}[\p{L}\p{M} .'’-]{0,24}[:：](?!\/\/) ?\S/u;

/** GitHub's own subjects, and the addresses that its mails come from and go to. */
const subject = /[:：] ?\[[\w.-]+\/[\w.-]+\]/;
const ofGitHub = /@(?:[\w-]+\.)*github\.com\b/i;

const address = /[^\s@<>()]@[^\s@<>()]/;
const signedAddress = /[^\s@<>()]@[^\s@<>()]+[>)]? [–—-] /;
const time = /(?:19|20)\d\d|\d[:.：]\d\d/;
const wrote =
  /wrote|writes|schrieb|écrit|escribi|scritto|escreveu|schreef|skrev|napsal|napísal|napisa|написа|писал|пише|kirjoitti|yazdı|írta|scris|έγραψε|写道|寫道|작성|님이|書きました|のメッセージ|כתב|كتب/iu;
const footer = /reply to this email directly|receiving this because|view it on github/i;

/** A longer line is no head of a mail. */
const headLength = 400;

/**
 * The lines of a text above the first sign of a quoted mail. Many mail programs quote without a
 * mark, and each in its own language. No list of signs is complete, so of what came by mail less
 * counts still: see {@link SaidCommands}.
 */
export function aboveQuotation(text: string): string {
  return above(text, begins);
}

/**
 * The same above what can't be anything else than the head of a quoted mail: a rule or an address
 * may stand among the writer's own words.
 */
export function aboveQuotedMail(text: string): string {
  return above(
    text,
    (head, heads, index) =>
      isHeader(head, heads.slice(index + 1, index + 10)) ||
      (saysWho(head) && isAttribution(head, heads.slice(Math.max(0, index - 2), index))),
  );
}

/** Not what somebody wrote, but who. */
function saysWho(head: string): boolean {
  const verb = wrote.exec(head);
  if (!verb) return false;
  const rest = head.slice(verb.index + verb[0].length).replace(/^\p{L}+/u, '');
  return address.test(head) || !/\p{L}/u.test(rest);
}

function above(text: string, isSign: typeof begins): string {
  const lines = text.split(/\r\n?|\n/);
  const heads = lines.map((line) =>
    line
      .slice(0, headLength)
      .replaceAll(/[\s\u200b-\u200f\ufeff*|]+/g, ' ')
      .trim(),
  );
  const first = heads.findIndex((head, index) => isSign(head, heads, index));
  return (first < 0 ? lines : lines.slice(0, first)).join('\n');
}

function begins(head: string, heads: readonly string[], index: number): boolean {
  if (isRule(head) || footer.test(head)) return true;
  if (isHeader(head, heads.slice(index + 1, index + 10))) return true;
  return isAttribution(head, heads.slice(Math.max(0, index - 2), index));
}

/** `________` or `---- Original Message ----`, in any language. */
function isRule(head: string): boolean {
  if (/^_{8,}$/.test(head)) return true;
  return head.startsWith('--') && head.endsWith('--') && /[^- ]/.test(head);
}

/** `From:` with an address, or several lines like it of which one is GitHub's. */
function isHeader(head: string, below: readonly string[]): boolean {
  if (!header.test(head)) return false;
  if (sender.test(head) && address.test(head)) return true;
  const filled = below.filter((line) => line !== '');
  const end = filled.findIndex((line) => !header.test(line));
  const more = end < 0 ? filled : filled.slice(0, end);
  if (more.length === 0) return false;
  return [head, ...more].some(
    (line) => subject.test(line) || ofGitHub.test(line) || sender.test(line),
  );
}

/** `On Monday somebody wrote:`, also where it is broken into up to three lines. */
function isAttribution(last: string, above: readonly string[]): boolean {
  if (signedAddress.test(last) && time.test(last)) return true;
  if (!/[:：]$/.test(last)) return false;
  const words = [...above, last].join(' ');
  return time.test(words) && (wrote.test(words) || address.test(words));
}
