/** Samples, their types and probes. */
export { PROBES, SAMPLE_TYPES, type Hop, type Probe, type Sample, type SampleType } from './types.ts';
/** Reads and writes `.crane/samples/*.jsonl`, with limits and exact messages. */
export {
  makeSampleId,
  parseSamples,
  sampleLineSchema,
  serialiseSample,
  serialiseSamples,
  type SampleFile,
} from './sample_file.ts';
