import { z } from 'zod'
import { HealthModel } from './health-model.ts'
import { LifecycleStage, PlanMilestone } from './lifecycle-stage.ts'
import { MetricDefinition } from './metric-definition.ts'
import { ModelSettings } from './model-settings.ts'
import { PlaybookDefinition } from './playbook.ts'
import { RenewalStep } from './renewal.ts'
import { Segment } from './segment.ts'
import { ServiceLevel } from './service-level.ts'
import { SignalDefinition } from './signal.ts'

/**
 * Everything that a company chooses, versioned as a whole. Shape only: whether names exist and parts fit together
 * is for `checkModel`. Where order matters (segments, health models) the first that claims an account has it.
 */
export const OperatingModel = z.strictObject({
	settings: ModelSettings.prefault({}),
	serviceLevels: z.array(ServiceLevel).min(1),
	segments: z.array(Segment).min(1),
	/** First to last on a customer's way. */
	lifecycleStages: z.array(LifecycleStage).default([]),
	onboardingPlan: z.array(PlanMilestone).default([]),
	/** The company's own metrics, beside the ones that ship. */
	metrics: z.array(MetricDefinition).default([]),
	healthModels: z.array(HealthModel).min(1),
	signals: z.array(SignalDefinition).default([]),
	renewalSteps: z.array(RenewalStep).default([]),
	playbooks: z.array(PlaybookDefinition).default([]),
})
export type OperatingModel = z.infer<typeof OperatingModel>
/** As it is written: what has a usual value may be left out. */
export type OperatingModelInput = z.input<typeof OperatingModel>
