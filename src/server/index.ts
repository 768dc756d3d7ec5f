/** Everything that serves one workspace, wired together: the one composition root. */
export { openCrane, type Crane, type CraneOptions } from './composition.ts';
/** The HTTP server over it. */
export { startServer, type RunningServer, type ServeOptions } from './start_server.ts';
/** Checks of everything that CRANE stands on. */
export { runDoctor } from './doctor.ts';
/** Where this package lies, and its version. */
export { cranePackage, type CranePackage } from './package_root.ts';
