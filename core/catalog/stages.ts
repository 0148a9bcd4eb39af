import { LifecycleStage, PlanMilestone } from '../model/lifecycle-stage.ts'

/** Twelve weeks, as long as the onboarding plan. */
const onboardingDays = 84

/** Lifecycle stages in order. Where milestones are not recorded the plan's twelve weeks decide alone. */
export const defaultStages: readonly LifecycleStage[] = [
	{
		id: 'onboarding',
		name: 'Onboarding',
		enter: `tenure_days < ${onboardingDays} and (first_value_reached is unknown or not first_value_reached)`,
		exit: `tenure_days >= ${onboardingDays} or first_value_reached`,
		success: 'The first value is reached and people use the product by themselves',
		usualDurationDays: onboardingDays,
	},
	{
		id: 'adoption',
		name: 'Adoption',
		enter: `tenure_days >= ${onboardingDays} or first_value_reached`,
		success: 'The features that carry the outcome are used every week by most of the people meant to',
		usualDurationDays: 120,
	},
	{
		id: 'value_realisation',
		name: 'Value realisation',
		enter: `tenure_days >= ${onboardingDays} and (goals_progress >= 0.5 or feature_breadth_share_28d >= 0.5)`,
		success: 'The customer can name the outcome that it bought and has numbers for it',
		usualDurationDays: 180,
	},
	{
		id: 'expansion',
		name: 'Expansion',
		enter: 'tenure_days >= 180 and seats_used_share >= 0.9',
		exit: 'seats_used_share < 0.8 or days_to_renewal between 0 and 120',
		success: 'More seats, a higher plan or another team is agreed',
		usualDurationDays: 120,
	},
	{
		id: 'renewal',
		name: 'Renewal',
		enter: 'days_to_renewal between 0 and 120',
		exit: 'days_to_renewal > 120',
		success: 'Renewed on or before the date, at the target amount or above',
		usualDurationDays: 120,
	},
].map(stage => LifecycleStage.parse(stage))

/** Due days count from the day on which the contract starts, which is day 1. */
export const defaultOnboardingPlan: readonly PlanMilestone[] = [
	{ milestone: 'kickoff', name: 'Kickoff', dueDay: 1 },
	{ milestone: 'configuration', name: 'Configuration', dueDay: 7 },
	{ milestone: 'training', name: 'Training', dueDay: 14 },
	{ milestone: 'first_value', name: 'First value', dueDay: 28 },
	{ milestone: 'full_adoption', name: 'Full adoption', dueDay: 56 },
	{ milestone: 'complete', name: 'Onboarding complete', dueDay: 84 },
].map(milestone => PlanMilestone.parse(milestone))
