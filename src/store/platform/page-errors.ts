/** What pages are refused, as the store acts upon it. */
import { FileError, type FileProblem } from '../files/files.ts';

/** By the names of DOMException. */
export const PAGE_PROBLEMS: Readonly<Record<string, FileProblem>> = {
  QuotaExceededError: 'full',
  // A private window, or a page whose site may keep nothing.
  SecurityError: 'read_only',
  NotAllowedError: 'read_only',
  // The same in Firefox, which has no locks there.
  NotSupportedError: 'read_only',
};

const REMEDIES: Readonly<Record<FileProblem, string>> = {
  missing:
    'Something else removed it, or the site data was cleared; a store that is open begins anew by itself.',
  locked: 'Another page or worker has it open: give this one a member of its own.',
  full: 'Lower retentionDays, or ask for more with navigator.storage.persist(); a store that is open goes on by itself.',
  read_only:
    'This page may keep nothing here, as in some private windows: pass { files: new MemoryFiles() }.',
  other: 'A store that is open tries again by itself.',
};

/** @param problems by the names that `cause` may have */
export function pageFileError(
  action: string,
  path: string,
  cause: unknown,
  problems: Readonly<Record<string, FileProblem>>,
): FileError {
  if (cause instanceof FileError) return cause;
  const { name, message } = cause as Error;
  const problem = problems[name] ?? 'other';
  return new FileError(problem, `cannot ${action} "${path}": ${name}: ${message}. ${REMEDIES[problem]}`, {
    cause,
  });
}

export function missingError(path: string): FileError {
  return new FileError('missing', `there is no "${path}". ${REMEDIES.missing}`);
}

export function fullError(path: string, what: string): FileError {
  return new FileError('full', `cannot write "${path}": ${what}. ${REMEDIES.full}`);
}
