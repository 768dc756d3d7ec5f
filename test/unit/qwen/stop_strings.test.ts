import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { StopScanner } from '../../../src/qwen/stop_strings.ts';

describe('a stop scanner', () => {
  it('cuts at the first stop string, however the text is cut into pieces', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '<'), maxLength: 30 });
    fc.assert(
      fc.property(fc.array(letters), fc.constantFrom(['ab<'], ['<<', 'aa'], ['b']), (pieces, stops) => {
        const scanner = new StopScanner(stops);
        let shown = '';
        let stopped = false;
        for (const piece of pieces) {
          const result = scanner.push(piece);
          shown += result.text;
          if ((stopped = result.stopped)) break;
        }
        if (!stopped) shown += scanner.end();
        const all = pieces.join('');
        const first = Math.min(...stops.map((stop) => all.indexOf(stop)).filter((at) => at >= 0));
        assert.equal(stopped, Number.isFinite(first));
        // With several stop strings, a longer one that begins earlier may still be unfinished when a shorter one is met.
        if (stopped && stops.length === 1) assert.equal(shown, all.slice(0, first));
        if (!stopped) assert.equal(shown, all);
        assert.ok(stops.every((stop) => !shown.includes(stop)));
      }),
    );
  });

  it('never shows the beginning of a stop string that is then completed', () => {
    const scanner = new StopScanner(['</answer>']);
    assert.deepEqual(scanner.push('Paris</ans'), { text: 'Paris', stopped: false });
    assert.deepEqual(scanner.push('wer> and'), { text: '', stopped: true });
  });

  it('shows it after all when something else follows', () => {
    const scanner = new StopScanner(['</answer>']);
    scanner.push('a</ans');
    assert.deepEqual(scanner.push('!'), { text: '</ans!', stopped: false });
  });
});
