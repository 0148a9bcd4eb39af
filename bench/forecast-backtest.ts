import { forecastSeedFile } from './forecast-seed.ts'
import { runSeeds } from './run-seeds.ts'
import { type BacktestRow, writeForecastQuality } from './write-forecast-quality.ts'

// How good the renewal forecast is on companies whose truth is known, week by week as it would have been told then:
// node bench/forecast-backtest.ts --seeds 20 --accounts 10000 [--first 1] [--folder DIR] [--keep] [--only-finished] [--write]

await runSeeds<BacktestRow[]>({
	name: 'forecast-quality',
	program: 'forecast-seed.ts',
	fileOf: forecastSeedFile,
	write: finished => writeForecastQuality(finished.flat()),
})
