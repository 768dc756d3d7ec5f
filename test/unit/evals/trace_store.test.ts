import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import type { Trace } from '../../../src/protocol/index.ts';
import { TraceStore } from '../../../src/evals/trace_store.ts';
import { traceFixture, verdictFixture } from './trace_fixture.ts';

function databaseFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'crane-store-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'runs.sqlite');
}

function openStore(t: TestContext, file = databaseFile(t)): TraceStore {
  const store = TraceStore.open(file);
  t.after(() => store.close());
  return store;
}

test('a trace comes back as it was stored, verdicts and rewards included', (t) => {
  const store = openStore(t);
  const trace = traceFixture({
    verdicts: [verdictFixture(1)],
    rewards: { accuracy: 1, format: 1, reasoning: 0.5, total: 2.5, evidence: [] },
  });
  store.put(trace);
  assert.deepEqual(store.get(trace.id), trace);
  assert.equal(store.get('t-2'), null);
});

test('the list is newest first and pages do not overlap or skip', (t) => {
  const store = openStore(t);
  for (let i = 0; i < 7; i++) store.put(traceFixture({ id: `t-${i}` }));
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = store.list({ limit: 3, ...(before === undefined ? {} : { before }) });
    seen.push(...page.traces.map((row) => row.id));
    before = page.next ?? undefined;
  } while (before !== undefined);
  assert.deepEqual(seen, ['t-6', 't-5', 't-4', 't-3', 't-2', 't-1', 't-0']);
});

test('a page that ends exactly with the list has no next one', (t) => {
  const store = openStore(t);
  store.put(traceFixture());
  assert.equal(store.list({ limit: 1 }).next, null);
});

test('filters by sample, method, run and label narrow the list together', (t) => {
  const store = openStore(t);
  const label: Trace['labels'][number] = {
    mode: 'spurious-success',
    source: 'rule',
    message: '',
    start: 0,
    end: 1,
    related: [],
  };
  store.put(traceFixture({ id: 'a', sampleId: 's1', method: 'base', run: 'r1' }));
  store.put(traceFixture({ id: 'b', sampleId: 's1', method: 'crane', run: 'r1', labels: [label, label] }));
  store.put(traceFixture({ id: 'c', sampleId: 's2', method: 'crane' }));
  const ids = (query: Parameters<TraceStore['list']>[0]): readonly string[] =>
    store.list(query).traces.map((r) => r.id);
  assert.deepEqual(ids({ sampleId: 's1' }), ['b', 'a']);
  assert.deepEqual(ids({ method: 'crane' }), ['c', 'b']);
  assert.deepEqual(ids({ run: 'r1', method: 'base' }), ['a']);
  assert.deepEqual(ids({ label: 'spurious-success' }), ['b']);
  assert.deepEqual(ids({ label: 'contamination' }), []);
});

test('a page that the list never gave is refused', (t) => {
  assert.throws(() => openStore(t).list({ before: "1' OR 1=1" }), { code: 'bad-request' });
});

test('a new verdict of the same judge replaces the old one and changes the outcome in the list', (t) => {
  const store = openStore(t);
  store.put(traceFixture({ verdicts: [verdictFixture(0)] }));
  assert.equal(store.list().traces[0]?.outcome, 0);
  store.addVerdict('t-1', verdictFixture(1), []);
  assert.equal(store.list().traces[0]?.outcome, 1);
  assert.equal(store.get('t-1')?.verdicts.length, 1);
  store.addVerdict('t-1', verdictFixture(0, { name: 'llm', version: '1' }), []);
  assert.equal(store.get('t-1')?.verdicts.length, 2);
});

test('deleting gives the trace back and takes its verdicts along', (t) => {
  const store = openStore(t);
  store.put(traceFixture({ verdicts: [verdictFixture(1)] }));
  assert.equal(store.delete('t-1').id, 't-1');
  assert.throws(() => store.delete('t-1'), { code: 'trace-not-found' });
  store.put(traceFixture());
  assert.deepEqual(store.get('t-1')?.verdicts, []);
});

test('a file that is not a database is named as damaged and is left as it is', (t) => {
  const file = databaseFile(t);
  writeFileSync(file, 'this was never a database, but it is long enough to look like one'.repeat(40));
  assert.throws(() => TraceStore.open(file), { code: 'store-corrupt' });
});

test('a database of a newer format is refused, not changed', (t) => {
  const file = databaseFile(t);
  TraceStore.open(file).close();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 999');
  database.close();
  assert.throws(() => TraceStore.open(file), { code: 'store-newer' });
});

test('two processes that write at once lose nothing', async (t) => {
  const file = databaseFile(t);
  const here = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  const script = (name: string): string => `
    import { TraceStore } from ${here('../../../src/evals/trace_store.ts')};
    import { traceFixture } from ${here('./trace_fixture.ts')};
    const store = TraceStore.open(${JSON.stringify(file)});
    for (let i = 0; i < 50; i++) store.put(traceFixture({ id: '${name}' + i }));
    store.close();`;
  const codes = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script(name)], { stdio: 'inherit' });
      return (await once(child, 'exit'))[0] as unknown;
    }),
  );
  assert.deepEqual(codes, [0, 0]);
  const ids = openStore(t, file)
    .list({ limit: 1000 })
    .traces.map((row) => row.id);
  assert.equal(new Set(ids).size, 100);
});
