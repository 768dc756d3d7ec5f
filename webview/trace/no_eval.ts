import { config } from 'zod';

/** zod would try to compile schemas with `new Function`, which the page's CSP forbids and reports. Imported first. */
config({ jitless: true });
