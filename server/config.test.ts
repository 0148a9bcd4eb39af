import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

describe('readConfig', () => {
	it('has defaults, also for empty variables', () => {
		const defaults = {
			dataFolder: resolve('perennial-data'),
			databaseUrl: undefined,
			postgresIdleMinutes: 10,
		}
		expect(readConfig({})).toEqual(defaults)
		expect(readConfig({ PERENNIAL_DATA: '', PERENNIAL_DATABASE_URL: '' })).toEqual(defaults)
	})
	it('reads what is set', () => {
		expect(
			readConfig({
				PERENNIAL_DATA: '/data',
				PERENNIAL_DATABASE_URL: 'postgresql://host/db',
				PERENNIAL_POSTGRES_IDLE_MINUTES: '0.5',
			}),
		).toEqual({ dataFolder: '/data', databaseUrl: 'postgresql://host/db', postgresIdleMinutes: 0.5 })
	})
	it.each(['0', '-1', 'ten', 'NaN', 'Infinity'])('refuses %s minutes in words', text => {
		expect(() => readConfig({ PERENNIAL_POSTGRES_IDLE_MINUTES: text })).toThrow(
			expect.objectContaining({
				code: 'config_invalid',
				message: expect.stringContaining(`found "${text}"`),
			}),
		)
	})
})
