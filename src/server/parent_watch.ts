import { isAlive } from './process_alive.ts';

const LOOK_MS = 1_000;

/** Calls `gone` once the process `pid` has ended: a server that VS Code started must not outlive it. */
export function watchParent(pid: number, gone: () => void): { stop(): void } {
  const timer = setInterval(() => {
    if (isAlive(pid)) return;
    clearInterval(timer);
    gone();
  }, LOOK_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
