import { expect, it } from 'vitest'
import { parseMapping } from '../../connectors/files/mapping.ts'
import { printMapping } from './print-mapping.ts'

it('writes what the importer reads', () => {
	const text = printMapping(
		[
			{
				name: 'crm 2025: final.csv',
				draft: {
					pattern: 'crm *: final.csv',
					kind: 'subscriptions',
					fields: {
						id: { from: 'text', text: '{No}:{Product}' },
						unit_price: { from: 'text', text: '= [Monthly total] / Seats' },
						currency: { from: 'constant', text: 'EUR' },
						billing_interval: { from: 'column', column: 'Billing', values: { Yes: 'year', '1': 'month' } },
						account_id: { from: 'column', column: 'No', values: {} },
						plan: { from: 'column', column: '', values: {} },
					},
					keepsOthers: false,
				},
			},
		],
		'crm',
	)
	expect(parseMapping(text, 'mapping.yaml')).toEqual({
		source: 'crm',
		files: [
			{
				file: 'crm 2025: final.csv',
				kind: 'subscriptions',
				let: {},
				where: {},
				unless: {},
				others: 'ignore',
				columns: {
					id: '{No}:{Product}',
					unit_price: '= [Monthly total] / Seats',
					currency: { constant: 'EUR' },
					billing_interval: { column: 'Billing', values: { Yes: 'year', '1': 'month' } },
					account_id: 'No',
				},
			},
		],
	})
})
