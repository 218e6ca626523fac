/** A runtime that is not on this machine: what would run in it is skipped, loudly, with the way to get it. */
export class NotHere extends Error {
  name = 'NotHere';
}
