/**
 * What is asked of the program over the network: on its way, here, or not reached. Nothing of it is
 * kept on the phone.
 */
import { Problem } from '../session';

export type Asked<T> = {
  readonly state: 'asking' | 'here' | 'unreached' | 'refused';
  readonly value: T | null;
  ask: () => Promise<void>;
};

export function asked<T>(call: () => Promise<T>): Asked<T> {
  let state = $state<Asked<T>['state']>('asking');
  let value = $state.raw<T | null>(null);
  async function ask(): Promise<void> {
    try {
      value = await call();
      state = 'here';
    } catch (error) {
      state = error instanceof Problem ? 'refused' : 'unreached';
    }
  }
  void ask();
  return {
    get state() {
      return state;
    },
    get value() {
      return value;
    },
    ask,
  };
}
