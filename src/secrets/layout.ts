import { posix } from 'node:path';
import { createArchiveLayout } from './archive/layout.ts';
import { givesAttributes } from './git-crypt/attributes.ts';
import { gitCryptLayout } from './git-crypt/layout.ts';
import { readConcerned, type SecretsLayout } from './secrets.ts';

/** Which layout keeps the secrets, and where. Another layout is another member of the union. */
export interface LayoutSettings {
  readonly layout: 'archive' | 'git-crypt';
  /** The archive's path in the secrets repository. */
  readonly archivePath: string;
  /** The file in the archive. */
  readonly file: string;
  /** The namespace for jobs in build clusters. */
  readonly jobsNamespace: string;
  /** How large the Secret may be that the merged kubeconfig becomes, see {@link requireRoom}. */
  readonly secretLimitBytes?: number;
}

/** Both layouts; what the other one holds in the same repository is in use as well. */
export function layoutsIn({ archivePath }: LayoutSettings) {
  return {
    archive: createArchiveLayout({ archivePath }),
    'git-crypt': gitCryptLayout,
  } satisfies Readonly<Record<LayoutSettings['layout'], SecretsLayout>>;
}

/** The layout that is written, which reads what the others hold, too. */
export function createLayout(settings: LayoutSettings): SecretsLayout {
  const layouts = layoutsIn(settings);
  const all: readonly SecretsLayout[] = Object.values(layouts);
  const concerns = (path: string) => all.some((layout) => layout.concerns(path));
  return {
    ...layouts[settings.layout],
    concerns,
    collect: (files, more = []) =>
      readConcerned(
        files,
        (path) =>
          concerns(path) ||
          more.some((file) => path === file || givesAttributes(path, posix.dirname(file))),
      ),
  };
}
