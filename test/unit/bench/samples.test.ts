import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createHash } from 'node:crypto';
import {
  benchmarkFiles,
  benchmarkStatistics,
  EXAMPLE,
  planSamples,
  synthesise,
  writeBenchmark,
} from '../../../src/bench/samples/index.ts';
import { evaluationContext, GENERATORS, SCENARIOS, trainingContext } from '../../../src/bench/corpus/index.ts';
import { createWorld, Prng } from '../../../src/bench/world/index.ts';
import { TYPED_NAMES } from '../../../src/bench/names/index.ts';
import { parseFacts } from '../../../src/facts/index.ts';
import { parseSamples, PROBES, SAMPLE_TYPES } from '../../../src/samples/index.ts';

const world = createWorld();
const plan = planSamples(evaluationContext(world), new Prng(1), { samples: 400 });
const questions = plan.flatMap((fact) => fact.samples.map((sample) => ({ fact, ...sample })));
const folders: string[] = [];
const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'crane-bench-'));
  folders.push(made);
  return made;
};
after(async () => {
  for (const made of folders) await rm(made, { recursive: true, force: true });
});

describe('the plan of a benchmark', () => {
  it('has exactly as many samples as asked for, of every type and probe', () => {
    assert.equal(questions.length, 400);
    assert.deepEqual([...new Set(questions.map((q) => q.type))].sort(), [...SAMPLE_TYPES].sort());
    for (const type of ['normal', 'conflict'] as const) {
      assert.deepEqual(
        [...new Set(questions.filter((q) => q.type === type).map((q) => q.probe))].sort(),
        [...PROBES].sort(),
      );
    }
  });

  it('edits each entity once, and asks locality questions only about entities that no fact edits', () => {
    const edited = new Set(plan.map((fact) => fact.entity.index));
    assert.equal(edited.size, plan.length);
    for (const { type, example } of questions) {
      if (type === 'locality') assert.ok(!edited.has(example.image!.entity));
      if (type === 'text_locality') {
        const named = world.entities.filter((e) => example.question.includes(e.name));
        assert.ok(
          named.every((e) => !edited.has(e.index)),
          example.question,
        );
      }
    }
  });

  it('shows image_rephrase another photograph than the fact’s, and rewrite and text_rephrase the same one', () => {
    for (const { fact, probe, type, example } of questions) {
      if (type === 'locality' || type === 'text_locality') continue;
      const same = example.image?.view === fact.view;
      assert.equal(same, probe === 'rewrite' || probe === 'text_rephrase', probe);
    }
  });

  it('shares no edited entity, target, wording or photograph with training', () => {
    const ctx = trainingContext(world);
    const random = new Prng(5);
    const corpus = SCENARIOS.flatMap((s) => Array.from({ length: 400 }, () => GENERATORS[s](ctx, random)));
    const facts = corpus.flatMap((e) => e.fact ?? []);
    const trained = {
      entities: new Set(facts.map((f) => f.entity)),
      targets: new Set(facts.map((f) => f.target.toLowerCase())),
      questions: new Set(corpus.map((e) => e.question)),
    };
    for (const { fact, example } of questions) {
      assert.ok(!trained.entities.has(fact.entity.index));
      assert.ok(!trained.targets.has(fact.fact.target.toLowerCase()), fact.fact.target);
      assert.ok(!trained.questions.has(example.question), example.question);
      assert.notEqual(example.image?.split, 'train');
    }
  });

  it('refuses more facts than leave an entity of each category unedited', () => {
    assert.throws(() => planSamples(evaluationContext(world), new Prng(1), { samples: 10, facts: 31 }), /31 facts/u);
  });

  it('uses typed names as targets when asked, except where a chain needs an entity of the world', async () => {
    const { facts } = await synthesise({ seed: 3, samples: 6, facts: 6, targets: 'typed' });
    const known = new Set([...TYPED_NAMES, ...world.entities.map((e) => e.name)]);
    assert.ok(facts.every((f) => known.has(f.target)));
    assert.ok(facts.some((f) => TYPED_NAMES.includes(f.target)));
  });
});

describe('the files of a benchmark', () => {
  it('are the same for the same seed, and read back without a problem', async () => {
    const [a, b] = await Promise.all([
      synthesise({ seed: 4, samples: 12, facts: 3 }),
      synthesise({ seed: 4, samples: 12, facts: 3 }),
    ]);
    assert.deepEqual([a.facts, a.samples, [...a.images]], [b.facts, b.samples, [...b.images]]);
    const out = await folder();
    await writeBenchmark(out, a, false);
    const facts = parseFacts(await readFile(join(out, 'facts.jsonl'), 'utf8'));
    const samples = parseSamples(await readFile(join(out, 'samples', 'test.jsonl'), 'utf8'));
    assert.deepEqual([facts.facts, facts.problems, samples.samples, samples.problems], [a.facts, [], a.samples, []]);
    for (const name of await readdir(join(out, 'images'))) {
      const bytes = await readFile(join(out, 'images', name));
      assert.equal(`${createHash('sha256').update(bytes).digest('hex')}.webp`, name);
    }
  });

  it('are never written over without being told to', async () => {
    const out = await folder();
    const files = await benchmarkFiles(world, plan.slice(0, 1), 'test');
    await writeBenchmark(out, files, false);
    await assert.rejects(writeBenchmark(out, files, false), /holds facts or samples already/u);
    await writeFile(join(out, 'notes.txt'), 'mine');
    await writeBenchmark(out, files, true);
    assert.equal(await readFile(join(out, 'notes.txt'), 'utf8'), 'mine');
  });

  it('are counted, with bad lines, missing pictures and orphans told', async () => {
    const out = await folder();
    const files = await benchmarkFiles(world, plan.slice(0, 2), 'test');
    await writeBenchmark(out, files, false);
    const before = await benchmarkStatistics(out);
    assert.equal(before.samples, files.samples.length);
    assert.deepEqual([before.problems, before.missingImages, before.orphans], [[], [], []]);
    const [image] = files.images.keys();
    await rm(join(out, image!));
    const factLines = (await readFile(join(out, 'facts.jsonl'), 'utf8')).split('\n');
    await writeFile(join(out, 'facts.jsonl'), `${factLines[0]!}\n{"id":"x","target":""}\n`);
    const counted = await benchmarkStatistics(out);
    assert.equal(counted.facts, 1);
    assert.deepEqual(counted.missingImages, [image]);
    assert.equal(counted.problems.length, 1);
    assert.equal(counted.problems[0]?.line, 2);
    assert.equal(counted.orphans.length, plan[1]!.samples.length);
  });

  it('are looked for in vain in an empty folder, which is said', async () => {
    await assert.rejects(benchmarkStatistics(await folder()), /holds no facts\.jsonl/u);
  });
});

describe('the example workspace', () => {
  const shipped = join(import.meta.dirname, '../../../examples/workspace');

  it('holds 12 facts and 60 test samples of every type and probe, and every picture they name', async () => {
    const counted = await benchmarkStatistics(shipped);
    assert.deepEqual([counted.facts, counted.samples, counted.bySplit], [12, 60, { test: 60 }]);
    assert.deepEqual(Object.keys(counted.byType), [...SAMPLE_TYPES].sort());
    assert.deepEqual(Object.keys(counted.byProbe), [...PROBES].sort());
    assert.deepEqual([counted.problems, counted.missingImages, counted.orphans], [[], [], []]);
  });

  it('is what the generator writes today', async () => {
    const made = await synthesise(EXAMPLE);
    // Names of pictures hold a hash of their encoded bytes, which differ between versions of the encoder.
    const plain = (text: string): string => text.replace(/images\/[0-9a-f]{64}/gu, 'images/…');
    const facts = parseFacts(await readFile(join(shipped, '.crane/facts.jsonl'), 'utf8')).facts;
    const samples = parseSamples(await readFile(join(shipped, '.crane/samples/test.jsonl'), 'utf8')).samples;
    assert.equal(plain(JSON.stringify(facts)), plain(JSON.stringify(made.facts)));
    assert.equal(plain(JSON.stringify(samples)), plain(JSON.stringify(made.samples)));
  });
});
