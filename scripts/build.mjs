/**
 * Bundles the product into dist/: the extension, the command line with the server, the webviews, and the suite that runs
 * inside VS Code. `--watch` keeps building; `--minify` is for packaging.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DIST, ROOT, fromRoot, isMain } from './lib/paths.mjs';
import { Told, runMain } from './lib/progress.mjs';

/** Loaded from node_modules at run time: they carry native code or find files beside their own sources. */
const NATIVE = ['onnxruntime-node', 'sharp', '@resvg/resvg-js', '@huggingface/*', 'faiss-node'];

/** Bundled CommonJS packages call `require` for Node's own modules; an ES module has none unless it makes one. */
const REQUIRE_IN_ESM =
  "import { createRequire as __crane_require } from 'node:module'; const require = __crane_require(import.meta.url);";

/** @typedef {{ readonly name: string, readonly source: string, readonly out: string }} Entry */

/** @type {readonly Entry[]} */
const SERVER_SIDE = [
  { name: 'command line', source: 'src/cli/main.ts', out: 'cli.mjs' },
  { name: 'embedded model worker', source: 'src/engines/embedded/worker.ts', out: 'embedded-worker.mjs' },
];

/**
 * Entry points whose file exists; the house is built room by room.
 * @param {readonly Entry[]} entries
 */
const present = (entries) => entries.filter((entry) => existsSync(fromRoot(entry.source)));

/** @param {string} folder @param {(name: string) => boolean} keep */
function filesIn(folder, keep) {
  const full = fromRoot(folder);
  return existsSync(full) ? readdirSync(full).filter(keep).sort() : [];
}

/** @param {readonly Entry[]} entries */
function asEntryPoints(entries) {
  return entries.map((entry) => ({ in: fromRoot(entry.source), out: entry.out.replace(/\.[^.]+$/, '') }));
}

/** The esbuild options of every bundle that can be built from the sources present. */
function bundles({ minify = false } = {}) {
  /** @type {import('esbuild').BuildOptions} */
  const common = {
    bundle: true,
    outdir: DIST,
    absWorkingDir: ROOT,
    sourcemap: true,
    minify,
    legalComments: 'linked',
    logLevel: 'warning',
  };
  /** @type {import('esbuild').BuildOptions} */
  const onNode = { ...common, platform: 'node', target: 'node22.13', external: ['vscode', ...NATIVE] };
  const extension = present([{ name: 'extension', source: 'src/extension/extension.ts', out: 'extension.cjs' }]);
  const webviews = present(
    filesIn('webview', (name) => !name.includes('.')).map((name) => ({
      name: `${name} view`,
      source: `webview/${name}/main.ts`,
      out: `webview/${name}.js`,
    })),
  );
  const suite = filesIn('test/vscode', (name) => name === 'index.ts' || name.endsWith('.test.ts')).map((name) => ({
    name: 'suite inside VS Code',
    source: `test/vscode/${name}`,
    out: `test/vscode/${name.replace(/\.ts$/, '.cjs')}`,
  }));
  const server = present(SERVER_SIDE);
  /** @type {{ names: readonly string[], options: import('esbuild').BuildOptions }[]} */
  const all = [
    {
      names: extension.map((e) => e.name),
      options: { ...onNode, format: 'cjs', outExtension: { '.js': '.cjs' }, entryPoints: asEntryPoints(extension) },
    },
    {
      names: server.map((e) => e.name),
      options: {
        ...onNode,
        format: 'esm',
        outExtension: { '.js': '.mjs' },
        banner: { js: REQUIRE_IN_ESM },
        entryPoints: asEntryPoints(server),
      },
    },
    {
      names: webviews.map((e) => e.name),
      options: {
        ...common,
        platform: 'browser',
        format: 'iife',
        target: 'chrome128',
        loader: { '.svg': 'text', '.ttf': 'file' },
        entryPoints: asEntryPoints(webviews),
      },
    },
    {
      names: suite.length > 0 ? ['suite inside VS Code'] : [],
      options: {
        ...onNode,
        format: 'cjs',
        outExtension: { '.js': '.cjs' },
        external: [...(onNode.external ?? []), 'mocha'],
        entryPoints: asEntryPoints(suite),
      },
    },
  ];
  return all.filter((bundle) => bundle.names.length > 0);
}

/**
 * Builds everything once. Files of dist/ that no bundle makes any more are removed afterwards, so that a window that is
 * open keeps what it needs meanwhile.
 * @param {{ minify?: boolean }} [options]
 * @returns {Promise<readonly string[]>} what was built, in words
 * @throws {Told} when a source does not compile; esbuild has printed where
 */
export async function build(options = {}) {
  const esbuild = await import('esbuild');
  const wanted = bundles(options);
  const results = await Promise.all(
    wanted.map((bundle) =>
      esbuild.build({ ...bundle.options, metafile: true }).catch((/** @type {Error} */ error) => {
        throw new Told(`The ${bundle.names.join(' and the ')} could not be built; what is wrong stands above.`, {
          cause: error,
        });
      }),
    ),
  );
  const made = new Set(results.flatMap((result) => Object.keys(result.metafile.outputs).map((file) => fromRoot(file))));
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const legal = file.endsWith('.LEGAL.txt') && made.has(file.slice(0, -'.LEGAL.txt'.length));
    if (entry.isFile() && !made.has(file) && !legal) rmSync(file);
  }
  return wanted.flatMap((bundle) => bundle.names);
}

/** Builds, then builds again whenever a source changes, until the process ends. */
async function watch() {
  const esbuild = await import('esbuild');
  for (const bundle of bundles()) {
    const context = await esbuild.context({ ...bundle.options, logLevel: 'info' });
    await context.watch();
  }
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({
    options: { watch: { type: 'boolean', default: false }, minify: { type: 'boolean', default: false } },
  });
  await runMain(async () => {
    if (values.watch) return watch();
    const built = await build({ minify: values.minify });
    console.log(`Built ${built.join(', ')} into ${path.relative(process.cwd(), DIST) || '.'}.`);
  });
}
