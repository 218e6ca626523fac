/** The file that the configuration is kept in: JSON, replaced as a whole. */
import type { ConfigurationChange } from '../../api/index.ts';
import { wrongValue } from '../../errors.ts';
import { FileError, type Files, platformFiles } from '../../store/inner.ts';
import { randomId } from '../../telemetry/index.ts';
import { configurationIn } from './configuration-text.ts';

export class ConfigurationFile {
  private readonly files: Files;
  private readonly name: string;
  private readonly path: string;

  constructor(path: string) {
    const [, directory = '', name = path] = /^(.*[/\\])?([^/\\]+)$/.exec(path) ?? [];
    this.files = platformFiles(directory === '' ? '.' : directory);
    this.name = name;
    this.path = path;
  }

  /** Undefined where there is none. @throws HTTP_CONFIGURATION for what is no configuration, STORE_FILE */
  async read(): Promise<ConfigurationChange | undefined> {
    let bytes: Uint8Array;
    try {
      bytes = await this.files.read(this.name);
    } catch (error) {
      if (error instanceof FileError && error.problem === 'missing') return undefined;
      throw error;
    }
    try {
      return configurationIn(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (error) {
      const { message } = error as Error;
      const remedy = `${message} Correct the file, or remove it.`;
      throw wrongValue('HTTP_CONFIGURATION', 'configPath', 'a file with a configuration', this.path, remedy);
    }
  }

  /** Whatever happens meanwhile, the file is as it was, or as it is to be. @throws STORE_FILE, STORE_DISK_FULL, STORE_READ_ONLY */
  async write(configuration: ConfigurationChange): Promise<void> {
    const { files, name } = this;
    const draft = `${name}.${randomId().slice(0, 8)}.tmp`;
    try {
      const file = await files.open(draft);
      try {
        await file.append(new TextEncoder().encode(`${JSON.stringify(configuration, null, 2)}\n`));
        await file.sync();
      } finally {
        await file.close();
      }
      await files.rename(draft, name);
      await files.syncDirectory('');
    } catch (error) {
      await files.remove(draft).catch(() => {});
      throw error;
    }
  }
}
