import type { OperatingModel } from '../model/operating-model.ts'

/** What people call that which triggers and occasions keep by its id; undefined: nothing is called so any more. */
export interface PlaybookNames {
	signal: (id: string) => string | undefined
	/** The bands of a level, as the health models name them: `Critical`. */
	level: (level: string) => string | undefined
	stage: (id: string) => string | undefined
}

/** The names that the operating model gives. */
export function playbookNames(
	model: Pick<OperatingModel, 'signals' | 'healthModels' | 'lifecycleStages'>,
): PlaybookNames {
	return {
		signal: id => model.signals.find(signal => signal.id === id)?.name,
		level: level => {
			const bands = model.healthModels.flatMap(health => health.bands.filter(band => band.level === level))
			const names = [...new Set(bands.map(({ name }) => name))]
			return names.length === 0 ? undefined : names.join(' or ')
		},
		stage: id => model.lifecycleStages.find(stage => stage.id === id)?.name,
	}
}
