import type { Pool } from 'pg'
import type { Conversion } from '../../core/contracts/account-mrr.ts'
import { convertAmount } from '../../core/contracts/convert-amount.ts'
import { signedAmount } from '../../core/contracts/countable-amount.ts'
import {
	sourceOpportunities,
	type ToMinor,
	takeFromSource,
} from '../../core/expansion/source-opportunities.ts'
import type { Day } from '../../core/time/day.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { readConversion } from '../sources/conversion-store.ts'
import { readFacts } from '../sources/fact-store.ts'
import { listOpportunities, type OpportunityToSave, saveOpportunities } from './opportunity-store.ts'

function converter(conversion: Conversion, asOf: Day): ToMinor {
	return (amount, currency, day) => signedAmount(convertAmount(amount, currency, conversion, day, asOf))
}

/** Follows the sources' opportunities as of the day; what people set stays. The same day again changes nothing. */
export async function updateOpportunities(pool: Pool, asOf: Day, currency: string): Promise<void> {
	await inTransaction(pool, async client => {
		await client.query('lock table opportunity in share row exclusive mode')
		const listed = await listOpportunities(client)
		const known = new Map(listed.map(item => [`${item.accountId}/${item.opportunityId}`, item]))
		const toMinor = converter(await readConversion(client, currency), asOf)
		const changed: OpportunityToSave[] = []
		for await (const { accountId, facts } of readFacts(client, 0, Number.MAX_SAFE_INTEGER, ['opportunity'])) {
			for (const found of sourceOpportunities(facts, asOf, toMinor)) {
				const before = known.get(`${accountId}/${found.opportunityId}`)
				const opportunity = takeFromSource(accountId, before, found)
				const said = { stage: found.stageLabel ?? found.stage, amountMinor: found.amountMinor }
				const isSame =
					before !== undefined &&
					before.stage === opportunity.stage &&
					before.amountMinor === opportunity.amountMinor &&
					before.stageLabel === opportunity.stageLabel &&
					before.closedOn === opportunity.closedOn &&
					before.source === opportunity.source &&
					before.lever === opportunity.lever &&
					before.sourceStage === said.stage &&
					before.sourceAmountMinor === said.amountMinor
				if (!isSame) changed.push({ opportunity, said })
			}
		}
		await saveOpportunities(client, changed)
	})
}
