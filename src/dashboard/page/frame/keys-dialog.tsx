/** The keys of the page. */
import { signal } from '@preact/signals';
import { Dialog } from '../elements/dialog.tsx';

export const areKeysShown = signal(false);

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['← →', 'move the cursor; with Shift ten steps'],
  ['Enter', 'pins the cursor, and lets it go'],
  ['[ ]', 'shows the time from, or up to, the cursor'],
  ['+ −', 'half, or twice, the time around the cursor'],
  ['Esc', 'lets the cursor go; then back to where you were'],
  ['p', 'pauses, and goes on with now'],
  ['c', 'compares with the time before'],
  ['t', 'the table behind the picture that has the focus'],
  ['d', 'light or dark'],
  ['?', 'these keys'],
];

export function KeysDialog() {
  return (
    <Dialog title="Keys" isOpen={areKeysShown}>
      <table class="keys">
        <tbody>
          {KEYS.map(([keys, does]) => (
            <tr key={keys}>
              <th scope="row">
                {keys.split(' ').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>Drag across a picture to see that time in all of them.</p>
    </Dialog>
  );
}
