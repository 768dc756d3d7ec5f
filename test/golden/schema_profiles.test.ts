import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTrace, TraceScanner, type Profile } from '../../src/trace/index.ts';
import { goldenJson } from './golden_data.ts';

interface Case {
  readonly label: string;
  readonly output: string;
  readonly open_r1: boolean;
  readonly r1_v: boolean;
  readonly trl_think: boolean;
}
const { cases } = goldenJson<{ readonly cases: readonly Case[] }>('text', 'schema.json');

describe('the profiles give the verdicts of the public format checks', () => {
  for (const [i, c] of cases.entries()) {
    it(`case ${String(i)}: ${c.label}`, () => {
      const verdicts = { 'open-r1': c.open_r1, r1v: c.r1_v, trl: c.trl_think } satisfies Partial<
        Record<Profile, boolean>
      >;
      for (const profile of ['open-r1', 'r1v', 'trl'] as const) {
        assert.equal(parseTrace(c.output, {}, profile).schema.valid, verdicts[profile], profile);
      }
    });
    it(`case ${String(i)}: ${c.label}, one character at a time`, () => {
      const scanner = new TraceScanner();
      for (let at = 0; at < c.output.length; at += 1) scanner.push(c.output.charAt(at));
      assert.deepEqual(scanner.end(), parseTrace(c.output));
    });
  }

  it('an output that is valid under crane is valid under R1-V once white space around it is cut off', () => {
    const valid = cases.filter((c) => parseTrace(c.output).schema.valid);
    assert.ok(valid.length > 10);
    for (const c of valid) assert.equal(parseTrace(c.output.trim(), {}, 'r1v').schema.valid, true, c.label);
  });
});
