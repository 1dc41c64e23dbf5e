// Runs in the thread of Node's hooks, before 22.15.
import { inFront } from './modules.cjs';

export const load = async (url, context, next) => inFront(url, await next(url, context));
