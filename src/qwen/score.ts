import type { QwenConfig } from './config.ts';
import type { Decoder } from './decoder.ts';
import { QwenError } from './errors.ts';
import type { Prompt } from './prompt.ts';
import { largestIndex, logProbability } from './sampling.ts';

/** A continuation to score. */
export interface ScoreRequest {
  readonly prompt: Prompt;
  /** At least one token. */
  readonly completion: readonly number[];
}

/** Teacher forcing: each token of a completion given all before it. */
export interface Score {
  readonly logProbs: readonly number[];
  /** The token the model itself would have put at each place. */
  readonly predicted: readonly number[];
}

/** Scores kept in memory at once, as float32 numbers. */
const SCORE_BUDGET = 1 << 24;

/** Scores completions; rows that do not fit in memory together are run one after the other. */
export async function score(
  config: QwenConfig,
  decoder: Decoder,
  requests: readonly ScoreRequest[],
): Promise<readonly Score[]> {
  const { vocabSize } = config.text;
  const out: Score[] = [];
  const longest = Math.max(0, ...requests.map((request) => request.completion.length));
  const together = Math.max(1, Math.floor(SCORE_BUDGET / (vocabSize * (longest + 1))));
  for (let start = 0; start < requests.length; start += together) {
    const part = requests.slice(start, start + together);
    if (part.some(({ completion }) => completion.length === 0))
      throw new QwenError('prompt-invalid', 'A completion to score needs at least one token.');
    const sequences = part.map(({ prompt, completion }) => ({ ...prompt, ids: [...prompt.ids, ...completion] }));
    const keep = Math.max(...part.map(({ completion }) => completion.length)) + 1;
    const length = Math.max(...sequences.map(({ ids }) => ids.length));
    const kept = Math.min(keep, length);
    const { logits } = await decoder.prefill(sequences, kept);
    part.forEach(({ completion }, row) => {
      const logProbs: number[] = [];
      const predicted: number[] = [];
      completion.forEach((id, i) => {
        // Rows end together; the scores of a token stand at the token before it.
        const at = (row * kept + kept - 1 - completion.length + i) * vocabSize;
        const scores = logits.subarray(at, at + vocabSize);
        logProbs.push(logProbability(scores, id));
        predicted.push(largestIndex(scores));
      });
      out.push({ logProbs, predicted });
    });
  }
  return out;
}
