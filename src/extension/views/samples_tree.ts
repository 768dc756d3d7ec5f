import type { EditFact } from '../../facts/types.ts';
import { SAMPLE_TYPES, type Sample } from '../../samples/types.ts';
import { grouped } from './grouped.ts';

/** A node of the Samples tree: split → sample type → fact → sample (one probe). */
export type SampleNode =
  | { readonly kind: 'split'; readonly split: string; readonly samples: readonly Sample[] }
  | { readonly kind: 'type'; readonly split: string; readonly type: string; readonly samples: readonly Sample[] }
  | {
      readonly kind: 'fact';
      readonly split: string;
      readonly type: string;
      readonly factId: string | null;
      readonly samples: readonly Sample[];
    }
  | { readonly kind: 'sample'; readonly sample: Sample };

/** The children of a node, or the splits for null: types in the protocol's order, all else in that of the files. */
export function childrenOf(node: SampleNode | null, all: readonly Sample[]): readonly SampleNode[] {
  if (node === null) {
    return [...grouped(all, (s) => s.split)].map(([split, samples]) => ({ kind: 'split', split, samples }));
  }
  switch (node.kind) {
    case 'split':
      return [...grouped(inTypeOrder(node.samples), (s) => s.type)].map(([type, samples]) => ({
        kind: 'type',
        split: node.split,
        type,
        samples,
      }));
    case 'type':
      return [...grouped(node.samples, (s) => s.factId)].map(([factId, samples]) => ({
        kind: 'fact',
        split: node.split,
        type: node.type,
        factId,
        samples,
      }));
    case 'fact':
      return node.samples.map((sample) => ({ kind: 'sample', sample }));
    case 'sample':
      return [];
  }
}

function inTypeOrder(samples: readonly Sample[]): readonly Sample[] {
  return SAMPLE_TYPES.flatMap((type) => samples.filter((sample) => sample.type === type));
}

/** The key of a node among all nodes; the same after a refresh. */
export function nodeId(node: SampleNode): string {
  switch (node.kind) {
    case 'split':
      return `split:${node.split}`;
    case 'type':
      return `type:${node.split}/${node.type}`;
    case 'fact':
      return `fact:${node.split}/${node.type}/${node.factId ?? ''}`;
    case 'sample':
      return `sample:${node.sample.split}/${node.sample.id}`;
  }
}

/**
 * The samples that match a filter: every word of it stands somewhere in the sample's id, split, type, probe, question,
 * gold answers, or its fact's names. Upper and lower case are the same. An empty filter matches all.
 */
export function filterSamples(
  samples: readonly Sample[],
  facts: ReadonlyMap<string, EditFact>,
  filter: string,
): readonly Sample[] {
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return samples;
  return samples.filter((sample) => {
    const fact = sample.factId === null ? undefined : facts.get(sample.factId);
    const text = [
      sample.id,
      sample.split,
      sample.type,
      sample.probe,
      sample.question,
      ...sample.gold,
      fact?.target ?? '',
      fact?.preEdit ?? '',
    ]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
