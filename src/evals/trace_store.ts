import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import {
  CraneError,
  rewardsSchema,
  traceSchema,
  traceSummarySchema,
  verdictSchema,
  type Rewards,
  type Trace,
  type TracesQuery,
  type TraceSummary,
  type Verdict,
} from '../protocol/index.ts';
import { evalsError } from './errors.ts';
import { migrate } from './store_schema.ts';
import { summariseTrace } from './summary.ts';

const BUSY_MS = 5_000;
const DEFAULT_PAGE = 100;
const SQLITE = { busy: 5, corrupt: 11, notADatabase: 26 } as const;

const bodyRow = z.object({ body: z.string() });
const summaryRow = z.object({ seq: z.number(), summary: z.string() });

/**
 * The stored traces of a workspace with their verdicts and rewards, in SQLite (WAL), so that several windows and
 * commands may use it at once. Every method may throw `store-corrupt`, `store-busy` or `store-failed`.
 */
export class TraceStore {
  readonly file: string;
  readonly #database: DatabaseSync;

  private constructor(file: string, database: DatabaseSync) {
    this.file = file;
    this.#database = database;
  }

  /** Opens the database, makes it where it is missing, and brings it to the current format. Error: also `store-newer`. */
  static open(file: string): TraceStore {
    return told(file, () => {
      mkdirSync(dirname(file), { recursive: true });
      const database = new DatabaseSync(file, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
      try {
        database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
        migrate(database, file);
        return new TraceStore(file, database);
      } catch (cause) {
        database.close();
        throw cause;
      }
    });
  }

  close(): void {
    this.#database.close();
  }

  /** Stores a trace with its verdicts and rewards; one with the same id is replaced, and keeps its place in the list. */
  put(trace: Trace): void {
    this.#write(() => {
      const { verdicts, rewards, ...body } = trace;
      const summary = summariseTrace(trace);
      this.#run(
        `INSERT INTO traces (id, created, method, sample_id, sample_type, run, summary, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET created = excluded.created, method = excluded.method, sample_id = excluded.sample_id,
           sample_type = excluded.sample_type, run = excluded.run, summary = excluded.summary, body = excluded.body`,
        trace.id,
        trace.created,
        trace.method,
        trace.sampleId,
        summary.sampleType,
        trace.run,
        JSON.stringify(summary),
        JSON.stringify(body),
      );
      for (const table of ['labels', 'verdicts', 'rewards'])
        this.#run(`DELETE FROM ${table} WHERE trace = ?`, trace.id);
      for (const mode of summary.labels) this.#run('INSERT INTO labels (trace, mode) VALUES (?, ?)', trace.id, mode);
      for (const verdict of verdicts) this.#putVerdict(trace.id, verdict);
      if (rewards !== null) this.#putRewards(trace.id, rewards);
    });
  }

  /** The trace, or null where there is none. Error: also `store-row`. */
  get(id: string): Trace | null {
    return told(this.file, () => {
      const row = this.#database.prepare('SELECT body FROM traces WHERE id = ?').get(id);
      if (row === undefined) return null;
      try {
        const verdicts = this.#bodies('SELECT body FROM verdicts WHERE trace = ? ORDER BY seq', id);
        const rewards = this.#bodies('SELECT body FROM rewards WHERE trace = ?', id);
        return traceSchema.parse({
          ...z.record(z.string(), z.unknown()).parse(JSON.parse(bodyRow.parse(row).body)),
          verdicts: verdicts.map((verdict) => verdictSchema.parse(verdict)),
          rewards: rewards[0] === undefined ? null : rewardsSchema.parse(rewards[0]),
        });
      } catch (cause) {
        throw isSqlite(cause) ? cause : evalsError.storeRow(this.file, id, cause);
      }
    });
  }

  /** One page of rows, newest first, that match every given filter. Error: also `bad-request` for a foreign `before`. */
  list(query: TracesQuery = {}): { readonly traces: readonly TraceSummary[]; readonly next: string | null } {
    const where: string[] = [];
    const values: SQLInputValue[] = [];
    const add = (condition: string, value: SQLInputValue | undefined): void => {
      if (value === undefined) return;
      where.push(condition);
      values.push(value);
    };
    add('seq < ?', query.before === undefined ? undefined : cursor(query.before));
    add('sample_id = ?', query.sampleId);
    add('method = ?', query.method);
    add('sample_type = ?', query.type);
    add('run = ?', query.run);
    add('EXISTS (SELECT 1 FROM labels WHERE labels.trace = traces.id AND mode = ?)', query.label);
    const limit = query.limit ?? DEFAULT_PAGE;
    return told(this.file, () => {
      const rows = this.#database
        .prepare(
          `SELECT seq, summary FROM traces ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY seq DESC LIMIT ?`,
        )
        .all(...values, limit + 1)
        .map((row) => summaryRow.parse(row));
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        traces: page.map((row) => traceSummarySchema.parse(JSON.parse(row.summary))),
        next: rows.length > limit && last !== undefined ? String(last.seq) : null,
      };
    });
  }

  /** Deletes a trace with its verdicts and rewards and returns it as it was. Error: also `trace-not-found`. */
  delete(id: string): Trace {
    const trace = this.#require(id);
    this.#write(() => this.#run('DELETE FROM traces WHERE id = ?', id));
    return trace;
  }

  /**
   * Adds a verdict to a stored trace, in place of an earlier one of the same judge and version, together with the
   * labels that follow from it. Returns the trace as it now is. Error: also `trace-not-found`.
   */
  addVerdict(id: string, verdict: Verdict, labels: Trace['labels']): Trace {
    const trace = this.#require(id);
    const others = trace.verdicts.filter(
      (v) => v.judge.name !== verdict.judge.name || v.judge.version !== verdict.judge.version,
    );
    const updated: Trace = { ...trace, verdicts: [...others, verdict], labels };
    this.put(updated);
    return updated;
  }

  /** Sets the rewards of a stored trace. Error: also `trace-not-found`. */
  setRewards(id: string, rewards: Rewards): void {
    this.#require(id);
    this.#write(() => this.#putRewards(id, rewards));
  }

  #require(id: string): Trace {
    const trace = this.get(id);
    if (trace === null) throw evalsError.traceNotFound(id);
    return trace;
  }

  #putVerdict(id: string, verdict: Verdict): void {
    this.#run(
      'INSERT INTO verdicts (trace, judge, version, body) VALUES (?, ?, ?, ?)',
      id,
      verdict.judge.name,
      verdict.judge.version,
      JSON.stringify(verdict),
    );
  }

  #putRewards(id: string, rewards: Rewards): void {
    this.#run(
      'INSERT OR REPLACE INTO rewards (trace, total, body) VALUES (?, ?, ?)',
      id,
      rewards.total,
      JSON.stringify(rewards),
    );
  }

  #bodies(sql: string, id: string): readonly unknown[] {
    const rows = this.#database.prepare(sql).all(id);
    return rows.map((row) => JSON.parse(bodyRow.parse(row).body) as unknown);
  }

  #run(sql: string, ...values: readonly SQLInputValue[]): void {
    this.#database.prepare(sql).run(...values);
  }

  /** One transaction; taking the write lock at once avoids a late "busy" that no timeout can wait for. */
  #write(work: () => void): void {
    told(this.file, () => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        work();
        this.#database.exec('COMMIT');
      } catch (cause) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw cause;
      }
    });
  }
}

function cursor(before: string): number {
  if (!/^\d{1,15}$/u.test(before)) throw evalsError.pageUnknown(before);
  return Number(before);
}

function isSqlite(cause: unknown): cause is Error & { readonly errcode: number } {
  return cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number';
}

/** Turns SQLite's errors into ones for a person; the low byte of an extended code is its class. */
function told<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof CraneError) throw cause;
    const code = isSqlite(cause) ? cause.errcode & 0xff : null;
    if (code === SQLITE.corrupt || code === SQLITE.notADatabase) throw evalsError.storeCorrupt(file, cause);
    if (code === SQLITE.busy) throw evalsError.storeBusy(file, cause);
    throw evalsError.storeFailed(file, cause);
  }
}
