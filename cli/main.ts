import { Command } from 'commander'
import { registerAccounts } from './accounts.ts'
import { registerBackfill } from './backfill.ts'
import { registerCohorts } from './cohorts.ts'
import { runProgram } from './command.ts'
import { registerDemo } from './demo.ts'
import { registerDoctor } from './doctor.ts'
import { registerExplain } from './explain.ts'
import { registerForecast } from './forecast.ts'
import { registerForecastAccuracy } from './forecast-accuracy.ts'
import { registerImport } from './import.ts'
import { registerKpis } from './kpis.ts'
import { registerModel } from './model.ts'
import { registerPlaybooks } from './playbooks.ts'
import { registerPredict } from './predict.ts'
import { registerQuality } from './quality.ts'
import { registerRenewals } from './renewals.ts'
import { registerRun } from './run.ts'
import { registerSignals } from './signals.ts'
import { registerStart } from './start.ts'
import { registerStop } from './stop.ts'
import { registerTasks } from './tasks.ts'
import { registerTrain } from './train.ts'
import { registerValidate } from './validate.ts'

const program = new Command('perennial')
	.description('Customer success operations: accounts at risk, why, and what to do')
	.exitOverride()
	.showHelpAfterError('(perennial COMMAND --help says more)')

for (const register of [
	registerDemo,
	registerStart,
	registerImport,
	registerRun,
	registerAccounts,
	registerExplain,
	registerTasks,
	registerSignals,
	registerRenewals,
	registerPlaybooks,
	registerForecast,
	registerForecastAccuracy,
	registerKpis,
	registerCohorts,
	registerQuality,
	registerBackfill,
	registerValidate,
	registerTrain,
	registerPredict,
	registerModel,
	registerDoctor,
	registerStop,
]) {
	register(program)
}

const exitCode = await runProgram(program, process.argv)
if (exitCode !== 0) process.exitCode = exitCode
