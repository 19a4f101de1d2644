import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { ProblemDetails } from '../problem.ts';

type Fault = Omit<ProblemDetails['secrets-yaml'], 'file'>;

const reasons: Partial<Record<YAMLError['code'], Fault['reason']>> = {
  DUPLICATE_KEY: 'duplicate key',
  MULTIPLE_DOCS: 'several documents',
};

/** Why a text of the secrets could not be read, and in which line. Nothing of the text is in it. */
export function faultIn(text: string): Fault {
  for (const version of ['1.2', '1.1'] as const) {
    const found = faultOfVersion(text, version);
    if (found) return found;
  }
  return { reason: 'shape' };
}

function faultOfVersion(text: string, version: '1.1' | '1.2'): Fault | undefined {
  const lineCounter = new LineCounter();
  const options = { version, lineCounter, logLevel: 'error', prettyErrors: false } as const;
  try {
    const [error] = parseDocument(text, options).errors;
    if (!error) return undefined;
    const { line } = lineCounter.linePos(error.pos[0]);
    return { reason: reasons[error.code] ?? 'syntax', line };
  } catch {
    return { reason: 'syntax' }; // nesting without an end
  }
}
