/** A figure of the field that a screen draws as a reference line. */
export interface Benchmark {
	measure: 'nrr' | 'grr' | 'logo_churn'
	name: string
	/** 1.05 = 105 %; the same for a single line. */
	from: number
	to: number
	/** What it is from, and where to read it. */
	source: string
	url: string
}

const saasCapital = {
	source: 'SaaS Capital, B2B SaaS Retention Benchmarks: yearly survey of some 1,500 private companies',
	url: 'https://www.saas-capital.com/research/',
}
const targets = {
	source: 'The company targets of customer success teams, as this product takes them',
	url: 'docs/retention.md#benchmarks',
}
const bessemer = {
	source:
		'Bessemer Venture Partners, as quoted in "Enterprise SaaS Churn Rates: What’s Acceptable?" (CMSWire)',
	url: 'https://www.cmswire.com/customer-experience/enterprise-saas-churn-rates-whats-acceptable/',
}
const smallBusiness = {
	source: 'SaaS churn rate benchmarks by segment: small business under 15 % a year',
	url: 'https://knowledgelib.io/finance/saas-benchmarks/saas-churn-rate-benchmarks/2026',
}

/** Reference lines for the Retention page: yearly figures. */
export const retentionBenchmarks: readonly Benchmark[] = [
	{ measure: 'nrr', name: 'usual', from: 1.05, to: 1.15, ...targets },
	{ measure: 'nrr', name: 'top quartile', from: 1.15, to: 1.2, ...saasCapital },
	{ measure: 'grr', name: 'floor', from: 0.85, to: 0.85, ...targets },
	{ measure: 'grr', name: 'good', from: 0.9, to: 1, ...saasCapital },
	{ measure: 'logo_churn', name: 'enterprise', from: 0.05, to: 0.07, ...bessemer },
	{ measure: 'logo_churn', name: 'small business', from: 0.1, to: 0.15, ...smallBusiness },
]
