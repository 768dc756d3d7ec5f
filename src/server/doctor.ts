import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import sharp from 'sharp';
import { readModelCard } from '../engines/index.ts';
import { asCraneError, type DoctorReply } from '../protocol/index.ts';
import { encoderId, ExactSearch, readThresholds } from '../retrieval/index.ts';
import type { Crane } from './composition.ts';

type Check = DoctorReply['checks'][number];

/** Looks at everything that CRANE stands on, and says for each what to do where it fails. Changes nothing. */
export async function runDoctor(crane: Crane): Promise<DoctorReply> {
  const checks: Check[] = [];
  const look = async (name: string, work: () => Promise<string> | string): Promise<void> => {
    try {
      checks.push({ name, ok: true, detail: await work(), mend: '' });
    } catch (error) {
      const { message, mend } = asCraneError(error);
      checks.push({ name, ok: false, detail: message, mend });
    }
  };
  await look('machine', () => `${hostname()}, ${process.platform} ${process.arch}`);
  await look('Node', () => `${process.version} at ${process.execPath}`);
  await look('SQLite', () => {
    const database = new DatabaseSync(':memory:');
    const row = database.prepare('SELECT sqlite_version() AS version').get();
    database.close();
    return String(row?.['version']);
  });
  await look('pictures', () => `sharp ${sharp.versions.sharp ?? ''} reads PNG, JPEG and WebP`);
  await look('ONNX Runtime', async () => {
    const search = await ExactSearch.over(Float32Array.of(1, 0, 0, 1), 2);
    const [hit] = await search.search(Float32Array.of(0, 1), 1);
    await search.release();
    if (hit?.row !== 1) throw new Error('a small search gave a wrong result');
    return 'runs a small search rightly';
  });
  await look('workspace', () => {
    if (!statSync(crane.workspace.root).isDirectory()) throw new Error(`${crane.workspace.root} is not a folder`);
    accessSync(crane.workspace.root, constants.R_OK | constants.W_OK);
    return crane.workspace.root;
  });
  await look('edit facts', async () => {
    const { facts, problems } = await crane.facts.read();
    return read(`${facts.length} facts`, problems);
  });
  await look('samples', async () => {
    const { samples, problems } = await crane.samples.read();
    return read(`${samples.length} samples`, problems);
  });
  await look('runs', () => {
    // Opening would make the database, and a check changes nothing.
    if (!existsSync(crane.workspace.runs)) return 'none stored yet';
    crane.store().list({ limit: 1 });
    return crane.workspace.runs;
  });
  await look('bundled model', () => {
    const { name, promptVersion, reasoning } = readModelCard(crane.modelFolder);
    return `${name}, trained on ${promptVersion}${reasoning ? ', reasons' : ''}, in ${crane.modelFolder}`;
  });
  await look('retrieval', async () => {
    const thresholds = await readThresholds(`${crane.modelFolder}/retrieval.json`, await encoderId(crane.modelFolder));
    return `${thresholds.encoder}, θ image ${thresholds.image.toFixed(3)}, θ text ${thresholds.text.toFixed(3)}`;
  });
  await look('engine', async () => {
    await crane.engine.start();
    const { kind, model, device, url, state, message } = crane.engine.describe();
    if (state === 'error') throw new Error(message ?? 'the engine has failed');
    return `${kind} ${model} on ${url ?? device}: ${state}`;
  });
  return { ok: checks.every((check) => check.ok), checks };
}

function read(
  what: string,
  problems: readonly { readonly file: string; readonly line: number; readonly message: string }[],
): string {
  const [first] = problems;
  if (first === undefined) return what;
  throw new Error(
    `${what}, but ${problems.length} lines cannot be read, first ${first.file} line ${first.line}: ${first.message}`,
  );
}
