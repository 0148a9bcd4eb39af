import { retentionDimensions } from '../../core/model/account-ledger.ts'
import { spell } from '../accounts/spell.ts'

const names: Record<string, string> = {
	csm: 'CSM',
	cohort: 'Start cohort',
	value: 'Value (ARR)',
	size: 'Size (employees)',
	parent: 'Parent account',
}

/** A dimension as people read it. */
export function nameDimension(dimension: string): string {
	if (dimension.startsWith('attribute:')) return dimension.slice('attribute:'.length)
	return names[dimension] ?? spell(dimension)
}

/** Every dimension of the workspace for a list of choices. */
export function dimensionChoices(attributes: readonly string[], options: { withProduct: boolean }) {
	const shipped = retentionDimensions.filter(name => options.withProduct || name !== 'product')
	return [...shipped, 'parent', ...attributes.map(name => `attribute:${name}`)].map(value => ({
		value,
		label: nameDimension(value),
	}))
}

export const movementNames = {
	new: 'New',
	reactivation: 'Reactivation',
	expansion: 'Expansion',
	contraction: 'Contraction',
	churn: 'Churn',
	fx: 'Exchange rates',
	entering: 'Entering',
	leaving: 'Leaving',
} as const

export const measureNames: Record<string, string> = {
	nrr: 'NRR',
	grr: 'GRR',
	logo_retention: 'Logo retention',
	gross_churn_rate: 'Gross churn rate',
	expansion_rate: 'Expansion rate',
	cs_expansion_rate: 'CS-driven expansion rate',
	quick_ratio: 'Quick ratio',
	contracted_mrr: 'Contracted MRR',
	end_mrr: 'MRR at the end',
	new: 'New MRR',
	expansion: 'Expansion MRR',
	churn: 'Churned MRR',
}

const shares = new Set([
	'nrr',
	'grr',
	'logo_retention',
	'gross_churn_rate',
	'expansion_rate',
	'cs_expansion_rate',
])

/** Whether a target of the measure is a share of 1 that people write as per cent. */
export function isShare(measure: string): boolean {
	return shares.has(measure)
}
