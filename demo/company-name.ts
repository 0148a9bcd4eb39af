import type { Industry } from './industry.ts'

/** Invented roots: three syllables of these lists; none is meant to be a company's name. */
const firsts =
	'Bral Velt Quor Zeph Tarn Hest Morv Krel Jund Pell Ostr Fenn Gald Wyth Dreb Salm Nurr Ilv Cort Abr Lund Vask Thol Brin Esk Rald Mund Yort Hald Sver Orn Kest Pran Ulm Trev Gorm Asp Dell Fyr Nald'.split(
		' ',
	)
const middles = 'a e i o u ia or en ar el um is on al ev id ol er an ib'.split(' ')
const lasts =
	'vane dric lume thor quist mere nax bole drane wick phon sted vik stra lex mont dorn fell gard brook'
		.split(' ')
		.concat('holt tana lyn mark rune vale zen tide grove path'.split(' '))

const businessWords: Record<Industry, readonly string[]> = {
	software: ['Software', 'Systems', 'Cloud', 'Digital'],
	manufacturing: ['Works', 'Manufacturing', 'Components', 'Industries'],
	healthcare: ['Health', 'Clinics', 'Care', 'Diagnostics'],
	finance: ['Capital', 'Insurance', 'Payments', 'Finance'],
	retail: ['Retail', 'Stores', 'Goods', 'Market'],
	logistics: ['Logistics', 'Freight', 'Shipping', 'Supply'],
	education: ['Learning', 'Academy', 'Education', 'Campus'],
	media: ['Media', 'Studios', 'Publishing', 'Press'],
	energy: ['Energy', 'Power', 'Renewables', 'Utilities'],
	services: ['Advisory', 'Consulting', 'Partners', 'Services'],
}
const laterWords = ['Group', 'Holdings', 'International', 'Collective', 'Alliance', 'Union', 'Network']

const rootCount = firsts.length * middles.length * lasts.length

/** Name and domain of the account at a position: no two positions below 168,000 share a root and words. */
export function nameCompany(
	index: number,
	seed: number,
	industry: Industry,
): { name: string; domain: string } {
	// 7,919 is prime and shares no factor with the number of roots, so this walks through all of them.
	const position = (index * 7919 + (seed % rootCount) * 613) % rootCount
	const lap = Math.floor(index / rootCount)
	const first = firsts[position % firsts.length]!
	const middle = middles[Math.floor(position / firsts.length) % middles.length]!
	const last = lasts[Math.floor(position / (firsts.length * middles.length))]!
	const root = `${first}${middle}${last}`
	const business = businessWords[industry][index % 4]!
	const words = lap === 0 ? [root, business] : [root, business, laterWords[(lap - 1) % laterWords.length]!]
	const domain = `${(lap === 0 ? root : `${root}-${words[2]}`).toLowerCase()}.example`
	return { name: words.join(' '), domain }
}
