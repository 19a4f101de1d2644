interface Quoted {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
}

const marked = (text: string) => text.replaceAll(/^/gm, '> ');
const ruled = '_'.repeat(32);

/** The head of Outlook and of those that follow it, with its words for these four. */
function headed([from, sent, to, subject]: readonly string[], colon = ':') {
  return (mail: Quoted) =>
    [
      `${from}${colon} ${mail.from} <notifications@github.com>`,
      `${sent}${colon} Monday, November 30, 2026 9:00:00 AM`,
      `${to}${colon} kubevirt/project-infra <project-infra@noreply.github.com>`,
      `${subject}${colon} Re: ${mail.subject}`,
      '',
      mail.text,
    ].join('\n');
}

const outlook = ['From', 'Sent', 'To', 'Subject'];

/** How mail programs put what is answered below the answer. */
export const mailPrograms: readonly (readonly [string, (mail: Quoted) => string])[] = [
  ['Outlook', headed(outlook)],
  ['Outlook, ruled', (mail) => `${ruled}\n${headed(outlook)(mail)}`],
  ['Outlook, with empty lines', (mail) => headed(outlook)(mail).replaceAll('\n', '\n\n')],
  ['Outlook, in bold', (mail) => headed(outlook)(mail).replaceAll(/^(\w+):/gm, '**$1:**')],
  ['Outlook, without addresses', (mail) => headed(outlook)(mail).replaceAll(/ <[^>]*>/g, '')],
  ['Outlook of old', (mail) => `-----Original Message-----\n${headed(outlook)(mail)}`],
  ['Outlook on a phone', (mail) => `Get Outlook for iOS\n${ruled}\n${headed(outlook)(mail)}`],
  ['Outlook in German', headed(['Von', 'Gesendet', 'An', 'Betreff'])],
  ['Outlook in French', headed(['De', 'Envoyé', 'À', 'Objet'], ' :')],
  ['Outlook in Czech', headed(['Od', 'Odesláno', 'Komu', 'Předmět'])],
  ['Outlook in Spanish', headed(['De', 'Enviado', 'Para', 'Asunto'])],
  ['Outlook in Chinese', headed(['发件人', '发送时间', '收件人', '主题'])],
  ['Outlook in Chinese, wide', headed(['发件人', '发送时间', '收件人', '主题'], '：')],
  ['Outlook in Japanese', headed(['差出人', '送信日時', '宛先', '件名'])],
  ['Outlook in Korean', headed(['보낸 사람', '보낸 날짜', '받는 사람', '제목'])],
  ['Outlook in Russian', headed(['От', 'Отправлено', 'Кому', 'Тема'])],
  ['Outlook in a language that nobody knows', headed(['Xyz', 'Abc', 'Def', 'Ghi'])],
  ['QQ', (mail) => `------------------ 原始邮件 ------------------\n${headed(outlook)(mail)}`],
  ['NetEase', (mail) => `---- 回复的原邮件 ----\n| 发件人 | ${mail.from} |\n\n${mail.text}`],
  [
    'Zoho',
    (mail) =>
      `---- On Mon, 30 Nov 2026 09:00:00 +0100 ${mail.from} <notifications@github.com> wrote ----\n\n${mail.text}`,
  ],
  [
    'Nextcloud',
    (mail) => `"${mail.from}" notifications@github.com – November 30, 2026 9:00 AM\n${mail.text}`,
  ],
  [
    'Proton',
    (mail) =>
      `Sent with Proton Mail secure email.\n\n------- Original Message -------\nOn Monday, November 30th, 2026 at 9:00 AM, ${mail.from} <notifications@github.com> wrote:\n\n${mail.text}`,
  ],
  [
    'Yahoo',
    (mail) =>
      `    On Monday, November 30, 2026 at 09:00:00 AM GMT+1, ${mail.from} <notifications@github.com> wrote:  \n \n ${mail.text}`,
  ],
  [
    'Gmail',
    (mail) =>
      `On Mon, Nov 30, 2026 at 9:00 AM ${mail.from} <\nnotifications@github.com> wrote:\n\n${marked(mail.text)}`,
  ],
  [
    'Gmail without marks, in German',
    (mail) =>
      `Am Mo., 30. Nov. 2026 um 09:00 Uhr schrieb ${mail.from} <\nnotifications@github.com>:\n\n${mail.text}`,
  ],
  [
    'Gmail without marks, in Japanese',
    (mail) => `2026年11月30日(月) 9:00 ${mail.from} <notifications@github.com>:\n\n${mail.text}`,
  ],
  [
    'Gmail without marks, in Chinese',
    (mail) =>
      `${mail.from} <notifications@github.com> 于2026年11月30日周一 09:00写道：\n\n${mail.text}`,
  ],
  [
    'Apple Mail, without marks',
    (mail) =>
      `On 30. Nov 2026, at 09:00, ${mail.from} <notifications@github.com> wrote:\n\n${mail.text}`,
  ],
  ['Apple Mail, forwarded', (mail) => `Begin forwarded message:\n\n${headed(outlook)(mail)}`],
  ['Thunderbird', (mail) => `On 11/30/26 09:00, ${mail.from} wrote:\n${marked(mail.text)}`],
  [
    'Thunderbird without marks, in French',
    (mail) => `Le 30/11/2026 à 09:00, ${mail.from} a écrit :\n\n${mail.text}`,
  ],
  [
    'Thunderbird without marks, in Czech',
    (mail) => `Dne 30. 11. 2026 v 9:00 ${mail.from} napsal(a):\n\n${mail.text}`,
  ],
  [
    "GitHub's own footer",
    (mail) => `—\nReply to this email directly, view it on GitHub.\n${mail.text}`,
  ],
];
