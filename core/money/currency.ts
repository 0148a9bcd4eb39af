/** Digits after the point by ISO 4217, for the currencies that do not have two. */
const exponents: Record<string, number> = {
	BHD: 3,
	BIF: 0,
	CLP: 0,
	DJF: 0,
	GNF: 0,
	IQD: 3,
	ISK: 0,
	JOD: 3,
	JPY: 0,
	KMF: 0,
	KRW: 0,
	KWD: 3,
	LYD: 3,
	OMR: 3,
	PYG: 0,
	RWF: 0,
	TND: 3,
	UGX: 0,
	UYI: 0,
	VND: 0,
	VUV: 0,
	XAF: 0,
	XOF: 0,
	XPF: 0,
}

const known = new Set(Intl.supportedValuesOf('currency'))

/** Whether the text is a currency code of ISO 4217 in capitals. */
export function isCurrency(code: string): boolean {
	return known.has(code)
}

/** How many digits the currency's minor unit has after the point: 2 for USD, 0 for JPY. */
export function currencyExponent(code: string): number {
	return exponents[code] ?? 2
}
