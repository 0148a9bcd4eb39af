import colors from 'picocolors'
import { showMoney } from '../core/money/amount.ts'
import { formatDay } from '../core/time/day.ts'
import type { AccountExplanation } from '../server/days/explain-account.ts'
import { cutText, formatTable, showBand, showNumber, showShare } from './print-table.ts'
import { showMetric } from './say-metric.ts'

const shownFacts = 12

/** An explanation on a terminal: the score, its factors, what moved it, and the facts behind each factor. */
export function showExplanation(explanation: AccountExplanation & { asOf: number }): string {
	return [
		showHeader(explanation),
		showFactors(explanation),
		showChange(explanation),
		...explanation.health.factors.map((_, index) => showEvidence(explanation, index)),
	]
		.filter(text => text !== '')
		.join('\n\n')
}

function showHeader({ score, model, currency, asOf }: AccountExplanation & { asOf: number }): string {
	const band = model.bands.find(({ id }) => id === score.band)
	const facts = [
		score.segment,
		score.ownerEmail,
		score.arrMinor === null ? undefined : `${showMoney(score.arrMinor, currency)} ARR`,
		score.renewalOn === null
			? undefined
			: `renews ${formatDay(score.renewalOn)} (${score.renewalOn - asOf} days)`,
	].filter(fact => fact)
	const lines = [
		`${colors.bold(score.name)} ${colors.dim(`${score.externalId} · ${facts.join(' · ')}`)}`,
		`Health ${colors.bold(showNumber(score.score))} ${showBand(band?.name ?? 'Unknown', band?.level ?? 'unknown')}` +
			colors.dim(
				`   as of ${formatDay(asOf)} · ${model.name}, version ${score.modelVersion} · coverage ${showShare(score.coverage)}`,
			),
	]
	if (score.heldFrom !== null) {
		lines.push(colors.yellow(`Data are missing since: the score is kept from ${formatDay(score.heldFrom)}.`))
	}
	if (!score.isCustomer) lines.push('It pays nothing on this day, so it has no score.')
	else if (score.score === null) {
		lines.push(
			`No score: ${showShare(score.coverage)} of the weight has data, ${showShare(model.minimumCoverage)} is needed.`,
		)
	}
	return lines.join('\n')
}

function showFactors({ health, definitions }: AccountExplanation): string {
	return formatTable(
		[
			{ title: 'factor', cell: factor => factor.name },
			{
				title: 'value',
				align: 'right',
				cell: factor =>
					showMetric(
						factor.value,
						definitions.find(({ id }) => id === factor.metric),
					),
			},
			{
				title: 'of',
				cell: factor =>
					colors.dim(definitions.find(({ id }) => id === factor.metric)?.name.toLowerCase() ?? ''),
			},
			{ title: 'points', align: 'right', cell: factor => showNumber(factor.points, 1) },
			{ title: 'weight', align: 'right', cell: factor => showNumber(factor.weight) },
			{ title: 'contributes', align: 'right', cell: factor => showNumber(factor.shownContribution, 1) },
			{ title: '', cell: factor => (factor.unknown ? colors.yellow(`missing: ${factor.unknown}`) : '') },
		],
		health.factors,
	)
}

function showChange({ change, since, score, model }: AccountExplanation): string {
	if (!change) return colors.dim(`It was not there yet on ${formatDay(since)}.`)
	if (change.change === null)
		return colors.dim(`No change to tell since ${formatDay(since)}: no score then or now.`)
	const sign = (points: number) =>
		`${points > 0 ? '+' : points < 0 ? '−' : ' '}${showNumber(Math.abs(points), 1)}`
	const parts = change.parts
		.filter(({ shownPoints }) => shownPoints !== 0)
		.map(({ kind, factor, shownPoints }) => {
			const name = model.factors.find(({ id }) => id === factor)?.name
			const says = {
				model: 'the model changed',
				coverage: 'which data there are',
				peers: 'the others changed',
				data: `${name} data`,
				rounding: 'rounding',
			}
			return `  ${sign(shownPoints).padStart(6)}  ${says[kind]}`
		})
	const head = `Since ${formatDay(since)}: ${change.before} → ${score.score} (${sign(change.change).trim()})`
	return [head, ...parts].join('\n')
}

function showEvidence({ health, evidence, definitions }: AccountExplanation, index: number): string {
	const factor = health.factors[index]
	const found = evidence[index]
	if (!factor || !found) return ''
	const definition = definitions.find(({ id }) => id === factor.metric)
	const window =
		found.from === null
			? `up to ${formatDay(found.to)}`
			: `${formatDay(found.from)} to ${formatDay(found.to)}`
	const rows = found.rows.slice(-shownFacts)
	const more = found.rows.length - rows.length
	return [
		`${colors.bold(factor.name)} ${colors.dim(`${definition?.name ?? factor.metric}, ${window}, ${found.rows.length} facts`)}`,
		...found.notes.map(note => colors.dim(`  ${cutText(note, 150)}`)),
		...(more > 0 ? [colors.dim(`  … ${more} earlier, all with --json`)] : []),
		...rows.map(
			row =>
				`  ${formatDay(row.on)}  ${row.kind}${row.id === null ? '' : ` ${row.id}`}  ${cutText(row.what, 110)}`,
		),
	].join('\n')
}
