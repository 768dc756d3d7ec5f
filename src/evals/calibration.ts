import { loadStoredImage } from '../library/index.ts';
import { calibrate, type Calibration, type RetrievalQuery } from '../retrieval/index.ts';
import type { Sample } from '../samples/index.ts';
import type { RunContext } from './context.ts';

/** Thresholds found on a workspace's training samples, with what they do there. */
export interface RetrievalCalibration {
  readonly thresholds: { readonly image: number; readonly text: number };
  readonly encoder: string;
  readonly head: null;
  readonly quality: { readonly image: Calibration; readonly text: Calibration };
}

/**
 * Finds the retrieval thresholds that best part the samples whose fact should be found (normal, conflict) from those
 * whose should not (locality), pictures and texts apart. Samples of the split "test" are left out: thresholds are
 * chosen on training data (protocol §8). Error: `retrieval-calibration`.
 */
export async function calibrateOn(
  context: Pick<RunContext, 'workspace' | 'facts' | 'samples' | 'retriever'>,
  signal: AbortSignal,
): Promise<RetrievalCalibration> {
  const { facts } = await context.facts.read();
  const samples = (await context.samples.read()).samples.filter((sample) => sample.split !== 'test');
  const scores = {
    image: { right: [] as number[], wrong: [] as number[] },
    text: { right: [] as number[], wrong: [] as number[] },
  };
  let encoder = '';
  for (const sample of samples) {
    signal.throwIfAborted();
    for (const query of await queriesOf(context, sample)) {
      // θ of −1 lets every hit pass; only the scores are wanted.
      const all = { ...query, k: facts.length, theta: -1 };
      const { retrieval } = await context.retriever.retrieve(facts, all, signal);
      const side = retrieval.route === 'image' ? scores.image : scores.text;
      if (retrieval.route === 'image') encoder = retrieval.encoder;
      if (sample.type === 'normal' || sample.type === 'conflict') {
        const hit = retrieval.hits.find(({ factId }) => factId === sample.factId);
        if (hit !== undefined) side.right.push(hit.score);
      } else side.wrong.push(retrieval.hits[0]?.score ?? 0);
    }
  }
  const image = calibrate(scores.image.right, scores.image.wrong);
  const text = calibrate(scores.text.right, scores.text.wrong);
  return { thresholds: { image: image.theta, text: text.theta }, encoder, head: null, quality: { image, text } };
}

/** The sample's picture, if any, and its question, each as a query of its own. */
async function queriesOf(context: Pick<RunContext, 'workspace'>, sample: Sample): Promise<readonly RetrievalQuery[]> {
  const text: RetrievalQuery = { image: null, text: sample.question };
  if (sample.image === null) return [text];
  return [{ image: await loadStoredImage(context.workspace, sample.image), text: null }, text];
}
