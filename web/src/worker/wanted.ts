/**
 * The note by which the page tells the worker, which reads nothing else of it, that the person
 * wants notices on this phone.
 */
export const PUSH_NOTE = 'push';
export const PUSH_WANTED = '/push-wanted';
