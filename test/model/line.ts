import type { Disturbance, Event, Trouble } from './events.ts';
import type { GitHubState, ModelGitHub } from './github.ts';
import type { Line } from './ports.ts';

class Disturbed extends Error {}

interface Surroundings {
  readonly github: ModelGitHub;
  /** What else happens at a call, before it gets anywhere. */
  readonly happen: (event: Event) => Promise<void>;
  /** Told of each write that reaches GitHub, before it has its effect. */
  readonly onWrite: (name: string) => void;
  /** Takes what GitHub will only do later. */
  readonly postpone: (effect: () => unknown) => void;
}

/** What else GitHub would do late, it does twice or not at all, and both are the same. */
const creations = ['createComment', 'openPull', 'move'];

const isTrouble = (what: Disturbance['what']): what is Trouble =>
  what.type === 'fails' || what.type === 'dies' || what.type === 'lags';

/** Calls fail, come late or meet an older state as planned; between them the world goes on. */
export function createLine(during: readonly Disturbance[], surroundings: Surroundings): Line {
  const { github, happen, onWrite, postpone } = surroundings;
  let calls = 0;
  let isDead = false;

  const meet = async (): Promise<Trouble | undefined> => {
    if (isDead) throw new Disturbed('dead');
    calls += 1;
    const now = during.filter(({ at }) => at === calls).map(({ what }) => what);
    for (const what of now) if (!isTrouble(what)) await happen(what);
    const trouble = now.findLast(isTrouble);
    if (trouble?.type === 'dies') isDead = true;
    return trouble;
  };
  const endIn = <Result>(trouble: Trouble | undefined, effect: () => Result): Result => {
    if (!trouble || trouble.type === 'lags') return effect();
    if (trouble.effect === 'late') postpone(effect);
    if (trouble.effect === 'done') effect();
    throw new Disturbed(trouble.type);
  };

  return {
    read: async <Result>(look: (state: GitHubState) => Result) => {
      const trouble = await meet();
      const state = trouble?.type === 'lags' ? github.lagging(trouble.changes) : github.state;
      return endIn(trouble, () => structuredClone(look(state)));
    },
    write: async <Result>(name: string, effect: () => Result) => {
      const trouble = await meet();
      const isPostponed = trouble?.type === 'fails' && trouble.effect === 'late';
      const met: Trouble | undefined =
        isPostponed && !creations.includes(name) ? { type: 'fails', effect: 'done' } : trouble;
      return endIn(met, () => {
        github.remember();
        onWrite(name);
        return structuredClone(effect());
      });
    },
  };
}
