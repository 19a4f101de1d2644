import { Document, isScalar, visit } from 'yaml';
import type { ClusterKind } from '../src/request/request.ts';
import { manifests, suggestedNames } from '../src/wording/manifests.ts';

/** The file in `manifests/` for a kind of clusters: the objects of the blocks to paste, under the suggested names. */
export function renderManifests(kind: ClusterKind): string {
  const parts = manifests[kind](suggestedNames[kind]);
  const documents = parts.flatMap(({ why, objects }) =>
    objects.map((object, index) => {
      const document = new Document(object);
      // Short lists on one line.
      visit(document, {
        Seq: (_, list) => {
          list.flow = list.items.every(isScalar);
        },
      });
      if (index === 0) document.commentBefore = ` ${why}`;
      return document.toString({ lineWidth: 0, flowCollectionPadding: false });
    }),
  );
  return `# Written by \`npm run docs\` from src/wording/manifests.ts; edit there, then run it.\n${documents.join('---\n')}`;
}
