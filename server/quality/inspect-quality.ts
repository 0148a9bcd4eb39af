import type { Pool, PoolClient } from 'pg'
import { accountMrrOn, type Conversion, lineMrrOn } from '../../core/contracts/account-mrr.ts'
import { linesAsOf, readLinePrice, type SubscriptionLine } from '../../core/contracts/subscription-line.ts'
import { isOutOfContract } from '../../core/contracts/term.ts'
import { accountFieldsAsOf } from '../../core/facts/account-fields.ts'
import { dataReach } from '../../core/facts/data-reach.ts'
import type { AccountHistory } from '../../core/model/account-history.ts'
import { arrMinorOf, formatAmountMinor } from '../../core/money/amount.ts'
import { type CheckedAccount, checkAccount } from '../../core/quality/check-account.ts'
import { checkLines, moneyOn } from '../../core/quality/check-lines.ts'
import { CompletenessCount } from '../../core/quality/completeness.ts'
import { type ComparedAccount, findDuplicateAccounts } from '../../core/quality/find-duplicate-accounts.ts'
import { type OutsideMoney, printMoney, yearlyMoney } from '../../core/quality/outside-money.ts'
import type { QualityRuleId } from '../../core/quality/quality-rule.ts'
import { FindingSummary } from '../../core/quality/summarise-findings.ts'
import { volumeRatio } from '../../core/quality/volume-ratio.ts'
import { countingMeasures } from '../../core/signals/daily-totals.ts'
import { type Day, formatDay, parseDay } from '../../core/time/day.ts'
import { readHistories } from '../accounts/history-store.ts'
import { readModel } from '../model/model-store.ts'
import { readConversion } from '../sources/conversion-store.ts'
import { readFacts } from '../sources/fact-store.ts'
import { listDeliveries } from '../sources/source-store.ts'
import { listMeasures } from '../usage/usage-store.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import { FindingRows, type FoundAccount } from './finding-rows.ts'
import { listCollisions, listRowCounts, listStubs, listTeamEmails, listUsageByLine } from './quality-store.ts'
import { listRefusedLines } from './refused-line-store.ts'

/** State of one kind of data from one source. */
export interface SourceQuality {
	source: string
	kind: string
	/** Last day that the data reach; null where nothing was known yet. */
	data_until: string | null
	rows: number
	/** Share of the wanted fields that are filled, 0–1; null where the kind wants none. */
	completeness: number | null
	/** Last week against the usual week; null with too little history. */
	volume_ratio: number | null
	stale: boolean
}

export interface QualityReport {
	as_of: string
	currency: string | null
	sources: SourceQuality[]
	findings: {
		rule: QualityRuleId
		says: string
		count: number
		accounts: number
		/** Decimal text in the reporting currency; null where no money is known. */
		arr: string | null
		/** Money a year that is in no figure because of it, as it stands in the data. */
		outside: { currency: string; amount: string }[]
		examples: { account_id: string; what: string }[]
	}[]
}

/**
 * Looks at everything that is known at the end of `asOf`, by the rules of `core/quality`. Changes nothing. With `rows`,
 * every account of every finding goes there.
 */
export async function inspectQuality(
	pool: Pool,
	asOf: Day,
	rows: FindingRows = new FindingRows(),
): Promise<QualityReport> {
	const client = await pool.connect()
	try {
		return await inspect(client, asOf, rows)
	} finally {
		client.release()
	}
}

async function inspect(client: PoolClient, asOf: Day, rows: FindingRows): Promise<QualityReport> {
	const { currency } = await readWorkspace(client)
	const conversion = await readConversion(client, currency ?? 'USD')
	const usageByLine = await listUsageByLine(client)
	const rowCounts = await listRowCounts(client)
	const counting = countingMeasures(await listMeasures(client))
	const team = new Set(await listTeamEmails(client))
	const { outOfContractDays } = (await readModel(client, new Date(asOf * 86_400_000))).model.settings.revenue
	const usageIsLoaded = rowCounts.some(({ kind }) => kind === 'usage')
	const summary = new FindingSummary()
	const completeness = new CompletenessCount()
	const compared: (ComparedAccount & FoundAccount & { name: string })[] = []
	for await (const history of readHistories(client, 0, Number.MAX_SAFE_INTEGER)) {
		const checked = checkedAccount(history, conversion, asOf, {
			usageByLine: usageByLine.get(history.accountId) ?? [],
			countingMeasures: counting,
			team,
			outOfContractDays,
		})
		const hits = [
			...checkAccount(checked.account, asOf, usageIsLoaded),
			...checkLines(linesAsOf(history.facts, asOf), conversion, asOf),
		]
		const found = {
			externalId: history.externalId,
			name: history.name,
			ownerEmail: checked.account.ownerEmail,
			arrMinor: checked.arrMinor,
		}
		summary.add(history.externalId, hits, checked.arrMinor)
		rows.add(found, hits)
		completeness.add(history, asOf)
		const { domain } = accountFieldsAsOf(history, asOf, ['domain'])
		compared.push({
			...found,
			accountId: history.accountId,
			domain: typeof domain === 'string' ? domain : null,
		})
	}
	addDuplicates(summary, rows, compared)
	await addStubsAndCollisions(summary, rows, client, conversion, asOf)
	await addRefusedLines(summary, rows, client, compared, asOf)
	rows.sort()
	return {
		as_of: formatDay(asOf),
		currency,
		sources: await describeSources(client, asOf, rowCounts, completeness),
		findings: summary.list().map(({ arrMinor, outside, examples, ...finding }) => ({
			...finding,
			outside: printMoney(outside),
			arr: arrMinor === null || currency === null ? null : formatAmountMinor(arrMinor, currency),
			examples: examples.map(({ accountId, what }) => ({ account_id: accountId, what })),
		})),
	}
}

function checkedAccount(
	history: AccountHistory,
	conversion: Conversion,
	asOf: Day,
	usage: Pick<CheckedAccount, 'usageByLine' | 'countingMeasures' | 'team' | 'outOfContractDays'>,
): { account: CheckedAccount; arrMinor: bigint | null } {
	const lines = linesAsOf(history.facts, asOf)
	const fields = accountFieldsAsOf(history, asOf)
	const mrr = accountMrrOn(lines, asOf, conversion)
	return {
		arrMinor: mrr === null ? null : arrMinorOf(mrr),
		account: {
			history,
			createdOn: typeof fields.created_on === 'string' ? (parseDay(fields.created_on) ?? null) : null,
			ownerEmail: typeof fields.owner_email === 'string' ? fields.owner_email : null,
			paysOn: day => {
				const paid = accountMrrOn(lines, day, conversion, asOf)
				return paid === null ? null : paid > 0n
			},
			outOfContract: lines.flatMap(line => outOfContract(line, conversion, asOf)),
			...usage,
		},
	}
}

function outOfContract(
	line: SubscriptionLine,
	conversion: Conversion,
	asOf: Day,
): { lineId: string; termEndedOn: Day }[] {
	if (line.termEndsOn === null || !isOutOfContract(line, asOf)) return []
	if (lineMrrOn(line, asOf, conversion) === 0n) return []
	return [{ lineId: line.id, termEndedOn: line.termEndsOn }]
}

function addDuplicates(
	summary: FindingSummary,
	rows: FindingRows,
	accounts: readonly (ComparedAccount & FoundAccount & { name: string })[],
): void {
	for (const group of findDuplicateAccounts(accounts)) {
		for (const account of group) {
			const others = group.filter(other => other !== account)
			const names = others.slice(0, 3).map(other => `${other.name} (${other.externalId})`)
			const example = `${account.name} looks like ${names.join(', ')}`
			const hits = [{ rule: 'probable_duplicate' as const, count: 1, example }]
			summary.add(account.externalId, hits, account.arrMinor)
			rows.add(account, hits, others)
		}
	}
}

async function addStubsAndCollisions(
	summary: FindingSummary,
	rows: FindingRows,
	client: PoolClient,
	conversion: Conversion,
	asOf: Day,
): Promise<void> {
	const nobody = { name: null, ownerEmail: null }
	const stubs = await listStubs(client, asOf)
	const arrByStub = await readArr(client, stubs, conversion, asOf)
	for (const { accountId, externalId, facts } of stubs) {
		const example = `${externalId} is named by ${facts} facts and stands in no accounts file`
		const { arrMinor, outside } = arrByStub.get(accountId) ?? { arrMinor: null, outside: [] }
		const hits = [{ rule: 'unknown_account' as const, count: 1, example, outside }]
		summary.add(externalId, hits, arrMinor)
		rows.add({ ...nobody, externalId, arrMinor }, hits)
	}
	for (const { source, kind, externalId, accounts } of await listCollisions(client)) {
		const example = `${kind} ${externalId} of ${source} stands on ${accounts.join(' and ')}`
		const hits = [{ rule: 'id_collision' as const, count: 1, example }]
		const [first = '', ...others] = accounts
		summary.add(first, hits, null)
		rows.add(
			{ ...nobody, externalId: first, arrMinor: null },
			hits,
			others.map(other => ({ ...nobody, externalId: other, arrMinor: null })),
		)
	}
}

/** Refused rows by the account that they name, with what they would come to a year. */
async function addRefusedLines(
	summary: FindingSummary,
	rows: FindingRows,
	client: PoolClient,
	accounts: readonly FoundAccount[],
	asOf: Day,
): Promise<void> {
	const known = new Map(accounts.map(account => [account.externalId, account]))
	const byAccount = Map.groupBy(await listRefusedLines(client, asOf), ({ values }) =>
		typeof values.account_id === 'string' ? values.account_id : 'unknown',
	)
	for (const [externalId, lines] of byAccount) {
		const found = known.get(externalId) ?? { externalId, name: null, ownerEmail: null, arrMinor: null }
		const [first] = lines
		const example = first ? `line ${first.line ?? '?'} of the file: ${first.reason}` : ''
		const outside = yearlyMoney(lines.map(({ values }) => readLinePrice(values)))
		const hits = [{ rule: 'subscription_refused' as const, count: lines.length, example, outside }]
		summary.add(externalId, hits, found.arrMinor)
		rows.add(found, hits)
	}
}

/** ARR of some accounts that have subscriptions, unknown where one line has no price or rate, and their money as it stands. */
async function readArr(
	client: PoolClient,
	stubs: readonly { accountId: number }[],
	conversion: Conversion,
	asOf: Day,
): Promise<Map<number, { arrMinor: bigint | null; outside: OutsideMoney[] }>> {
	const arr = new Map<number, { arrMinor: bigint | null; outside: OutsideMoney[] }>()
	for (const { accountId } of stubs) {
		for await (const { facts } of readFacts(client, accountId, accountId, ['subscription'])) {
			const lines = linesAsOf(facts, asOf)
			const mrr = accountMrrOn(lines, asOf, conversion)
			arr.set(accountId, { arrMinor: mrr === null ? null : arrMinorOf(mrr), outside: moneyOn(lines, asOf) })
		}
	}
	return arr
}

async function describeSources(
	client: PoolClient,
	asOf: Day,
	rowCounts: readonly { source: string; kind: string; rows: number }[],
	completeness: CompletenessCount,
): Promise<SourceQuality[]> {
	const { liveFrom } = await readWorkspace(client)
	const deliveries = await listDeliveries(client)
	const countsByDay = await readCountsByDay(client)
	return deliveries.map(delivery => {
		const siblings = deliveries.filter(other => other.source === delivery.source)
		const reach = dataReach(siblings, liveFrom, [asOf])[delivery.kind]
		const until = reach?.reachOn[0] ?? null
		const perDay = countsByDay.get(`${delivery.source}\n${delivery.kind}`) ?? new Map<Day, number>()
		return {
			source: delivery.source,
			kind: delivery.kind,
			data_until: until === null ? null : formatDay(until),
			rows:
				rowCounts.find(({ source, kind }) => source === delivery.source && kind === delivery.kind)?.rows ?? 0,
			completeness: completeness.shareOf(delivery.source, delivery.kind),
			volume_ratio: until === null ? null : volumeRatio(perDay, until),
			// Nothing known yet by then is said by the missing date, it is not stale.
			stale: until !== null && (reach?.stale[0] ?? true),
		}
	})
}

async function readCountsByDay(client: PoolClient): Promise<Map<string, Map<Day, number>>> {
	const { rows } = await client.query<{ source: string; kind: string; days: number[]; counts: number[] }>(
		`select source.name as source, kind, array_agg(day - date '1970-01-01' order by day) as days,
			array_agg(row_count order by day) as counts
		from source_day join source using (source_id) group by 1, 2`,
	)
	return new Map(
		rows.map(row => [
			`${row.source}\n${row.kind}`,
			new Map(row.days.map((day, index) => [day, row.counts[index] ?? 0])),
		]),
	)
}
