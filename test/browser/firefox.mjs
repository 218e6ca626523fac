// Starts Firefox: FIREFOX_PATH, else one on the PATH.
import puppeteer from 'puppeteer-core';
import { NotHere } from '../runners/not-here.mjs';
import { onPath } from './on-path.mjs';

/** It asks the network for nothing, and a page in the background is as quick as one in front. */
const preferences = {
  'dom.testing.testutils.enabled': true, // TestUtils.gc()
  'dom.max_script_run_time': 0,
  'dom.min_background_timeout_value': 4,
  'dom.timeout.enable_budget_timer_throttling': false,
  'app.update.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

/**
 * A running browser with a fresh profile and without a display.
 *
 * @returns {Promise<import('puppeteer-core').Browser>}
 * @throws {NotHere}
 */
export async function launchFirefox() {
  const executablePath = process.env.FIREFOX_PATH || onPath('firefox-esr', 'firefox');
  if (!executablePath) {
    throw new NotHere('Firefox is not here: apt install firefox-esr, or set FIREFOX_PATH');
  }
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    extraPrefsFirefox: preferences,
    timeout: 60_000,
  });
}
