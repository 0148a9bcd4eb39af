import type { z } from 'zod'
import type { AccuracyRow, ForecastFigures, ForecastRenewal } from '../../api/forecast.ts'
import { expectedOf } from '../../core/forecast/compute-forecast.ts'
import type { Forecast, Variance } from '../../core/model/forecast.ts'
import { formatAmountMinor } from '../../core/money/amount.ts'
import { formatDay } from '../../core/time/day.ts'
import type { SourcedEntry } from './outlook-store.ts'
import type { AccuracyItem } from './read-accuracy.ts'

/** Amounts of a forecast as decimal text. */
export function figuresJson(forecast: Forecast, currency: string): z.input<typeof ForecastFigures> {
	const text = (minor: bigint) => formatAmountMinor(minor, currency)
	return {
		renewals: forecast.renewals,
		open: forecast.open,
		due: text(forecast.dueMinor),
		closed: text(forecast.closedMinor),
		expected: text(forecast.expectedMinor),
		low: text(forecast.lowMinor),
		high: text(forecast.highMinor),
		scenarios: {
			commit: text(forecast.scenarios.commitMinor),
			likely: text(forecast.scenarios.likelyMinor),
			best: text(forecast.scenarios.bestMinor),
		},
		unknown: { renewals: forecast.unknown.renewals, target: text(forecast.unknown.targetMinor) },
	}
}

export function entryJson(
	entry: SourcedEntry,
	account: { externalId: string; name: string | null } | undefined,
	currency: string,
): z.input<typeof ForecastRenewal> {
	const text = (minor: bigint | null) => (minor === null ? null : formatAmountMinor(minor, currency))
	const externalId = account?.externalId ?? String(entry.accountId)
	return {
		id: `${externalId}/${formatDay(entry.renewalOn)}`,
		account_id: externalId,
		account_name: account?.name ?? null,
		renewal_on: formatDay(entry.renewalOn),
		segment: entry.segment,
		owner_email: entry.ownerEmail,
		is_opened: entry.isOpened,
		state: entry.state,
		target_amount: text(entry.targetMinor),
		forecast_amount: text(entry.amountMinor),
		final_amount: text(entry.finalMinor),
		probability: entry.state === 'open' ? entry.probability : null,
		probability_from: entry.state === 'open' ? entry.from : null,
		expected_amount: text(expectedOf(entry)),
		category: entry.state === 'open' ? entry.category : null,
	}
}

export function varianceJson(variance: Variance, currency: string) {
	const text = (minor: bigint) => formatAmountMinor(minor, currency)
	return {
		churned_though_safe: text(variance.churned_though_safe),
		renewed_though_lost: text(variance.renewed_though_lost),
		contracted: text(variance.contracted),
		expanded: text(variance.expanded),
		slipped: text(variance.slipped),
		added_late: text(variance.added_late),
	}
}

export function accuracyJson(item: AccuracyItem): z.input<typeof AccuracyRow> {
	const { snapshot } = item
	const text = (minor: bigint) => formatAmountMinor(minor, snapshot.currency)
	return {
		period: item.quarter,
		group: item.group,
		days_ahead: item.daysAhead,
		taken_on: formatDay(snapshot.takenOn),
		origin: snapshot.origin,
		renewals: snapshot.renewals,
		forecast: text(snapshot.expectedMinor),
		low: text(snapshot.lowMinor),
		high: text(snapshot.highMinor),
		actual: text(item.actualMinor),
		accuracy: item.accuracy,
		bias: item.bias,
		is_inside: item.isInside,
		chance_error: snapshot.chanceError,
		naive: snapshot.naiveMinor === null ? null : text(snapshot.naiveMinor),
		csm_call: snapshot.csmMinor === null ? null : text(snapshot.csmMinor),
		variance: varianceJson(item.variance.parts, snapshot.currency),
	}
}
