import type { SignalKind } from '../../core/model/signal.ts'

export const signalKindNames: Readonly<Record<SignalKind, string>> = {
	usage: 'Usage down',
	engagement: 'Engagement down',
	support: 'Support up',
	commercial: 'Commercial',
	health: 'Health',
	growth: 'Growth',
	dates: 'Dates',
}
