import { buildPrograms } from './build.ts';

/** Before the first test against a real control plane: its programs. */
export default function setup(): Promise<void> {
  return buildPrograms((line) => console.log(line));
}
