import { type SeedQuality, seedFile } from './measure-seed.ts'
import { runSeeds } from './run-seeds.ts'
import { writeQuality } from './write-quality.ts'

// How good the models are on companies whose truth is known, relative to that truth:
// node bench/quality-of-models.ts --seeds 20 --accounts 10000 [--first 1] [--folder DIR] [--keep] [--only-finished] [--write]

await runSeeds<SeedQuality>({
	name: 'model-quality',
	program: 'measure-seed.ts',
	fileOf: seedFile,
	write: writeQuality,
})
