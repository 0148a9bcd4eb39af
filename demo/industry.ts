/** Industries of the demo's accounts with their relative frequency. */
export const industryWeights = {
	software: 24,
	manufacturing: 13,
	healthcare: 11,
	finance: 12,
	retail: 11,
	logistics: 8,
	education: 7,
	media: 6,
	energy: 4,
	services: 4,
}

export type Industry = keyof typeof industryWeights
