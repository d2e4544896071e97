/**
 * Figures that are never synced: derived from records by calendar date, here and on the server
 * (`domain/figures.py`) alike.
 */

export { countingDay, daysInRecovery, type Days, type Period } from './days';
export { goalProgress, periodOf, type Entry, type Measured, type Progress } from './progress';
export { standing, type Corrected } from './standing';
export { TRENDED, trend, type Answer, type Answered, type Trend } from './trends';
