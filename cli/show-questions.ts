import type { RenewalQuestion } from '../core/model/forecast.ts'
import { questionTexts } from '../core/renewals/question-texts.ts'
import { showNumber } from './print-table.ts'

/** What is asked of one renewal or contract. */
export interface AskedOf {
	/** `Acme, contract S-12` */
	of: string
	question: RenewalQuestion
}

const mostOfOne = 5

/** What somebody has to answer: each question once, with the first that it is asked of, and how many more. */
export function showQuestions(asked: readonly AskedOf[]): string[] {
	const lines = [...Map.groupBy(asked, ({ question }) => question)].flatMap(([question, of]) => {
		const more = of.length - mostOfOne
		return [
			`  ${questionTexts[question]}`,
			...of.slice(0, mostOfOne).map(item => `    ${item.of}`),
			...(more > 0 ? [`    … and ${showNumber(more)} more: Renewals → To answer in the web app`] : []),
		]
	})
	return lines.length === 0 ? [] : ['', 'To be answered:', ...lines]
}
