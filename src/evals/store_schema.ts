import type { DatabaseSync } from 'node:sqlite';
import { evalsError } from './errors.ts';

/**
 * The steps that bring a database of runs to the current format, oldest first; `PRAGMA user_version` counts the ones
 * that are done. A step that has been released is never changed.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE traces (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     created TEXT NOT NULL,
     method TEXT NOT NULL,
     sample_id TEXT,
     sample_type TEXT,
     run TEXT,
     summary TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX traces_by_sample ON traces (sample_id, seq);
   CREATE INDEX traces_by_run ON traces (run, seq);
   CREATE TABLE labels (
     trace TEXT NOT NULL REFERENCES traces (id) ON DELETE CASCADE,
     mode TEXT NOT NULL,
     PRIMARY KEY (trace, mode)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX labels_by_mode ON labels (mode);
   CREATE TABLE verdicts (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     trace TEXT NOT NULL REFERENCES traces (id) ON DELETE CASCADE,
     judge TEXT NOT NULL,
     version TEXT NOT NULL,
     body TEXT NOT NULL,
     UNIQUE (trace, judge, version)
   ) STRICT;
   CREATE TABLE rewards (
     trace TEXT PRIMARY KEY REFERENCES traces (id) ON DELETE CASCADE,
     total REAL NOT NULL,
     body TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`,
];

export const STORE_VERSION = MIGRATIONS.length;

/** Brings an open database to the current format, one transaction a step. Error: `store-newer`. */
export function migrate(database: DatabaseSync, file: string): void {
  const version = (): number => {
    const row = database.prepare('PRAGMA user_version').get();
    return typeof row?.['user_version'] === 'number' ? row['user_version'] : 0;
  };
  if (version() > STORE_VERSION) throw evalsError.storeNewer(file, version(), STORE_VERSION);
  MIGRATIONS.forEach((step, done) => {
    if (version() > done) return;
    database.exec('BEGIN IMMEDIATE');
    try {
      // Another process may have done this step while we waited for the lock.
      if (version() === done) database.exec(`${step}; PRAGMA user_version = ${done + 1};`);
      database.exec('COMMIT');
    } catch (cause) {
      database.exec('ROLLBACK');
      throw cause;
    }
  });
}
