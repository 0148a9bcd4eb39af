import type { Command } from 'commander'
import { formatAmountMinor, showMoney } from '../core/money/amount.ts'
import { type Day, formatDay } from '../core/time/day.ts'
import { listScores } from '../server/days/result-store.ts'
import { getModel } from '../server/model/model-store.ts'
import { type AskedContract, listContractQuestions } from '../server/renewals/contract-question-store.ts'
import { questionsOf } from '../server/renewals/renewal-json.ts'
import { type DetailedRenewal, listDetailedRenewals } from '../server/renewals/renewal-list-store.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable } from './print-table.ts'
import { type AskedOf, showQuestions } from './show-questions.ts'

type RiskyRenewal = DetailedRenewal & { risk: 'low' | 'medium' | 'high' | null }

const mostRenewals = 1_000_000

/** `perennial renewals`: open and recent renewals in the order of their dates. */
export function registerRenewals(program: Command): void {
	addCommand(program, 'renewals', 'open and recent renewals, next first')
		.option('--as-of <date>', 'as they stood at the end of this day (default: today)')
		.action(async (options: CommonOptions & { asOf?: string }) => {
			const asked = readDayOption(options.asOf, '--as-of')
			const { renewals, contracts, asOf } = await withWorkspace(options, async ({ pool }) => {
				const day = asked ?? todayOf(await readWorkspace(pool), new Date())
				const risks = await readRisks(pool, day)
				const list = await listDetailedRenewals(pool, { asOf: day }, { limit: mostRenewals })
				return {
					asOf: day,
					contracts: await listContractQuestions(pool, null),
					renewals: list.map(item => ({ ...item, risk: risks.get(item.accountId) ?? null })),
				}
			})
			printResult(
				options,
				renewals.map(item => toRow(item, asOf)),
				() =>
					[showRenewals(renewals, asOf), ...showQuestions(listAsked(renewals, contracts, asOf))].join('\n'),
			)
		})
}

/** Risk by the band of the date's score, by account. */
async function readRisks(
	pool: Parameters<typeof listScores>[0],
	asOf: Day,
): Promise<Map<number, 'low' | 'medium' | 'high'>> {
	const scores = await listScores(pool, asOf)
	const byBand = new Map<string, 'low' | 'medium' | 'high'>()
	for (const version of new Set(scores.map(({ modelVersion }) => modelVersion))) {
		const { model } = await getModel(pool, version)
		for (const health of model.healthModels) {
			for (const band of health.bands) byBand.set(`${version}/${health.id}/${band.id}`, band.risk)
		}
	}
	return new Map(
		scores.flatMap(score => {
			const risk = byBand.get(`${score.modelVersion}/${score.healthModel}/${score.band}`)
			return risk ? [[score.accountId, risk] as const] : []
		}),
	)
}

function amountText(amountMinor: bigint | null, currency: string | null): string | null {
	return amountMinor === null || currency === null ? null : formatAmountMinor(amountMinor, currency)
}

function toRow(item: RiskyRenewal, asOf: Day): unknown {
	const { externalId, renewal, risk, outlook, category, amountMinor } = item
	const closed = renewal.stage === 'closed_renewed' ? 'renewed' : 'churned'
	return {
		id: `${externalId}/${formatDay(renewal.renewalOn)}`,
		account_id: externalId,
		renewal_on: formatDay(renewal.renewalOn),
		stage: renewal.stage,
		target_amount: amountText(renewal.targetMinor, renewal.currency),
		forecast_amount: amountText(amountMinor, renewal.currency),
		final_amount: amountText(renewal.finalMinor, renewal.currency),
		currency: renewal.currency,
		risk,
		probability: renewal.closedOn === null ? (outlook?.probability ?? null) : null,
		category: renewal.closedOn === null ? category : null,
		owner_email: renewal.ownerEmail,
		outcome: renewal.closedOn === null ? 'open' : closed,
		is_late: renewal.closedOn === null && renewal.renewalOn < asOf,
		questions: questionsOf(item, asOf),
	}
}

/** What somebody has to answer, of renewals and of contracts that none can be made of. */
function listAsked(
	renewals: readonly RiskyRenewal[],
	contracts: readonly AskedContract[],
	asOf: Day,
): AskedOf[] {
	return [
		...renewals.flatMap(item =>
			questionsOf(item, asOf).map(question => ({
				of: `${item.accountName ?? item.externalId}, ${formatDay(item.renewal.renewalOn)}`,
				question,
			})),
		),
		...contracts.map(({ accountName, externalId, lineId, question }) => ({
			of: `${accountName ?? externalId}, contract ${lineId}`,
			question,
		})),
	]
}

function showRenewals(renewals: readonly RiskyRenewal[], asOf: Day): string {
	if (renewals.length === 0) return `No renewal was open on ${formatDay(asOf)}.`
	const money = (amountMinor: bigint | null, currency: string | null) =>
		amountMinor === null || currency === null ? '–' : showMoney(amountMinor, currency)
	return formatTable(
		[
			{ title: 'renews', cell: item => formatDay(item.renewal.renewalOn) },
			{ title: 'in days', align: 'right', cell: item => String(item.renewal.renewalOn - asOf) },
			{ title: 'account', cell: item => item.accountName ?? item.externalId, maxWidth: 32 },
			{ title: 'stage', cell: item => item.renewal.stage },
			{
				title: 'target',
				align: 'right',
				cell: item => money(item.renewal.targetMinor, item.renewal.currency),
			},
			{ title: 'final', align: 'right', cell: item => money(item.renewal.finalMinor, item.renewal.currency) },
			{
				title: 'P(renew)',
				align: 'right',
				cell: ({ renewal, outlook }) =>
					renewal.closedOn !== null || !outlook || outlook.probability === null
						? '–'
						: `${Math.round(outlook.probability * 100)} %`,
			},
			{ title: 'risk', cell: item => item.risk ?? '–' },
			{ title: 'owner', cell: item => item.renewal.ownerEmail ?? 'nobody', maxWidth: 28 },
		],
		renewals,
	)
}
