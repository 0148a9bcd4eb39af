import type { LatentState } from './latent-path.ts'
import type { Random } from './random.ts'
import { renewalLogit } from './renewal-probability.ts'

export interface ChurnReason {
	reason: string
	competitor: string
	note: string
}

const reasons = {
	'low usage': 'Too few people used it to justify the cost.',
	'missing features': 'It does not do what we need next year.',
	price: 'The new price is above what we can defend.',
	'champion left': 'The person who brought the product in has left.',
	'poor fit': 'Our processes are too different.',
	'budget cut': 'All tools were reviewed; budget is cut by a quarter.',
	acquired: 'Our new parent company uses another product.',
	'closed down': 'The business is being wound up.',
}
type Reason = keyof typeof reasons

/** Made-up rivals of the made-up vendor. */
const competitors = ['Cadentia', 'Pivotra', 'Helioform', 'Nordlyst', 'in-house tool']

/** Why an account left: mostly what weighed most in the decision, sometimes fate. */
export function chooseChurnReason(random: Random, state: LatentState, upliftPercent: number): ChurnReason {
	const c = renewalLogit
	const weights: Record<Reason, number> = {
		'low usage': Math.exp(-1.6 * c.engagement * state.engagement),
		'missing features': Math.exp(-1.6 * c.value * state.value),
		'poor fit': 0.6 * Math.exp(-1.6 * c.fit * state.fit),
		price: Math.exp(-1.6 * c.upliftPoint * (upliftPercent - 4)),
		'champion left': state.championAbsent ? 5 : 0,
		'budget cut': 0.8,
		acquired: 0.3,
		'closed down': 0.25,
	}
	const reason = random.weighted(weights)
	const hasRival = reason === 'missing features' || reason === 'price' || reason === 'poor fit'
	const goesToRival = random.chance(hasRival ? 0.6 : 0.15)
	const competitor = random.pick(competitors)
	return {
		reason,
		competitor: goesToRival && reason !== 'closed down' ? competitor : '',
		note: reasons[reason],
	}
}
