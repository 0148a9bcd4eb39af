import type { Command } from 'commander'

type Register = (program: Command) => void

/** Every command in the order of the help, read in only when it is called: each needs a small part of the program. */
export const commands: Readonly<Record<string, () => Promise<Register>>> = {
	demo: async () => (await import('./demo.ts')).registerDemo,
	start: async () => (await import('./start.ts')).registerStart,
	import: async () => (await import('./import.ts')).registerImport,
	run: async () => (await import('./run.ts')).registerRun,
	accounts: async () => (await import('./accounts.ts')).registerAccounts,
	explain: async () => (await import('./explain.ts')).registerExplain,
	tasks: async () => (await import('./tasks.ts')).registerTasks,
	signals: async () => (await import('./signals.ts')).registerSignals,
	renewals: async () => (await import('./renewals.ts')).registerRenewals,
	playbooks: async () => (await import('./playbooks.ts')).registerPlaybooks,
	forecast: async () => (await import('./forecast.ts')).registerForecast,
	'forecast-accuracy': async () => (await import('./forecast-accuracy.ts')).registerForecastAccuracy,
	kpis: async () => (await import('./kpis.ts')).registerKpis,
	cohorts: async () => (await import('./cohorts.ts')).registerCohorts,
	quality: async () => (await import('./quality.ts')).registerQuality,
	backfill: async () => (await import('./backfill.ts')).registerBackfill,
	validate: async () => (await import('./validate.ts')).registerValidate,
	train: async () => (await import('./train.ts')).registerTrain,
	predict: async () => (await import('./predict.ts')).registerPredict,
	model: async () => (await import('./model.ts')).registerModel,
	doctor: async () => (await import('./doctor.ts')).registerDoctor,
	backup: async () => (await import('./backup.ts')).registerBackup,
	restore: async () => (await import('./restore.ts')).registerRestore,
	stop: async () => (await import('./stop.ts')).registerStop,
}
