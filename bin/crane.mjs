#!/usr/bin/env node
// Starts the `crane` command under a new enough Node: from the sources where they stand, else from the bundle.
// This file itself runs on any Node from 16 on.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const MINIMUM = [22, 13];
/** From here on Node runs TypeScript without being asked. */
const STRIPS_TYPES = [22, 18];

function versionOf(text) {
  const found = /^v?(\d+)\.(\d+)\./u.exec(text.trim());
  return found === null ? null : [Number(found[1]), Number(found[2])];
}

function atLeast(version, wanted) {
  return version[0] > wanted[0] || (version[0] === wanted[0] && version[1] >= wanted[1]);
}

/** The version of the Node at `path`, or null where there is none that answers. */
function ask(path) {
  const result = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return result.status === 0 ? versionOf(result.stdout) : null;
}

function* candidates() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const modules = join(root, '.runtime', 'node24', 'node_modules');
  if (existsSync(modules)) {
    for (const folder of readdirSync(modules)) {
      if (!folder.startsWith('node')) continue;
      yield join(modules, folder, 'bin', name);
      yield join(modules, folder, name);
    }
  }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) if (folder !== '') yield join(folder, name);
}

function findNode() {
  const own = versionOf(process.version);
  if (own !== null && atLeast(own, MINIMUM)) return { path: process.execPath, version: own };
  const seen = new Set();
  for (const path of candidates()) {
    if (seen.has(path) || !existsSync(path)) continue;
    seen.add(path);
    const version = ask(path);
    if (version !== null && atLeast(version, MINIMUM)) return { path, version };
  }
  return null;
}

const node = findNode();
if (node === null) {
  console.error(
    `crane: Node ${process.version} is too old; crane needs Node 22.13 or newer. ` +
      'Run "npm start" once in the project (it fetches Node 24), or install a newer Node from https://nodejs.org.',
  );
  process.exit(1);
}

const source = join(root, 'src', 'cli', 'main.ts');
const bundle = join(root, 'dist', 'cli.mjs');
const entry = existsSync(source) ? source : bundle;
if (!existsSync(entry)) {
  console.error(`crane: ${bundle} is missing. Run "npm run build" in ${root}.`);
  process.exit(1);
}
if (entry === source && !existsSync(join(root, 'node_modules', 'commander'))) {
  console.error(`crane: the dependencies are not installed. Run "npm ci" in ${root}.`);
  process.exit(1);
}

const flags = ['--disable-warning=ExperimentalWarning'];
if (entry === source && !atLeast(node.version, STRIPS_TYPES)) flags.push('--experimental-strip-types');

if (node.path === process.execPath && (entry === bundle || atLeast(node.version, STRIPS_TYPES))) {
  // New enough already: no second process.
  const emit = process.emit;
  process.emit = function emitUnlessExperimental(event, warning, ...rest) {
    if (event === 'warning' && warning?.name === 'ExperimentalWarning') return false;
    return emit.call(this, event, warning, ...rest);
  };
  process.argv[1] = entry;
  await import(pathToFileURL(entry).href);
} else {
  const child = spawn(node.path, [...flags, entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  // Whoever stops this process means the command.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`crane: ${node.path} cannot be started (${error.message}). Install Node 22.13 or newer.`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
