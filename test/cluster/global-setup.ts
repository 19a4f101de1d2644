import { join } from 'node:path';
import { buildPrograms, installAnsible } from './build.ts';
import { ansibleFolder, cacheFolder } from './programs.ts';

/** Before the first test against a real control plane: its programs, and those that read secrets. */
export default async function setup(): Promise<void> {
  const tell = (line: string) => console.log(line);
  await buildPrograms(tell);
  installAnsible(tell);
  const folders = [process.env.KUBEBUILDER_ASSETS, cacheFolder, join(ansibleFolder, 'bin')];
  process.env.PATH = [...folders, process.env.PATH].filter(Boolean).join(':');
}
