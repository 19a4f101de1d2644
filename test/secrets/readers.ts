import { execFileSync } from 'node:child_process';

const program = `
import json, sys, yaml
class Loader(yaml.SafeLoader): pass
Loader.add_multi_constructor('!', lambda loader, tag, node: [tag, node.value])
def pairs(loader, node):
    loader.flatten_mapping(node)
    return [[loader.construct_object(k, True), loader.construct_object(v, True)] for k, v in node.value]
Loader.add_constructor('tag:yaml.org,2002:map', pairs)
texts = json.load(sys.stdin)
print(json.dumps([yaml.load(text, Loader) or [] for text in texts], default=str))
`;

/** Each text's pairs of name and value in their order, as PyYAML reads them. */
export function readWithPyYaml(texts: readonly string[]): unknown[] {
  const input = JSON.stringify(texts);
  return JSON.parse(execFileSync('python3', ['-c', program], { input, encoding: 'utf8' }));
}

export function readWithYq(text: string, key: string): string {
  return execFileSync('yq', ['-r', `.${key}`], { input: text, encoding: 'utf8' });
}

const unpacking = `
import base64, io, json, os, sys, tarfile, tempfile, warnings
warnings.simplefilter('ignore')
name, archives = json.load(sys.stdin)
def extract(tar, member, folder):
    try:
        tar.extract(member, folder)
    except (OSError, KeyError, ValueError, RecursionError):
        pass # of another member, a link to nowhere for one
contents = []
for archive in archives:
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(fileobj=io.BytesIO(base64.b64decode(archive)), mode='r:') as tar:
                for member in tar:
                    extract(tar, member, folder)
        except tarfile.TarError:
            pass
        path = os.path.join(folder, name)
        contents.append(open(path).read() if os.path.isfile(path) else None)
print(json.dumps(contents))
`;

/** What a file of that name holds once Python has unpacked each of the archives. */
export function unpackWithPython(archives: readonly Uint8Array[], name: string): unknown[] {
  const encoded = archives.map((archive) => Buffer.from(archive).toString('base64'));
  const input = JSON.stringify([name, encoded]);
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
  return JSON.parse(execFileSync('python3', ['-c', unpacking], options));
}
