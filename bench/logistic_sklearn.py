"""The same logistic regression in scikit-learn: FILE ROWS COLUMNS. The file holds float64 columns and then the outcomes.

Prints the CPU seconds of the fit, intercept and coefficients as JSON. The best of three, as imports and caches settle.
"""

import json
import sys
import time

import numpy
from sklearn.linear_model import LogisticRegression

rows, columns = int(sys.argv[2]), int(sys.argv[3])
values = numpy.fromfile(sys.argv[1], dtype="<f8")
table = values[: rows * columns].reshape(columns, rows).T.copy()
outcomes = values[rows * columns :]
best = None
for _ in range(3):
    started = time.process_time()
    model = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-10, max_iter=100).fit(table, outcomes)
    took = time.process_time() - started
    best = took if best is None else min(best, took)
print(json.dumps({"cpuSeconds": best, "intercept": model.intercept_[0], "coefficients": model.coef_[0].tolist()}))
