import './no_eval.ts';
import './styles/index.css';
import { TRACE_ROOT_ID } from '../../src/protocol/trace_page.ts';
import { startPage } from './page.ts';

const root = document.getElementById(TRACE_ROOT_ID);
if (!root) throw new Error(`The page has no element #${TRACE_ROOT_ID}.`);
startPage(root);
