/** An ISO 8601 time to the minute, for people. */
export function readableTime(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** The day of an ISO 8601 time, such as `30 November 2026`. */
export function dateInWords(iso: string): string {
  const date = new Date(iso);
  const month = date.toLocaleString('en', { month: 'long', timeZone: 'UTC' });
  return `${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`;
}

/** The same to the minute, such as `30 November 2026, 20:14 UTC`. */
export function timeInWords(iso: string): string {
  return `${dateInWords(iso)}, ${iso.slice(11, 16)} UTC`;
}
