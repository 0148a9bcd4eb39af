import { OperatingModel } from '../model/operating-model.ts'
import { getHealthPreset } from './health-presets.ts'
import { shippedPlaybooks } from './playbooks/shipped-playbooks.ts'
import { renewalSteps } from './renewal-steps.ts'
import { defaultSegments, defaultServiceLevels } from './segments.ts'
import { shippedSignals } from './signals.ts'
import { defaultOnboardingPlan, defaultStages } from './stages.ts'

/** The complete operating model that a new workspace starts with. */
export const defaultModel: OperatingModel = OperatingModel.parse({
	settings: {},
	serviceLevels: defaultServiceLevels,
	segments: defaultSegments,
	lifecycleStages: defaultStages,
	onboardingPlan: defaultOnboardingPlan,
	healthModels: [getHealthPreset('classic')],
	signals: shippedSignals,
	renewalSteps,
	playbooks: shippedPlaybooks,
})
