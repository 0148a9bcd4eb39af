import { expect, it } from 'vitest'
import type { AccountRow } from '../../api/accounts.ts'
import { accountsCsv } from './accounts-csv.ts'

const row: AccountRow = {
	id: 'A-1',
	name: '=HYPERLINK("x"), Inc.',
	is_customer: true,
	segment: null,
	stage: 'adoption',
	owner_email: '@sum',
	arr: '-48000.00',
	currency: 'USD',
	score: 47,
	band: 'at_risk',
	band_name: 'At risk',
	level: 'watch',
	risk: 'high',
	computed_band: 'at_risk',
	coverage: 0.5,
	churn_probability: null,
	churn_as_of: null,
	churn_stale: false,
	churn_unknown: 'nothing foretold',
	renewal_on: '2027-02-03',
	days_to_renewal: 74,
	held_from: null,
	data_until: null,
	metrics: { logins_28d: 12, csat_90d: null },
}

it('writes unknown as nothing, quotes what needs it and disarms formulas', () => {
	expect(accountsCsv([row], ['logins_28d', 'csat_90d'])).toBe(
		'id,name,segment,stage,owner_email,arr,currency,score,band,coverage,churn_probability,renewal_on,logins_28d,csat_90d\r\n' +
			'A-1,"\'=HYPERLINK(""x""), Inc.",,adoption,\'@sum,-48000.00,USD,47,at_risk,0.5,,2027-02-03,12,\r\n',
	)
})
